"""Tell the reporters of a case: one notice per address and kind, numbered, at an hour that lets people sleep."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Protocol

from tipline import consent
from tipline.case import Resolution, notice_phrase, whom_to_tell
from tipline.delivery import Stream
from tipline.desk.ports import Store
from tipline.desk.records import Contact, Line, ReportRow
from tipline.desk.tx import Tx


class Speaks(Protocol):
    def say(self, key: str, lang: str, /, **params: str) -> str:
        """The sentence of this key in this language, filled in."""


class CaseMeans(Protocol):
    """What working on cases needs; tipline.desk.means.Means has it all."""

    @property
    def store(self) -> Store: ...

    @property
    def phrases(self) -> Speaks: ...

    @property
    def zone(self) -> tzinfo: ...

    @property
    def hold_at_night(self) -> bool: ...


def tell(
    tx: Tx, means: CaseMeans, case_id: int, kind: str, now: datetime, resolution: Resolution | None = None
) -> int:
    """Write the notices of this kind to the outbox; returns how many addresses are newly told."""
    rows = tx.reports.of_case(case_id)
    contacts = {r.address_id: tx.people.contact(r.address_id) for r in rows}
    key, told = notice_phrase(kind, resolution), 0
    for address_id in whom_to_tell([(r.address_id, r.report.state) for r in rows], contacts):
        row = next(r for r in rows if r.address_id == address_id)
        told += _write(tx, means, contacts[address_id], row, kind, key, now)
    return told


def _write(
    tx: Tx, means: CaseMeans, contact: Contact, row: ReportRow, kind: str, key: str, now: datetime
) -> bool:
    number = tx.outbox.notices_of(row.case_id, contact.address_id) + 1
    lang = contact.lang or row.report.lang
    text = means.phrases.say(key, lang, number=str(number), reference=row.report.reference)
    not_before, silent = _hour(contact, now, means)
    outbox_id = tx.outbox.add(
        address_id=contact.address_id, case_id=row.case_id, stream=Stream.NOTICE, notice=kind, notice_number=number,
        urgent=False, lang=lang, lines=[Line(key, text)], choices=(), silent=silent, created_at=now,
        not_before=not_before, author=None,
    )
    if outbox_id is None:
        return False  # this address has been told this already
    tx.changes.bump("outbox", contact.address_id)
    return True


def _hour(contact: Contact, now: datetime, means: CaseMeans) -> tuple[datetime, bool]:
    """(not before, without a sound)."""
    if not means.hold_at_night:
        return now, False
    local = now.astimezone(means.zone)
    held = consent.hold_until(local, contact.last_inbound_at, contact.channel)
    return held or now, consent.is_silent(local, contact.last_inbound_at, contact.channel)
