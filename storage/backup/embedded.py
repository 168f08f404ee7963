"""An embedded database, copied by SQLite's own backup while others write to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from storage.backup import disk
from storage.backup.facts import Facts, facts
from tipline.errors import SetupError

ENDING = ".db"
_PAGES = 4096  # between two words of progress
Say = Callable[[str], None]


def dump(source: Path, target: Path, say: Say) -> Facts:
    """Copy the database as of one moment. Writers are not held up: the copy reads a snapshot of the log."""
    staged = target.with_name(target.name + ".partial")
    staged.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(source)) as held, closing(sqlite3.connect(staged)) as copy:
            held.execute("BEGIN")
            held.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()  # from here on one moment
            held.backup(copy, pages=_PAGES, progress=_progress(say))
    except sqlite3.Error as error:
        raise SetupError(f"The database could not be copied: {error}.") from error
    found = look(staged)
    disk.settle(staged, target)
    return found


def must_be_empty(target: Path) -> None:
    """Raises SetupError when a database, or the log of one, stands there."""
    left = [path for path in (target, *(target.with_name(target.name + s) for s in ("-wal", "-shm"))) if path.exists()]
    if left:
        raise SetupError(f"There is a database already: {left[0]}. A backup is restored into an empty place only.")


def load(source: Path, target: Path) -> None:
    """Put a copy in place."""
    must_be_empty(target)
    disk.private(target.parent)
    with source.open("rb") as file:
        disk.write(target, iter(lambda: file.read(1024 * 1024), b""))


def look(path: Path) -> Facts:
    """The facts of a copy, once SQLite has looked it through. Raises SetupError."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as held:
            said = held.execute("PRAGMA quick_check(1)").fetchone()[0]
            if said != "ok":
                raise SetupError(f"The copy of the database is damaged: {said}.")
            return facts(lambda sql: held.execute(sql).fetchall())
    except sqlite3.Error as error:
        raise SetupError(f"The copy of the database cannot be read: {error}.") from error


def _progress(say: Say) -> Callable[[int, int, int], None]:
    def told(_status: int, remaining: int, total: int) -> None:
        if total > _PAGES:
            say(f"Database: {(total - remaining) * 100 // total} %")

    return told
