"""What frightened people ask before they tell, and how they leave: each topic in every language, in several wordings.

The wordings were written before the rules were tried on them; first run: 216 of 286 as wanted.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tipline.reading import Lexicon, read

ASKED = tomllib.loads((Path(__file__).parent / "asked.toml").read_text(encoding="utf-8"))
TOPICS = [(topic, lang) for topic, by in ASKED["topics"].items() for lang in by]
LEAVING = [(kind, lang) for kind, by in ASKED["leaving"].items() for lang in by]


@pytest.mark.parametrize(("topic", "lang"), TOPICS)
def test_each_common_question_has_its_one_topic(topic: str, lang: str, lexicons: tuple[Lexicon, ...]) -> None:
    for text in ASKED["topics"][topic][lang]:
        found = read(text, lexicons=lexicons)
        wanted = {"legal_referral": found.intent == "help_request", "deletion": found.stop_kind == "erase"}.get(topic, False)
        assert set(found.topics) == {topic} or (wanted and set(found.topics) <= {topic}), text


@pytest.mark.parametrize(("kind", "lang"), LEAVING)
def test_whoever_wants_to_leave_is_understood_and_nobody_else(kind: str, lang: str, lexicons: tuple[Lexicon, ...]) -> None:
    for text in ASKED["leaving"][kind][lang]:
        found = read(text, lexicons=lexicons)
        assert (found.intent == "stop") is (kind == "leaves"), text
        assert (found.stop_kind in ("opt_out", "erase")) is (kind == "leaves"), text  # an erasure is an opt-out too
