"""Promises of backup and restore, on both databases: one moment, whole, never the keys, into an empty place only."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from storage import backup
from storage.backup import Place, server
from storage.engine import make_engine
from storage.keys import FileKeys, init_keys
from storage.store import SqlStore
from storage.vault import open_vault
from tests.storage import postgres
from tests.storage.conftest import NOW, People
from tipline import custody
from tipline.errors import SetupError

PHOTO = b"the bytes of a photo"
HASH = hashlib.sha256(PHOTO).hexdigest()
ORIGINAL = f"originals/{HASH[:2]}/{HASH}"


@pytest.fixture
def place(url: str, tmp_path: Path) -> Place:
    init_keys(tmp_path / "keys")
    return Place(url, str(tmp_path / "data" / "vault"), tmp_path / "data", tmp_path / "keys", postgres.binaries())


@pytest.fixture
def elsewhere(url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """An empty place of the same kind, with the key folder's copy."""
    shutil.copytree(tmp_path / "keys", tmp_path / "new-keys", copy_function=shutil.copy2)
    (tmp_path / "new-keys").chmod(0o700)
    made = Place(
        f"sqlite:///{tmp_path / 'new' / 'tipline.db'}", str(tmp_path / "new" / "vault"), tmp_path / "new",
        tmp_path / "new-keys", postgres.binaries(),
    )
    if url.startswith("sqlite"):
        yield made
    else:
        with request.getfixturevalue("server").database(migrated=False) as empty:
            yield replace(made, database=empty)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def make(place: Place, folder: Path, minutes: float = 0, keep: int = 24) -> backup.Manifest:
    return backup.make(
        place, folder, keys=FileKeys(place.key_dir).fingerprints(), now=NOW + timedelta(minutes=minutes),
        version="1.2.3", keep=keep, say=lambda _: None,
    )


def restore(place: Place, folder: Path, name: str | None = None) -> backup.Restored:
    return backup.restore(
        place, folder, name=name, keys=FileKeys(place.key_dir).fingerprints(), now=NOW + timedelta(hours=1),
        version="1.2.4", say=lambda _: None,
    )


def entry(store: SqlStore, action: str = "photo stored", digest: str | None = HASH) -> None:
    with store.write() as tx:
        tx.custody.append(NOW, "line", action, "evidence:1", digest)


def opened(place: Place) -> SqlStore:
    return SqlStore(make_engine(place.database), "1.2.4")


@pytest.fixture
def filled(place: Place, store: SqlStore, people: People) -> People:
    people.report(people.address(), people.case())
    open_vault(place.vault).put(ORIGINAL, PHOTO)
    entry(store)
    return people


# Making


def test_a_backup_tells_what_it_holds_and_where_the_custody_log_stood(filled: People, place: Place, store: SqlStore, folder: Path) -> None:
    made = make(place, folder)
    with store.read() as tx:
        last = list(tx.custody.entries())[-1]
    assert made.head == (last.seq, last.hash)
    assert (made.counts["report"], made.listed, made.vault_bytes) == (1, 1, len(PHOTO))
    assert made.sha256 == hashlib.sha256((folder / "database" / made.database).read_bytes()).hexdigest()
    assert backup.manifests(folder) == [made]


def test_a_backup_never_holds_a_key_and_is_readable_by_its_owner_only(filled: People, place: Place, folder: Path) -> None:
    make(place, folder)
    keys = [path.read_text(encoding="ascii").strip() for path in place.key_dir.iterdir()]
    for path in folder.rglob("*"):
        assert not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), path
        if path.is_file():
            held = path.read_bytes()
            assert not any(key.encode() in held or bytes.fromhex(key) in held for key in keys), path


def test_the_vault_is_copied_once_and_what_is_new_is_added(filled: People, place: Place, folder: Path) -> None:
    make(place, folder)
    first = (folder / "vault" / ORIGINAL).stat()
    open_vault(place.vault).put(f"views/{HASH[:2]}/{HASH}/view", b"smaller")
    made = make(place, folder, minutes=1)
    assert (folder / "vault" / ORIGINAL).stat().st_mtime_ns == first.st_mtime_ns
    assert made.listed == 2


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_the_list_of_files_is_one_that_sha256sum_checks(filled: People, place: Place, folder: Path) -> None:
    make(place, folder)
    done = subprocess.run(["sha256sum", "-c", "--quiet", "vault.sha256"], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    (folder / "vault" / ORIGINAL).write_bytes(b"altered")
    assert subprocess.run(["sha256sum", "-c", "--quiet", "vault.sha256"], cwd=folder, capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_an_original_that_is_no_longer_what_its_name_says_stops_the_backup(filled: People, place: Place, folder: Path) -> None:
    path = Path(place.vault) / ORIGINAL
    path.write_bytes(b"altered")
    with pytest.raises(SetupError, match="was altered"):
        make(place, folder)
    assert backup.manifests(folder) == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_line_cut_by_a_crash_is_written_again(filled: People, place: Place, folder: Path) -> None:
    make(place, folder)
    names = folder / "vault.sha256"
    names.write_text(names.read_text(encoding="utf-8")[:40], encoding="utf-8")
    assert make(place, folder, minutes=1).listed == 1
    assert subprocess.run(["sha256sum", "-c", "--quiet", "vault.sha256"], cwd=folder, capture_output=True, check=False).returncode == 0


def test_only_the_newest_backups_of_the_database_stay(filled: People, place: Place, folder: Path) -> None:
    made = [make(place, folder, minutes=n, keep=2) for n in range(4)]
    assert backup.manifests(folder) == made[:1:-1]
    assert sorted(p.name for p in (folder / "database").iterdir()) == [m.database for m in made[2:]]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("where", ["data/backups", "data", "keys", "keys/backups", "."])
def test_a_backup_never_lies_inside_the_data_or_beside_the_keys(filled: People, place: Place, tmp_path: Path, where: str) -> None:
    with pytest.raises(SetupError, match=r"TIPLINE_(DATA|KEY)_DIR"):
        make(place, tmp_path / where)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_two_backups_do_not_write_into_one_folder_at_once(filled: People, place: Place, folder: Path) -> None:
    make(place, folder)
    with backup.making.disk.alone(folder), pytest.raises(SetupError, match="Another backup"):
        make(place, folder, minutes=1)


def test_it_copies_one_moment_while_others_write(filled: People, place: Place, elsewhere: Place, store: SqlStore, folder: Path) -> None:
    stop, written = threading.Event(), [0]

    def write() -> None:
        while not stop.is_set():
            entry(store, "note", None)
            written[0] += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [make(place, folder, minutes=n) for n in range(3)]
    finally:
        stop.set()
        writer.join()
    assert written[0] > 3
    assert made[0].head < made[1].head < made[2].head  # type: ignore[operator]
    done = restore(elsewhere, folder)
    assert done.faults == ()
    back = opened(elsewhere)
    with back.read() as tx:
        assert len(list(tx.custody.entries())) == made[2].counts["custody"] + 1
    back.close()


# Restoring


def test_everything_comes_back_and_the_custody_log_goes_on(filled: People, place: Place, elsewhere: Place, folder: Path) -> None:
    made = make(place, folder)
    done = restore(elsewhere, folder)
    assert (done.manifest, done.faults) == (made, ())
    assert open_vault(elsewhere.vault).read(ORIGINAL) == PHOTO
    back = opened(elsewhere)
    with back.read() as tx:
        entries = list(tx.custody.entries())
        assert tx.reports.by_reference("K7Q2") is not None
    assert custody.verify(entries) == []
    assert entries[-1].action == f"restored from the backup {made.name}"
    with pytest.raises(Exception, match="append"), back.write() as tx:
        tx.conn.exec_driver_sql("DELETE FROM custody")
    back.close()


def test_it_refuses_any_place_that_is_not_empty(filled: People, place: Place, elsewhere: Place, folder: Path) -> None:
    make(place, folder)
    with pytest.raises(SetupError, match="empty place"):
        restore(place, folder)
    open_vault(elsewhere.vault).put("originals/aa/aabb", b"x")
    with pytest.raises(SetupError, match="files in the vault"):
        restore(elsewhere, folder)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_log_left_behind_is_no_empty_place(filled: People, place: Place, elsewhere: Place, folder: Path) -> None:
    """A stranger's write-ahead log would be played into the restored database."""
    make(place, folder)
    elsewhere.data_dir.mkdir()
    (elsewhere.data_dir / "tipline.db-wal").write_bytes(b"")
    with pytest.raises(SetupError, match="empty place"):
        restore(elsewhere, folder)


def test_other_keys_are_refused_before_anything_is_written(filled: People, place: Place, elsewhere: Place, folder: Path, tmp_path: Path) -> None:
    make(place, folder)
    init_keys(tmp_path / "other-keys")
    other = replace(elsewhere, key_dir=tmp_path / "other-keys")
    with pytest.raises(SetupError, match="not the one of this backup"):
        restore(other, folder)
    assert restore(elsewhere, folder).faults == ()


def test_an_altered_database_is_refused_and_an_altered_photo_is_named(filled: People, place: Place, elsewhere: Place, folder: Path) -> None:
    made = make(place, folder)
    (folder / "vault" / ORIGINAL).write_bytes(b"altered")
    path = folder / "database" / made.database
    held = path.read_bytes()
    path.write_bytes(held[:-1] + bytes([held[-1] ^ 1]))
    with pytest.raises(SetupError, match="missing or was altered"):
        restore(elsewhere, folder)
    path.write_bytes(held)
    assert restore(elsewhere, folder).faults == (f"{ORIGINAL} was altered in the backup.",)


def test_a_photo_the_backup_lost_is_named(filled: People, place: Place, elsewhere: Place, folder: Path) -> None:
    make(place, folder)
    (folder / "vault" / ORIGINAL).unlink()
    first, second = restore(elsewhere, folder).faults
    assert "missing from the backup" in first
    assert HASH in second


def test_who_was_forgotten_later_is_forgotten_again(filled: People, place: Place, elsewhere: Place, store: SqlStore, folder: Path) -> None:
    gone, stays = filled.address(), filled.address()
    first = make(place, folder)
    with store.write() as tx:
        tx.people.forget(tx.people.contact(gone).reporter_id)
    make(place, folder, minutes=1)
    done = restore(elsewhere, folder, first.name)
    assert done.forgotten_again == 1
    back = opened(elsewhere)
    with back.read() as tx:
        assert tx.people.contact(gone).wrapped_key is None
        assert tx.people.contact(gone).sealed_address is None
        assert tx.people.contact(stays).wrapped_key is not None
    back.close()


def test_what_was_waiting_may_have_gone_and_is_asked_about_first(filled: People, place: Place, elsewhere: Place, folder: Path, queue: Callable[..., int]) -> None:
    due, later = queue(NOW), queue(NOW + timedelta(days=2))
    make(place, folder)
    assert restore(elsewhere, folder).asked_first == 1
    back = opened(elsewhere)
    with back.read() as tx:
        assert tx.outbox.get(due).state == "unknown"
        assert tx.outbox.get(later).state == "queued"
    back.close()


@pytest.fixture
def queue(store: SqlStore, people: People) -> Callable[..., int]:
    def put(not_before: object) -> int:
        address = people.address()
        with store.write() as tx:
            number = tx.outbox.add(
                address_id=address, case_id=None, stream="conversation", notice=None, notice_number=None, urgent=False,
                lang="en", lines=[], choices=(), silent=False, created_at=NOW, not_before=not_before, author=None,
            )  # type: ignore[arg-type]
        assert number is not None
        return number

    return put


def test_a_backup_of_a_newer_version_is_refused_with_a_sentence(filled: People, place: Place, elsewhere: Place, folder: Path) -> None:
    make(place, folder)
    [path] = (folder / "manifests").iterdir()
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"revision": "9999"}), encoding="utf-8")
    with pytest.raises(SetupError, match="newer version"):
        restore(elsewhere, folder)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", [None, "20200101T000000.000Z"])
def test_without_a_backup_there_is_a_sentence(place: Place, folder: Path, name: str | None) -> None:
    with pytest.raises(SetupError, match="There is no backup"):
        restore(place, folder, name)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_backup_of_the_other_database_is_refused(filled: People, place: Place, elsewhere: Place, folder: Path) -> None:
    make(place, folder)
    with pytest.raises(SetupError, match="have to agree"):
        restore(replace(elsewhere, database="postgresql://nobody@localhost/nothing"), folder)


# PostgreSQL's own programs


def test_a_machine_without_the_programs_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="postgresql-client"):
        server.program("pg_dump", tmp_path)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_the_password_is_on_no_command_line(url: str, tmp_path: Path, folder: Path) -> None:
    """A stand-in for pg_dump tells what it was given."""
    told, programs = tmp_path / "told", tmp_path / "programs"
    programs.mkdir()
    (programs / "pg_dump").write_text(f'#!/bin/sh\necho "$@" > {told}\necho "$PGPASSWORD" >> {told}\nexit 1\n', encoding="utf-8")
    (programs / "pg_dump").chmod(0o755)
    secret = "hush hush/?"
    with_password = url.replace("postgres@", f"postgres:{quote(secret, safe='')}@")
    with pytest.raises(SetupError, match="pg_dump failed"):
        server.dump(with_password, tmp_path / "x.dump", programs)
    arguments, password = told.read_text(encoding="utf-8").splitlines()
    assert password == secret
    assert "hush" not in arguments
