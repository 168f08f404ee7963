"""Promises of the map's data: the list's own cases, the city's outlines, the operator's file in ranges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.api import seed
from tests.api.test_console import Browser


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    made = seed.desk(tmp_path)
    seed.stories(made)
    yield made
    made.close()


def test_the_map_has_the_cases_of_the_list_and_says_which_have_no_point(desk: seed.Desk) -> None:
    dana = Browser(desk, "dana")
    everything = dana.get("/console/points").json()
    assert [point["id"] for point in everything["points"]] == [1, 2, 5, 3, 6]
    assert everything["says"] == "5 cases on the map; 3 without a point."
    assert [point["id"] for point in dana.get("/console/points?district=12").json()["points"]] == [2]
    assert dana.get("/console/points?lane=past").json()["points"][0]["word"] == "Past"


def test_outlines_are_our_own_and_what_is_missing_is_said(desk: seed.Desk) -> None:
    shapes = Browser(desk, "dana").get("/console/outlines").json()
    names = {feature["properties"]["name"] for feature in shapes["districts"]["features"]}
    assert {"10", "12"} <= names
    assert shapes["beats"]["features"] == []
    assert shapes["says"] == "Beat outlines come with the city's own files (tipline places import)."


def test_the_operators_map_is_served_in_ranges_to_whoever_reads_cases(desk: seed.Desk, tmp_path: Path) -> None:
    dana, ada = Browser(desk, "dana"), Browser(desk, "ada")
    assert dana.get("/console/base.pmtiles").status_code == 404
    assert "data-base" not in dana.get("/console").text
    file = tmp_path / "city.pmtiles"
    file.write_bytes(b"PMTiles" + bytes(range(256)))
    desk.settings.map_file = str(file)
    part = dana.get("/console/base.pmtiles", range="bytes=7-9")
    assert (part.status_code, part.content, part.headers["content-range"]) == (206, b"\x00\x01\x02", "bytes 7-9/263")
    assert 'data-base="/console/base.pmtiles"' in dana.get("/console").text
    assert ada.get("/console/base.pmtiles").status_code == 403
    assert ada.get("/console/points").status_code == 403
