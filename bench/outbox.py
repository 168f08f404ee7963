"""From a queued row to a settled one: claim, open, send to a vendor that answers at once, settle.

Floor: the same claim on the same rows and one statement that marks them, nothing opened and nothing sent. Beside it, on
PostgreSQL, two queues that one could take instead; their jobs do nothing.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import replace

from sqlalchemy import text

from api import wiring
from api.sending import MOST_AT_ONCE, Sending
from api.wiring import Wiring
from bench import queues
from bench.house import installation
from bench.measure import Subject, interleave
from bench.table import Aim, Result, Row
from tipline import delivery
from tipline.desk.ports import Sender
from tipline.desk.records import Line
from tipline.message import Address, Channel, Outbound, Sent

ROWS = 2000  # of a round, each for another phone
_TEXT = "Thank you. Your report K7Q2 is being documented."
_AIMS = (Aim("marked", 0.5),)
_AIMS_POSTGRES = (*_AIMS, Aim("pgqueuer", 1), Aim("procrastinate", 10))


class AtOnce:
    """A vendor that takes everything without a moment's thought."""

    def __init__(self) -> None:
        self._ids = itertools.count()

    async def send(self, message: Outbound) -> Sent:
        return Sent(f"SM{next(self._ids):032x}", 1)


def measure(database: str, rounds: int) -> Result:
    with installation(database) as place, queues.ready(place) as others:
        made = wiring.build(place.settings)
        vendor: Sender = AtOnce()
        made = replace(made, senders={Channel.SMS: vendor})
        try:
            addresses = _people(made)
            subjects: dict[str, Subject] = {
                "ours": lambda: _drain(made, addresses), "marked": lambda: _claim_and_mark(made, addresses), **others,
            }
            for once in subjects.values():
                once()
            found = interleave(subjects, rounds)
        finally:
            made.close()
    names = {
        "ours": "outbox drained, opened, sent and settled", "marked": f"claimed by {MOST_AT_ONCE} and marked, no more",
        **{name: f"{name}, jobs that do nothing" for name in others},
    }
    rows = {name: Row(what, database, found[name]) for name, what in names.items()}
    return Result(rows, "ours", _AIMS_POSTGRES if others else _AIMS)


def _people(made: Wiring) -> list[int]:
    """So many contacts; made once."""
    now, seals, found = made.clock.now(), made.seals, []
    with made.store.write() as tx:
        for number in range(ROWS):
            reporter = tx.people.add_reporter(f"Heron {number}", now)
            key = seals.new_data_key(reporter)
            tx.people.set_key(reporter, key)
            where = Address(Channel.SMS, f"+1773555{number:04d}")
            address = tx.people.add_address(reporter, Channel.SMS, seals.lookup(where), now)
            sealed = seals.seal(key, f"address:{address}", "address", where.value)
            tx.people.set_sealed(address, seals.lookup(where), sealed)
            found.append(address)
    return found


def _fill(made: Wiring, addresses: list[int]) -> None:
    now = made.clock.now()
    with made.store.write() as tx:
        for address in addresses:
            tx.outbox.add(
                address_id=address, case_id=None, stream="notice", notice=None, notice_number=None, urgent=False,
                lang="en", lines=[Line("thanks", _TEXT)], choices=[], silent=False, created_at=now, not_before=now,
                author=None,
            )


def _drain(made: Wiring, addresses: list[int]) -> float:
    """By the worker's own loop, which begins with small rounds and finds out that this vendor is quick."""
    _fill(made, addresses)

    async def drain() -> float:
        sending = Sending(made, Channel.SMS)
        begun = time.perf_counter()
        while await sending.round():
            pass
        span = time.perf_counter() - begun
        await sending.stop()
        return span

    span = asyncio.run(drain())
    _all_are(made, "accepted")
    return len(addresses) / span


def _claim_and_mark(made: Wiring, addresses: list[int]) -> float:
    _fill(made, addresses)
    now = made.clock.now()
    mark = text(
        f"UPDATE outbox SET state = 'accepted', lease_until = NULL WHERE state = 'sending' AND id IN ({_IDS})"  # noqa: S608
    )
    begun = time.perf_counter()
    while True:
        with made.store.write() as tx:
            rows = tx.outbox.claim(now, now + delivery.LEASE, MOST_AT_ONCE, Channel.SMS)
        if not rows:
            break
        ids = dict(zip(_NAMES, itertools.chain((row.id for row in rows), itertools.repeat(0)), strict=False))
        with made.store.write() as tx:
            tx.conn.execute(mark, ids)
    span = time.perf_counter() - begun
    _all_are(made, "accepted")
    return len(addresses) / span


_NAMES = [f"row{number}" for number in range(MOST_AT_ONCE)]
_IDS = ", ".join(f":{name}" for name in _NAMES)


def _all_are(made: Wiring, state: str) -> None:
    """What was counted was done; and the next round finds an empty table's worth of work, not an empty table."""
    with made.store.read() as tx:
        left = tx.conn.execute(text("SELECT count(*) FROM outbox WHERE state <> :state"), {"state": state}).scalar()
    if left:
        raise RuntimeError(f"{left} rows of the outbox were not sent; this figure would be wrong.")
