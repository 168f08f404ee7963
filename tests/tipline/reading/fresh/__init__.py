"""Fresh messages, labelled by the guide before the engine saw them, and how a line of them is read.

A line: `lang | intent a=activities g=agencies n=low-high v=vehicles p=plates s=sensitive e @=place words | text`. What a
line leaves out is empty; `e` is an emergency. Labels may go on after the text, where they fit no more before it. A set
whose head names `w=` and `i=` labels the kind of time (or the minutes ago) and the injury as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_KEYS = {"a": "activity", "g": "agencies", "p": "plates", "s": "sensitive"}
_LANGS = {"zh": "zh-Hans", "hant": "zh-Hant"}
_LATE = re.compile(r"((?:\s+[agv]=[\w,]+)+)$")


@dataclass(frozen=True)
class Case:
    text: str
    labels: dict[str, object]
    understood: bool = True  # a line that begins with "?" is not


def case(line: str) -> Case:
    lang, labels, text = (part.strip() for part in line.split("|", 2))
    late = _LATE.search(text)
    if late:
        text = text[: late.start()]
        before, place_sign, place = labels.partition("@=")
        labels = f"{before} {late.group(1).strip()} {place_sign}{place}"
    labels, _, place = labels.partition("@=")
    intent, *rest = labels.split()
    found: dict[str, object] = {
        "lang": _LANGS.get(lang, lang), "intent": intent, "activity": [], "agencies": [], "agents": None, "vehicles": None,
        "plates": [], "place_text": place.strip() or None, "emergency": False, "sensitive": [],
    }
    for label in rest:
        key, _, value = label.partition("=")
        if key == "e":
            found["emergency"] = True
        elif key == "n":
            found["agents"] = [int(n) for n in value.split("-")]
        elif key == "v":
            found["vehicles"] = int(value)
        elif key == "i":
            found["injury"] = value
        elif key == "w":
            found["when"] = {"kind": "ago", "minutes": int(value)} if value.isdigit() else {"kind": value}
        else:
            name = _KEYS[key]
            held = found[name]
            assert isinstance(held, list)
            held += value.split(",")
    return Case(text, found)


def cases(name: str) -> Iterator[Case]:
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    base: dict[str, object] = {"injury": None, "when": None} if " w= " in text else {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            found = case(line.removeprefix("? "))
            yield Case(found.text, {**base, **found.labels}, understood=not line.startswith("? "))
