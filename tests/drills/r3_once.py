"""R3, one report per message: messages each delivered one to five times, shuffled, through eight doors to eight workers.

On PostgreSQL each door and each worker has connections of its own, as processes have; on SQLite they share the one
process's store. Every message is from somebody else, so whatever a phone hears twice was said twice.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import func, select

from api.stand_ins import arrival
from storage import tables
from storage.engine import make_engine
from storage.store import SqlStore
from tests.desk.line import Line
from tests.drills.contract import Outcome, Size
from tests.drills.room import number, outcome, room
from tipline import custody
from tipline.desk import inbox, intake, outbox
from tipline.desk.means import Means
from tipline.desk.ports import Arrival
from tipline.message import Address, Channel, Outbound, Sent

DATABASES = ("sqlite", "postgresql")
WORKERS = 8
_WORDS = ("hello", "ICE is at 26th and Kedzie", "hay agentes en la 18 y Blue Island", "is anyone there", "cześć")
_BATCH, _TICK_S = 10, 0.4
_LONGEST_S = {"short": 120.0, "night": 1500.0, "full": 7200.0}


def run(database: str, size: Size) -> Outcome:
    seed, began = random.SystemRandom().randrange(1 << 32), time.monotonic()
    print(f"R3 {database}: seed {seed}", flush=True)
    with room(database) as line:
        crowd = Crowd(line, random.Random(seed), size.pick(120, 2_000, 10_000))
        ended = crowd.play(_LONGEST_S[size.name])
        found = crowd.reckon()
    faults = [*found.faults, *([] if ended else ["it did not come to an end in time"]), *crowd.errors]
    if faults or found.lost or found.doubled:
        faults.append(f"seed {seed}")
    held = "each message is filed once and answered once"
    return outcome("R3", database, began, found.counts, faults, held, lost=found.lost, doubled=found.doubled)


@dataclass
class Found:
    counts: dict[str, int]
    lost: int = 0
    doubled: int = 0
    faults: list[str] = field(default_factory=list)


class Crowd:
    """So many people, each with one message; what was sent to whom is on record."""

    def __init__(self, line: Line, chance: random.Random, count: int) -> None:
        self.line, self.count = line, count
        people = [self._address(n) for n in range(count)]
        self._vendor_ids: list[bytes] = []
        requests = []
        for address in people:
            made = arrival(line.vendors.text(address, chance.choice(_WORDS)))
            requests += [made] * chance.randint(1, 5)
        chance.shuffle(requests)
        self.deliveries: list[Arrival] = requests
        self.sent: list[tuple[int, Address, str]] = []
        self.errors: list[str] = []
        self._over = threading.Event()
        self._doors_open = WORKERS
        self._guard = threading.Lock()

    def _address(self, n: int) -> Address:
        sms = n % 2 == 0
        return Address(Channel.SMS, number(n)) if sms else Address(Channel.TELEGRAM, str(7_735_550_000_000 + n))

    def play(self, longest_s: float) -> bool:
        """True when everything was done in time."""
        jobs = [(self._door, n) for n in range(WORKERS)] + [(self._work, n) for n in range(WORKERS)]
        threads = [threading.Thread(target=self._guarded, args=job) for job in jobs]
        for thread in threads:
            thread.start()
        end = time.monotonic() + longest_s
        quiet = 0
        while time.monotonic() < end and quiet < 5 and not self.errors:
            time.sleep(_TICK_S)
            self.line.pass_time(timedelta(seconds=1))
            quiet = quiet + 1 if self._nothing_left() else 0
        self._over.set()
        for thread in threads:
            thread.join(60)
        return quiet >= 5

    def _guarded(self, job: Callable[[Means, int], None], number: int) -> None:
        line, own = self.line, None
        try:
            if not line.wiring.settings.embedded:
                own = SqlStore(make_engine(line.wiring.settings.database, 2), "test")
            job(replace(line.means, store=own or line.wiring.store), number)
        except BaseException as error:
            self.errors.append(f"{type(error).__name__} in {job.__name__}")
        finally:
            if own is not None:
                own.close()

    def _door(self, means: Means, number: int) -> None:
        for made in self.deliveries[number::WORKERS]:
            if self._over.is_set():
                return
            inbox.accept(means.store, self.line.wiring.seals, made, self.line.now)
        with self._guard:
            self._doors_open -= 1

    def _work(self, means: Means, _number: int) -> None:
        while not self._over.is_set():
            busy = intake.process_due(means, self.line.now, _BATCH) + intake.ring_timers(means, self.line.now, _BATCH)
            busy += self._send(means)
            if not busy:
                time.sleep(0.05)

    def _send(self, means: Means) -> int:
        due: list[Outbound] = outbox.claim(means, self.line.now, _BATCH)
        for message in due:
            self.sent.append((message.outbox_id, message.address, message.text))
            outbox.settle(means, message, Sent(f"vendor-{len(self.sent)}-{message.outbox_id}", 1), self.line.now)
        return len(due)

    def _nothing_left(self) -> bool:
        if self._doors_open:
            return False
        with self.line.read() as tx:
            waits = select(func.count()).select_from(tables.inbox).where(tables.inbox.c.state == "waiting")
            asked = select(func.count()).select_from(tables.timer).where(tables.timer.c.kind == "burst")
            going = select(func.count()).select_from(tables.outbox)
            going = going.where(tables.outbox.c.state.in_(("queued", "sending")))
            return not any(tx.conn.execute(each).scalar_one() for each in (waits, asked, going))

    def reckon(self) -> Found:
        with self.line.read() as tx:
            rows = Counter(tx.conn.execute(select(tables.message.c.vendor_lookup)).scalars())
            seen = tx.conn.execute(select(func.count()).select_from(tables.seen)).scalar_one()
            faults = custody.verify(tx.custody.entries())
            if parked := tx.inbox.parked():
                faults.append(f"{len(parked)} parked: {sorted({p[3] for p in parked})}")
        told = Counter((address, text) for _, address, text in self.sent)
        rows_sent = Counter(row for row, _, _ in self.sent)
        doubled = sum(n - 1 for n in rows.values()) + sum(n - 1 for n in told.values()) + rows_sent.total() - len(rows_sent)
        if seen != self.count:
            faults.append(f"the replay memory holds {seen}")
        answered = len({address for _, address, _ in self.sent})
        counts = {
            "messages": self.count, "deliveries": len(self.deliveries), "workers": WORKERS, "rows": sum(rows.values()),
            "answered": answered, "sent": len(self.sent),
        }
        return Found(counts, (self.count - len(rows)) + (self.count - answered), doubled, faults)
