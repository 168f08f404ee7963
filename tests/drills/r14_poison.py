"""R14, poison messages: what nobody can read is parked after five tries and shown within a minute; all others go on.

Poison comes from people who also write what can be read. Time is the desk's and is moved by the second.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, select

from api.stand_ins import arrival
from storage import tables
from tests.desk.line import Line
from tests.drills.contract import Outcome, Size
from tests.drills.room import number, outcome, room
from tipline.desk import inbox, intake
from tipline.desk.ports import Arrival
from tipline.message import Address, Channel

DATABASES = ("sqlite", "postgresql")
_SECONDS = 20  # over which the messages arrive
_WITHIN_S = 60
_WORDS = ("hello", "ICE is at 26th and Kedzie", "they took a man, white van", "se fueron")
_POISON = (b"{", b"\xff\xfe", b'{"From": 7}', b"[]", b'"' + b"x" * 20_000)


@dataclass
class Watch:
    """`late`: poison shown too late; `held`: looks at which a readable message waited behind poison."""

    late: int = 0
    held: int = 0
    worst_s: float = 0.0
    born: dict[int, float] = field(default_factory=dict)


def run(database: str, size: Size) -> Outcome:
    seed, began = random.SystemRandom().randrange(1 << 32), time.monotonic()
    print(f"R14 {database}: seed {seed}", flush=True)
    chance, count = random.Random(seed), size.pick(200, 2_000, 10_000)
    with room(database) as line:
        made = _messages(line, chance, count, every=size.pick(20, 100, 100))
        watch = Watch()
        for second in range(_SECONDS + _WITHIN_S + 10):
            for each in made[second::_SECONDS] if second < _SECONDS else ():
                inbox.accept(line.wiring.store, line.wiring.seals, each, line.now)
            _work(line)
            _look(line, watch, second)
            line.pass_time(timedelta(seconds=1))
        faults, counts, lost = _reckon(line, watch, made)
    if faults or lost:
        faults.append(f"seed {seed}")
    held = f"all poison parked and shown, the slowest after {watch.worst_s:.0f} s; nobody waited for it"
    return outcome("R14", database, began, counts, faults, held, lost=lost)


def _messages(line: Line, chance: random.Random, count: int, every: int) -> list[Arrival]:
    """One in `every` is poison, from somebody who writes others as well."""
    found: list[Arrival] = []
    for n in range(count):
        address = Address(Channel.SMS, number(n // 3)) if n % 2 else Address(Channel.TELEGRAM, str(7_735_550_000 + n // 3))
        if n % every == every // 2:
            body = chance.choice(_POISON)
            found.append(Arrival(address.channel, f"poison-{n}", address.value, body))
        else:
            found.append(arrival(line.vendors.text(address, chance.choice(_WORDS))))
    return found


def _work(line: Line) -> None:
    while intake.process_due(line.means, line.now):
        pass
    intake.ring_timers(line.means, line.now)


def _look(line: Line, watch: Watch, second: int) -> None:
    """After the work of this second: only poison may wait, and it was tried in this second or waits its time."""
    c = tables.inbox.c
    with line.read() as tx:
        rows = tx.conn.execute(select(c.id, c.state, c.tries)).all()
    watch.held += sum(row.state == "waiting" and row.tries == 0 for row in rows)
    for row in rows:
        watch.born.setdefault(row.id, second)
        age = second - watch.born[row.id]
        if row.state == "waiting" and age > _WITHIN_S:
            watch.late += 1
        if row.state == "waiting":
            watch.worst_s = max(watch.worst_s, age + 1)


def _reckon(line: Line, watch: Watch, made: list[Arrival]) -> tuple[list[str], dict[str, int], int]:
    poison = sum(str(each.vendor_id).startswith("poison") for each in made)
    with line.read() as tx:
        filed = tx.conn.execute(select(func.count()).select_from(tables.message)).scalar_one()
        tries = set(tx.conn.execute(select(tables.inbox.c.tries).where(tables.inbox.c.state == "parked")).scalars())
        parked = tx.inbox.parked()
        banners = {banner.kind: banner.count for banner in tx.board.banners()}
    faults = []
    if len(parked) != poison or banners.get("parked_message") != poison:
        faults.append(f"{len(parked)} of {poison} are parked, {banners.get('parked_message', 0)} shown")
    if tries != {intake.MAX_TRIES}:
        faults.append(f"tries: {sorted(tries)}")
    if watch.held or watch.late:
        faults.append(f"{watch.held} readable ones were held up, {watch.late} poisoned ones shown too late")
    counts = {"messages": len(made), "poison": poison, "parked": len(parked), "filed": filed}
    return faults, counts, len(made) - poison - filed
