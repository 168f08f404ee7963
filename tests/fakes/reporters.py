"""What reporters sent and told, in memory."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tests.fakes.inbox import is_there
from tests.fakes.memory import Reached, Said, Tables, kept, utc
from tipline.desk.records import Contact, MessageRow, ReportRow
from tipline.errors import NotFound
from tipline.message import Channel
from tipline.report import Report, from_dict, to_dict

_BRIEF = timedelta(minutes=5)
_SAVED = ("lang", "opted_out", "blocked", "muted", "notice_version", "confidentiality", "last_inbound_at")


class FakePeople:
    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def by_lookup(self, channel: Channel, lookup: bytes) -> Contact | None:
        for held in self._t.addresses.values():
            if (held.contact.channel, held.lookup) == (channel, lookup):
                return self.contact(held.contact.address_id)
        return None

    def contact(self, address_id: int) -> Contact:
        held = self._t.addresses.get(address_id)
        if held is None:
            raise NotFound(f"There is no contact {address_id}.")
        return replace(held.contact, wrapped_key=self._t.keys.get(held.contact.reporter_id))

    def contacts(self, address_ids: Collection[int]) -> dict[int, Contact]:
        return {number: self.contact(number) for number in address_ids if number in self._t.addresses}

    def pseudonym_taken(self, pseudonym: str) -> bool:
        return pseudonym in self._t.reporters.values()

    def add_reporter(self, pseudonym: str, at: datetime) -> int:
        number = self._t.number("reporter")
        self._t.reporters[number] = pseudonym
        return number

    def set_key(self, reporter_id: int, wrapped_key: bytes) -> None:
        self._t.keys[reporter_id] = wrapped_key

    def add_address(self, reporter_id: int, channel: Channel, lookup: bytes, at: datetime) -> int:
        if self.by_lookup(channel, lookup) is not None:
            raise ValueError("This address is known already.")
        number = self._t.number("address")
        contact = Contact(number, reporter_id, channel, self._t.reporters[reporter_id], None, None)
        self._t.addresses[number] = Reached(contact, lookup)
        return number

    def set_sealed(self, address_id: int, lookup: bytes, sealed: bytes) -> None:
        held = self._t.addresses[address_id]
        held.contact, held.lookup = replace(held.contact, sealed_address=sealed), lookup

    def save(self, contact: Contact) -> None:
        held = self._t.addresses[contact.address_id]
        held.contact = kept(replace(held.contact, **{name: getattr(contact, name) for name in _SAVED}))

    def forget(self, reporter_id: int) -> None:
        t = self._t
        t.keys[reporter_id] = None
        own = {n for n, held in t.addresses.items() if held.contact.reporter_id == reporter_id}
        for number in own:
            held = t.addresses[number]
            held.contact, held.lookup = replace(held.contact, sealed_address=None), None
            t.dialogues.pop(number, None)
        t.timers = {key: due for key, due in t.timers.items() if key[0] not in own}
        for said in t.messages.values():
            if said.row.reporter_id == reporter_id:
                said.vendor_lookup = said.vendor_id = said.original = None
        for told in t.outbox.values():
            if told.row.address_id in own:
                told.row, told.digest = replace(told.row, token=None), None
                told.vendor_id = told.vendor_lookup = None
        for piece in t.evidence.values():
            if piece.row.address_id in own:
                piece.row = replace(piece.row, pointer=None)


class FakeDialogues:
    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def get(self, address_id: int) -> Mapping[str, object] | None:
        return copy.deepcopy(self._t.dialogues.get(address_id))

    def put(self, address_id: int, state: Mapping[str, object], at: datetime) -> None:
        self._t.dialogues[address_id] = copy.deepcopy(dict(state))

    def set_timer(self, address_id: int, kind: str, due: datetime) -> None:
        self._t.timers[address_id, kind] = utc(due)

    def clear_timer(self, address_id: int, kind: str) -> None:
        self._t.timers.pop((address_id, kind), None)

    def claim_timers(
        self, now: datetime, lease_until: datetime, limit: int, *, brief: Sequence[str] = ()
    ) -> list[tuple[int, str]]:
        unread = {w.row.lookup for w in self._t.inbox.values() if is_there(w, now)}
        due = [
            (at, key) for key, at in self._t.timers.items()
            if (at <= now or (key[1] in brief and at > now + _BRIEF))
            and self._t.addresses[key[0]].lookup not in unread
        ]
        claimed = sorted(key for _, key in sorted(due)[:limit])
        for key in claimed:
            self._t.timers[key] = utc(lease_until)
        return claimed

    def take_timer(self, address_id: int, kind: str, lease_until: datetime) -> bool:
        if self._t.timers.get((address_id, kind)) != lease_until:
            return False
        del self._t.timers[address_id, kind]
        return True


class FakeMessages:
    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def add(self, *, vendor_lookup: bytes, **given: object) -> int:
        number = self._t.number("message")
        self._t.messages[number] = Said(kept(MessageRow(number, **given)), vendor_lookup)  # type: ignore[arg-type]
        return number

    def keep_sealed(self, message_id: int, vendor_id: bytes, original: bytes | None) -> None:
        said = self._t.messages[message_id]
        said.vendor_id, said.original = vendor_id, original

    def by_vendor(self, vendor_lookup: bytes) -> MessageRow | None:
        return next((s.row for _, s in sorted(self._t.messages.items()) if s.vendor_lookup == vendor_lookup), None)

    def attach(self, message_ids: Iterable[int], report_id: int) -> None:
        for number in message_ids:
            said = self._t.messages[number]
            said.row = replace(said.row, report_id=report_id)

    def count_since(self, reporter_id: int, since: datetime, most: int) -> int:
        rows = [s.row for s in self._t.messages.values()]
        return min(most, sum(row.reporter_id == reporter_id and row.at >= since for row in rows))

    def of_report(self, report_id: int) -> list[MessageRow]:
        return [s.row for _, s in sorted(self._t.messages.items()) if s.row.report_id == report_id]


class FakeReports:
    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def add(self, *, at: datetime, report: Report, **given: int) -> int:
        number = self._t.number("report")
        self._t.reports[number] = ReportRow(id=number, created_at=utc(at), updated_at=utc(at), report=_plain(report), **given)
        return number

    def save(self, report_id: int, at: datetime, report: Report) -> None:
        self._t.reports[report_id] = replace(self.get(report_id), updated_at=utc(at), report=_plain(report))

    def get(self, report_id: int) -> ReportRow:
        if report_id not in self._t.reports:
            raise NotFound(f"There is no report {report_id}.")
        return self._t.reports[report_id]

    def by_reference(self, reference: str) -> ReportRow | None:
        return next((r for r in self._t.reports.values() if r.report.reference == reference), None)

    def of_reporter(self, reporter_id: int) -> list[ReportRow]:
        own = [r for r in self._t.reports.values() if r.reporter_id == reporter_id]
        return sorted(own, key=lambda r: (r.created_at, r.id), reverse=True)

    def count_of_case(self, case_id: int) -> int:
        return len(self.of_case(case_id))

    def of_case(self, case_id: int) -> list[ReportRow]:
        return [r for _, r in sorted(self._t.reports.items()) if r.case_id == case_id]


def _plain(report: Report) -> Report:
    """As it comes back from a row."""
    return from_dict(to_dict(report))


