"""Promises of the migrations on PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect

from storage import migrate, triggers
from storage.engine import WRITING, make_engine
from tipline.errors import SetupError


@pytest.fixture
def empty(server):
    with server.database(migrated=False) as url:
        yield url


def asked(url, question):
    engine = make_engine(url)
    try:
        with engine.connect() as conn:
            return question(conn)
    finally:
        engine.dispose()


def left(conn):
    """Tables, triggers and functions that are ours."""
    functions = conn.exec_driver_sql("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
    return set(inspect(conn).get_table_names()), triggers.existing(conn), set(functions.scalars())


def test_an_empty_database_is_at_no_revision_and_an_upgraded_one_is_current(empty):
    assert migrate.current(empty) is None
    migrate.upgrade(empty)
    migrate.upgrade(empty)
    assert migrate.is_current(empty)


def test_the_migrations_make_exactly_the_tables_that_the_code_describes_and_every_trigger(empty):
    migrate.upgrade(empty)
    migrate.check(empty)
    assert asked(empty, triggers.existing) == triggers.NAMES


def test_a_trigger_that_was_switched_off_does_not_count(empty):
    migrate.upgrade(empty)
    engine = make_engine(empty)
    with engine.connect().execution_options(**{WRITING: True}) as conn:
        conn.exec_driver_sql("ALTER TABLE custody DISABLE TRIGGER custody_no_update")
        assert triggers.existing(conn) == triggers.NAMES - {"custody_no_update"}
    engine.dispose()


def test_no_extension_is_needed(empty):
    migrate.upgrade(empty)
    names = asked(empty, lambda conn: conn.exec_driver_sql("SELECT extname FROM pg_extension").scalars().all())
    assert names == ["plpgsql"]


def test_up_and_down_and_up_again_ends_where_it_began(empty):
    migrate.upgrade(empty)
    before = asked(empty, left)
    migrate.downgrade(empty, "base")
    assert asked(empty, left) == ({"alembic_version"}, frozenset(), set())
    migrate.upgrade(empty)
    assert asked(empty, left) == before


def test_times_are_kept_with_their_zone(postgresql_url):
    columns = asked(postgresql_url, lambda conn: conn.exec_driver_sql(
        "SELECT DISTINCT data_type FROM information_schema.columns WHERE table_schema = 'public' "
        "AND data_type LIKE 'timestamp%%'"
    ).scalars().all())
    assert columns == ["timestamp with time zone"]


def test_a_server_that_is_not_there_is_a_clear_sentence():
    with pytest.raises(SetupError, match="cannot be opened"):
        migrate.current("postgresql://someone:secret@localhost:1/tipline")


def test_the_password_is_in_no_error():
    with pytest.raises(SetupError) as told:
        migrate.upgrade("postgresql://someone:secret@localhost:1/tipline")
    assert "secret" not in repr(told.value) + repr(told.value.__cause__)
