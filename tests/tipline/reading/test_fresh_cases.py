"""Fresh messages in all languages; docs/accuracy.md has the figures of their first run."""

from __future__ import annotations

import pytest

from tests.tipline.reading.fresh import Case, cases
from tipline.reading import Lexicon, fields, read

CASES = [case for name in ("first.txt", "second.txt", "third.txt") for case in cases(name) if case.understood]
LISTS = ("activity", "agencies", "plates", "sensitive")


def overlaps(one: object, two: object) -> bool:
    """The same, or one of the two holds the other, or they share a word."""
    if one is None or two is None:
        return one is two
    a, b = str(one).lower(), str(two).lower()
    return a in b or b in a or bool(set(a.split()) & set(b.split()))


@pytest.mark.parametrize("case", CASES, ids=[case.text[:50] for case in CASES])
def test_a_message_reads_as_its_words_say(case: Case, lexicons: tuple[Lexicon, ...]) -> None:
    found = fields(read(case.text, lexicons=lexicons))
    if case.labels["intent"] == "hoax_suspect":
        assert (found["intent"], found["emergency"]) == ("hoax_suspect", False)
        return
    assert overlaps(found["place_text"], case.labels["place_text"]), found["place_text"]
    for name in ("lang", "intent", "agents", "vehicles", "emergency", *LISTS):
        got, want = found[name], case.labels[name]
        if name in LISTS:
            got, want = set(got), set(want)  # type: ignore[call-overload]
        assert got == want, name
