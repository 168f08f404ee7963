"""The queue's page, the map of one district and a search, through the application's own routes: at a million reports
against the same at ten thousand, in one run. A fifth of them are open, at both sizes.

`python -m bench.queue --reports 200000 --database sqlite` for another size, or for one database alone.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from starlette.testclient import TestClient

from api import logs, web, wiring
from api.clock import SystemClock
from bench import filled, table
from bench.house import DATABASES, installation
from bench.measure import Subject, interleave
from tipline.desk.records import Session

SMALL, LARGE = 10_000, 1_000_000
AT_MOST = 2  # times as long
_TURNS = 20  # requests a round
_HEADERS = {"accept": "text/html", "hx-request": "true"}
_SOUGHT = {"X-Sought": base64.b64encode(filled.MIDDLING.encode()).decode()}
_WHAT: dict[str, tuple[str, dict[str, str]]] = {
    "queue page": ("/console/list?lane=all", {}),
    "map of one district": ("/console/points?district=10", {}),
    "search": ("/console/list?lane=all", _SOUGHT),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, measured again and again. `took`: seconds, every one of them."""

    desk: TestClient
    path: str
    headers: dict[str, str]
    took: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        begun = time.perf_counter()
        for _ in range(_TURNS):
            before = time.perf_counter()
            answer = self.desk.get(self.path, headers=_HEADERS | self.headers)
            self.took.append(time.perf_counter() - before)
            if answer.status_code != 200:
                raise RuntimeError(f"{self.path} answered {answer.status_code}; this figure would be wrong.")
        return _TURNS / (time.perf_counter() - begun)

    @property
    def note(self) -> str:
        took = sorted(self.took)
        return f"{statistics.median(took) * 1000:.1f} ms, p95 {took[int(len(took) * 0.95)] * 1000:.1f} ms"


def measure(database: str, rounds: int, large: int = LARGE) -> tuple[table.Result, ...]:
    with ExitStack() as stack:
        desks = {size: stack.enter_context(_desk(database, size)) for size in (SMALL, large)}
        asked = {
            (what, size): Asked(desk, path, headers)
            for what, (path, headers) in _WHAT.items() for size, desk in desks.items()
        }
        for one in asked.values():
            one()  # warm
            one.took.clear()
        subjects: dict[str, Subject] = {f"{what} {size}": one for (what, size), one in asked.items()}
        series = interleave(subjects, rounds)
        return tuple(
            table.Result(
                {
                    name: table.Row(
                        f"{what} at {size:,} reports, {asked[what, size].note}", database, series[f"{what} {size}"]
                    )
                    for name, size in (("large", large), ("small", SMALL))
                },
                "large", (table.Aim("small", 1 / AT_MOST),),
            )
            for what in _WHAT
        )


@contextmanager
def _desk(database: str, reports: int) -> Iterator[TestClient]:
    """The application over so many reports, and a dispatcher signed in."""
    with installation(database) as place:
        print(f"... filling {reports:,} reports", file=sys.stderr, flush=True)
        now = SystemClock().now()
        filled.fill(place.settings.database, reports, now)
        made = wiring.build(place.settings)
        token = hashlib.sha256(b"bench").hexdigest()
        with made.store.write() as tx:
            staff = tx.staff.add("bench", "dispatcher", "no password signs in here", None, now)
            digest = hashlib.sha256(token.encode()).digest()
            tx.staff.add_session(Session(digest, staff, "csrf", now, now))
            tx.changes.saw(staff, None, max(tx.changes.last() - 40, 0), now)
        app = web.build(made, with_worker=False)
        yield TestClient(app, base_url="http://localhost", cookies={"tipline": token})
        made.store.close()


def main() -> None:
    ask = argparse.ArgumentParser(prog="python -m bench.queue", description=__doc__)
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--reports", type=int, default=LARGE)
    ask.add_argument("--database", choices=DATABASES, action="append")
    told = ask.parse_args()
    logs.configure()
    results = [r for name in told.database or DATABASES for r in measure(name, told.rounds, told.reports)]
    print("\n".join(table.lines(results)))


if __name__ == "__main__":
    main()
