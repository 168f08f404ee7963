"""R4, missed SMS webhooks: nobody listens for an hour, people go on texting; Twilio tries no webhook twice.

On return the list is read. Everything is in within five minutes, once, each person's messages in the order in which they
were written, those of the minutes before and after the hour included.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from datetime import timedelta

from api.catching_up import catch_up
from api.stand_ins import arrival
from tests.desk.line import Line
from tests.drills.contract import Outcome, Size
from tests.drills.room import number, outcome, room
from tipline.desk import inbox
from tipline.message import Address, Channel

DATABASES = ("sqlite", "postgresql")
PICTURE = [("image/jpeg", b"\xff\xd8\xff\xe0 a picture")]


def run(database: str, size: Size) -> Outcome:
    """Texts of the hour: 60 in the short form, 600 at night, the promise's 2,000 in full; one in twenty has a picture."""
    began, count, seed = time.monotonic(), size.pick(60, 600, 2_000), random.SystemRandom().randrange(2**32)
    print(f"R4 on {database}, seed {seed}", flush=True)
    with room(database) as line:
        faults, counts, lost, doubled = asyncio.run(_drill(line, count, random.Random(seed)))
    held = f"{counts['missed']} missed texts came in once and in order, {counts['seconds_to_return']} s after return."
    faults = [f"seed {seed}: {fault}" for fault in faults]
    return outcome("R4", database, began, counts, faults, held, lost=lost, doubled=doubled)


async def _drill(line: Line, count: int, chance: random.Random) -> tuple[list[str], dict[str, int], int, int]:
    people = [number(n) for n in range(max(5, count // 4))]
    written: dict[str, list[str]] = defaultdict(list)
    await catch_up(line.wiring)
    _texts(line, count // 10, people, written, chance, heard=True)
    hour = line.now
    line.vendors.twilio.unreachable = True  # nothing of ours reaches anybody
    _texts(line, count, people, written, chance, heard=False)
    line.clock.move_to(max(line.now, hour + timedelta(hours=1)))
    line.vendors.twilio.unreachable = False
    back = line.now
    line.vendors.twilio.list_lag = timedelta(seconds=5)
    line.vendors.twilio.fail_next(20503, 503)  # the first look fails
    missed = 0
    while not missed and line.now - back < timedelta(minutes=5):
        line.pass_time(timedelta(seconds=60))
        missed = await catch_up(line.wiring)
    took = int((line.now - back).total_seconds())
    again = await catch_up(line.wiring)
    faults = [f"{again} more at the second look"] if again else []
    return _reckon(line, written, missed, took, faults)


def _texts(
    line: Line, count: int, people: list[str], written: dict[str, list[str]], chance: random.Random, *, heard: bool
) -> None:
    twilio = line.vendors.twilio
    for _ in range(count):
        line.pass_time(timedelta(seconds=chance.uniform(0.0, 3.0)))
        who = chance.choice(people)
        text = f"text {len(written[who])} of one person"
        request = twilio.inbound(who, text, PICTURE if chance.random() < 0.05 else [])
        written[who].append(text)
        if heard:
            inbox.accept(line.wiring.store, line.wiring.seals, arrival(request), line.now)


def _reckon(
    line: Line, written: dict[str, list[str]], missed: int, took: int, faults: list[str]
) -> tuple[list[str], dict[str, int], int, int]:
    """What lies in the inbox, against what was written."""
    seals, means = line.wiring.seals, line.means
    lost = doubled = pictures = 0
    with line.read() as tx:
        rows = tx.inbox.due(line.now, 100_000)
    held: dict[bytes, list[str]] = defaultdict(list)
    for row in rows:
        heard = means.parsers[Channel.SMS](seals.open_inbox(row.payload), row.received_at)
        held[row.lookup].append(heard.text)
        pictures += len(heard.attachments)
    for who, texts in written.items():
        got = held.pop(seals.lookup(Address(Channel.SMS, who)), [])
        lost += len(set(texts) - set(got))
        doubled += len(got) - len(set(got))
        through = [text for text in got if text in texts]
        if not _in_order(through, texts):
            faults.append("a person's messages are out of order")
    expected = len(line.vendors.twilio.media)
    if pictures != expected:
        faults.append(f"{pictures} of {expected} pictures have a pointer")
    if held:
        faults.append("messages of nobody")
    counts = {"texts": sum(map(len, written.values())), "missed": missed, "pictures": pictures, "seconds_to_return": took}
    return faults, counts, lost, doubled


def _in_order(got: list[str], texts: list[str]) -> bool:
    return got == [text for text in texts if text in set(got)]
