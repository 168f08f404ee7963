"""Another city is another folder: no name of this one stands in the code of places, only in its facts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tipline.places import City

CODE = Path(__file__).parents[3] / "tipline" / "places"


def spoken_strings(path: Path) -> Iterator[str]:
    """String constants that are no docstrings: examples for the reader may name streets, code may not."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def test_the_code_of_places_names_no_city_and_no_street(city: City) -> None:
    names = {name for name in city.names if len(name) > 4 and name.isalpha()} - city.ordinary
    names |= {city.name.lower(), *(key for key in city.areas if len(key) > 6 and key.isalpha())}
    modules = sorted(CODE.rglob("*.py"))
    assert len(modules) > 25
    found = {
        (path.name, word)
        for path in modules
        for text in spoken_strings(path)
        for word in re.findall(r"[^\W\d_]+", text.lower())
        if word in names
    }
    assert found == set()
