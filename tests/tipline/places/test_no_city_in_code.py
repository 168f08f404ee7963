"""Another city is another folder: no name of this one stands in the code of places, only in its facts."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tipline.places import City

TIPLINE = Path(__file__).parents[3] / "tipline"


def spoken_strings(path: Path) -> Iterator[str]:
    """String constants that are no docstrings: examples for the reader may name streets, code may not."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def named_in(city: City, words: str) -> set[str]:
    """The city's own names among the words of a text."""
    names = {name for name in city.names if len(name) > 4 and name.isalpha()} - city.ordinary
    names |= {city.name.lower(), *(key for key in city.areas if len(key) > 6 and key.isalpha())}
    return names.intersection(re.findall(r"[^\W\d_]+", words.lower()))


def test_the_code_of_places_and_of_reading_names_no_city_and_no_street(city: City) -> None:
    modules = [*sorted((TIPLINE / "places").rglob("*.py")), *sorted((TIPLINE / "reading").rglob("*.py"))]
    assert len(modules) > 55
    found = {(path.name, name) for path in modules for text in spoken_strings(path) for name in named_in(city, text)}
    assert found == set()


def test_no_lexicon_lists_the_streets_or_parts_of_a_city(city: City) -> None:
    lexicons = sorted((TIPLINE / "reading" / "lexicons").glob("*.toml"))
    assert len(lexicons) > 7
    for path in lexicons:
        lexicon = tomllib.loads(path.read_text(encoding="utf-8"))
        assert not {"street", "street_weak", "city"} & lexicon.get("words", {}).keys(), path.name
        parts = " ".join(lexicon.get("patterns", {}).get("venue", {}).get("area", ()))
        assert not named_in(city, parts), path.name
