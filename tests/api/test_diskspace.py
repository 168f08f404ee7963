"""Media are left with their vendor while a disk is nearly full, and the operator is told once and when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api import diskspace
from api.diskspace import Shedding, nearly_full
from tests.desk.line import Line, open_line


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with open_line(tmp_path / "line") as made:
        yield made


def test_a_folder_that_is_not_there_has_no_disk(tmp_path: Path) -> None:
    assert not nearly_full([tmp_path / "nowhere"])


def test_the_operator_is_told_once_and_when_it_is_over(line: Line) -> None:
    full = [True, True, False, False]
    shedding = Shedding(line.wiring, lambda _folders: full.pop(0))
    said = [(shedding.now(line.now), line.banners()) for _ in range(4)]
    assert said == [(True, [diskspace.BANNER])] * 2 + [(False, [])] * 2


def test_a_bucket_is_on_no_disk_of_ours(line: Line, tmp_path: Path) -> None:
    settings = line.wiring.settings.model_copy(update={"vault_url": "s3://bucket/prefix"})
    looked: list[list[Path]] = []
    Shedding(replace(line.wiring, settings=settings), lambda f: bool(looked.append(list(f)))).now(line.now)
    assert looked == [[line.wiring.incoming]]
