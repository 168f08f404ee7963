"""What Twilio has received for us, from its list: a missed webhook comes in as the request it would have been."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import datetime, timedelta
from urllib.parse import urlencode

import httpx2

from sms import codes
from sms.listing import Listed, Listing, TooMany, moment, word
from sms.parse import arrive
from sms.rest import Refused, RestClient
from sms.settings import SmsSettings
from tipline.desk.ports import Arrival, DeliveryNote, Late
from tipline.errors import SendFailed
from tipline.message import Channel

_PAGE, _PAGES = 1000, 3
_NARROWEST = timedelta(seconds=2)
_FORM = "application/x-www-form-urlencoded"


class SmsBacklog:
    """The Backlog of the SMS channel. `transport` stands in for the network in tests and in the demo."""

    def __init__(self, settings: SmsSettings, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._settings = settings
        self._http = RestClient(settings, transport)
        self._listing = Listing(settings, self._http)

    async def received(self, since: datetime, until: datetime) -> tuple[list[Late], datetime]:
        """Messages to us from `since` on, oldest first, and up to when they are all of them: `until`, or earlier when
        there are more than fit. Raises SendFailed."""
        listed, reached = await self._span(since, until, self._to_us())
        found = [message for message in listed if self._is_for_us(message)]
        return [_late(message) for message in found], reached

    async def sent(self, since: datetime, until: datetime) -> list[DeliveryNote]:
        """How far the messages came that we have sent lately, oldest first. Raises SendFailed."""
        wanted = {} if self._settings.is_service else {"From": self._settings.sender}
        listed, _reached = await self._span(since, until, wanted)
        notes = (_note(message) for message in listed if word(message, "direction").startswith("outbound"))
        return [note for note in notes if note is not None]

    async def arrival(self, late: Late) -> Arrival:
        """The webhook's request as it would have come. Raises SendFailed."""
        fields = dict(late.fields)
        if late.has_media:
            media = await self._asked(self._listing.media(late.vendor_id))
            for n, piece in enumerate(reversed(media)):
                fields[f"MediaUrl{n}"] = self._settings.api_base + word(piece, "uri").removesuffix(".json")
                fields[f"MediaContentType{n}"] = word(piece, "content_type")
        return arrive(urlencode(fields).encode("ascii"), _FORM)

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _span(self, since: datetime, until: datetime, wanted: dict[str, str]) -> tuple[list[Listed], datetime]:
        """Oldest first; the span is halved until what is in it fits."""
        while True:
            query = wanted | {"DateSent>": _written(since), "DateSent<": _written(until)}
            try:
                listed = await self._asked(self._listing.messages(query, size=_PAGE, pages=_PAGES))
            except TooMany:
                if until - since <= _NARROWEST:
                    raise SendFailed("too_many_to_look_through") from None
                until = since + (until - since) / 2
                continue
            return listed[::-1], until

    async def _asked(self, question: Awaitable[list[Listed]]) -> list[Listed]:
        try:
            return await question
        except Refused as refused:
            failed = SendFailed(refused.code or f"http_{refused.http_status}", retry_after=refused.retry_after)
        except (httpx2.RequestError, ValueError, RecursionError):
            failed = SendFailed("no_answer")
        raise failed

    def _to_us(self) -> dict[str, str]:
        return {} if self._settings.is_service else {"To": self._settings.sender}

    def _is_for_us(self, message: Listed) -> bool:
        """Through a Messaging Service the number that received it says nothing; the service may or may not be named."""
        service = word(message, "messaging_service_sid")
        ours = not self._settings.is_service or service in ("", self._settings.sender)
        return ours and word(message, "direction") == "inbound" and moment(message, "date_sent") is not None


def _late(message: Listed) -> Late:
    sid = word(message, "sid")
    fields = {
        "MessageSid": sid, "SmsMessageSid": sid, "SmsSid": sid, "SmsStatus": "received",
        "AccountSid": word(message, "account_sid"), "From": word(message, "from"), "To": word(message, "to"),
        "Body": word(message, "body"), "NumMedia": word(message, "num_media"),
        "NumSegments": word(message, "num_segments"), "ApiVersion": word(message, "api_version"),
    }
    at = moment(message, "date_sent")
    assert at is not None
    return Late(Channel.SMS, sid, at, fields, word(message, "num_media") not in ("", "0"))


def _note(message: Listed) -> DeliveryNote | None:
    status = codes.DELIVERY.get(word(message, "status").lower())
    if status is None:
        return None
    code = word(message, "error_code")
    means = codes.meaning(code) if status == "failed" else None
    return DeliveryNote(
        Channel.SMS, None, word(message, "sid"), status.value, code if code.isdecimal() else None,
        opted_out=means is not None and means.opted_out, alarm=means is not None and means.alarm,
    )


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
