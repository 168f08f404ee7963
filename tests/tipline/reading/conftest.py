"""The compiled lexicons, read once for all tests of this room."""

from __future__ import annotations

from importlib.resources import files

import pytest

from tipline.reading import LEXICON_FILES, Lexicon, load_lexicon


@pytest.fixture(scope="session")
def lexicons() -> tuple[Lexicon, ...]:
    folder = files("tipline.reading") / "lexicons"
    return tuple(load_lexicon((folder / name).read_text(encoding="utf-8")) for name in LEXICON_FILES)
