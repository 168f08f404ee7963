"""Power cuts: the real store keeps what it promised, and the model finds what a careless one loses."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.drills import r2_power
from tests.drills.contract import SHORT
from tests.power import shim
from tests.power.cuts import cut, recorded
from tests.power.record import Act, Disk

pytestmark = pytest.mark.skipif(shim.compiler() is None, reason=shim.NO_COMPILER)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_after_any_power_cut_everything_promised_is_there_and_the_database_is_sound() -> None:
    outcome = r2_power.run("sqlite", SHORT)
    assert outcome.ok, outcome.words
    assert outcome.counts["promises looked at"] > 500


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_database_that_does_not_force_its_commits_and_a_vault_that_does_not_force_its_files_lose_something() -> None:
    with recorded(24, 1, "normal", "unforced") as (disk, acts):
        found = cut(disk, acts, 60, random.Random(1))
    assert found.lost
    kinds = {fault.split(maxsplit=2)[2] for fault in found.faults if fault.startswith("lost")}
    assert {"acknowledged messages", "media deleted at the vendor"} <= kinds


def _disk(tmp_path: Path, *acts: Act) -> list[dict[str, bytes]]:
    """What many cuts after these acts leave, by file name."""
    disk = Disk(tmp_path)
    for act in acts:
        disk.happen(act)
    left = [disk.after_cut(random.Random(seed)) for seed in range(200)]
    return [{Path(name).name: held for name, held in each.items()} for each in left]


def _path(tmp_path: Path, name: str) -> bytes:
    return str(tmp_path / name).encode()


def test_bytes_and_names_are_safe_once_each_was_forced(tmp_path: Path) -> None:
    made, wrote = Act("C", 1, 0, _path(tmp_path, "a")), Act("W", 1, 0, b"x" * 1024)
    forced, folder = Act("S", 1, 0, _path(tmp_path, "a")), Act("D", 9, 0, str(tmp_path).encode())
    assert all(left == {"a": b"x" * 1024} for left in _disk(tmp_path, made, wrote, forced, folder))
    assert {} in _disk(tmp_path, made, wrote, forced)  # its name may be gone
    torn = {left["a"] for left in _disk(tmp_path, made, wrote, folder)}
    assert {b"", b"x" * 512, bytes(512) + b"x" * 512, b"x" * 1024} <= torn


def test_a_file_in_a_folder_whose_own_name_was_not_forced_may_be_gone(tmp_path: Path) -> None:
    inner = tmp_path / "new"
    acts = (Act("M", 5, 0, str(inner).encode()), Act("C", 1, 0, str(inner / "a").encode()),
            Act("S", 1, 0, b""), Act("D", 5, 0, str(inner).encode()))
    assert {} in _disk(tmp_path, *acts)
    assert all(left == {"a": b""} for left in _disk(tmp_path, *acts, Act("D", 9, 0, str(tmp_path).encode())))


def test_a_rename_happens_whole_or_not_at_all(tmp_path: Path) -> None:
    acts = (Act("C", 1, 0, _path(tmp_path, "a")), Act("D", 9, 0, str(tmp_path).encode()),
            Act("R", 0, 0, _path(tmp_path, "a"), _path(tmp_path, "b")))
    assert {frozenset(left) for left in _disk(tmp_path, *acts)} == {frozenset("a"), frozenset("b")}
