"""Twilio's inbound messages: what to keep of an authenticated request, and later what it means."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime

from sms import number
from sms.form import Fields, one, read_body
from tipline.desk.ports import Arrival
from tipline.errors import BadPayload
from tipline.message import Address, Attachment, Carrier, Channel, Inbound, Kind, Media

# Where a person lives and what they call themselves: never stored (DESIGN, "The path of one inbound message").
DROPPED = frozenset(f"{who}{what}" for who in ("From", "To") for what in ("City", "State", "Zip", "Country")) | {
    "ProfileName"
}
MOST_MEDIA = 10
_ID_NAMES = ("MessageSid", "SmsMessageSid", "SmsSid")
_PLAIN_ID = re.compile(r"[!-~]{1,64}")
_OTHER_CHANNEL = re.compile(r"[a-z]+:", re.IGNORECASE)  # "whatsapp:+1...", "messenger:...": not SMS
_OF_AN_INBOUND = frozenset({"", "received", "receiving"})
_MEDIA = {"image": Media.PHOTO, "video": Media.VIDEO, "audio": Media.AUDIO}


def arrive(raw: bytes, content_type: str | None, form: Fields | None = None) -> Arrival:
    """Vendor id, address and the fields worth keeping. Never raises: a body that cannot be read is kept whole."""
    try:
        kept = _without_dropped(read_body(raw, content_type, form))
        payload = json.dumps(kept, separators=(",", ":")).encode("ascii")
        return Arrival(Channel.SMS, vendor_id(kept), _address(kept), payload)
    except (ValueError, RecursionError):
        return Arrival(Channel.SMS, None, None, raw)


def _without_dropped(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: _clean(value) for name, value in fields.items() if name not in DROPPED}


def _clean(value: object) -> object:
    if isinstance(value, dict):
        return _without_dropped(value)
    return [_clean(v) for v in value] if isinstance(value, list) else value


def vendor_id(fields: Mapping[str, object]) -> str | None:
    """The message's id at Twilio; None when there is none that could be one."""
    found = (one(fields, name) for name in _ID_NAMES)
    return next((value for value in found if _PLAIN_ID.fullmatch(value)), None)


def _address(fields: Mapping[str, object]) -> str | None:
    value = number.normal(_text(one(fields, "From")))
    return value if 0 < len(value) <= number.LONGEST else None


def parse(payload: bytes, received_at: datetime) -> Inbound:
    """One stored payload as a message. `received_at` aware UTC. Raises BadPayload when it names no sender."""
    try:
        fields = json.loads(payload)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise BadPayload("The stored SMS is not a set of named fields.")
    sender = _address(fields)
    if sender is None:
        raise BadPayload("The stored SMS names no sender.")
    carrier = _carrier(one(fields, "OptOutType"))
    kind = _kind(fields, carrier)
    heard = kind is not Kind.NOTHING
    return Inbound(
        kind=kind,
        address=Address(Channel.SMS, sender),
        vendor_id=vendor_id(fields) or "body:" + hashlib.sha256(payload).hexdigest(),
        received_at=received_at,
        text=_text(one(fields, "Body")) if heard else "",
        attachments=_attachments(fields) if heard else (),
        carrier=carrier if heard else None,
    )


def _kind(fields: Mapping[str, object], carrier: Carrier | None) -> Kind:
    if _OTHER_CHANNEL.match(one(fields, "From").strip()):
        return Kind.NOTHING
    if one(fields, "MessageStatus").lower() not in _OF_AN_INBOUND:  # a status callback sent to the wrong door
        return Kind.NOTHING
    return Kind.CARRIER if carrier else Kind.MESSAGE


def _carrier(opt_out_type: str) -> Carrier | None:
    try:
        return Carrier(opt_out_type.strip().lower())
    except ValueError:
        return None


def _attachments(fields: Mapping[str, object]) -> tuple[Attachment, ...]:
    """Every pointer that is there: NumMedia is not asked, so that a wrong count loses nothing."""
    found = []
    for n in range(MOST_MEDIA):
        pointer = _text(one(fields, f"MediaUrl{n}")).strip()
        if pointer:
            content_type = _text(one(fields, f"MediaContentType{n}")).partition(";")[0].strip().lower()
            media = _MEDIA.get(content_type.partition("/")[0], Media.DOCUMENT)
            found.append(Attachment(media, pointer, content_type or None))
    return tuple(found)


def _text(value: str) -> str:
    """The text with surrogate pairs joined, lone ones replaced and NUL taken out: neither can be stored everywhere."""
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\x00", "")
