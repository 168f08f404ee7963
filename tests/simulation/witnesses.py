"""What people with phones do, and what their vendors make of it: late, twice, never answered."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from api.phone import pictures
from api.stand_ins import Request
from tests.simulation import texts
from tests.simulation.ledger import Delivery, Ledger, Phone, sid_of
from tests.simulation.world import World
from tipline.message import Address, Channel

PHONES = 12
GROUP = -7735550190


@dataclass
class Witnesses:
    """The phones, and what their vendors still hold: never delivered, or delivered and never answered."""

    world: World
    ledger: Ledger
    dice: random.Random
    phones: list[Phone] = field(default_factory=list)
    held: list[Delivery] = field(default_factory=list)
    callbacks: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        for n in range(PHONES):
            sms = n % 2 == 0
            value = f"+1773555{n + 110:04d}" if sms else f"77355501{n:02d}"
            self.phones.append(Phone(f"witness {n}", Address(Channel.SMS if sms else Channel.TELEGRAM, value)))

    async def write(self) -> str:
        phone = self.anyone()
        text, effect = self._words()
        await self._deliver(self._text(phone, text, effect))
        return f"{phone.name} writes {text!r}"

    async def burst(self) -> str:
        phone, said = self.anyone(), []
        for _ in range(self.dice.randint(2, 4)):
            text, effect = self._words()
            said.append(text)
            await self._deliver(self._text(phone, text, effect))
        return f"{phone.name} writes {said!r}"

    async def show(self) -> str:
        phone = self.anyone()
        request = self.world.vendors.photo(phone.address, pictures.jpeg("vans"), self.dice.choice(["", "look", texts.REPORTS[1]]))
        await self._deliver(self.ledger.expects(phone, request, self._key(phone, request)))
        return f"{phone.name} sends a photo"

    async def album(self) -> str:
        phone = self.anyone(Channel.TELEGRAM)
        name = str(self.dice.getrandbits(40))
        made = [self.world.vendors.telegram.photo(phone.address.value, pictures.jpeg("street"), "", name) for _ in range(3)]
        self.dice.shuffle(made)
        for request in made:
            await self._deliver(self.ledger.expects(phone, request, self._key(phone, request)))
        return f"{phone.name} sends an album"

    async def pin(self) -> str:
        phone, corner = self.anyone(), self.dice.choice(texts.CORNERS)
        request = self.world.vendors.pin(phone.address, *corner)
        await self._deliver(self.ledger.expects(phone, request, self._key(phone, request)))
        return f"{phone.name} shares a place"

    async def edit(self) -> str:
        phone, text = self.anyone(Channel.TELEGRAM), self.dice.choice(texts.REPORTS)
        if not self.world.vendors.telegram.chat(phone.address.value).written:
            return f"{phone.name} has nothing to edit"
        request = self.world.vendors.telegram.edit(phone.address.value, text)
        key = f"{phone.address.value}:{json.loads(request.body)['edited_message']['message_id']}"
        await self._deliver(self.ledger.expects(phone, request, key))
        return f"{phone.name} edits the last message into {text!r}"

    async def press(self) -> str:
        phone = self.anyone(Channel.TELEGRAM)
        offered = [m for m in self.world.vendors.telegram.messages_to(phone.address.value) if m.buttons]
        if not offered:
            return f"{phone.name} sees no button"
        shown = self.dice.choice(offered[-3:])
        code = self.dice.choice(shown.buttons)[0]
        request = self.world.vendors.telegram.press(phone.address.value, code, shown.message_id)
        await self._deliver(self.ledger.expects(phone, request, f"press:{json.loads(request.body)['callback_query']['id']}"))
        return f"{phone.name} presses {code}"

    async def block(self) -> str:
        phone, telegram = self.anyone(Channel.TELEGRAM), self.world.vendors.telegram
        act = telegram.unblock if telegram.chat(phone.address.value).blocked else telegram.block
        await self._deliver(self.ledger.expects(phone, act(phone.address.value), None))
        return f"{phone.name} {act.__name__}s the bot"

    async def chatter(self) -> str:
        """In a group, which may become a supergroup meanwhile."""
        group, telegram = Phone("a group", Address(Channel.TELEGRAM, str(GROUP))), self.world.vendors.telegram
        if self.dice.random() < 0.1 and telegram.chat(GROUP).moved_to is None:
            for request in telegram.migrate(GROUP):
                await self._deliver(self.ledger.expects(group, request, None))
            return "a group becomes a supergroup"
        chat = telegram.chat(GROUP).moved_to or GROUP
        await self._deliver(self.ledger.expects(group, telegram.group_message(chat, self.dice.choice(texts.REPORTS)), None))
        return "somebody writes in a group"

    # The vendors

    async def again(self) -> str:
        """A delivery comes once more, however long ago it was taken."""
        if not self.ledger.deliveries:
            return "nothing to deliver again"
        delivery = self.dice.choice(self.ledger.deliveries[-40:])
        if delivery in self.held:
            return "the vendor holds that one back"
        await self._knock(delivery)
        return f"the delivery of {delivery.phone.name} comes again"

    async def at_last(self) -> str:
        """What the vendor still holds for one phone, in the order in which it was said."""
        if not self.held:
            return "the vendors hold nothing back"
        phone = self.dice.choice(self.held).phone
        theirs = [delivery for delivery in self.held if delivery.phone.address == phone.address]
        for delivery in theirs:
            self.held.remove(delivery)
            await self._knock(delivery)
        return f"the vendor delivers what {phone.name} said before"

    def came_in(self) -> None:
        """What the vendors still hold may have come in another way."""
        for delivery in list(self.held):
            if not delivery.accepted and self.ledger.stored(delivery):
                self.ledger.took_in(delivery)

    async def call_back(self) -> str:
        """Some of what Twilio says of our messages arrives: late, twice, in any order."""
        self.callbacks += self.world.vendors.twilio.status_callbacks()
        self.dice.shuffle(self.callbacks)
        come = [self.callbacks.pop() for _ in range(min(len(self.callbacks), self.dice.randint(1, 6)))]
        for request in come:
            for _ in range(self.dice.choice([1, 1, 2])):
                if await self.world.post(request) != 200:
                    self.callbacks.append(request)
        return f"{len(come)} callbacks arrive"

    def anyone(self, channel: Channel | None = None) -> Phone:
        return self.dice.choice([phone for phone in self.phones if channel in (None, phone.address.channel)])

    def _text(self, phone: Phone, text: str, effect: str | None) -> Delivery:
        request = self.world.vendors.text(phone.address, text)
        return self.ledger.expects(phone, request, self._key(phone, request), effect)

    def _key(self, phone: Phone, request: Request) -> str:
        """By which the message is filed."""
        if phone.address.channel is Channel.SMS:
            return sid_of(request)
        message = json.loads(request.body)["message"]
        return f"{message['chat']['id']}:{message['message_id']}"

    def _words(self) -> tuple[str, str | None]:
        kinds: list[tuple[float, Callable[[], tuple[str, str | None]]]] = [
            (0.43, lambda: (self.dice.choice(texts.FOLLOW_UPS), None)), (0.34, lambda: (self.dice.choice(texts.REPORTS), None)),
            (0.07, lambda: (self.dice.choice(texts.PRIVATE), None)), (0.06, lambda: (self.dice.choice(texts.COMMANDS), None)),
            (0.03, lambda: (self.dice.choice(texts.STOPS), "stop")), (0.04, lambda: (self.dice.choice(texts.STARTS), "start")),
            (0.03, lambda: (self.dice.choice(texts.FORGETS), "forget")),
        ]  # fmt: skip
        [(_, make)] = self.dice.choices(kinds, weights=[share for share, _ in kinds])
        return make()

    async def _deliver(self, delivery: Delivery) -> None:
        """Now, or once the vendor has what the same phone said before."""
        behind = any(other.phone.address == delivery.phone.address for other in self.held)
        if behind or self.dice.random() < 0.05:
            self.held.append(delivery)
        else:
            await self._knock(delivery)

    async def _knock(self, delivery: Delivery) -> None:
        status = await self.world.post(delivery.request)
        self.ledger.answered(delivery, status)
        if status != 200 and delivery not in self.held:
            self.held.append(delivery)  # a vendor who hears nothing comes again
