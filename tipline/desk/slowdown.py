"""Five failures in 15 minutes slow the password path, and only that; nobody is locked out for good."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from tipline.desk.tx import Tx
from tipline.errors import Refused

WINDOW, FREE_TRIES = timedelta(minutes=15), 5
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(seconds=60)


class TooSoon(Refused):
    """Too many failures: the password path is slow for `wait`; other ways in are not."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"Too many wrong tries. Wait {int(wait.total_seconds())} seconds, then try again.")
        self.wait = wait


def pause(failures: int) -> timedelta:
    """How far apart tries must be after this many failures in the window."""
    if failures < FREE_TRIES:
        return timedelta(0)
    return min(FIRST_PAUSE * (1 << min(failures - FREE_TRIES, 10)), LONGEST_PAUSE)


def slow_down(tx: Tx, name: str, now: datetime) -> bool:
    """Raises TooSoon; else True when this try was counted as a failure in advance.

    Slowed tries are counted before they are checked, so that a thousand at once are still one.
    """
    wait = pause(tx.staff.failures(_key(name), now - WINDOW))
    if not wait:
        return False
    if tx.staff.failures(_key(name), now - wait):
        raise TooSoon(wait)
    count_failure(tx, name, now)
    return True


def count_failure(tx: Tx, name: str, now: datetime) -> None:
    tx.staff.add_failure(_key(name), now)


def _key(name: str) -> str:
    """A hash: people type passwords into the name field, and unknown names must slow down like known ones."""
    return hashlib.sha256(name.encode()).hexdigest()
