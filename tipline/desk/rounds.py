"""Who rings: jobs that any process may do and only one should, once in each slot of time.

Jobs that look for due rows need no slot: their claim sees to it that each row is one worker's.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tipline.desk.ports import Store

_KEPT = timedelta(days=1)
_AHEAD = timedelta(minutes=10)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def ours(store: Store, job: str, every: timedelta, now: datetime) -> bool:
    """True for the one process that does `job` in this slot of `every`. Slots are UTC: no hour comes twice in autumn.

    Slots rung before the clock was set back are not rung again, but those further ahead than ten minutes are forgotten,
    so that no job rests longer than that.
    """
    with store.write() as tx:
        tx.board.drop_slots(job, _text(now - _KEPT), _text(now + _AHEAD))
        return tx.board.take_slot(job, _text(_EPOCH + (now - _EPOCH) // every * every))


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
