"""The desk's files, its evidence and its people, in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tests.fakes.inbox import over
from tests.fakes.memory import Piece, Tables, kept, stamp, utc
from tipline.custody import GENESIS, Entry, link
from tipline.desk.records import CaseEvent, CaseRow, DutyRow, EvidenceRow, Session, Staff
from tipline.errors import Conflict, NotFound

_FAILURES_KEPT = timedelta(days=1)


class FakeCases:
    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def add(self, at: datetime) -> int:
        number = self._t.number("case")
        row = CaseRow(number, "new", None, 1, utc(at), utc(at), None, 0, (), "standard", None, None)
        self._t.cases[number] = row
        return number

    def get(self, case_id: int) -> CaseRow:
        if case_id not in self._t.cases:
            raise NotFound(f"There is no case {case_id}.")
        return self._t.cases[case_id]

    def save(self, case: CaseRow, seen: int | None) -> CaseRow:
        held = self._t.cases.get(case.id)
        if held is None or seen not in (None, held.version):
            raise Conflict("Somebody changed this case meanwhile. Look at it again, then decide.")
        saved = replace(case, version=held.version + 1)
        self._t.cases[case.id] = kept(replace(saved, created_at=held.created_at))
        return saved

    def rank_later(self, case_id: int, due: datetime) -> None:
        self._t.to_rank.setdefault(case_id, utc(due))

    def to_rank(self, now: datetime, limit: int) -> list[int]:
        due = sorted((at, case_id) for case_id, at in self._t.to_rank.items() if at <= now)
        return [case_id for _, case_id in due[:limit]]

    def ranked(self, case_id: int) -> None:
        self._t.to_rank.pop(case_id, None)

    def add_event(self, event: CaseEvent) -> None:
        self._t.events.append(kept(event))

    def events(self, case_id: int) -> list[CaseEvent]:
        return [event for event in self._t.events if event.case_id == case_id]

    def put_duty(self, duty: DutyRow) -> None:
        self._t.duties[duty.case_id, duty.duty] = kept(replace(duty, detail=dict(duty.detail)))

    def duties(self, case_id: int) -> list[DutyRow]:
        own = [duty for duty in self._t.duties.values() if duty.case_id == case_id]
        return sorted(own, key=lambda duty: (duty.at, duty.duty))


class FakeEvidence:
    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def add(self, *, at: datetime, **given: object) -> int:
        number = self._t.number("evidence")
        row = EvidenceRow(id=number, at=at, tries=0, not_before=at, pointer=None, **given)  # type: ignore[arg-type]
        self._t.evidence[number] = Piece(kept(row))
        return number

    def set_pointer(self, evidence_id: int, sealed: bytes | None) -> None:
        piece = self._t.evidence[evidence_id]
        piece.row = replace(piece.row, pointer=sealed)

    def claim(self, now: datetime, lease_until: datetime, limit: int) -> list[EvidenceRow]:
        due = [piece for piece in self._pieces() if _wanted(piece, now)][:limit]
        for piece in due:
            piece.row, piece.lease_until = replace(piece.row, state="fetching"), utc(lease_until)
        return [piece.row for piece in due]

    def claim_undeleted(self, now: datetime, lease_until: datetime, limit: int) -> list[EvidenceRow]:
        due = [piece for piece in self._pieces() if _undeleted(piece.row) and piece.row.not_before <= now][:limit]
        for piece in due:
            piece.row = replace(piece.row, not_before=utc(lease_until))
        return [piece.row for piece in due]

    def get(self, evidence_id: int) -> EvidenceRow:
        if evidence_id not in self._t.evidence:
            raise NotFound(f"There is no evidence {evidence_id}.")
        return self._t.evidence[evidence_id].row

    def save(self, row: EvidenceRow, lease_until: datetime | None = None) -> None:
        pointer = self._t.evidence[row.id].row.pointer
        self._t.evidence[row.id] = Piece(kept(replace(row, pointer=pointer, views=dict(row.views))), lease_until)

    def of_report(self, report_id: int) -> list[EvidenceRow]:
        return [piece.row for piece in self._pieces() if piece.row.report_id == report_id]

    def _pieces(self) -> list[Piece]:
        return [piece for _, piece in sorted(self._t.evidence.items())]


def _wanted(piece: Piece, now: datetime) -> bool:
    row = piece.row
    if row.state == "fetching":
        return over(piece.lease_until, now)
    return row.state == "wanted" and (row.tries == 0 or row.not_before <= now)


def _undeleted(row: EvidenceRow) -> bool:
    return row.state == "stored" and row.pointer is not None and row.vendor_deleted_at is None


class FakeCustody:
    def __init__(self, tables: Tables, version: str) -> None:
        self._t, self._version = tables, version

    def append(self, at: datetime, actor: str, action: str, subject: str, digest: str | None) -> Entry:
        log = self._t.custody
        previous = log[-1].hash if log else GENESIS
        entry = link(len(log) + 1, stamp(at), actor, action, subject, digest, previous, self._version)
        log.append(entry)
        return entry

    def entries(self, after: int = 0) -> Iterator[Entry]:
        yield from [entry for entry in self._t.custody if entry.seq > after]

    def of_subjects(self, subjects: Sequence[str]) -> list[Entry]:
        return [entry for entry in self._t.custody if entry.subject in subjects]


class FakeStaff:
    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def add(
        self, name: str, role: str, password: str, totp: bytes | None, at: datetime, districts: Sequence[str] = ()
    ) -> int:
        if self.by_name(name) is not None:
            raise ValueError(f"{name} is taken.")
        number = self._t.number("staff")
        self._t.staff[number] = Staff(number, name, role, password, totp, districts=tuple(districts))
        return number

    def by_name(self, name: str) -> Staff | None:
        return next((person for person in self._t.staff.values() if person.name == name), None)

    def get(self, staff_id: int) -> Staff:
        if staff_id not in self._t.staff:
            raise NotFound(f"There is no staff account {staff_id}.")
        return self._t.staff[staff_id]

    def all(self) -> list[Staff]:
        return sorted(self._t.staff.values(), key=lambda person: person.name)

    def save(self, staff: Staff) -> None:
        self._t.staff[staff.id] = staff

    def add_session(self, session: Session) -> None:
        self._t.sessions[session.id_hash] = kept(session)

    def session(self, id_hash: bytes) -> Session | None:
        return self._t.sessions.get(id_hash)

    def save_session(self, session: Session) -> None:
        if session.id_hash in self._t.sessions:
            self._t.sessions[session.id_hash] = kept(session)

    def end_sessions(self, staff_id: int, id_hash: bytes | None = None) -> None:
        for key, held in list(self._t.sessions.items()):
            if held.staff_id == staff_id and id_hash in (None, key):
                del self._t.sessions[key]

    def give_reason(self, staff_id: int, case_id: int, at: datetime) -> None:
        self._t.reasons.add((staff_id, case_id))

    def gave_reason(self, staff_id: int, case_id: int) -> bool:
        return (staff_id, case_id) in self._t.reasons

    def forget_reasons(self, staff_id: int) -> None:
        self._t.reasons = {held for held in self._t.reasons if held[0] != staff_id}

    def failures(self, name: str, since: datetime) -> int:
        return sum(who == name and at >= since for who, at in self._t.failures)

    def add_failure(self, name: str, at: datetime) -> None:
        self._t.failures = [(who, then) for who, then in self._t.failures if then >= at - _FAILURES_KEPT]
        self._t.failures.append((name, utc(at)))

    def add_link(self, digest: bytes, staff_id: int, expires: datetime) -> None:
        self._t.links[digest] = staff_id, utc(expires)

    def take_link(self, digest: bytes, now: datetime) -> int | None:
        staff_id, expires = self._t.links.pop(digest, (0, now))
        return staff_id if expires > now else None
