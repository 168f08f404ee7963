"""The documents stay true: diagrams as the tables are, every setting explained, every command named."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import typer

from api import cli, settings
from tests import diagrams

ROOT = Path(__file__).parents[1]


def test_the_diagrams_are_those_of_the_tables() -> None:
    assert diagrams.DOC.read_text(encoding="utf-8").endswith(diagrams.drawn()), "Run: python -m tests.diagrams"


def test_every_setting_stands_in_the_example_and_no_other() -> None:
    named = re.findall(r"^(TIPLINE_[A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(settings.variables())


def test_the_example_read_by_a_shell_as_the_readme_says_is_the_default_configuration() -> None:
    done = subprocess.run(
        ["bash", "-ec", "set -a; . ./.env.example; set +a; env -0"], cwd=ROOT, env={"PATH": os.environ["PATH"]},
        capture_output=True, text=True, check=True,
    )
    assert done.stderr == ""
    environ = dict(pair.split("=", 1) for pair in done.stdout.split("\0") if pair.startswith("TIPLINE_"))
    assert settings.load(environ) == settings.load({})


def test_every_command_of_the_units_and_the_guide_is_one_there_is() -> None:
    pages = [ROOT / "README.md", ROOT / "docs" / "run-for-real.md", *(ROOT / "deploy").rglob("*.service")]
    known = set(typer.main.get_command(cli.app).commands)  # type: ignore[attr-defined]
    for page in pages:
        for word in re.findall(r"(?:bin/|`)tipline ([a-z][a-z-]*)", page.read_text(encoding="utf-8")):
            assert word in known, f"{page.relative_to(ROOT)} names tipline {word}"


def test_every_setting_the_documents_name_is_one_there_is() -> None:
    known = set(settings.variables())
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").rglob("*.*")]:
        for name in re.findall(r"\bTIPLINE_[A-Z][A-Z_]*[A-Z]\b", page.read_text(encoding="utf-8")):
            assert {name, name.removesuffix("_FILE")} & known, f"{page.relative_to(ROOT)} names {name}"


def test_every_link_between_documents_leads_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} points to {target}"
