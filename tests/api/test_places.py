"""`tipline places`: a folder of exports put in place whole or not at all, and what is told of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api import places
from api.cli import app
from api.clock import SystemClock
from api.settings import Settings
from tests.tipline.places.second_city import box, features
from tipline.errors import SetupError
from tipline.places import exports

# Two beats and a crossing near the middle of the city whose facts the product carries; made up.


def _moved(ring: list[list[float]]) -> list[list[float]]:
    return [[lng + 90 - 87.628, lat - 40 + 41.882] for lng, lat in ring]


BEATS = features(
    ({"beat_num": "9901"}, _moved(box(-2000, -2000, 0, 2000))), ({"beat_num": "9902"}, _moved(box(0, -2000, 2000, 2000)))
)
CROSSINGS = "street_1,street_2,latitude,longitude\nN STATE ST,W MADISON ST,41.88201,-87.62801\n"


@pytest.fixture
def where(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "anything.geojson").write_text(BEATS, encoding="utf-8")
    (folder / "whatever.csv").write_text(CROSSINGS, encoding="utf-8")
    return folder


def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", key_dir=tmp_path / "keys")


def tipline(tmp_path: Path, *words: str, given: str = "") -> tuple[int, str, str]:
    env = {"TIPLINE_DATA_DIR": str(tmp_path / "data"), "TIPLINE_KEY_DIR": str(tmp_path / "keys")}
    result = CliRunner().invoke(app, list(words), env=env, input=given)
    return result.exit_code, result.stdout, result.stderr


def test_an_import_is_told_file_by_file_and_found_by_the_next_process(tmp_path: Path, where: Path) -> None:
    code, out, _ = tipline(tmp_path, "places", "import", str(where))
    assert code == 0
    assert "anything.geojson: 2 beats" in out
    assert "whatever.csv: 1 street crossings" in out
    assert "once they are started again" in out
    _, out, _ = tipline(tmp_path, "locate", given="state and madison\n")
    assert json.loads(out)["beats"] == ["9901", "9902"]
    _, out, _ = tipline(tmp_path, "places", "status")
    assert "2 beats" in out
    assert "min ago" in out


def test_without_an_import_the_own_facts_answer_and_status_says_so(tmp_path: Path) -> None:
    code, out, _ = tipline(tmp_path, "places", "status")
    assert code == 0
    assert "the product's own facts alone" in out
    _, out, _ = tipline(tmp_path, "locate", given="26th and Kedzie\n")
    assert json.loads(out)["districts"] == ["10"]


def test_a_faulty_file_changes_nothing_and_is_named(tmp_path: Path, where: Path) -> None:
    tipline(tmp_path, "places", "import", str(where))
    before = places.imported_file(settings(tmp_path)).read_bytes()
    (where / "anything.geojson").write_text(BEATS.replace("-87.", "-8700."), encoding="utf-8")
    code, _, err = tipline(tmp_path, "places", "import", str(where))
    assert code == 1
    assert "anything.geojson" in err
    assert "Nothing was changed." in err
    assert places.imported_file(settings(tmp_path)).read_bytes() == before


@pytest.mark.parametrize(("folder", "sentence"), [("missing", "is not a folder"), ("exports", "not written in UTF-8")])
def test_a_folder_that_cannot_be_read_is_said_so(tmp_path: Path, where: Path, folder: str, sentence: str) -> None:
    (where / "whatever.csv").write_bytes(b"street_1,street_2\n\xff\xfe")
    code, _, err = tipline(tmp_path, "places", "import", str(tmp_path / folder))
    assert code == 2
    assert sentence in " ".join(err.split())


def test_a_crash_before_the_swap_leaves_the_old_import(tmp_path: Path, where: Path) -> None:
    """A process that dies while it writes: the half-written file lies beside, never in place."""
    tipline(tmp_path, "places", "import", str(where))
    path = places.imported_file(settings(tmp_path))
    before = path.read_bytes()
    child = os.fork()
    if child == 0:
        path.with_suffix(".new").write_text('{"format": 1, "half', encoding="utf-8")
        os._exit(9)
    os.waitpid(child, 0)
    assert path.read_bytes() == before
    assert places.city(settings(tmp_path)).survey is not None
    tipline(tmp_path, "places", "import", str(where))  # and the next import takes its place
    assert not path.with_suffix(".new").exists()


def test_an_import_that_is_not_whole_is_said_in_a_sentence_at_start(tmp_path: Path) -> None:
    path = places.imported_file(settings(tmp_path))
    path.parent.mkdir(parents=True)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(SetupError, match="import them again"):
        places.city(settings(tmp_path))


def test_another_citys_name_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="no facts for"):
        places.facts("../facts/chicago")


def test_the_import_says_when_it_was(tmp_path: Path, where: Path) -> None:
    now = SystemClock().now()
    said: list[exports.Told] = []
    places.import_folder(settings(tmp_path), where, now, said.append)
    survey = places.city(settings(tmp_path)).survey
    assert survey is not None
    assert abs((survey.imported_at - now).total_seconds()) < 1
    assert len(said) == 2
