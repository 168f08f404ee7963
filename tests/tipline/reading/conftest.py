"""The compiled lexicons, read once for all tests of this room."""

from __future__ import annotations

from importlib.resources import files

import pytest

from tipline.places import names_lexicon
from tipline.reading import LEXICON_FILES, Lexicon, load_lexicon

CHICAGO = files("tipline.places") / "facts" / "chicago"


@pytest.fixture(scope="session")
def lexicons() -> tuple[Lexicon, ...]:
    folder = files("tipline.reading") / "lexicons"
    facts = {file.name: file.read_text(encoding="utf-8") for file in CHICAGO.iterdir() if file.is_file()}
    texts = [names_lexicon(facts), *((folder / name).read_text(encoding="utf-8") for name in LEXICON_FILES)]
    return tuple(map(load_lexicon, texts))
