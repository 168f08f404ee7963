"""Accept a delivery: one sealed row, committed before the vendor hears 200. Nothing here can fail on content."""

from __future__ import annotations

import hashlib
from datetime import datetime

from tipline.desk.ports import Arrival, Seals, Store
from tipline.message import Address


def accept(store: Store, seals: Seals, arrival: Arrival, now: datetime) -> bool:
    """Store one authenticated delivery; True when it is new. A delivery without an id is known by its body's hash.

    An arrival that names no address gets a lookup of its own, so that it delays nobody.
    """
    vendor_id = arrival.vendor_id or "body:" + hashlib.sha256(arrival.payload).hexdigest()
    digest = seals.seen(arrival.channel, vendor_id)
    address = Address(arrival.channel, arrival.address or "nobody:" + vendor_id)
    lookup = seals.lookup(address)
    payload = seals.seal_inbox(arrival.payload)
    with store.write() as tx:
        if not tx.inbox.remember(digest):
            return False
        tx.inbox.add(arrival.channel, lookup, payload, now)
    return True
