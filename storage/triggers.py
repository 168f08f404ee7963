"""Triggers that keep the custody log append-only and without gaps, and the replay memory permanent.

Alembic's batch mode rebuilds SQLite tables and drops their triggers: a migration that rebuilds one of these tables
calls `create` again, and a test asserts that all are there after every migration.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_SQLITE = {
    "custody_no_update": (
        "CREATE TRIGGER custody_no_update BEFORE UPDATE ON custody "
        "BEGIN SELECT RAISE(ABORT, 'The custody log is append-only.'); END"
    ),
    "custody_no_delete": (
        "CREATE TRIGGER custody_no_delete BEFORE DELETE ON custody "
        "BEGIN SELECT RAISE(ABORT, 'The custody log is append-only.'); END"
    ),
    "custody_no_gap": (
        "CREATE TRIGGER custody_no_gap BEFORE INSERT ON custody "
        "WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM custody) "
        "BEGIN SELECT RAISE(ABORT, 'A custody entry follows the last one.'); END"
    ),
    "seen_no_delete": (
        "CREATE TRIGGER seen_no_delete BEFORE DELETE ON seen "
        "BEGIN SELECT RAISE(ABORT, 'The replay memory is permanent.'); END"
    ),
}
_POSTGRES_FUNCTIONS = {
    "tipline_refuse": (
        "CREATE OR REPLACE FUNCTION tipline_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$"
    ),
    "tipline_follow": (
        "CREATE OR REPLACE FUNCTION tipline_follow() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM custody) THEN "
        "RAISE EXCEPTION 'A custody entry follows the last one.'; END IF; RETURN NEW; END $$"
    ),
}
_POSTGRES = {
    "custody_no_update": (
        "CREATE TRIGGER custody_no_update BEFORE UPDATE OR TRUNCATE ON custody "
        "EXECUTE FUNCTION tipline_refuse('The custody log is append-only.')"
    ),
    "custody_no_delete": (
        "CREATE TRIGGER custody_no_delete BEFORE DELETE ON custody "
        "EXECUTE FUNCTION tipline_refuse('The custody log is append-only.')"
    ),
    "custody_no_gap": (
        "CREATE TRIGGER custody_no_gap BEFORE INSERT ON custody FOR EACH ROW EXECUTE FUNCTION tipline_follow()"
    ),
    "seen_no_delete": (
        "CREATE TRIGGER seen_no_delete BEFORE DELETE OR TRUNCATE ON seen "
        "EXECUTE FUNCTION tipline_refuse('The replay memory is permanent.')"
    ),
}

NAMES = frozenset(_SQLITE)


def create(conn: Connection) -> None:
    """Create those that are missing."""
    held = existing(conn)
    postgres = conn.dialect.name == "postgresql"
    for statement in _POSTGRES_FUNCTIONS.values() if postgres else ():
        conn.execute(text(statement))
    for name, statement in (_POSTGRES if postgres else _SQLITE).items():
        if name not in held:
            conn.execute(text(statement))


def drop_functions(conn: Connection) -> None:
    """What PostgreSQL keeps of the triggers when their tables are gone."""
    for name in _POSTGRES_FUNCTIONS if conn.dialect.name == "postgresql" else ():
        conn.execute(text(f"DROP FUNCTION {name}()"))


def existing(conn: Connection) -> frozenset[str]:
    """Names of the triggers that the database holds."""
    if conn.dialect.name == "postgresql":
        names = conn.execute(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"))
    else:
        names = conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    return frozenset(names.scalars())
