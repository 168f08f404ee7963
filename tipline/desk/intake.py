"""Who takes up which delivery and timer, in what order, and what becomes of one that fails (docs/decisions/0006)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from tipline.desk import hearing
from tipline.desk.means import Means
from tipline.desk.records import InboxRow
from tipline.desk.tx import Tx
from tipline.dialogue.model import Timer
from tipline.errors import Conflict, Unavailable

MAX_TRIES = 5
TOGETHER = 8  # deliveries in one transaction: they share its flush, and hold up who waits for the writer a little
LEASE = timedelta(seconds=30)  # of one batch; a worker that needs longer loses what it has not finished
_BRIEF = ("burst",)
_RETRY = tuple(timedelta(seconds=s) for s in (1, 4, 15, 30))  # so that what cannot be read is shown within a minute


class Abandoned(Exception):
    """Its worker vanished over it, again and again: this delivery itself may be what ends workers."""


def process_due(means: Means, now: datetime, limit: int = 50, stop: Callable[[], bool] = lambda: False) -> int:
    """Process waiting deliveries in order per address; returns how many were taken up.

    A failing one is tried again later and parked after five tries; it holds back nobody, not even its own sender. A
    database in trouble (Unavailable) is no delivery's failing. `stop` is asked before each transaction: whether to give
    back what is left of the batch.
    """
    rows = claim(means, now, limit)
    done = 0
    while done < len(rows):
        if stop():
            _give_back(means, rows[done:])
            return done
        some = _some(rows[done:])
        try:
            _process(means, some, now)
        except Unavailable:
            with suppress(Unavailable):
                _give_back(means, rows[done:])
            raise
        done += len(some)
    return len(rows)


def _some(rows: Sequence[InboxRow]) -> Sequence[InboxRow]:
    """The next few of different addresses: one who writes twice is heard once before the second is read."""
    seen = set[bytes]()
    for number, row in enumerate(rows[:TOGETHER]):
        if row.lookup in seen:
            return rows[:number]
        seen.add(row.lookup)
    return rows[:TOGETHER]


def _give_back(means: Means, rows: Sequence[InboxRow]) -> None:
    with means.store.write() as tx:
        tx.inbox.give_back(rows)


def claim(means: Means, now: datetime, limit: int) -> list[InboxRow]:
    """Deliveries for this worker alone, in order. What a vanished worker left comes first and singly, so that one
    which ends workers ends no other delivery's try.
    """
    with means.store.write() as tx:
        left = tx.inbox.claim_abandoned(now, now + LEASE)
        return [left] if left is not None else tx.inbox.claim(now, now + LEASE, limit)


def ring_timers(means: Means, now: datetime, limit: int = 100) -> int:
    """Give each conversation whose timer is due its event; returns how many rang.

    One that fails is shown and rings again when its lease ends; it holds back no other. The first fault is raised
    when all have rung, for the log.
    """
    until = now + LEASE
    with means.store.write() as tx:
        due = tx.dialogues.claim_timers(now, until, limit, brief=_BRIEF)
    faults: list[Exception] = []
    for start in range(0, len(due), TOGETHER):
        with means.store.write() as tx:  # if it fails, all of them ring again
            for address_id, kind in due[start : start + TOGETHER]:
                try:
                    with tx.part() as part:
                        _ring(part, means, address_id, kind, until, now)
                except Unavailable:
                    raise
                except Exception as error:
                    faults.append(error)
    if faults:
        _show(means, "failed_timer", now)
        raise faults[0]
    return len(due)


def _ring(tx: Tx, means: Means, address_id: int, kind: str, until: datetime, now: datetime) -> None:
    if tx.dialogues.take_timer(address_id, kind, until):  # else a message arrived meanwhile and moved it
        hearing.step(tx, means, tx.people.contact(address_id), Timer(kind), now, message_id=None)


def _process(means: Means, rows: Sequence[InboxRow], now: datetime) -> None:
    """Deliveries that share one transaction, a part each; what fails is put off afterwards."""
    failed: list[tuple[InboxRow, Exception]] = []
    read = _read(means, rows, now, failed)
    try:
        with means.store.write() as tx:
            for what in read:
                _hear(tx, means, what, now, failed)
    except Unavailable:
        raise
    except Exception as error:  # of the whole, at its commit
        if len(rows) > 1:
            for row in rows:
                _process(means, [row], now)
            return
        failed = [(rows[0], error)]
    for row, fault in failed:
        with suppress(Conflict):
            _put_off(means, row, now, fault)


def _read(
    means: Means, rows: Sequence[InboxRow], now: datetime, failed: list[tuple[InboxRow, Exception]]
) -> list[hearing.Read]:
    with means.store.read() as tx:
        known = [tx.people.by_lookup(row.channel, row.lookup) for row in rows]
    found = []
    for row, contact in zip(rows, known, strict=True):
        try:
            if row.tries >= MAX_TRIES:
                raise Abandoned
            found.append(hearing.read(means, row, contact.lang if contact else None, now))
        except Exception as error:
            failed.append((row, error))
    return found


def _hear(
    tx: Tx, means: Means, what: hearing.Read, now: datetime, failed: list[tuple[InboxRow, Exception]]
) -> None:
    try:
        with tx.part() as part:
            hearing.hear(part, means, what, now)
    except Conflict:
        return  # our lease had run out, and whoever took the row over does it
    except Unavailable:
        raise
    except Exception as error:
        failed.append((what.row, error))


def _show(means: Means, banner: str, now: datetime) -> None:
    with means.store.write() as tx:
        tx.board.raise_banner(banner, now)
        tx.changes.bump("banner", 0)


def _put_off(means: Means, row: InboxRow, now: datetime, error: Exception) -> None:
    tries = min(row.tries + 1, MAX_TRIES)
    parked = tries >= MAX_TRIES
    wait = _RETRY[min(tries, len(_RETRY)) - 1]
    with means.store.write() as tx:
        tx.inbox.failed(row, tries, now + wait, type(error).__name__, parked=parked)
        if parked:
            tx.board.raise_banner("parked_message", now)
            tx.changes.bump("banner", 0)
