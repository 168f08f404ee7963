"""Numbers of the department's other systems: how each is written, so that what is filed can be found there again.

Common shapes, not law: DutyTexts name them, and an installation whose numbers differ hands in forms of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


class Malformed(ValueError):
    """What was typed is no such number; the sentence says how one looks."""


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind of number is written. `pattern` fits the text without `drop`, in capitals."""

    looks: str  # "six to twelve digits"
    example: str
    pattern: re.Pattern[str]
    drop: str = " -"
    digits: bool = False  # digits alone: phones show a number pad

    def fit(self, text: str) -> str:
        """The number as it is kept. Raises Malformed."""
        bare = "".join(c for c in text.upper() if c not in self.drop)
        if not self.pattern.fullmatch(bare):
            raise Malformed(f"{_short(text)!r} does not fit; it is {self.looks}, such as {self.example}.")
        return bare


def _clock(text: str) -> str:
    """"15:06", "2026-11-22 15:06". Also understood: "1506", "3:06 pm"."""
    found = _CLOCK.fullmatch(" ".join(text.upper().replace("T", " ").split()))
    if found is None or not _hour_fits(found):
        raise Malformed(f"{_short(text)!r} is no time; write it as 15:06, with the day before it if it was not today.")
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "P" else 0)
    return f"{found['day'] + ' ' if found['day'] else ''}{hour:02}:{found['minute']}"


def _hour_fits(found: re.Match[str]) -> bool:
    return 1 <= int(found["hour"]) <= 12 if found["half"] else int(found["hour"]) <= 23


_CLOCK = re.compile(
    r"(?:(?P<day>20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])) )?"
    r"(?P<hour>\d{1,2}):?(?P<minute>[0-5]\d)(?::[0-5]\d)? ?(?:(?P<half>[AP])\.?M\.?)?"
)


def _ids(text: str) -> str:
    """One id or several, kept with a comma between, each once. A space parts them where each part has a digit."""
    found = [" ".join(part.split()) for part in re.split(r"[,;\n]+", text.upper()) if part.strip()]
    parts = [each for part in found for each in _parted(part)]
    bad = next((part for part in parts if not _ID.fullmatch(part)), None if parts else text)
    if bad is not None:
        raise Malformed(f"{_short(bad)!r} does not fit; an id has letters and digits, such as X60A1234B, and a digit.")
    return ", ".join(dict.fromkeys(parts))


def _parted(text: str) -> list[str]:
    pieces = text.split()
    return pieces if all(any(c.isdigit() for c in piece) for piece in pieces) else [text]


_ID = re.compile(r"(?=.*[0-9])[A-Z0-9](?:[A-Z0-9 -]{0,22}[A-Z0-9])?")

FORMS: Mapping[str, Form] = MappingProxyType({
    "rd": Form("two letters and six digits", "JK123456", re.compile(r"[A-Z]{2}[0-9]{6}")),
    "event": Form("ten digits", "2632612345", re.compile(r"[0-9]{10}"), digits=True),
    "star": Form("one to five digits", "12345", re.compile(r"[0-9]{1,5}"), " #", digits=True),
    "badge": Form("2 to 12 letters and digits with a digit among them", "A-1234",
                  re.compile(r"(?=.*[0-9])[A-Z0-9-]{2,12}"), " #"),
    "ems": Form("six to twelve digits", "263260123", re.compile(r"[0-9]{6,12}"), digits=True),
})  # fmt: skip
_READ = MappingProxyType({"clock": _clock, "ids": _ids})
HINTS: Mapping[str, str] = MappingProxyType(
    {name: f"{form.looks}, e.g. {form.example}" for name, form in FORMS.items()}
    | {"clock": "24 hours, e.g. 15:06", "ids": "e.g. X60A1234B; several with commas"}
)


def fitting(form: str | None, text: str) -> str:
    """`text` as this form keeps it; without a form as it is. Raises Malformed; an unknown form is a KeyError."""
    if form is None:
        return text
    return _READ[form](text) if form in _READ else FORMS[form].fit(text)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
