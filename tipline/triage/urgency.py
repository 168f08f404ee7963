"""Which case a dispatcher should see first, and why, in the words of the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tipline.report import Report, State

LANES = ("urgent", "standard", "no_place", "past", "bulk", "withdrawn")
URGENT = 70  # from here on a case stands in the urgent lane
_OLD_MIN = 24 * 60  # an event told as this old is a past one
_STALE_MIN = 60  # of what was over an hour ago nobody is helped at the spot
_FOR_EACH_PERSON, _MOST_FOR_PEOPLE = 4, 16

Judge = Callable[[Report], bool]


@dataclass(frozen=True, slots=True)
class Judged:
    """`urgency` 0 to 100, higher is worse; `reasons` worst first; `lane` one of LANES."""

    urgency: int
    reasons: tuple[str, ...]
    lane: str


def judge(reports: Sequence[Report], now: datetime, flags: Sequence[str] = (), people: int = 1) -> Judged:
    """How urgent a case is, from what all its reports state, never from who reports.

    `flags`: "bulk" when its senders flood the line. `people`: how many independent people tell it. Only open reports
    count; when none is left, the case waits in the withdrawn lane. `now` is aware UTC.
    """
    counted = [r for r in reports if r.state is State.OPEN]
    if not counted:
        return Judged(0, (_gone(reports),), "withdrawn")
    weights: dict[str, int] = {}
    for report in counted:
        for reason, weight in _reasons(report).items():
            weights[reason] = max(weight, weights.get(reason, 0))
    past = all(is_past(r) for r in counted)
    reasons = tuple(sorted(weights, key=lambda reason: -weights[reason]))
    urgency = max(weights.values(), default=10) + 2 * (len(weights) - 1 if weights else 0)
    if people > 1 and not past:
        reasons = (*reasons, f"{people} independent people")
        urgency += min(_MOST_FOR_PEOPLE, _FOR_EACH_PERSON * (people - 1))
    urgency = min(100, urgency)
    return Judged(urgency, reasons, _lane(counted, urgency, past=past, bulk="bulk" in flags))


def _gone(reports: Sequence[Report]) -> str:
    return "taken back" if any(r.state is State.WITHDRAWN for r in reports) else "set aside"


def _lane(counted: Sequence[Report], urgency: int, *, past: bool, bulk: bool) -> str:
    if urgency >= URGENT:
        return "urgent"  # also in a flood
    if bulk:
        return "bulk"
    if past:
        return "past"
    return "standard" if any(has_place(r) for r in counted) else "no_place"


def _reasons(report: Report) -> Mapping[str, int]:
    """Every reason that holds, with its weight. What is over weighs less: nobody can be helped at the spot."""
    past = is_past(report)
    found = {reason: weight for reason, (weight, holds) in _REASONS.items() if holds(report)}
    if "detention under way" in found:
        del found["detention"]
    if past:
        found = {reason: min(weight, 60) // 2 for reason, weight in found.items()}
    elif report.value("ongoing") is False or _stale(report):
        found = {r: w if r in _STAYS else min(w, URGENT - 1) for r, w in found.items()}
    if _codes(report, "agencies") == {"NOT_FEDERAL"}:
        found = {r: w for r, w in found.items() if r in _STAYS} | {"not federal, says the witness": 5}
    return found


def is_past(report: Report) -> bool:
    """Told as of another day, or more than a day back."""
    when = report.value("when")
    if report.value("ongoing") or not isinstance(when, Mapping):
        return False
    return when["kind"] == "date" or (when["kind"] == "ago" and int(when["minutes"]) >= _OLD_MIN)


def _stale(report: Report) -> bool:
    when = report.value("when")
    ago = isinstance(when, Mapping) and when["kind"] == "ago" and int(when["minutes"]) > _STALE_MIN
    return ago and report.value("ongoing") is not True


def has_place(report: Report) -> bool:
    """Any place: a point, an area, or words a person can make sense of."""
    return any(report.value(name) is not None for name in ("place", "place_text", "coordinates"))


def district(report: Report) -> str | None:
    """The police district of the place, the likeliest first; None when unknown."""
    place = report.value("place")
    districts = place.get("districts") if isinstance(place, Mapping) else None
    return str(districts[0]) if districts else None


def _codes(report: Report, name: str) -> set[str]:
    held = report.value(name)
    return {str(item) for item in held} if isinstance(held, list | tuple) else set()


def _acts(*codes: str) -> Judge:
    return lambda report: bool(_codes(report, "activity") & set(codes))


def _at(*kinds: str) -> Judge:
    return lambda report: bool(_codes(report, "place_type") & set(kinds))


def _live(report: Report) -> bool:
    when = report.value("when")
    now = isinstance(when, Mapping) and when["kind"] == "now"
    return report.value("ongoing") is True or (now and report.value("ongoing") is not False)


# Reason, in the words of the desk -> (weight, whether it holds).
_REASONS: Mapping[str, tuple[int, Judge]] = {
    "someone may need 911": (100, lambda r: bool(r.value("emergency"))),
    "asked for help": (90, lambda r: bool(r.value("help"))),
    "shots fired": (95, _acts("shots_fired")),
    "serious injury": (92, lambda r: r.value("injury") == "serious"),
    "medical help denied": (90, _acts("medical_denied")),
    "vehicle rammed": (80, _acts("vehicle_ramming")),
    "gas or projectiles": (78, _acts("chemical_agent", "projectile")),
    "use of force": (76, _acts("use_of_force")),
    "injury reported": (74, lambda r: r.value("injury") == "reported"),
    "child involved": (72, _acts("minor_involved")),
    "firearm shown": (70, _acts("firearm_shown")),
    "detention under way": (64, lambda r: "detention" in _codes(r, "activity") and r.value("ongoing") is True),
    "home or workplace entered": (60, _acts("home_entry", "workplace_raid")),
    "detention": (58, _acts("detention")),
    "at a school or day care": (57, _at("school", "daycare")),
    "at a hospital": (57, _at("hospital")),
    "at a church, court or shelter": (50, _at("church", "courthouse", "shelter")),
    "protester or press targeted": (56, _acts("protester_targeted", "journalist_targeted")),
    "chase": (52, _acts("chase")),
    "still going on": (50, _live),
    "stop or checkpoint": (45, _acts("stop_person", "stop_vehicle", "checkpoint")),
    "property damaged": (40, _acts("property_damage")),
    "pictures or recordings": (35, lambda r: bool(r.value("attachments"))),
    "presence": (25, _acts("sighting", "patrol", "refused_identification", "masked_no_id")),
}
_STAYS = frozenset({"someone may need 911", "asked for help", "serious injury", "injury reported"})
