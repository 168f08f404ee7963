"""The documents stay true: diagrams as the tables are, every setting explained, every command named."""

from __future__ import annotations

import re
from pathlib import Path

from api import settings
from tests import diagrams

ROOT = Path(__file__).parents[1]


def test_the_diagrams_are_those_of_the_tables() -> None:
    assert diagrams.DOC.read_text(encoding="utf-8").endswith(diagrams.drawn()), "Run: python -m tests.diagrams"


def test_every_setting_stands_in_the_example_and_no_other() -> None:
    named = re.findall(r"^(TIPLINE_[A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(settings.variables())


def test_the_example_itself_is_a_valid_configuration() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    environ = dict(line.split("=", 1) for line in lines if line.startswith("TIPLINE_"))
    settings.load(environ)


def test_every_link_between_documents_leads_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} points to {target}"
