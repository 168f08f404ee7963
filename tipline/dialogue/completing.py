"""A correction that names only what was wrong: "27th not 26th" after "26th and Kedzie" means 27th and Kedzie."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tipline.dialogue.model import Filed
from tipline.dialogue.questions import is_one_street
from tipline.dialogue.state import State
from tipline.reading.model import Reading
from tipline.report import Report

_SHORT = 4  # words of an answer that is a street and nothing else
_AND = re.compile(r"\W*(?:and|y|at|con)\s+", re.IGNORECASE)
_BLOCK = re.compile(r"(\d{1,5}) (n|s|e|w|north|south|east|west|norte|sur|este|oeste)\W*", re.IGNORECASE)
_JOINED = re.compile(r"\b(?:and|y|at|between|entre)\b|&|/|@", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


def complete(state: State, reading: Reading, filed: Sequence[Filed]) -> Reading:
    """The reading with its place words made whole from the report being told; do this before locating them."""
    report = next((f.report for f in filed if f.reference == state.scene), None)
    asked = state.question == "place" or _AND.match(reading.masked_text)
    if asked and report is not None and is_one_street(report):
        return _crossing(reading, str(report.value("place_text") or ""))
    return completed(reading, report)


def _crossing(reading: Reading, street: str) -> Reading:
    """"Division" in answer to "Which corner or number on Clark?" means Clark and Division; "1200 north", 1200 Clark."""
    words = (reading.place_text or "").strip() or reading.masked_text.strip()
    told = reading.intent in ("report", "followup", "offtopic") and not (reading.skip or reading.done or reading.number)
    if not street or not words or not told or reading.yes_no is not None or len(words.split()) > _SHORT:
        return reading
    if _JOINED.search(_AND.sub("", words)) or _words(street) & _words(words):
        return reading
    if block := _BLOCK.fullmatch(words):
        return replace(reading, place_text=f"{block[1]} {block[2]} {street}", intent="followup")
    bare = re.sub(r"^(?:and|y|at|en|con|the|la)\s+", "", words, flags=re.IGNORECASE).strip()
    return replace(reading, place_text=f"{street} and {bare}", intent="followup")


def completed(reading: Reading, report: Report | None) -> Reading:
    """The same for a report at hand. Unchanged unless the denied words stand in the place held, and only they do."""
    held = report.value("place_text") if report is not None else None
    new, denied = reading.place_text, reading.denied.get("place_text", ())
    if not isinstance(held, str) or new is None or len(denied) != 1:
        return reading
    wrong = re.compile(rf"(?<!\w){re.escape(denied[0])}(?!\w)", re.IGNORECASE)
    rest = _words(wrong.sub(" ", held))
    if not wrong.search(held) or not rest or rest & _words(new):
        return reading
    return replace(reading, place_text=wrong.sub(lambda _: new, held, count=1))


def _words(text: str) -> set[str]:
    return {w for w in _WORD.findall(text.casefold()) if len(w) > 3 or w[0].isdigit()}
