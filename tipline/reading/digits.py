"""Private numbers by their digits, in any spacing. When in doubt more is taken, never less."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tipline.reading.scan import Hit

# What may stand between the digits of one number.
LOOSE = r"[\s.()_\u00b7\u2022*~\u2010-\u2015\u2212\uff0d\uff0e\u30fb\uff0f\uff08\uff09-]{0,4}"
_RUN = re.compile(rf"(?<!\d)(?:\d{LOOSE}){{8,60}}\d(?!\d)")
_GROUP = re.compile(r"\d+")
_A_NUMBER = re.compile(rf"(?<![^\W_])[A\uff21\u0410]{LOOSE}#?{LOOSE}(?:\d{LOOSE}){{6,8}}\d(?!\d)", re.IGNORECASE)
_INTERNATIONAL = re.compile(rf"[+\uff0b](?:\d{LOOSE}){{6,14}}\d")
_LOCAL = re.compile(r"(?<![\d-])\d{3}\s?-\s?\d{4}(?![\d-])")
_SLASHED = re.compile(r"(?<![\d/])\d{3}\s?/\s?(\d{2,3})\s?/\s?\d{4}(?![\d/])")
_SSN, _PHONE, _PHONE_WITH_ONE = 9, 10, 11  # digits


@dataclass(frozen=True, slots=True)
class Number:
    """Where it stands, and what it is: "ssn", "phone" or "a_number"."""

    hit: Hit
    kind: str


def _kind(groups: list[re.Match[str]]) -> str | None:
    """What some neighbouring groups of digits make together, by their number and shape."""
    digits = "".join(group.group() for group in groups)
    if len(digits) == _SSN and len(groups[-1].group()) >= 4:
        return "ssn"
    phone = len(digits) == _PHONE or (len(digits) == _PHONE_WITH_ONE and digits[0] == "1")
    return "phone" if phone and len(groups[-1].group()) >= 4 else None


def _within(run: re.Match[str]) -> list[Number]:
    """The numbers in a long run of digits; readings that overlap are taken as one."""
    groups = list(_GROUP.finditer(run.string, run.start(), run.end()))
    found: list[Number] = []
    for first in range(len(groups)):
        for last in range(first, min(first + 4, len(groups))):
            kind = _kind(groups[first : last + 1])
            if kind is None:
                continue
            hit = Hit(groups[first].start(), groups[last].end())
            if found and found[-1].hit.meets(hit):
                before = found.pop()
                hit = Hit(before.hit.start, max(before.hit.end, hit.end))
                kind = before.kind if kind == "ssn" else kind
            found.append(Number(hit, kind))
    return found


def _in_run(run: re.Match[str]) -> list[Number]:
    whole = Hit(run.start(), run.end())
    digits = sum(c.isdigit() for c in run.group())
    if digits == _SSN:
        return [Number(whole, "ssn")]
    if digits <= _PHONE_WITH_ONE:
        return _within(run) if digits == _PHONE_WITH_ONE and _within(run) else [Number(whole, "phone")]
    return _within(run) or [Number(whole, "phone")]


def _bracketed(number: Number, text: str) -> Number:
    """ "(773) 555-0107" begins at its bracket."""
    start = number.hit.start
    opened = text[max(0, start - 1) : start] == "(" and ")" in text[start : number.hit.end]
    return Number(Hit(start - 1, number.hit.end), number.kind) if opened else number


def private_numbers(text: str) -> list[Number]:
    """Every number that may identify a person, most telling first. Spans may overlap: the first to claim one holds."""
    found = [Number(Hit(m.start(), m.end()), "a_number") for m in _A_NUMBER.finditer(text)]
    found += [Number(Hit(m.start(), m.end()), "phone") for m in _INTERNATIONAL.finditer(text)]
    for match in _SLASHED.finditer(text):
        found.append(Number(Hit(match.start(), match.end()), "ssn" if len(match.group(1)) == 2 else "phone"))
    found += [_bracketed(number, text) for run in _RUN.finditer(text) for number in _in_run(run)]
    return found + [Number(Hit(m.start(), m.end()), "phone") for m in _LOCAL.finditer(text)]
