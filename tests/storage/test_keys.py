"""Promises of the key folder."""

from __future__ import annotations

import stat

import pytest

from storage.keys import FileKeys, check_key_folder, init_keys
from tipline.errors import SetupError


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "keys"
    assert init_keys(made)
    return made


def test_keys_are_made_once_for_their_owner_only(folder):
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o400}
    keys = FileKeys(folder)
    singles = [keys.index, keys.seen, keys.staff, *keys.epochs.values()]
    assert len(set(singles)) == 4
    assert {len(key) for key in singles} == {32}


def test_keys_are_never_overwritten(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert not init_keys(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_two_installations_share_no_key(folder, tmp_path):
    init_keys(tmp_path / "other")
    one, two = FileKeys(folder), FileKeys(tmp_path / "other")
    assert not {one.index, one.seen, one.staff, *one.epochs.values()} & {two.index, two.seen, two.staff, *two.epochs.values()}


@pytest.mark.parametrize("name", ["epoch-00001.key", "index.key", "seen.key", "staff.key"])
def test_a_missing_key_is_refused_and_not_made_anew(folder, name):
    (folder / name).unlink()
    with pytest.raises(SetupError, match="Restore it"):
        FileKeys(folder)
    with pytest.raises(SetupError, match="Restore it"):
        init_keys(folder)
    assert not (folder / name).exists()


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(SetupError, match="is missing"):
        FileKeys(tmp_path / "nowhere")


@pytest.mark.parametrize("content", ["", "xyz", "ab" * 31, "ab" * 33, "é"])
def test_a_damaged_key_is_refused_without_being_shown(folder, content):
    path = folder / "index.key"
    path.unlink()
    path.write_text(content)
    path.chmod(0o400)
    with pytest.raises(SetupError, match="damaged") as told:
        FileKeys(folder)
    assert not content or content not in str(told.value)


@pytest.mark.parametrize("mode", [0o404, 0o440, 0o420, 0o666])
def test_a_key_that_others_can_read_is_refused(folder, mode):
    (folder / "seen.key").chmod(mode)
    with pytest.raises(SetupError, match="read by others"):
        FileKeys(folder)


def test_a_folder_that_others_can_read_is_refused(folder, tmp_path):
    folder.chmod(0o755)
    with pytest.raises(SetupError, match="read by others"):
        FileKeys(folder)
    with pytest.raises(SetupError, match="read by others"):
        check_key_folder(folder, tmp_path / "data")


def test_keys_inside_the_data_folder_are_refused(tmp_path):
    inside = tmp_path / "data" / "secrets" / "keys"
    init_keys(inside)
    with pytest.raises(SetupError, match="inside TIPLINE_DATA_DIR"):
        check_key_folder(inside, tmp_path / "data")
    link = tmp_path / "link"
    link.symlink_to(inside)
    with pytest.raises(SetupError, match="inside TIPLINE_DATA_DIR"):
        check_key_folder(link, tmp_path / "data")


def test_keys_beside_the_data_folder_are_fine(folder, tmp_path):
    check_key_folder(folder, tmp_path / "data")
    check_key_folder(folder, tmp_path / "key")


def test_the_newest_epoch_seals_and_the_older_ones_still_open(folder):
    path = folder / "epoch-00002.key"
    path.write_text("cd" * 32)
    path.chmod(0o400)
    keys = FileKeys(folder)
    assert keys.epoch_id == 2
    assert sorted(keys.epochs) == [1, 2]


def test_no_key_is_printed(folder):
    keys = FileKeys(folder)
    shown = repr(keys) + str(keys)
    assert not any(path.read_text().strip() in shown for path in folder.iterdir())
    assert keys.index.hex() not in shown
