"""What the console's pages are made of: frozen values, times aware UTC, no sealed field anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tipline.desk.records import CaseRow
from tipline.report import Report


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the queue ends: the sort key of its last row. As text: "urgency.created_us.id"."""

    urgency: int
    created_at: datetime
    case_id: int


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report of a case, with its reporter under the pseudonym.

    `reachable` False: "cannot text back", and `silence` says why: "forgotten", "opted_out" or "blocked".
    """

    id: int
    case_id: int
    address_id: int
    reporter_id: int
    pseudonym: str
    channel: str
    created_at: datetime
    updated_at: datetime
    report: Report
    silence: str | None = None
    muted: bool = False
    confidentiality: str = "not_requested"
    address_lang: str | None = None

    @property
    def reachable(self) -> bool:
        return self.silence is None


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case as a line of the queue. `media`: attachments offered; `owner`: name of whom it is assigned to."""

    case: CaseRow
    owner: str | None
    reports: tuple[ReportView, ...]
    media: int


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Worst first. `after` is the place to continue from, None on the last page."""

    rows: tuple[QueueRow, ...]
    after: Place | None


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of a reporter as the desk may read it: masked."""

    id: int
    report_id: int | None
    address_id: int
    at: datetime
    kind: str
    text: str
    lang: str | None
    amends: int | None
    lat: float | None
    lng: float | None


@dataclass(frozen=True, slots=True)
class AskedView:
    """A question of the phrasebook and what came back; see tipline.desk.asked."""

    key: str
    report_id: int
    state: str
    code: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message of ours and what became of it. `lines`: (phrase key, text); `choices`: the labels offered."""

    id: int
    address_id: int
    stream: str
    notice: str | None
    notice_number: int | None
    urgent: bool
    lang: str
    lines: tuple[tuple[str, str], ...]
    choices: tuple[str, ...]
    silent: bool
    author: str | None
    state: str
    delivery: str | None
    code: str | None
    segments: int | None
    tries: int
    created_at: datetime
    not_before: datetime
    sent_at: datetime | None
    asked: AskedView | None = None  # it is a question of the desk


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One attachment. `views`: derivative name -> vault key; `deleted_at`: when the vendor's copy went."""

    id: int
    report_id: int
    message_id: int
    media: str
    state: str
    at: datetime
    content_type: str | None
    size: int | None
    sha256: str | None
    vault_key: str | None
    width: int | None
    height: int | None
    display: str | None
    views: Mapping[str, str]
    stored_at: datetime | None
    deleted_at: datetime | None
    code: str | None


@dataclass(frozen=True, slots=True)
class DutyDone:
    duty: str
    outcome: str
    detail: Mapping[str, str]
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class EventView:
    """One line of the timeline. Ids grow: "what happened since" is everything with a greater id."""

    id: int
    at: datetime
    actor: str
    action: str
    before: str | None
    after: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who can be given a case."""

    id: int
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything one case page shows, oldest first throughout."""

    case: CaseRow
    owner: str | None
    reports: tuple[ReportView, ...]
    heard: tuple[Heard, ...]
    spoken: tuple[Spoken, ...]
    evidence: tuple[EvidenceView, ...]
    duties: tuple[DutyDone, ...]
    events: tuple[EventView, ...]
    workers: tuple[Worker, ...] = field(default=())
