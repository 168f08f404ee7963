"""The five duties of the order: their outcomes, what is filled in, since when each is due (DOMAIN section 1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tipline.case.numbers import Malformed, fitting
from tipline.errors import Invalid


class Duty(StrEnum):
    """The five duties, in the order of the executive order."""

    DOCUMENT = "document"
    PRESERVE_FOOTAGE = "preserve_footage"
    IDENTIFY_SUPERVISOR = "identify_supervisor"
    COMPLETE_REPORT = "complete_report"
    SUMMON_AID = "summon_aid"


@dataclass(frozen=True, slots=True)
class Blank:
    """One field to fill in with an outcome. A `needed` one may not stay empty; `form` names one of numbers.FORMS."""

    name: str
    label: str
    needed: bool = False
    form: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way in which a duty counts as done."""

    code: str
    label: str
    blanks: tuple[Blank, ...] = ()


@dataclass(frozen=True, slots=True)
class DutyText:
    """A duty as the console shows it. Configuration: the police write the procedures, not we."""

    duty: Duty
    title: str
    text: str
    outcomes: tuple[Outcome, ...]

    def outcome(self, code: str) -> Outcome:
        """Raises Invalid when this duty has no such outcome."""
        found = next((o for o in self.outcomes if o.code == code), None)
        if found is None:
            raise Invalid(f"This duty has no such outcome; it has: {', '.join(o.label for o in self.outcomes)}.")
        return found


DutyTexts = Mapping[Duty, DutyText]


def duty_order(injury: bool) -> tuple[Duty, ...]:
    """The order in which to show the duties: the medical one first when injury is reported."""
    if not injury:
        return tuple(Duty)
    return (Duty.SUMMON_AID, *(d for d in Duty if d is not Duty.SUMMON_AID))


def due_since(duty: Duty, opened: datetime, hurt: datetime | None) -> datetime:
    """Since when a duty is due: the first report starts the clock, the first word of an injury that of medical aid."""
    return hurt if duty is Duty.SUMMON_AID and hurt is not None else opened


def check_detail(outcome: Outcome, detail: Mapping[str, str]) -> dict[str, str]:
    """The filled-in fields in their own form, without empty ones.

    Raises Invalid on a missing, malformed or unknown one; its `fields` say what is wrong with which.
    """
    known = {b.name: b for b in outcome.blanks}
    if not known.keys() >= detail.keys():
        raise Invalid(f"The outcome {outcome.label!r} has no field of that name.")
    filled, wrong = {}, {}
    for name, blank in known.items():
        text = detail.get(name, "").strip()
        try:
            if text:
                filled[name] = fitting(blank.form, text)
        except Malformed as error:
            wrong[name] = str(error)
    empty = [b for b in outcome.blanks if b.needed and not detail.get(b.name, "").strip()]
    missing = {b.name: f"{b.label} is needed." for b in empty}
    if missing or wrong:
        raise Invalid(_what_is_wrong(outcome, missing, wrong), {**missing, **wrong})
    return filled


def _what_is_wrong(outcome: Outcome, missing: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    labels = {b.name: b.label for b in outcome.blanks}
    asked = f"The outcome {outcome.label!r} still needs: {', '.join(labels[n] for n in missing)}." if missing else ""
    return " ".join(part for part in (asked, *(f"{labels[n]}: {why}" for n, why in wrong.items())) if part)


def missing_duties(done: Iterable[str]) -> tuple[Duty, ...]:
    """Which of the five have no outcome yet; `done` holds the codes of those that have."""
    held = set(done)
    return tuple(d for d in Duty if d.value not in held)


def may_document(done: Iterable[str]) -> bool:
    """A case is documented only when all five duties have an outcome."""
    return not missing_duties(done)
