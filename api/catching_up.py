"""The loop that fetches what webhooks have missed, every minute, from the vendors that keep a list."""

from __future__ import annotations

import structlog

from api.wiring import Wiring
from tipline.desk import catching_up, inbox
from tipline.desk.ports import Backlog, Late
from tipline.errors import SendFailed
from tipline.message import Channel

log = structlog.get_logger()
_TOGETHER = 50


async def catch_up(wiring: Wiring) -> int:
    """Gives how many messages came in that no webhook had brought."""
    found = 0
    for channel, backlog in wiring.backlogs.items():
        try:
            found += await _one(wiring, channel, backlog)
        except SendFailed as failed:
            log.warning("vendor's list cannot be read", channel=channel.value, code=failed.code)
    return found


async def _one(wiring: Wiring, channel: Channel, backlog: Backlog) -> int:
    now = wiring.clock.now()
    since, found = await wiring.call(catching_up.since, wiring.store, channel, now), 0
    notes_since, until = since, since
    while until < now:
        listed, until = await backlog.received(since, now)
        missed = await wiring.call(catching_up.unknown, wiring.store, wiring.seals, listed)
        for start in range(0, len(missed), _TOGETHER):
            found += await _take(wiring, backlog, missed[start : start + _TOGETHER])
        since = until
    await wiring.call(catching_up.news_of_sent, wiring.means, await backlog.sent(notes_since, now), now)
    await wiring.call(catching_up.reached, wiring.store, channel, now)
    if found:
        log.warning("messages came in that no webhook brought", channel=channel.value, count=found)
    return found


async def _take(wiring: Wiring, backlog: Backlog, missed: list[Late]) -> int:
    """Received when the vendor received it, so that "five minutes ago" means what it meant."""
    arrivals = [await backlog.arrival(late) for late in missed]
    sealed = [inbox.sealed(wiring.seals, a, late.at) for a, late in zip(arrivals, missed, strict=True)]
    return sum(await wiring.call(wiring.store.take, sealed))
