"""From Twilio's request to our 200: a signed text, 32 connections, one process, the load in another.

Floors: the same application that checks the signature and stores nothing; bare commits of one row over one connection.
"""

from __future__ import annotations

import itertools
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import psycopg

from bench import servers
from bench.house import Installation, installation
from bench.load import Load, fire, generator
from bench.measure import Subject, interleave
from bench.table import Aim, Result, Row

CONNECTIONS = 32
SECONDS = 1.2
_PAYLOAD = b"x" * 400  # about what one sealed delivery takes
_AIMS = (Aim("nothing", 0.7), Aim("commits", 0.5), Aim("plain", 8))
_NAMES = {
    "ours": "durable ack of a signed text",
    "nothing": "the same, nothing stored",
    "commits": "bare one-row commits, one connection",
    "plain": "the plain FastAPI + SQLModel endpoint",
}


def measure(database: str, rounds: int) -> Result:
    with installation(database) as place, servers.serving_all(place) as ports, generator() as load:
        loads: dict[str, list[Load]] = {name: [] for name in ports}
        seeds = itertools.count(time.time_ns())
        subjects: dict[str, Subject] = {
            name: _under_load(load, port, seeds, loads[name]) for name, port in ports.items()
        }
        for name in ports:  # once beforehand: pools fill, code is warm
            fire_once = subjects[name]
            fire_once()
            loads[name].clear()
        subjects["commits"] = _commits(place)
        found = interleave(subjects, rounds)
    rows = {name: Row(what, database, found[name], _waits(loads.get(name))) for name, what in _NAMES.items()}
    return Result(rows, "ours", _AIMS)


def _under_load(pool: ProcessPoolExecutor, port: int, seeds: itertools.count[int], kept: list[Load]) -> Subject:
    def once() -> float:
        load = pool.submit(fire, port, SECONDS, CONNECTIONS, next(seeds)).result()
        kept.append(load)
        return load.rate

    return once


def _waits(loads: list[Load] | None) -> str:
    if not loads:
        return ""
    middle = sorted(loads, key=lambda load: load.p50)[len(loads) // 2]
    refused = sum(load.refused for load in loads)
    return f"p50 {middle.p50:.0f} ms, p99 {middle.p99:.0f} ms" + (f", {refused} not answered 200" if refused else "")


def _commits(place: Installation) -> Subject:
    """As fast as this database commits one row after another."""
    write = _sqlite(place.settings.data_dir / "floor.db") if place.settings.embedded else _postgres(place)

    def once() -> float:
        begun, count = time.perf_counter(), 0
        while (span := time.perf_counter() - begun) < SECONDS:
            write()
            count += 1
        return count / span

    return once


def _sqlite(path: Path) -> Callable[[], object]:
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        db.execute(f"PRAGMA {pragma}")
    db.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, payload BLOB)")
    return lambda: db.execute("INSERT INTO row (payload) VALUES (?)", (_PAYLOAD,))


def _postgres(place: Installation) -> Callable[[], object]:
    db = psycopg.connect(place.settings.database, autocommit=True, prepare_threshold=0)
    db.execute("CREATE TABLE bare (id bigserial PRIMARY KEY, payload bytea)")
    return lambda: db.execute("INSERT INTO bare (payload) VALUES (%s)", (_PAYLOAD,))
