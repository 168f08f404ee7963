"""A database with so many reports, made inside the database itself: one statement a table, a million rows in a minute
or two. Every report is a case of its own, every fifth still open; a tenth of them lie in district 10.

What it leaves out: messages and what was said, which no measured page reads.
"""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, text

from storage.engine import WRITING, make_engine
from storage.standing import CLOSED
from storage.words import NAME

A_DAY = 2700  # reports, so that a million are a year's
COMMON, MIDDLING, RARE = "white", "kedzie", "paletero"  # in a quarter, in 1 of 50, in 1 of 1,000 reports

_SQLITE, _POSTGRES = "sqlite", "postgresql"
_NUMBERS = {
    _SQLITE: "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {most}) ",
    _POSTGRES: "WITH numbers AS (SELECT n::bigint AS n FROM generate_series(1, {most}) AS n) ",
}
_AT = {
    _SQLITE: "strftime('%Y-%m-%d %H:%M:%f000', {at} / 1000000.0, 'unixepoch')",
    _POSTGRES: "to_timestamp({at} / 1000000.0)",
}
# Things of a row that look drawn by lot and are the same on both databases.
_LOT = "((n * 7919 + 104729) % 1000003)"
_URGENCY = f"({_LOT} % 97)"
_OPEN = "(n % 5 = 0)"
_STATUS = f"CASE WHEN NOT {_OPEN} THEN 'closed' WHEN {_LOT} % 3 = 0 THEN 'assigned' ELSE 'new' END"
_LANE = (
    f"CASE WHEN {_URGENCY} >= 90 THEN 'urgent' WHEN {_LOT} % 11 = 0 THEN 'no_place' WHEN {_LOT} % 11 = 1 THEN 'past' "
    f"WHEN {_LOT} % 11 = 2 THEN 'bulk' WHEN {_LOT} % 11 = 3 THEN 'withdrawn' ELSE 'standard' END"
)
_DISTRICT = f"(CASE WHEN {_LOT} % 10 = 0 THEN 10 ELSE 1 + {_LOT} % 25 END)"
_BEAT = f"({_DISTRICT} * 100 + 11 + {_LOT} % 12)"
_ACTIVITY = (
    f"(CASE {_LOT} % 8 WHEN 0 THEN 'detention' WHEN 1 THEN 'chase' WHEN 2 THEN 'checkpoint' ELSE 'sighting' END)"
)
_LANG = f"(CASE {_LOT} % 10 WHEN 0 THEN 'pl' WHEN 1 THEN 'zh' WHEN 2 THEN 'es' WHEN 3 THEN 'es' ELSE 'en' END)"
_LAT, _LNG = f"(41.70 + {_LOT} % 3000 / 10000.0)", f"(-87.80 + {_LOT} % 1700 / 10000.0)"
_DATA = (
    f"'{{\"reference\": \"R' || n || '\", \"state\": \"open\", \"lang\": \"' || {_LANG} || '\", "
    f"\"facts\": {{\"activity\": {{\"value\": [\"' || {_ACTIVITY} || '\"], \"message\": 1, \"words\": \"\"}}, "
    "\"place\": {\"value\": {\"status\": \"point\", \"label\": \"' || (n % 120) || 'th & Kedzie\", \"lat\": 41.8, "
    f"\"lng\": -87.7, \"radius_m\": 40, \"method\": \"crossing\", \"districts\": [\"' || {_DISTRICT} || '\"], "
    "\"beats\": [], \"community_areas\": [], \"wards\": []}, \"message\": 1, \"words\": \"\"}}}'"
)
_WORDS = (
    f"'agents w' || ({_LOT} % 5000) || ' van w' || ({_LOT} % 20011) || ' street w' || (n % 30011) || "
    f"' masked w' || (n % 811) || CASE WHEN n % 4 = 0 THEN ' {COMMON}' ELSE '' END || "
    f"CASE WHEN {_LOT} % 50 = 0 THEN ' {MIDDLING}' ELSE '' END || "
    f"CASE WHEN {_LOT} % 1000 = 0 THEN ' {RARE}' ELSE '' END"
)


def fill(url: str, reports: int, now: datetime) -> None:
    """Into a migrated, empty database; the newest report is of `now`."""
    engine = make_engine(url)
    with engine.connect().execution_options(**{WRITING: True}) as conn, conn.begin():
        later = _put_off(conn)
        for statement in (*_statements(conn.dialect.name, reports, now), *later):
            conn.execute(text(statement.replace(":", "\\:")))
    _settle(engine)
    engine.dispose()


def _put_off(conn: Connection) -> list[str]:
    """On PostgreSQL: no keys are checked, and indexes are made when the rows are there; gives the statements for it."""
    if conn.dialect.name == _SQLITE:
        return []
    conn.exec_driver_sql("SET LOCAL session_replication_role = replica")
    found = conn.exec_driver_sql(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE 'ix%%' "
        "AND tablename IN ('case_file', 'case_trait', 'report', 'report_words', 'change')"
    ).all()
    for name, _ in found:
        conn.exec_driver_sql(f"DROP INDEX {name}")
    return [made for _, made in found]


def _statements(dialect: str, reports: int, now: datetime) -> list[str]:
    newest = int(now.timestamp() * 1_000_000)
    step = int(timedelta(days=1) / timedelta(microseconds=1) / A_DAY)
    micros = f"({newest} - ({reports} - n) * {step})"
    at, people = _AT[dialect].format(at=micros), max(reports // 5, 1)
    first = _AT[dialect].format(at=str(newest))
    many = _NUMBERS[dialect].format(most=reports)
    few = _NUMBERS[dialect].format(most=people)
    stands = f"CASE WHEN {_OPEN} THEN {_URGENCY} * {1 << 52} + {micros} ELSE {CLOSED} + {micros} END"
    no = "0" if dialect == _SQLITE else "FALSE"
    told = [
        ("'status:' || " + _STATUS, ""), ("'lane:' || " + _LANE, f"WHERE {_OPEN}"),
        (f"'district:' || {_DISTRICT}", ""), (f"'beat:' || {_BEAT}", ""), (f"'activity:' || {_ACTIVITY}", ""),
        (f"'lang:' || {_LANG}", ""),
    ]
    made = [
        f"INSERT INTO reporter (id, pseudonym, created_at) {few} SELECT n, 'Heron ' || n, {first} FROM numbers",
        "INSERT INTO address (id, reporter_id, channel, blocked, muted, confidentiality, created_at) "
        f"{few} SELECT n, n, 'sms', {no}, {no}, 'not_requested', {first} FROM numbers",
        "INSERT INTO case_file (id, status, version, created_at, updated_at, urgency, reasons, lane, district, flags, "
        f"people, passed_on, traits) {many} SELECT n, {_STATUS}, 2, {at}, {at}, {_URGENCY}, '[]', {_LANE}, "
        f"CAST({_DISTRICT} AS TEXT), '[]', 1, 0, '[]' FROM numbers",
        "INSERT INTO report (id, reporter_id, address_id, case_id, reference, state, lang, created_at, updated_at, "
        f"lat, lng, cell, data) {many} SELECT n, 1 + n % {people}, 1 + n % {people}, n, 'R' || n, 'open', {_LANG}, "
        f"{at}, {at}, {_LAT}, {_LNG}, {_LOT}, {_json(dialect, _DATA)} FROM numbers",
        f"INSERT INTO change (topic, ident) {many} SELECT 'case', n FROM numbers",
    ]
    made += [
        f"INSERT INTO case_trait (case_id, trait, standing) {many} SELECT n, {trait}, {stands} FROM numbers {which}"
        for trait, which in told
    ]
    column, kept = ("rowid", _WORDS) if dialect == _SQLITE else ("report_id", f"to_tsvector('simple', {_WORDS})")
    return [*made, f"INSERT INTO {NAME} ({column}, words) {many} SELECT n, {kept} FROM numbers"]


def _json(dialect: str, made: str) -> str:
    return made if dialect == _SQLITE else f"CAST({made} AS json)"


def _settle(engine: Engine) -> None:
    """As a database is that has run for a while: its log written back, its statistics known."""
    with closing(engine.raw_connection()) as held:
        driver: Any = held.driver_connection
        if engine.dialect.name == _SQLITE:
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        else:
            driver.rollback()
            driver.autocommit = True
            driver.execute("VACUUM ANALYZE")
            driver.autocommit = False
