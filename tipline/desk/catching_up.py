"""What a vendor received for us while nobody listened comes in by the same door, once and in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from tipline.desk import delivery_status
from tipline.desk.means import Means
from tipline.desk.ports import DeliveryNote, Late, Seals, Store
from tipline.message import Channel

REACH = timedelta(hours=24)
OVERLAP = timedelta(minutes=10)  # a vendor's list lags, and its clock is not ours


def since(store: Store, channel: Channel, now: datetime) -> datetime:
    """From when on to look: a little before what is known to be here, a day at most."""
    with store.read() as tx:
        known = tx.board.caught_up(channel.value)
    return now - REACH if known is None else max(min(known, now) - OVERLAP, now - REACH)


def unknown(store: Store, seals: Seals, listed: Sequence[Late]) -> list[Late]:
    """Those that never came in, in the same order."""
    digests = [seals.seen(late.channel, late.vendor_id) for late in listed]
    with store.read() as tx:
        known = tx.inbox.remembered(digests)
    return [late for late, digest in zip(listed, digests, strict=True) if digest not in known]


def reached(store: Store, channel: Channel, until: datetime) -> None:
    """Everything up to then is here."""
    with store.write() as tx:
        tx.board.set_caught_up(channel.value, until)


def news_of_sent(means: Means, notes: Sequence[DeliveryNote], now: datetime) -> int:
    """Advance what we sent to what the vendor's list says of it; gives how many it was news for."""
    with means.store.read() as tx:
        news = [note for note in notes if delivery_status.is_news(tx, means, note)]
    return sum(delivery_status.note(means, note, now) for note in news)
