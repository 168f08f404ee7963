"""One case as the console shows it: header, duties, facts, conversation, evidence, timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from api.console import facts, queue, words
from api.console.conversation import Entry, Explain, entries
from api.console.summary import summary
from storage.queries import CaseView, DutyDone, EvidenceView, QueueRow, ReportView
from tipline.case import (
    TABLE,
    Blank,
    Duty,
    DutyText,
    DutyTexts,
    Resolution,
    Status,
    due_since,
    duty_order,
    missing_duties,
)
from tipline.case.numbers import HINTS
from tipline.desk.casefile import hurt_since
from tipline.desk.duties import stamp


@dataclass(frozen=True, slots=True)
class DutyCard:
    """One duty with its outcome, if any. `due`: since when; `urgent`: somebody is hurt and waits for it."""

    text: DutyText
    done: DutyDone | None
    due: datetime
    urgent: bool = False

    @property
    def code(self) -> str:
        return self.text.duty.value

    @property
    def stamp(self) -> str:
        """Names the record that a new one would replace."""
        return stamp(self.done.outcome, self.done.at) if self.done else ""

    def hint(self, blank: Blank) -> str:
        return HINTS.get(blank.form or "", "")

    @property
    def said(self) -> str:
        if self.done is None:
            return ""
        found = next((o.label for o in self.text.outcomes if o.code == self.done.outcome), self.done.outcome)
        return found

    def filled(self) -> list[tuple[str, str]]:
        """(label, text) of the fields filled in."""
        if self.done is None:
            return []
        labels = {b.name: b.label for o in self.text.outcomes for b in o.blanks}
        return [(labels.get(name, name), text) for name, text in self.done.detail.items()]


@dataclass(frozen=True, slots=True)
class Told:
    """One report of the case with its facts in words."""

    view: ReportView
    lines: tuple[facts.FactLine, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One button of the status walk. `why_not`: a sentence when it cannot be pressed now."""

    status: str
    label: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the case templates draw."""

    view: CaseView
    row: queue.Row
    told: tuple[Told, ...]
    duties: tuple[DutyCard, ...]
    talk: tuple[Entry, ...]
    steps: tuple[Step, ...]
    resolutions: tuple[tuple[str, str], ...]
    injury: bool
    silence: str
    last_event: int

    @property
    def missing(self) -> tuple[str, ...]:
        """What no report of the case tells."""
        lacking = [set(t.missing) for t in self.told if t.view.report.state == "open"] or [set()]
        return tuple(m for m in ("place", "what is happening", "when") if all(m in held for held in lacking))

    @property
    def what(self) -> str:
        """Everything that happened, as the first report that tells it has it."""
        found = (line.text for t in self.told for line in t.lines if line.field == "activity")
        return next(found, self.row.activity)

    @property
    def summary(self) -> str:
        return summary([t.view.report for t in self.told])

    @property
    def undone(self) -> tuple[str, ...]:
        """The duties that still keep the case from being documented."""
        return tuple(card.text.title.lower() for card in self.duties if card.done is None)

    @property
    def around(self) -> str:
        """Where it is, in full, as the first report that knows it has it."""
        return next((line.text for t in self.told for line in t.lines if line.field == "place"), "")

    @property
    def mappable(self) -> bool:
        return any(facts.point(t.view.report) for t in self.told)

    @property
    def answerable(self) -> tuple[Told, ...]:
        return tuple(t for t in self.told if t.view.reachable)


def page(
    view: CaseView, duty_texts: DutyTexts, explain: Explain, now: datetime, zone: tzinfo,
    english: Callable[[str], str] = lambda key: "",
) -> CasePage:
    told = tuple(
        Told(r, tuple(facts.lines(r.report)), tuple(facts.missing(r.report))) for r in view.reports
    )
    injury = any(facts.injured(t.view.report) for t in told)
    silent = [t.view.silence for t in told if t.view.silence]
    return CasePage(
        view=view, row=queue.row(QueueRow(view.case, view.owner, view.reports, len(view.evidence))), told=told,
        duties=_duties(view, duty_texts, injury),
        talk=tuple(entries(view, {t.view.id: t.lines for t in told}, explain, now, zone, english)),
        steps=_steps(view, duty_texts), resolutions=_resolutions(d.duty for d in view.duties), injury=injury,
        silence=words.say(words.SILENCE, silent[0]) if silent and len(silent) == len(told) else "",
        last_event=view.events[-1].id if view.events else 0,
    )


def _duties(view: CaseView, duty_texts: DutyTexts, injury: bool) -> tuple[DutyCard, ...]:
    done, came = {d.duty: d for d in view.duties}, {message.id: message.at for message in view.heard}
    hurt = hurt_since([(held.report, held.created_at) for held in view.reports], came)
    return tuple(
        DutyCard(
            duty_texts[d], done.get(d.value), due_since(d, view.case.created_at, hurt),
            urgent=injury and d is Duty.SUMMON_AID,
        )
        for d in duty_order(injury)
    )


_PRESS: Mapping[Status, str] = {
    Status.TRIAGE: "Acknowledge", Status.ASSIGNED: "Take it", Status.DOCUMENTING: "Start documenting",
    Status.DOCUMENTED: "Mark documented",
}


def _steps(view: CaseView, duty_texts: DutyTexts) -> tuple[Step, ...]:
    """Every status still ahead, in order, except closed (it has a form of its own)."""
    ahead: list[Step] = []
    here = Status(view.case.status)
    lacking = missing_duties(d.duty for d in view.duties)
    while TABLE[here] and (here := TABLE[here][0]) is not Status.CLOSED:
        why = ""
        if here is Status.DOCUMENTED and lacking:
            why = "Still open: " + ", ".join(duty_texts[d].title.lower() for d in lacking) + "."
        ahead.append(Step(here.value, _PRESS[here], why))
    return tuple(ahead)


def _resolutions(done: Iterable[str]) -> tuple[tuple[str, str], ...]:
    whole = not missing_duties(done)
    return tuple((r.value, words.RESOLUTION[r.value]) for r in Resolution if whole or r is not Resolution.DOCUMENTED)


@dataclass(frozen=True, slots=True)
class Tile:
    """One piece of evidence in the grid. `thumb` True when there is a picture to show, else `reason` says why not."""

    held: EvidenceView
    thumb: bool
    reason: str

    @property
    def sound(self) -> bool:
        return "sound" in self.held.views

    @property
    def name(self) -> str:
        return words.count_of(self.held.media, 1)[2:].capitalize()


def tiles(evidence: Sequence[EvidenceView]) -> list[Tile]:
    return [Tile(e, "thumb" in e.views, _reason(e)) for e in evidence]


def _reason(held: EvidenceView) -> str:
    if held.state != "stored":
        return words.say(words.UNSEEN, held.state)
    if held.display == "ok":
        return "" if held.views else "No picture to show for this kind of file"
    return "Cannot display: " + words.say(words.DISPLAY, held.display).lower() if held.display else "Being opened"
