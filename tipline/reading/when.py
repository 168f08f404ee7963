"""When it happened, as told: another day, a time of day, so long ago, or now; and whether it goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tipline.reading.model import When
from tipline.reading.numbers import Numbers
from tipline.reading.scan import Hit, Scan

_NUMERIC = re.compile(r"(?<![\w/])(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])(?:/(?:20)?\d{2})?(?![\w/])")
_JOINT = 5  # characters between two parts of one time
_OLD = 60  # minutes back from which a thing that is over counts as over


@dataclass(frozen=True, slots=True)
class Time:
    """`when` with its words; `before_today` if it names another day."""

    when: When | None = None
    words: Hit | None = None
    before_today: bool = False


def _longest(hits: list[Hit]) -> Hit | None:
    return max(hits, key=lambda h: (h.end - h.start, -h.start)) if hits else None


def _joined(scan: Scan, hit: Hit, groups: tuple[str, ...]) -> Hit:
    """Grow a hit by neighbours of these groups, with at most a comma or one small word between."""
    small = scan.vocabulary.set("time_joint") | {""}
    others = [other for group in groups for other in scan.find(group)]
    grown = True
    while grown:
        grown = False
        for other in others:
            left, right = (hit, other) if hit.start <= other.start else (other, hit)
            gap = scan.folded[left.end : right.start]
            touches = other.meets(hit) or (len(gap) <= _JOINT and gap.strip(" ,") in small and "\n" not in gap)
            if touches and not other.inside(hit):
                hit, grown = Hit(left.start, max(hit.end, other.end)), True
    return hit


def _numeric_joined(scan: Scan, hit: Hit) -> Hit:
    """ "Veterans Day, 11/11": a day in digits right after."""
    match = re.compile(rf"[\s,]{{1,3}}{_NUMERIC.pattern}").match(scan.folded, hit.end)
    return Hit(hit.start, match.end()) if match else hit


def _date(scan: Scan, taken: tuple[Hit, ...]) -> Time | None:
    void = scan.find("time.date_void")
    days = [
        h for h in scan.find("time.date") if not any(h.inside(v) for v in void) and not any(h.meets(t) for t in taken)
    ]
    if days:
        first = min(days, key=lambda h: (h.start, -h.end))
        hit = _numeric_joined(scan, _joined(scan, first, ("time.date", "time.date_more")))
        hit = _joined(scan, hit, ("time.date", "time.date_more"))
        return Time(When("date", text=scan.part(hit)), hit, before_today=True)
    written = (Hit(m.start(), m.end()) for m in _NUMERIC.finditer(scan.folded))
    numeric = [h for h in written if not any(h.meets(t) for t in taken)]
    if numeric:
        hit = _joined(scan, numeric[0], ("time.date_more",))
        return Time(When("date", text=scan.part(hit)), hit, before_today=True)
    return None


def _clock(scan: Scan, taken: tuple[Hit, ...]) -> Time | None:
    hits = [h for h in scan.find("time.clock") if not any(h.meets(t) for t in taken)]
    clean = _longest(hits)
    if clean is None:
        return None
    hit = _joined(scan, clean, ("time.part",))
    return Time(When("clock", text=scan.part(hit)), hit)


def _ago(scan: Scan, numbers: Numbers) -> Time | None:
    for group, minutes in (
        ("time.ago_hour_half", 90),
        ("time.ago_half_hour", 30),
        ("time.ago_few", 120),
        ("time.ago_hour", 60),
    ):
        hits = scan.find(group)
        if hits:
            return Time(When("ago", minutes=minutes, text=scan.part(hits[0])), hits[0])
    for at in range(len(scan.tokens)):
        number = numbers.at(at)
        found = _ago_at(scan, number.last + 1, number.high, at) if number else _ago_joined(scan, at)
        if found:
            return found
    return None


def _ago_joined(scan: Scan, at: int) -> Time | None:
    """ "10m ago", "2hrs ago", where number and unit are one word."""
    word = scan.tokens[at].word
    if (minutes := scan.vocabulary.number("minutes", word)) is not None:
        return _unit(scan, at, at, minutes, word)  # "two hours" in one word
    match = re.fullmatch(r"(\d{1,3})([a-z]+)", word)
    return _unit(scan, at, at, int(match.group(1)), match.group(2)) if match else None


def _ago_at(scan: Scan, unit: int, value: int, first: int) -> Time | None:
    unit += unit < len(scan.words) and scan.words[unit] in scan.vocabulary.set("measure")
    return _unit(scan, first, unit, value, scan.words[unit]) if unit < len(scan.words) else None


def _unit(scan: Scan, first: int, unit: int, value: int, word: str) -> Time | None:
    def of(group: str, text: str) -> bool:
        return any(scan.folded[h.start : h.end] == text for h in scan.find(group)) or any(
            p.regex.fullmatch(text) is not None for p in scan.vocabulary.group(group)
        )

    held = word in scan.vocabulary.numbers.get("minutes", {})
    factor = 1 if held or of("time.minutes", word) else 60 if of("time.hours", word) else 0
    if not factor:
        return None
    start, end = scan.tokens[first].start, scan.tokens[unit].end
    after = [h for h in scan.find("time.ago") if 0 <= h.start - end <= 2]
    before = [h for h in scan.find("time.ago_before") if 0 <= start - h.end <= 12]
    if not after and not before:
        return None
    hit = Hit(min([start, *(h.start for h in before)]), max([end, *(h.end for h in after)]))
    return Time(When("ago", minutes=value * factor, text=scan.part(hit)), hit)


def _part(scan: Scan, taken: tuple[Hit, ...]) -> Time | None:
    hits = [h for h in scan.find("time.part") if not any(h.meets(t) for t in taken)]
    return Time(When("date", text=scan.part(hits[0])), hits[0]) if hits else None


def time_told(scan: Scan, taken: tuple[Hit, ...]) -> Time:
    """The time told in words or digits; "now" is settled later, from tense. A time that is denied gives way to any
    other: "not last night, this morning".
    """
    denied = [h for group in ("time.date", "time.clock", "time.part") for h in scan.find(group) if scan.denied(h)]
    told = _told(scan, (*taken, *denied)) if denied else None
    return told or _told(scan, taken) or Time()


def _told(scan: Scan, taken: tuple[Hit, ...]) -> Time | None:
    numbers = Numbers(scan, taken)
    return _date(scan, taken) or _ago(scan, numbers) or _clock(scan, taken) or _part(scan, taken)


def _meets(scan: Scan, hit: Hit, group: str) -> bool:
    return any(hit.meets(other) for other in scan.find(group))


def presents(scan: Scan, group: str) -> list[Hit]:
    """Hits of a present tense that is no part of a past or dependent phrase, no noun, and not asked."""
    void, nouns = scan.find("time.now_void"), scan.find("time.now_noun")
    return [
        h
        for h in scan.find(group)
        if not any(h.inside(v) or h.end == v.end for v in void)
        and not any(h.end == n.end for n in nouns)
        and not scan.asked(h)
    ]


def ongoing(scan: Scan, time: Time) -> bool | None:
    """True if tense or words say that it goes on, False if it is over and gone, else None."""
    over = [h for h in scan.find("ongoing.over") if not scan.asked(h)] + [
        h
        for h in scan.find("time.over")
        if not scan.denied(h) and not scan.asked(h) and not _meets(scan, h, "time.over_void")
    ]
    acting = [h for h in presents(scan, "time.now_act") if not scan.denied(h) and not scan.announced(h)]
    still = scan.said("time.still")
    if over and not any(s.start > max(o.start for o in over) for s in still):
        return False
    if time.before_today:
        return None if scan.announcements else False
    done = scan.said("time.just_done")
    if done and not still and not any(hit.start > done[-1].end for hit in presents(scan, "time.acting_since")):
        return None
    if acting or still:
        return True
    if time.when is not None and time.when.kind == "ago" and (time.when.minutes or 0) >= _OLD:
        return False
    return None
