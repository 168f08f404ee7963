"""Where a message's place lies: by the words read as the place, and by the whole text, which may know more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tipline.places.model import Located
from tipline.reading.model import Reading
from tipline.report.placing import GIVEN_AS_POINT

_ALONE = 5  # words of a message that is a place and nothing else
_UNTOLD = Located("none")


def locate(reading: Reading, find: Callable[[str], Located]) -> tuple[Reading, Located]:
    """The place, and the reading: one taken for idle words ("Navy Pier") is an answer where they name a place.

    The whole text beats the place's own words where it gives a point: it has the correction behind them, the other half
    of a name, the train line, the town. It is not asked where words were put together from an earlier message.
    """
    words = find(reading.place_text) if reading.place_text else _UNTOLD
    text = reading.masked_text
    if reading.intent in ("report", "followup"):
        whole = find(text) if reading.place_text != text else words
        return reading, _better(words, whole, named=bool(reading.place_text))
    if reading.intent == "offtopic" and not reading.place_text and 0 < len(text.split()) <= _ALONE:
        alone = find(text)
        if alone.status in ("point", "area") or alone.candidates:
            return replace(reading, intent="followup", place_text=text), alone
    return reading, words


def _better(words: Located, whole: Located, *, named: bool) -> Located:
    if whole.status == "point" or words.status == "point":
        return whole if whole.status == "point" else words
    if whole.status == "outside" and (named or whole.method in GIVEN_AS_POINT):
        return whole
    unsure = words.status == "none" or (words.status == "ambiguous" and not words.candidates)
    if named and unsure and (whole.status == "area" or whole.candidates):
        return whole
    return words
