"""What must hold, in plain Python: what the vendors know they delivered and took, and what follows from it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from api.stand_ins import Request, arrival
from storage.tables import address, message, seen
from tests.simulation.world import World
from tipline.desk.carry.turn import GOODBYE
from tipline.message import Address, Channel, Outbound

MOST_TAKES = {Channel.SMS: 1, Channel.TELEGRAM: 2}  # of one part of one outbound message; Telegram cannot be asked


class Broken(AssertionError):
    """A promise that did not hold."""


class Lost(Broken):
    """Something that was accepted is nowhere."""


class Doubled(Broken):
    """Something happened twice that happens once."""


@dataclass(eq=False)
class Phone:
    """One witness's phone. `effects`: what it asked for and has not been understood yet, oldest first."""

    name: str
    address: Address
    effects: list[Delivery] = field(default_factory=list)
    silent: int | None = None  # the contact that asked for silence


@dataclass(eq=False)
class Delivery:
    """One delivery of a vendor. `key`: by which its message is filed, None when nothing of it is kept."""

    phone: Phone
    request: Request = field(repr=False)
    key: str | None
    effect: str | None = None  # "stop", "start"; "forget", which not every conversation takes for a goodbye
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Claimed:
    """An outbound message in a worker's hands, with what the ledger asks about it."""

    message: Outbound
    address_id: int
    stream: str
    urgent: bool
    at: timedelta  # of the clock that is never set


class Ledger:
    def __init__(self, world: World) -> None:
        self._world = world
        self.deliveries: list[Delivery] = []
        self.filed: defaultdict[Phone, list[str]] = defaultdict(list)  # keys in the order of acceptance
        self.takes: Counter[tuple[int, str]] = Counter()
        self.taken: set[int] = set()
        self.unclear: set[int] = set()  # nobody knew for a while whether these were taken; their stream went on
        self.goodbyes: Counter[int] = Counter()
        self.asked_silence: Counter[int] = Counter()
        self._newest: dict[tuple[int, str], int] = {}
        self._sending: Claimed | None = None
        self._known_sids: set[str] = set()
        world.vendors.telegram.on_message.append(lambda m: self._took(m.text))
        world.vendors.twilio.on_message.append(lambda m: self._took_text(m.sid, m.body, m.direction, m.from_carrier))

    # What came in

    def expects(self, phone: Phone, request: Request, key: str | None, effect: str | None = None) -> Delivery:
        made = Delivery(phone, request, key, effect)
        self.deliveries.append(made)
        return made

    def answered(self, delivery: Delivery, status: int) -> None:
        """A 200 is a promise; without one the database tells whether the delivery was taken in."""
        stored = self.stored(delivery)
        if status not in (200, 503):
            raise Broken(f"A true delivery was answered with {status}.")
        if status == 200 and not stored:
            raise Lost("A delivery was acknowledged and is not in the replay memory.")
        if stored and not delivery.accepted:
            self.took_in(delivery)

    def stored(self, delivery: Delivery) -> bool:
        came = arrival(delivery.request)
        assert came.vendor_id is not None
        digest = self._world.means.seals.seen(came.channel, came.vendor_id)
        return bool(self._world.rows(select(seen.c.digest).where(seen.c.digest == digest)))

    def took_in(self, delivery: Delivery) -> None:
        delivery.accepted = True
        if delivery.key is not None:
            self.filed[delivery.phone].append(delivery.key)
        if delivery.effect is not None:
            delivery.phone.effects.append(delivery)

    def understood(self, phones: list[Phone]) -> None:
        """What was asked for and has now been understood counts from here on."""
        for phone in phones:
            while phone.effects and (found := self._contact_of(phone.effects[0])) is not None:
                effect = phone.effects.pop(0).effect
                wants_silence = effect == "stop" or (effect == "forget" and self._opted_out(found) is not None)
                self.asked_silence[found] += wants_silence
                phone.silent = found if wants_silence else None
                if not phone.effects and (self._opted_out(found) is not None) != wants_silence:
                    raise Broken(f"{phone.name} asked to {effect}; the contact's opt-out says {self._opted_out(found)}.")

    def _opted_out(self, contact: int) -> str | None:
        found: str | None = self._world.rows(select(address.c.opted_out).where(address.c.id == contact))[0].opted_out
        return found

    def _contact_of(self, delivery: Delivery) -> int | None:
        assert delivery.key is not None
        lookup = self._world.means.seals.vendor_lookup(delivery.phone.address.channel, delivery.key)
        found = self._world.rows(select(message.c.address_id).where(message.c.vendor_lookup == lookup))
        return int(found[0].address_id) if found else None

    # What goes out

    def claimed(self, out: Outbound, phones: list[Phone]) -> Claimed:
        with self._world.store.read() as tx:
            row = tx.outbox.get(out.outbox_id)
            contact = tx.people.contact(row.address_id)
        quiet = [phone for phone in phones if phone.silent == row.address_id]
        if (quiet or contact.opted_out) and row.notice != GOODBYE:
            raise Broken(f"Outbound {row.id} ({[line.key for line in row.lines]}) is to be sent after an opt-out.")
        if contact.wrapped_key is None or contact.blocked:
            raise Broken(f"Outbound {row.id} is to be sent to a contact that is forgotten or has blocked the line.")
        self.goodbyes[row.address_id] += row.notice == GOODBYE and row.tries == 0 and row.id not in self.taken
        return Claimed(out, row.address_id, row.stream, row.urgent, self._world.elapsed)

    def sends(self, out: Claimed) -> None:
        self._sending = out

    def _took_text(self, sid: str, body: str, direction: str, from_carrier: bool) -> None:
        new = sid not in self._known_sids
        self._known_sids.add(sid)
        if new and direction != "inbound" and not from_carrier:
            self._took(body)

    def _took(self, body: str) -> None:
        out = self._sending
        if out is None:
            raise Broken("A vendor took a message that no worker was sending.")
        number, channel = out.message.outbox_id, out.message.address.channel
        self.takes[number, body] += 1
        if self.takes[number, body] > MOST_TAKES[channel]:
            raise Doubled(f"Outbound {number} reached {channel.value} {self.takes[number, body]} times.")
        line = (out.address_id, out.stream)
        if number not in self.taken and not out.urgent:
            if self._newest.get(line, 0) > number and number not in self.unclear:
                raise Broken(f"Outbound {number} was overtaken by {self._newest[line]} in the stream {out.stream}.")
            self._newest[line] = max(self._newest.get(line, 0), number)
        self.taken.add(number)


def sid_of(request: Request) -> str:
    found = re.search(rb"MessageSid=(\w+)", request.body)
    assert found is not None
    return found[1].decode()
