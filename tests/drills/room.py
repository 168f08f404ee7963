"""What the drills of sending and catching up have in common: a line on either database, people, and what they are told."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.desk.line import Line, open_line
from tests.drills.contract import Outcome
from tests.storage import postgres
from tipline.desk.records import Line as Sentence
from tipline.message import Address, Channel


@contextmanager
def room(database: str, **how: Any) -> Iterator[Line]:
    """A line of its own. `database`: "sqlite" or "postgresql"."""
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        if database == "sqlite":
            with open_line(Path(folder) / "line", **how) as line:
                yield line
            return
        with postgres.running() as server, server.database() as url, open_line(Path(folder) / "line", url=url, **how) as line:
            yield line


def number(n: int) -> str:
    """A number of nobody's, for as many people as a drill has."""
    return f"+1773555{n:07d}"


def know(line: Line, channel: Channel, values: Sequence[str]) -> list[int]:
    """Contacts for these addresses, as if they had written; gives their ids."""
    seals, found = line.wiring.seals, []
    with line.write() as tx:
        for n, value in enumerate(values):
            reporter = tx.people.add_reporter(f"Heron {channel.value} {n}", line.now)
            key = seals.new_data_key(reporter)
            tx.people.set_key(reporter, key)
            where = Address(channel, value)
            contact = tx.people.add_address(reporter, channel, seals.lookup(where), line.now)
            tx.people.set_sealed(contact, seals.lookup(where), seals.seal(key, f"address:{contact}", "address", value))
            found.append(contact)
    if channel is Channel.TELEGRAM:
        for value in values:
            line.vendors.telegram.chat(value)
    return found


def queue(line: Line, told: Sequence[tuple[int, str]], *, expires_at: datetime | None = None, **how: Any) -> list[int]:
    """One message for each (address id, text); gives the rows."""
    given: dict[str, Any] = {
        "case_id": None, "stream": "notice", "notice": None, "notice_number": None, "urgent": False, "lang": "en",
        "choices": (), "silent": False, "created_at": line.now, "not_before": line.now, "author": None,
    } | how
    with line.write() as tx:
        rows = [
            tx.outbox.add(address_id=address, lines=[Sentence("reply", text)], expires_at=expires_at, **given)
            for address, text in told
        ]
    return [row for row in rows if row is not None]


def heard(line: Line, channel: Channel) -> dict[str, list[str]]:
    """What each phone got, in the order in which its vendor took it."""
    told: dict[str, list[str]] = {}
    if channel is Channel.SMS:
        for message in line.vendors.twilio.messages.values():
            if message.direction != "inbound" and not message.from_carrier:
                told.setdefault(message.to, []).append(message.body)
    else:
        for said in line.vendors.telegram.sent:
            told.setdefault(str(said.chat_id), []).append(said.text)
    return told


def outcome(
    promise: str, database: str, began: float, counts: dict[str, int], faults: Sequence[str], held: str, *,
    lost: int = 0, doubled: int = 0,
) -> Outcome:
    broken = bool(faults or lost or doubled)
    words = "; ".join([*faults[:5], f"{lost} lost, {doubled} doubled"]) if broken else held
    return Outcome(promise, database, counts, lost, doubled, time.monotonic() - began, not broken, words)


def seconds(span: float) -> timedelta:
    return timedelta(seconds=span)
