"""A city's names as a lexicon for the reading: how its streets and parts are called in a message."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping

from tipline.places.rows import rows

FILE = "reading.toml"  # a city's own choice of words; without it they come from its lists


def names_lexicon(files: Mapping[str, str]) -> str:
    """The text of a lexicon (tipline.reading.load_lexicon) from a city's facts, {file name: text}."""
    return files[FILE] if FILE in files else _listed(files)


def _listed(files: Mapping[str, str]) -> str:
    """Every street and other name of the lists; a bare number is no name, the reading knows numbers by itself."""
    streets = {row[0] for _, row in rows("streets.tsv", files["streets.tsv"], 6)}
    streets |= {row[0] for _, row in rows("aliases.tsv", files["aliases.tsv"], 2)}
    names = {name.lower() for name in streets if not name.isdecimal()}
    ordinary = set(" ".join(line for _, (line,) in rows("ordinary.txt", files["ordinary.txt"], 1)).split())
    areas: set[str] = set()
    for _, (_, label, told, _) in rows("areas.tsv", files.get("areas.tsv", ""), 4):
        areas |= {name.lower() for name in (label, *told.split("|")) if name != "-"}
    called = tomllib.loads(files["city.toml"])["called"]
    return f"""
[language]
code = "*"
[patterns.venue]
area = {_lines(areas)}
[words]
city = {_lines(called)}
street = {_lines(names)}
street_weak = {_lines(names & ordinary)}
"""


def _lines(words: Iterable[str]) -> str:
    """Words as a list of lines; a mark that means something in a pattern is taken for a space."""
    plain = {"".join(c if c.isalnum() or c in "'-" else " " for c in word) for word in words}
    return json.dumps(sorted(" ".join(word.split()) for word in plain if word.strip()), ensure_ascii=False)
