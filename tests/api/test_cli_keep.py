"""`backup` and `restore` as an operator meets them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.cli import app
from tests.desk.line import logs_of_a_process


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    with logs_of_a_process():
        yield


@pytest.fixture
def here(tmp_path: Path, migrated: Path) -> dict[str, str]:
    """An installation with its keys, its database and a place for backups."""
    env = {
        "TIPLINE_DATA_DIR": str(tmp_path / "data"), "TIPLINE_KEY_DIR": str(tmp_path / "keys"),
        "TIPLINE_BACKUP_DIR": str(tmp_path / "backups"),
    }  # fmt: skip
    (tmp_path / "data").mkdir()
    shutil.copy(migrated, tmp_path / "data" / "tipline.db")
    told = run(env, "keys", "init")
    assert told.exit_code == 0
    return env


def run(env: dict[str, str], *words: str) -> Result:
    return CliRunner().invoke(app, list(words), env=env)


def test_keys_init_and_backup_say_that_the_keys_are_never_in_a_backup_and_what_their_loss_costs(here: dict[str, str]) -> None:
    told = run(here, "keys", "init").output + run(here, "backup").output
    assert "No backup ever holds them" in told
    assert told.count("every contact") == 2


def test_a_backup_is_restored_elsewhere_with_the_key_folder_and_checked(here: dict[str, str], tmp_path: Path) -> None:
    made = run(here, "backup")
    assert made.exit_code == 0, made.output
    there = here | {"TIPLINE_DATA_DIR": str(tmp_path / "new")}
    back = run(there, "restore")
    assert back.exit_code == 0, back.output
    assert "tipline doctor" in back.output
    assert run(there, "verify-custody").exit_code == 0
    again = run(there, "restore")
    assert again.exit_code == 2
    assert "empty place" in again.stderr


def test_without_the_key_folder_it_restores_nothing_until_told_that_it_is_lost(here: dict[str, str], tmp_path: Path) -> None:
    run(here, "backup")
    there = here | {"TIPLINE_DATA_DIR": str(tmp_path / "new"), "TIPLINE_KEY_DIR": str(tmp_path / "nowhere")}
    refused = run(there, "restore")
    assert refused.exit_code == 2
    assert "copy of the key folder there first" in refused.stderr
    assert not (tmp_path / "new" / "tipline.db").exists()
    assert run(there, "restore", "--without-keys").exit_code == 0
    assert (tmp_path / "new" / "tipline.db").exists()


def test_a_folder_is_named_or_set(here: dict[str, str], tmp_path: Path) -> None:
    unset = {name: value for name, value in here.items() if name != "TIPLINE_BACKUP_DIR"}
    refused = run(unset, "backup")
    assert refused.exit_code == 2
    assert "TIPLINE_BACKUP_DIR" in refused.stderr
    assert run(unset, "backup", str(tmp_path / "other")).exit_code == 0
    assert list((tmp_path / "other" / "manifests").iterdir())
