"""Watching the doors for a set-up gone wrong: webhooks that a vendor sends and we refuse."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from tipline.desk.ports import Store
from tipline.message import Channel

WINDOW = timedelta(minutes=5)
MANY, QUIET = 3, timedelta(minutes=1)
BANNERS = {Channel.SMS: "wrong_public_url", Channel.TELEGRAM: "wrong_telegram_secret"}


class Watch:
    """One door in one process. More than three refusals in five minutes are an alarm; a good request ends it, unless
    one was refused in the minute before: where some come through and others do not, something is still wrong.

    An alarm is written once in five minutes: strangers can knock wrongly too, and a flood of theirs costs no writes.
    """

    def __init__(self) -> None:
        self._times: deque[datetime] = deque(maxlen=MANY + 1)
        self._told: datetime | None = None
        self._may_stand = True  # an earlier process may have raised it

    def refused(self, now: datetime) -> bool:
        """True when the alarm is due."""
        self._times.append(now)
        lately = self._told is not None and timedelta(0) <= now - self._told < WINDOW
        if len(self._times) <= MANY or now - self._times[0] > WINDOW or lately:
            return False
        self._told, self._may_stand = now, True
        return True

    def went_well(self, now: datetime) -> bool:
        """True when an alarm may stand that is now to be cleared."""
        if not self._may_stand or (self._times and timedelta(0) <= now - self._times[-1] < QUIET):
            return False
        self._may_stand = False
        return True


def tell(store: Store, channel: Channel, now: datetime) -> None:
    with store.write() as tx:
        tx.board.raise_banner(BANNERS[channel], now)
        tx.changes.bump("banner", 0)


def clear(store: Store, channel: Channel) -> None:
    """Nothing is written where no alarm stands."""
    with store.read() as tx:
        stands = any(banner.kind == BANNERS[channel] for banner in tx.board.banners())
    if not stands:
        return
    with store.write() as tx:
        tx.board.clear_banner(BANNERS[channel])
        tx.changes.bump("banner", 0)
