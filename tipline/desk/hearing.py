"""What a stored delivery says: parse, read, locate, step, apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tipline import dialogue
from tipline.desk import apply, contacts, filing
from tipline.desk.means import Means
from tipline.desk.records import Contact, InboxRow
from tipline.desk.tx import Tx
from tipline.dialogue.model import Context, Heard, Timer
from tipline.message import Inbound, Kind
from tipline.places.model import Located
from tipline.reading.model import Reading

_GROUP_PAUSE = timedelta(days=1)
_UNSEEN = frozenset({Kind.BLOCKED, Kind.UNBLOCKED, Kind.GROUP})  # no words of a witness to keep


@dataclass(frozen=True, slots=True)
class Read:
    """A delivery and what its words say; nothing is decided yet."""

    row: InboxRow
    inbound: Inbound
    reading: Reading


def read(means: Means, row: InboxRow, lang: str | None, now: datetime) -> Read:
    """Parse and read one delivery, in no transaction: reading takes longer than writing. `lang`: the contact's."""
    inbound = means.parsers[row.channel](means.seals.open_inbox(row.payload), row.received_at)
    return Read(row, inbound, means.read(inbound.text, hint=lang or inbound.language_hint, now=now))


def hear(tx: Tx, means: Means, what: Read, now: datetime) -> None:
    """Carry out what a delivery brings. Raises Conflict when the claim is no longer ours."""
    if what.inbound.kind is Kind.MOVED:
        contacts.move(tx, means, what.inbound)
    elif what.inbound.kind is not Kind.NOTHING:
        _turn(tx, means, what.inbound, what.reading, now)
    tx.inbox.done(what.row)


def _turn(tx: Tx, means: Means, inbound: Inbound, reading: Reading, now: datetime) -> None:
    contact = contacts.contact_for(tx, means, inbound, now)
    if inbound.kind is Kind.GROUP and _answered_lately(tx, contact, now):
        return
    reading = dialogue.complete(_state(tx, contact), reading, filing.filed(tx, contact.reporter_id))
    if inbound.pin is not None:
        located = means.locate_point(inbound.pin.lat, inbound.pin.lng)
    else:
        reading, located = dialogue.locate(reading, means.locate)
    message_id, amends = 0, None
    if inbound.kind not in _UNSEEN:
        message_id, amends = _keep(tx, means, contact, inbound, reading, located, now)
        contact = replace(contact, last_inbound_at=now, blocked=False)  # who writes to us has not blocked us
        tx.people.save(contact)
    event = Heard(inbound, reading, located, message_id, amends)
    step(tx, means, contact, event, now, message_id=message_id or None)


def _answered_lately(tx: Tx, contact: Contact, now: datetime) -> bool:
    """A group hears the one line once a day, however many write in it."""
    return any(now - row.created_at < _GROUP_PAUSE for row in tx.outbox.of_address(contact.address_id))


def _state(tx: Tx, contact: Contact) -> dialogue.State:
    held = tx.dialogues.get(contact.address_id)
    return dialogue.State.from_dict(held) if held is not None else dialogue.start()


def step(tx: Tx, means: Means, contact: Contact, event: Heard | Timer, now: datetime, message_id: int | None) -> None:
    """Carry out what an event of this conversation brings."""
    turn = dialogue.step(_state(tx, contact), event, _context(tx, means, contact, now))
    apply.effects(tx, means, contact, turn.effects, now, message_id)
    tx.dialogues.put(contact.address_id, turn.state.to_dict(), now)
    if tx.people.contact(contact.address_id).wrapped_key is None:
        tx.people.forget(contact.reporter_id)  # forgotten in this very turn: what it wrote down since goes too


def _context(tx: Tx, means: Means, contact: Contact, now: datetime) -> Context:
    return Context(
        now=now,
        zone=means.zone,
        fresh_reference=_fresh_reference(tx, means),
        line=means.line,
        contact=filing.contact_facts(contact, means.languages),
        filed=filing.filed(tx, contact.reporter_id),
        asked=filing.asked(tx, contact, now),
    )


def _fresh_reference(tx: Tx, means: Means) -> str:
    while tx.reports.by_reference(reference := means.refs.reference()) is not None:
        pass
    return reference


def _keep(
    tx: Tx, means: Means, contact: Contact, inbound: Inbound, reading: Reading, located: Located, now: datetime
) -> tuple[int, int | None]:
    """File the message masked, its original and vendor id sealed; gives its row id and the row it amends."""
    lookup = means.seals.vendor_lookup(inbound.address.channel, inbound.vendor_id)
    earlier = tx.messages.by_vendor(lookup) if inbound.kind is Kind.EDIT else None
    point = inbound.pin is not None or located.status == "point"
    message_id = tx.messages.add(
        reporter_id=contact.reporter_id,
        address_id=contact.address_id,
        at=inbound.received_at,
        report_id=earlier.report_id if earlier else None,
        kind=_kind_word(inbound),
        masked_text=reading.masked_text,
        lang=reading.lang if inbound.text else None,
        vendor_lookup=lookup,
        amends=earlier.id if earlier else None,
        lat=located.lat if point else None,
        lng=located.lng if point else None,
        reading=_summary(reading),
    )
    if contact.wrapped_key is not None:
        record = f"message:{message_id}"
        vendor_id = means.seals.seal(contact.wrapped_key, record, "vendor_id", inbound.vendor_id)
        keep = means.keep_original and inbound.text and inbound.text != reading.masked_text
        original = means.seals.seal(contact.wrapped_key, record, "original", inbound.text) if keep else None
        tx.messages.keep_sealed(message_id, vendor_id, original)
    return message_id, earlier.id if earlier else None


def _kind_word(inbound: Inbound) -> str:
    if inbound.pin is not None:
        return "pin"
    return inbound.kind.value


def _summary(reading: Reading) -> Mapping[str, object]:
    """What the console needs of a reading besides the report: never what kinds of private data were found."""
    spans = {name: [s.start, s.end] for name, s in reading.spans.items() if name != "sensitive"}
    return {"intent": reading.intent, "spans": spans}
