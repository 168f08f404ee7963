"""R13, the machine's clock: steps forward, back, stands still, and the nights when daylight saving begins and ends.

People write and are told notices while the clock does what it likes. Order is by number; what is held for the night is
told once, in the morning, and not never; a bell rings once a slot, unless the clock was set back by more than ten minutes
before it; nobody waits for the clock to come back.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from storage import tables
from tests.desk.line import Line, Phone
from tests.drills.contract import Outcome, Size
from tests.drills.room import outcome, room
from tipline import custody
from tipline.desk import rounds, telling
from tipline.message import Channel

DATABASES = ("sqlite", "postgresql")
_STARTS = {  # UTC, some hours before the clocks in Chicago change, and a day on which nothing happens
    "autumn": datetime(2026, 11, 1, 1, 30, tzinfo=UTC), "spring": datetime(2027, 3, 14, 3, 0, tzinfo=UTC),
    "any": datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
}
_MOVES = (  # seconds the clock makes while a moment passes
    0, 0, 1, 1, 2, 5, 30, 60, 60, 600, 3_600, 7_200, 30_000, -1, -60, -3_600, -3_600, -10_800,
)
_KINDS = ("documenting", "documented", "closed")
_MINUTE = timedelta(minutes=1)


def run(database: str, size: Size) -> Outcome:
    seed, began = random.SystemRandom().randrange(1 << 32), time.monotonic()
    print(f"R13 {database}: seed {seed}", flush=True)
    chance, faults, counts = random.Random(seed), [], Counter[str]()
    lost = doubled = 0
    for name, start in _STARTS.items():
        with room(database, start=start, hold_at_night=True) as line:
            night = Night(line, chance)
            asyncio.run(night.passes(size.pick(20, 150, 1_000)))
            night.reckon()
        faults += [f"{name}: {fault}" for fault in night.faults]
        lost, doubled = lost + night.lost, doubled + night.doubled
        counts += Counter(night.counts)
    if faults or lost or doubled:
        faults.append(f"seed {seed}")
    held = "each message filed and answered once and in order, each notice told once, held ones not before their hour"
    return outcome("R13", database, began, dict(counts), faults, held, lost=lost, doubled=doubled)


@dataclass
class Night:
    """`wrote`: what each phone sent, in order; `slots`: the earliest time the clock has shown since each slot rang."""

    line: Line
    chance: random.Random
    faults: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    doubled: int = 0
    wrote: dict[int, list[str]] = field(default_factory=dict)
    phones: list[Phone] = field(default_factory=list)
    slots: dict[datetime, datetime] = field(default_factory=dict)
    notices: set[tuple[int, str]] = field(default_factory=set)

    async def passes(self, moments: int) -> None:
        for number in range(moments):
            self._somebody_writes(number)
            if self.chance.random() < 0.5:
                self.line.understands()
            self._move()
            self._somebody_is_told()
            self._bell()
            await self._works(number)
        for _ in range(4 * 24):  # two days in order
            self.line.pass_time(timedelta(minutes=30))
            await self.line.work()

    def _move(self) -> None:
        seconds = self.chance.choice(_MOVES)
        self.line.pass_time(timedelta(seconds=seconds))
        key = "forward" if seconds > 60 else "back" if seconds < 0 else "frozen" if seconds == 0 else "ordinary"
        self.counts[key] = self.counts.get(key, 0) + 1

    def _somebody_writes(self, number: int) -> None:
        if not self.phones or self.chance.random() < 0.4:
            self.phones.append(self.line.phone(self.chance.choice(list(Channel))))
        which = self.chance.randrange(len(self.phones))
        text = f"ICE is at 26th and Kedzie, {number + 2} agents"
        self.phones[which].types(text)
        self.wrote.setdefault(which, []).append(text)

    def _somebody_is_told(self) -> None:
        with self.line.write() as tx:
            cases = tx.conn.execute(select(tables.report.c.case_id).distinct()).scalars().all()
            if cases:
                case_id, kind = self.chance.choice(cases), self.chance.choice(_KINDS)
                telling.tell(tx, self.line.means, case_id, kind, self.line.now)
                self.notices.add((case_id, kind))

    def _bell(self) -> None:
        now = self.line.now
        for slot, earliest in self.slots.items():
            self.slots[slot] = min(earliest, now)
        if rounds.ours(self.line.wiring.store, "drill", _MINUTE, now):
            slot = now.replace(second=0, microsecond=0)
            if slot in self.slots and slot - self.slots[slot] < timedelta(minutes=9):
                self.faults.append("a slot rang twice")
            self.slots[slot] = now

    async def _works(self, number: int) -> None:
        """What was written is understood within this moment: nobody waits for the clock to come back."""
        await self.line.work()
        if waiting := self.line.count("inbox"):
            self.faults.append(f"moment {number}: {waiting} wait")

    def reckon(self) -> None:
        with self.line.read() as tx:
            self.faults += custody.verify(tx.custody.entries())
            m = tables.message.c
            rows = tx.conn.execute(select(m.id, m.address_id, m.masked_text).order_by(m.id)).all()
            told = tx.conn.execute(select(tables.outbox).where(tables.outbox.c.state != "cancelled")).all()
        filed = {which: [] for which in self.wrote}
        of_address = {phone.contact.address_id: which for which, phone in enumerate(self.phones) if which in self.wrote}
        for row in rows:
            filed[of_address[row.address_id]].append(row.masked_text)
        for which, texts in self.wrote.items():
            self._compare(texts, filed[which])
        self._reckon_told(told)
        self.counts |= {"messages": len(rows), "notices": sum(row.stream == "notice" for row in told), "slots": len(self.slots)}

    def _compare(self, wrote: list[str], filed: list[str]) -> None:
        self.lost += sum((Counter(wrote) - Counter(filed)).values())
        self.doubled += sum((Counter(filed) - Counter(wrote)).values())
        if filed != wrote and Counter(filed) == Counter(wrote):
            self.faults.append("one person's messages were filed out of order")

    def _reckon_told(self, rows: list) -> None:  # type: ignore[type-arg]
        """Each row went out once; a held one not before its hour by the clock as it then was."""
        heard = Counter(text for phone in self.phones for text in map(lambda t, p=phone: (p.address, t), phone.heard))
        by_address = {phone.contact.address_id: phone for phone in self.phones if phone.known}
        compose = self.line.wiring.phrases.compose
        wanted: Counter = Counter()  # type: ignore[type-arg]
        for row in rows:
            if row.state not in ("accepted", "delivered"):
                self.lost += 1
                self.faults.append(f"a {row.stream} row is still {row.state}")
                continue
            address = by_address[row.address_id].address
            words = compose([line["text"] for line in row.lines], [label for _, label in row.choices], address.channel.value)
            wanted[address, words] += 1
            if row.not_before != row.created_at and row.sent_at < row.not_before and row.stream == "notice":
                self.faults.append("a held notice went out before its hour")
        self.doubled += sum((heard - wanted).values())
        self.lost += sum((wanted - heard).values())
