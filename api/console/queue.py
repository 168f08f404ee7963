"""The queue's rows in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from api.console import facts, words
from storage.queries import MOST, Fresh, Place, QueueRow
from tipline import triage
from tipline.desk.records import CaseRow

if TYPE_CHECKING:
    from api.console.filters import Chosen

LANES = ("all", *triage.LANES)
VIEWS = (*LANES, "mine", "closed")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue, ready to draw. `level`: "urgent", "standard" or "quiet", the colour and the position."""

    id: int
    level: str
    urgency: str
    activity: str
    where: str
    district: str
    at: datetime
    people: str
    media: str
    languages: tuple[str, ...]
    owner: str
    status: str
    waiting: bool
    pseudonym: str
    reference: str
    silent: bool
    version: int
    flags: tuple[str, ...]
    fresh: str = ""  # "New" or "Changed" since its reader last looked

    @property
    def said(self) -> str:
        """The row as one sentence, for a screen reader and for the announcement of its arrival."""
        district = f", district {self.district}" if self.district else ""
        return f"{self.urgency}: {self.activity}, {self.where}{district}."


def row(held: QueueRow, fresh: Fresh | None = None) -> Row:
    """A case as a line of the queue. What its reports agree on comes from the first that tells it."""
    case, reports = held.case, held.reports
    told = [r.report for r in reports]
    first = reports[0] if reports else None
    level = level_of(case.urgency, case.lane, case.status)
    return Row(
        id=case.id, level=level, urgency=urgency_word(level, case.lane, case.status),
        activity=next((a for r in told if (a := facts.headline(r))), "Activity not told yet"),
        where=next((w for r in told if (w := facts.where(r))), "no place yet"),
        district=case.district or "", at=case.created_at, people=people_of(case),
        media=f"{held.media} media" if held.media else "",
        languages=tuple(dict.fromkeys(r.report.lang.split("-")[0] for r in reports if r.report.lang)),
        owner=held.owner or "", status=words.say(words.STATUS, case.status),
        waiting=case.acknowledged_at is None and case.status == "new", pseudonym=first.pseudonym if first else "",
        reference=first.report.reference if first else "", version=case.version,
        silent=bool(reports) and not any(r.reachable for r in reports), flags=case.flags,
        fresh=_fresh(case, fresh) if fresh is not None else "",
    )


def _fresh(case: CaseRow, fresh: Fresh) -> str:
    if case.id not in fresh.marked or fresh.since is None:
        return ""
    return "New" if case.created_at > fresh.since else "Changed"


def amount(number: int, what: str = "case") -> str:
    """"1 case", "214 cases"; what was not counted further is "more than 1,000 cases"."""
    if number > MOST:
        return f"more than {MOST:,} {what}s"
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def tally(cases: int) -> str:
    """The same for a narrow place: "214", "1,000+"."""
    return f"{MOST:,}+" if cases > MOST else f"{cases:,}"


def people_of(case: CaseRow) -> str:
    """"3 people"; who only handed on what others had is no further one."""
    return f"{case.people} {'person' if case.people == 1 else 'people'}"


def level_of(urgency: int, lane: str, status: str) -> str:
    if status == "closed" or lane in ("bulk", "withdrawn", "past"):
        return "quiet"
    return "urgent" if urgency >= triage.URGENT else "standard"


def urgency_word(level: str, lane: str, status: str) -> str:
    if level == "quiet":
        return "Closed" if status == "closed" else {"past": "Past"}.get(lane) or words.say(words.LANE, lane)
    return "Urgent" if level == "urgent" else "Standard"


def place_of(text: str | None) -> Place | None:
    """The keyset place of a "more" link; None for none or for one that was tampered with."""
    try:
        urgency, micros, case_id = (int(part) for part in (text or "").split("."))
        return Place(urgency, _EPOCH + timedelta(microseconds=micros), case_id)
    except (ValueError, OverflowError):
        return None


def text_of(place: Place | None) -> str:
    if place is None:
        return ""
    micros = (place.created_at - _EPOCH) // timedelta(microseconds=1)
    return f"{place.urgency}.{micros}.{place.case_id}"


def empty_sentence(chosen: Chosen, counts: Mapping[str, int], sought: str = "") -> str:
    """What an empty list says."""
    if sought:
        return "No report that you may see has these words" + (", with these filters." if chosen.picked else ".")
    if chosen.picked:
        return "No case fits these filters."
    if chosen.lane == "mine":
        return "Nothing is assigned to you."
    if chosen.lane == "closed":
        return "No case has been closed yet."
    where = f" in {words.say(words.LANE, chosen.lane).lower()}" if counts.get("all") else ""
    return f"Nothing waits{where}."
