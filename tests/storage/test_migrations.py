"""Promises of the migrations."""

from __future__ import annotations

import os
import sqlite3
import stat

import pytest
from alembic.script import ScriptDirectory

from storage import migrate, triggers
from storage.engine import make_engine
from tipline.errors import SetupError


def revisions():
    return [s.revision for s in ScriptDirectory(str(migrate._SCRIPTS)).walk_revisions()][::-1]


@pytest.fixture
def fresh(tmp_path):
    return f"sqlite:///{tmp_path / 'data' / 'tipline.db'}"


def schema(url):
    with make_engine(url).connect() as conn:
        return conn.exec_driver_sql("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").all()


def test_a_database_that_is_not_there_yet_is_at_no_revision_and_is_not_made_by_asking(fresh, tmp_path):
    assert migrate.current(fresh) is None
    assert not migrate.is_current(fresh)
    assert list(tmp_path.iterdir()) == []


def test_an_upgraded_database_is_current_and_may_be_upgraded_again(fresh):
    migrate.upgrade(fresh)
    migrate.upgrade(fresh)
    assert migrate.current(fresh) == migrate.head() == revisions()[-1]
    assert migrate.is_current(fresh)


def test_the_migrations_make_exactly_the_tables_that_the_code_describes(fresh):
    migrate.upgrade(fresh)
    migrate.check(fresh)


def test_the_check_sees_a_difference(fresh):
    migrate.upgrade(fresh)
    with make_engine(fresh).connect() as conn:
        conn.exec_driver_sql("PRAGMA query_only=OFF")
        conn.exec_driver_sql("ALTER TABLE banner ADD COLUMN colour TEXT")
        conn.commit()
    with pytest.raises(Exception, match="colour"):
        migrate.check(fresh)


@pytest.mark.parametrize("revision", revisions())
def test_every_trigger_exists_after_every_migration(fresh, revision):
    migrate.upgrade(fresh, revision)
    with make_engine(fresh).connect() as conn:
        assert triggers.existing(conn) == triggers.NAMES


def test_up_and_down_and_up_again_ends_where_it_began(fresh):
    migrate.upgrade(fresh)
    before = schema(fresh)
    migrate.downgrade(fresh, "base")
    assert migrate.current(fresh) is None
    assert {name for kind, name, _ in schema(fresh) if kind == "table"} <= {"alembic_version", "sqlite_sequence"}
    migrate.upgrade(fresh)
    assert schema(fresh) == before


def test_the_file_is_its_owner_s_alone(fresh, tmp_path):
    mask = os.umask(0)
    try:
        migrate.upgrade(fresh)
    finally:
        os.umask(mask)
    folder = tmp_path / "data"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "tipline.db").stat().st_mode) == 0o600


def test_a_database_from_a_newer_version_is_a_clear_sentence(fresh, tmp_path):
    migrate.upgrade(fresh)
    with sqlite3.connect(tmp_path / "data" / "tipline.db") as conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SetupError, match="newer version"):
        migrate.upgrade(fresh)
    assert not migrate.is_current(fresh)


def test_a_database_that_cannot_be_opened_is_a_clear_sentence(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(SetupError, match="folder cannot be used"):
        migrate.upgrade(f"sqlite:///{tmp_path / 'file' / 'tipline.db'}")
    (tmp_path / "folder").mkdir()
    with pytest.raises(SetupError, match="cannot be opened"):
        migrate.current(f"sqlite:///{tmp_path / 'folder'}")
