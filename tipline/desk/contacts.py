"""Who wrote: the contact of an address, made with its first message and kept when a group moves."""

from __future__ import annotations

from datetime import datetime

from tipline.desk.means import Means
from tipline.desk.records import Contact
from tipline.desk.tx import Tx
from tipline.message import Inbound


def contact_for(tx: Tx, means: Means, inbound: Inbound, now: datetime) -> Contact:
    """The contact of the address that wrote; a first message makes a reporter with a pseudonym and a data key."""
    lookup = means.seals.lookup(inbound.address)
    known = tx.people.by_lookup(inbound.address.channel, lookup)
    if known is not None:
        return known
    while tx.people.pseudonym_taken(pseudonym := means.refs.pseudonym()):
        pass
    reporter_id = tx.people.add_reporter(pseudonym, now)
    key = means.seals.new_data_key(reporter_id)
    tx.people.set_key(reporter_id, key)
    address_id = tx.people.add_address(reporter_id, inbound.address.channel, lookup, now)
    sealed = means.seals.seal(key, f"address:{address_id}", "address", inbound.address.value)
    tx.people.set_sealed(address_id, lookup, sealed)
    return tx.people.contact(address_id)


def move(tx: Tx, means: Means, inbound: Inbound) -> None:
    """A group became a supergroup: the same contact under its new id. Telegram tells it twice, once in each group."""
    contact = tx.people.by_lookup(inbound.address.channel, means.seals.lookup(inbound.address))
    if contact is None or contact.wrapped_key is None or inbound.moved_to is None:
        return
    lookup = means.seals.lookup(inbound.moved_to)
    if tx.people.by_lookup(inbound.moved_to.channel, lookup) is None:
        record = f"address:{contact.address_id}"
        sealed = means.seals.seal(contact.wrapped_key, record, "address", inbound.moved_to.value)
        tx.people.set_sealed(contact.address_id, lookup, sealed)
