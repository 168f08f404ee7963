"""Accept deliveries: a sealed row each, committed before the vendor hears 200. Nothing here can fail on content."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from tipline.desk.ports import Arrival, Seals, Store
from tipline.desk.records import Delivery
from tipline.errors import Unavailable
from tipline.message import Address


def accept(store: Store, seals: Seals, arrival: Arrival, now: datetime) -> bool:
    """Store one authenticated delivery; True when it is new."""
    return store.take([sealed(seals, arrival, now)])[0]


def accept_all(store: Store, deliveries: Sequence[Delivery]) -> list[bool | Exception]:
    """Store deliveries that arrived together, in this order and one transaction: which are new.

    Should one be what no database takes, each is tried alone, and its outcome is its own. Raises Unavailable: then all
    of them come again.
    """
    try:
        return list(store.take(deliveries))
    except Unavailable:
        raise
    except Exception as error:
        return [error] if len(deliveries) == 1 else [accept_all(store, [d])[0] for d in deliveries]


def sealed(seals: Seals, arrival: Arrival, now: datetime) -> Delivery:
    """What is kept of an arrival. One without an id is known by its body's hash.

    An arrival that names no address gets a lookup of its own, so that it delays nobody.
    """
    vendor_id = arrival.vendor_id or "body:" + hashlib.sha256(arrival.payload).hexdigest()
    address = Address(arrival.channel, arrival.address or "nobody:" + vendor_id)
    return Delivery(
        digest=seals.seen(arrival.channel, vendor_id),
        channel=arrival.channel,
        lookup=seals.lookup(address),
        payload=seals.seal_inbox(arrival.payload),
        at=now,
    )
