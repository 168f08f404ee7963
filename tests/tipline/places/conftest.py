"""The city the tests speak of, built once from the facts the product carries."""

from __future__ import annotations

from importlib.resources import files

import pytest

from tipline.places import FACTS, OPTIONAL, City, load_city


@pytest.fixture(scope="session")
def facts() -> dict[str, str]:
    folder = files("tipline") / "places" / "facts" / "chicago"
    return {name: (folder / name).read_text(encoding="utf-8") for name in (*FACTS, *OPTIONAL)}


@pytest.fixture(scope="session")
def city(facts: dict[str, str]) -> City:
    return load_city(facts)
