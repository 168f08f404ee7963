"""Two queues for PostgreSQL that one could take instead of an outbox of one's own; installed by `make bench` only."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from bench.house import Installation
from bench.measure import Subject

BATCH = 100  # what pgqueuer is fastest with
_PGQUEUER_JOBS, _PROCRASTINATE_JOBS = 1000, 150
_CONCURRENCY = 10


@contextmanager
def ready(place: Installation) -> Iterator[dict[str, Subject]]:
    """name -> a drain of jobs that do nothing, jobs a second; none on SQLite, which neither knows."""
    if place.settings.embedded:
        yield {}
        return
    url = place.settings.database
    asyncio.run(_install(url))
    yield {
        "pgqueuer": lambda: _timed(_pgqueuer(url), _PGQUEUER_JOBS),
        "procrastinate": lambda: _timed(_procrastinate(url), _PROCRASTINATE_JOBS),
    }


async def _install(url: str) -> None:
    import psycopg
    from pgqueuer.db import PsycopgDriver
    from pgqueuer.queries import Queries

    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as conn:
        await Queries(PsycopgDriver(conn)).install()
    app = _app(url)
    async with app.open_async():
        await app.schema_manager.apply_schema_async()


def _timed(seconds: Coroutine[Any, Any, float], jobs: int) -> float:
    return jobs / asyncio.run(seconds)


async def _pgqueuer(url: str) -> float:
    import psycopg
    from pgqueuer import PgQueuer
    from pgqueuer.db import PsycopgDriver
    from pgqueuer.models import Job
    from pgqueuer.types import QueueExecutionMode

    done = 0
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as conn:
        queue = PgQueuer(PsycopgDriver(conn))

        @queue.entrypoint("send")
        async def send(_job: Job) -> None:
            nonlocal done
            done += 1

        await queue.qm.queries.enqueue(["send"] * _PGQUEUER_JOBS, [b""] * _PGQUEUER_JOBS, [0] * _PGQUEUER_JOBS)
        begun = time.perf_counter()
        await queue.run(batch_size=BATCH, mode=QueueExecutionMode.drain)
        span = time.perf_counter() - begun
    if done != _PGQUEUER_JOBS:
        raise RuntimeError(f"pgqueuer did {done} of {_PGQUEUER_JOBS} jobs; this figure would be wrong.")
    return span


def _app(url: str) -> Any:
    from procrastinate import App, PsycopgConnector

    return App(connector=PsycopgConnector(conninfo=url))


async def _procrastinate(url: str) -> float:
    app, done = _app(url), 0

    @app.task(name="send", pass_context=False)  # type: ignore[untyped-decorator]
    async def send() -> None:
        nonlocal done
        done += 1

    async with app.open_async():
        await send.batch_defer_async(*({} for _ in range(_PROCRASTINATE_JOBS)))
        begun = time.perf_counter()
        await app.run_worker_async(
            wait=False, concurrency=_CONCURRENCY, listen_notify=False, install_signal_handlers=False
        )
        span = time.perf_counter() - begun
    if done != _PROCRASTINATE_JOBS:
        raise RuntimeError(f"procrastinate did {done} of {_PROCRASTINATE_JOBS} jobs; this figure would be wrong.")
    return span
