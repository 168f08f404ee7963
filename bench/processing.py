"""From a stored delivery to a turn of the conversation: parse, read, locate, step, apply, commit; one core.

Floor: reading and locating the same texts, which no database can make faster.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from datetime import timedelta

from api import wiring
from api.wiring import Wiring
from bench.house import installation
from bench.measure import Subject, interleave
from bench.table import Aim, Result, Row
from bench.words import STORIES
from tipline.desk import inbox, intake
from tipline.desk.ports import Arrival
from tipline.message import Channel

PHONES = 30  # conversations of a round, each with all texts of one story
_AIMS = (Aim("messages a second", 150), Aim("reading", 0.3))


def measure(database: str, rounds: int) -> Result:
    with installation(database) as place:
        made = wiring.build(place.settings)
        try:
            numbers = itertools.count()
            subjects: dict[str, Subject] = {
                "ours": lambda: _understand(made, numbers), "reading": lambda: _read(made),
            }
            for once in subjects.values():
                once()
            found = interleave(subjects, rounds)
        finally:
            made.close()
    rows = {
        "ours": Row("messages understood, from inbox to outbox", database, found["ours"]),
        "reading": Row("reading and locating the same texts", database, found["reading"]),
    }
    return Result(rows, "ours", _AIMS)


def _stories(count: int) -> Iterator[tuple[int, str]]:
    """(phone, text): every phone's first texts, then the second ones, as they would come in."""
    chosen = [STORIES[n % len(STORIES)][1] for n in range(count)]
    for place in range(max(map(len, chosen))):
        yield from ((phone, texts[place]) for phone, texts in enumerate(chosen) if place < len(texts))


def _understand(made: Wiring, numbers: Iterator[int]) -> float:
    """New phones write; the burst of each ends; everything is processed as the worker does it. Timers count as work."""
    now, base = made.clock.now(), next(numbers) * PHONES
    texts = list(_stories(PHONES))
    inbox.accept_all(made.store, [
        inbox.sealed(made.seals, _arrival(base + phone, number, text), now)
        for number, (phone, text) in enumerate(texts)
    ])
    begun = time.perf_counter()
    while intake.process_due(made.means, now):
        pass
    while intake.ring_timers(made.means, now + timedelta(seconds=60)):
        pass
    return len(texts) / (time.perf_counter() - begun)


def _arrival(phone: int, number: int, text: str) -> Arrival:
    address, sid = f"+1773{phone % 10**7:07d}", f"SM{phone:016x}{number:016x}"
    fields = {"MessageSid": sid, "From": address, "To": "+17735550100", "Body": text, "NumMedia": "0"}
    return Arrival(Channel.SMS, sid, address, json.dumps(fields).encode())


def _read(made: Wiring) -> float:
    now, texts = made.clock.now(), [text for _phone, text in _stories(PHONES)]
    begun = time.perf_counter()
    for text in texts:
        reading = made.means.read(text, hint=None, now=now)
        if reading.place_text:
            made.means.locate(reading.place_text)
    return len(texts) / (time.perf_counter() - begun)
