"""What our own processes do, cut into its parts, so that anything can happen between them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, select

from api import asking, catching_up, fetching
from storage.tables import evidence as evidence_table
from storage.tables import inbox, outbox, timer
from tests.simulation.ledger import Claimed, Ledger, Phone
from tests.simulation.world import World
from tipline import delivery
from tipline.desk import evidence, intake, unsettled
from tipline.desk import outbox as sending
from tipline.desk.ports import Inquiry
from tipline.errors import SendFailed
from tipline.message import Sent


@dataclass
class Workers:
    """Messages in hand: claimed and not yet sent, sent and not yet settled. A death drops both."""

    world: World
    ledger: Ledger
    dice: random.Random
    phones: list[Phone]
    hand: list[Claimed] = field(default_factory=list)
    answers: list[tuple[Claimed, Sent | SendFailed]] = field(default_factory=list)
    asking: list[Inquiry] = field(default_factory=list)
    deaths: int = 0

    def died(self) -> None:
        self.deaths += 1
        for held in (self.hand, self.answers, self.asking):
            held.clear()

    async def understand(self) -> str:
        done = intake.process_due(self.world.means, self.world.now) + intake.ring_timers(self.world.means, self.world.now)
        return f"{done} deliveries and timers are understood"

    async def claim(self) -> str:
        self.ledger.understood(self.phones)
        due = sending.claim(self.world.means, self.world.now, limit=self.dice.choice([1, 3, 20]))
        self.hand += [self.ledger.claimed(out, self.phones) for out in due]
        return f"{len(due)} messages are claimed"

    async def send(self) -> str:
        if not self.hand:
            return "nothing to send"
        out = self.hand.pop(self.dice.randrange(len(self.hand)))
        self.answers.append((out, await self._hand_over(out)))
        return f"outbound {out.message.outbox_id} is handed over: {_word(self.answers[-1][1])}"

    async def settle(self) -> str:
        if not self.answers:
            return "nothing to settle"
        out, result = self.answers.pop(self.dice.randrange(len(self.answers)))
        sending.settle(self.world.means, out.message, result, self.world.now)
        return f"outbound {out.message.outbox_id} is settled"

    async def wonder(self) -> str:
        """Whose fate is unknown is looked at; whom the vendor can be asked about is asked later."""
        due = unsettled.look(self.world.means, self.world.now)
        self.asking += due
        return f"the vendor is to be asked about {len(due)} messages"

    async def ask(self) -> str:
        if not self.asking:
            return "nothing to ask"
        inquiry = self.asking.pop(self.dice.randrange(len(self.asking)))
        try:
            traces = await self.world.wiring.inquirers[inquiry.address.channel].find(inquiry)
        except SendFailed:
            traces = None
        unsettled.answer(self.world.means, inquiry, traces, self.world.now)
        return f"the vendor is asked about outbound {inquiry.outbox_id}: {None if traces is None else len(traces)} found"

    async def work(self) -> str:
        """A worker's whole round."""
        await self.understand()
        await asking.settle_unknown(self.world.wiring)
        await self.fetch()
        await self.delete()
        await self.claim()
        while self.hand:
            await self.send()
        while self.answers:
            await self.settle()
        return "a worker does its round"

    async def abandon(self) -> str:
        self.died()
        return "the workers die"

    async def release(self) -> str:
        return f"{sending.release_expired(self.world.means, self.world.now)} leases have run out"

    async def catch_up(self) -> str:
        """Twilio's list is read: what no webhook has brought comes in."""
        found = await catching_up.catch_up(self.world.wiring)
        return f"{found} messages come in that no webhook brought"

    async def fetch(self) -> str:
        due = evidence.claim(self.world.means, self.world.now)
        for each in due:
            await fetching.fetch_and_keep(self.world.wiring, each)
        return f"{len(due)} attachments are fetched"

    async def delete(self) -> str:
        due = evidence.to_delete(self.world.means, self.world.now)
        for each in due:
            await fetching.delete_at_vendor(self.world.wiring, each)
        return f"{len(due)} copies are deleted at the vendor"

    def something_is_left(self) -> bool:
        """Work that has a time at which it will be done."""
        world, soon = self.world, self.world.now + timedelta(days=2)
        counted = (
            select(func.count()).select_from(inbox).where(inbox.c.state == "waiting"),
            select(func.count()).select_from(outbox).where(outbox.c.state.in_(["queued", "sending", "unknown"])),
            select(func.count()).select_from(timer).where(timer.c.due < soon),
            select(func.count()).select_from(evidence_table).where(evidence_table.c.state.in_(["wanted", "fetching"])),
        )
        return any(world.rows(each)[0][0] for each in counted)

    async def _hand_over(self, out: Claimed) -> Sent | SendFailed:
        """As api/sending does it: who comes too late in the lease does not begin."""
        if self.world.elapsed - out.at > delivery.LATEST_START:
            return SendFailed("ran_out_of_time")
        self.ledger.sends(out)
        try:
            return await self.world.wiring.senders[out.message.address.channel].send(out.message)
        except SendFailed as failed:
            return failed


def _word(result: Sent | SendFailed) -> str:
    return "taken" if isinstance(result, Sent) else result.code
