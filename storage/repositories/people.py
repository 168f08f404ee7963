"""Reporters and addresses. Sealed values pass through; nothing here can open them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update

from storage.sql import Repository, Work
from storage.tables import address, dialogue, evidence, message, outbox, reporter, timer
from tipline.desk.records import Contact
from tipline.errors import NotFound
from tipline.message import Channel

_OWN = (
    "id", "reporter_id", "channel", "sealed", "lang", "opted_out", "blocked", "muted", "notice_version",
    "confidentiality", "last_inbound_at",
)
_THEIRS = ("pseudonym", "wrapped_key")
_CONTACT = select(*[address.c[name] for name in _OWN], *[reporter.c[name] for name in _THEIRS]).join_from(
    address, reporter
)


_BY_LOOKUP = _CONTACT.where(address.c.channel == bindparam("channel"), address.c.lookup == bindparam("lookup"))
_BY_ID = _CONTACT.where(address.c.id == bindparam("which"))
_BY_IDS = _CONTACT.where(address.c.id.in_(bindparam("which", expanding=True)))
_SAVE = update(address).where(address.c.id == bindparam("which"))
_KEY = update(reporter).where(reporter.c.id == bindparam("which"))
_TAKEN = select(reporter.c.id).where(reporter.c.pseudonym == bindparam("pseudonym"))


class SqlPeople(Repository):
    __slots__ = ("_on_forget",)

    def __init__(self, desk: Callable[[], Work], on_forget: Callable[[], None]) -> None:
        super().__init__(desk)
        self._on_forget = on_forget

    def by_lookup(self, channel: Channel, lookup: bytes) -> Contact | None:
        row = self._conn.execute(_BY_LOOKUP, {"channel": channel.value, "lookup": lookup}).one_or_none()
        return None if row is None else _contact(row)

    def contact(self, address_id: int) -> Contact:
        row = self._conn.execute(_BY_ID, {"which": address_id}).one_or_none()
        if row is None:
            raise NotFound(f"There is no contact {address_id}.")
        return _contact(row)

    def contacts(self, address_ids: Collection[int]) -> dict[int, Contact]:
        rows = self._conn.execute(_BY_IDS, {"which": list(address_ids)})
        return {contact.address_id: contact for contact in map(_contact, rows)}

    def pseudonym_taken(self, pseudonym: str) -> bool:
        return self._conn.execute(_TAKEN, {"pseudonym": pseudonym}).first() is not None

    def add_reporter(self, pseudonym: str, at: datetime) -> int:
        return self._insert(reporter, {"pseudonym": pseudonym, "created_at": at})

    def set_key(self, reporter_id: int, wrapped_key: bytes) -> None:
        self._conn.execute(_KEY, {"which": reporter_id, "wrapped_key": wrapped_key})

    def add_address(self, reporter_id: int, channel: Channel, lookup: bytes, at: datetime) -> int:
        values = {"reporter_id": reporter_id, "channel": channel.value, "lookup": lookup, "created_at": at}
        return self._insert(address, values)

    def set_sealed(self, address_id: int, lookup: bytes, sealed: bytes) -> None:
        self._conn.execute(_SAVE, {"which": address_id, "lookup": lookup, "sealed": sealed})

    def save(self, contact: Contact) -> None:
        changes = {
            "lang": contact.lang, "opted_out": contact.opted_out, "blocked": contact.blocked, "muted": contact.muted,
            "notice_version": contact.notice_version, "confidentiality": contact.confidentiality,
            "last_inbound_at": contact.last_inbound_at,
        }
        self._conn.execute(_SAVE, {"which": contact.address_id, **changes})

    def forget(self, reporter_id: int) -> None:
        """Everything sealed goes with its key, everything that could find the person again goes too. What the person
        said, masked, and the pseudonym stay with the case."""
        own = select(address.c.id).where(address.c.reporter_id == reporter_id)
        run = self._conn.execute
        run(update(reporter).where(reporter.c.id == reporter_id).values(wrapped_key=None))
        run(update(message).where(message.c.reporter_id == reporter_id).values(
            vendor_lookup=None, vendor_id=None, original=None
        ))
        run(update(outbox).where(outbox.c.address_id.in_(own)).values(
            vendor_lookup=None, vendor_id=None, token=None, token_digest=None
        ))
        run(update(evidence).where(evidence.c.address_id.in_(own)).values(pointer=None))
        run(delete(timer).where(timer.c.address_id.in_(own)))
        run(delete(dialogue).where(dialogue.c.address_id.in_(own)))
        run(update(address).where(address.c.reporter_id == reporter_id).values(lookup=None, sealed=None))
        self._on_forget()


def _contact(row: Row[Any]) -> Contact:
    return Contact(
        address_id=row.id, reporter_id=row.reporter_id, channel=Channel(row.channel), pseudonym=row.pseudonym,
        wrapped_key=row.wrapped_key, sealed_address=row.sealed, lang=row.lang, opted_out=row.opted_out,
        blocked=row.blocked, muted=row.muted, notice_version=row.notice_version, confidentiality=row.confidentiality,
        last_inbound_at=row.last_inbound_at,
    )
