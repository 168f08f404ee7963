"""Promises of the vault."""

from __future__ import annotations

import os
import stat
import threading
from datetime import timedelta

import pytest
from obstore.store import LocalStore

from storage.vault import ObjectVault, open_vault, sync
from tipline.errors import NotFound, SetupError

KEY = "originals/ab/abcdef"


@pytest.fixture
def vault(tmp_path):
    return open_vault(str(tmp_path / "vault"))


def files(tmp_path):
    return sorted(str(p.relative_to(tmp_path / "vault")) for p in (tmp_path / "vault").rglob("*") if p.is_file())


def test_what_was_put_is_read_back_whole_and_in_pieces(vault, tmp_path):
    big = os.urandom(3_000_000)
    assert vault.put(KEY, big)
    assert vault.exists(KEY)
    assert vault.read(KEY) == big
    pieces = list(vault.stream(KEY))
    assert len(pieces) > 1
    assert b"".join(pieces) == big
    assert files(tmp_path) == [KEY]


def test_a_file_is_put_as_its_bytes_and_stays(vault, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(b"\xff\xd8 a photo")
    assert vault.put(KEY, source)
    assert vault.read(KEY) == b"\xff\xd8 a photo"
    assert source.exists()


def test_nothing_is_ever_overwritten(vault, tmp_path):
    assert vault.put(KEY, b"first")
    assert not vault.put(KEY, b"second")
    assert vault.read(KEY) == b"first"
    assert files(tmp_path) == [KEY]


def test_of_many_who_put_at_once_one_creates(vault, tmp_path):
    created, start = [], threading.Barrier(8)

    def put(n):
        start.wait()
        created.append((vault.put(KEY, bytes([n]) * 100_000), n))

    threads = [threading.Thread(target=put, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [n for new, n in created if new]
    assert vault.read(KEY) == bytes([winner]) * 100_000
    assert files(tmp_path) == [KEY]


def test_what_is_not_there_is_said_so(vault):
    assert not vault.exists(KEY)
    with pytest.raises(NotFound):
        vault.read(KEY)
    with pytest.raises(NotFound):
        vault.stream(KEY)


@pytest.mark.parametrize(
    "key", ["", "plain", "../x/y", "a/../b", "/a/b", "a//b", "a/b/", ".a/b", "a/.b", "incoming/x", "a/b c", "a/b\n", "ä/b"]
)
def test_a_key_that_could_lead_elsewhere_is_refused(vault, key):
    for call in (lambda: vault.put(key, b"x"), lambda: vault.read(key), lambda: vault.exists(key), lambda: vault.stream(key)):
        with pytest.raises(ValueError, match="vault key"):
            call()


def test_bytes_are_synced_before_the_name_appears_and_the_folders_after(tmp_path):
    seen = []

    def watched(path):
        sync(path)
        seen.append((path, path.read_bytes() if path.is_file() else None, (tmp_path / KEY).exists()))

    vault = ObjectVault(LocalStore(tmp_path), tmp_path, watched)
    vault.put(KEY, b"bytes")
    staged, *folders = seen
    assert staged[0].parent == tmp_path / "incoming"
    assert staged[1:] == (b"bytes", False)
    assert folders == [(tmp_path / f, None, True) for f in ("originals/ab", "originals", "")]


def test_what_an_interrupted_put_left_is_swept_and_nothing_else(vault, tmp_path, now):
    vault.put(KEY, b"kept")
    left = tmp_path / "vault" / "incoming" / "left"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"half")
    os.utime(left, (now.timestamp(), now.timestamp()))
    assert vault.sweep(now) == 0
    assert vault.sweep(now + timedelta(hours=1)) == 1
    assert files(tmp_path) == [KEY]


def test_the_folder_is_its_owner_s_alone(tmp_path):
    open_vault(f"file://{tmp_path}/with%20space")
    assert stat.S_IMODE((tmp_path / "with space").stat().st_mode) == 0o700


@pytest.mark.parametrize("where", ["ftp://host/x", "http://host/x", "memory:///", "s3://"])
def test_an_address_that_cannot_be_a_vault_is_a_clear_sentence(where):
    with pytest.raises(SetupError, match="TIPLINE_VAULT_URL"):
        open_vault(where)


def test_a_bucket_is_opened_without_touching_it():
    assert isinstance(open_vault("s3://evidence/line"), ObjectVault)


def test_a_folder_that_cannot_be_made_is_a_clear_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SetupError, match="cannot be made"):
        open_vault(str(tmp_path / "file" / "vault"))
