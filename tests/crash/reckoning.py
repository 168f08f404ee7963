"""After the storm: everything acknowledged is there once, everything decided was said once, and nothing is stuck."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, text

from api import wiring
from storage import tables
from tests.crash.town import Town
from tipline import custody
from tipline.message import Channel

_ALIVE = ("queued", "sending", "unknown")
_STEP, _STEPS = timedelta(seconds=310), 14  # of the desk's time: every lease has run out then
_QUIET_S = 20.0


@dataclass
class Reckoning:
    """`faults` as sentences; `lost` and `doubled` count messages, media, sends and staff's acts."""

    lost: int = 0
    doubled: int = 0
    faults: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not (self.lost or self.doubled or self.faults)

    def expect(self, what: str, count: int, least: int, most: int) -> None:
        """`count` things of this kind were found where `least` to `most` belong."""
        if count < least:
            self.lost += least - count
            self.faults.append(f"lost: {what}")
        if count > most:
            self.doubled += count - most
            self.faults.append(f"doubled: {what}")


async def settle(town: Town) -> None:
    """Let the line finish: it runs undisturbed while the desk's time is moved on, until nothing is due any more.

    Each step begins with a start: every loop looks then, and need not be waited for.
    """
    made = town.built()
    try:
        for number in range(_STEPS):
            await (town.stop() if number == 0 else town.kill_all())
            town.forward(max(_STEP * (1 + number // 6), _until_morning(made) if number > 5 else _STEP))
            await town.start()
            assert await town.answers(), town.log()
            await _quiet(town, made)
            if not _pending(made) and not _missing(town, made):
                break
    finally:
        made.close()
    await town.stop()


async def recover(town: Town) -> None:
    """Let the line understand what it has taken in: who is cut off five times over one message gives it up."""
    await town.start()
    town.since_recovery.clear()
    made = town.built()
    try:
        end = asyncio.get_running_loop().time() + _QUIET_S
        while asyncio.get_running_loop().time() < end:
            with made.store.read() as tx:
                if not _count(tx.conn, tables.inbox, tables.inbox.c.state == "waiting"):
                    return
            await asyncio.sleep(0.1)
    finally:
        made.close()


async def _quiet(town: Town, made: wiring.Wiring) -> None:
    """Until nothing is due at this moment of the desk's time."""
    end = asyncio.get_running_loop().time() + _QUIET_S
    looks = 0
    while looks < 2 and asyncio.get_running_loop().time() < end:
        await asyncio.sleep(0.15)
        quiet = town.vendors.idle and not _due(made, town.clock.now()) and not _missing(town, made)
        looks = looks + 1 if quiet else 0


def _due(made: wiring.Wiring, now: datetime) -> int:
    t = tables
    with made.store.read() as tx:
        return sum(_count(tx.conn, table, where) for table, where in (
            (t.inbox, (t.inbox.c.state == "waiting") & (t.inbox.c.not_before <= now)),
            (t.timer, t.timer.c.due <= now),
            (t.outbox, (t.outbox.c.state == "queued") & (t.outbox.c.not_before <= now) & ~_blocked(t.outbox)),
            (t.outbox, t.outbox.c.state == "sending"),
            (t.outbox, (t.outbox.c.state == "unknown") & (t.outbox.c.not_before <= now)),
            (t.evidence, (t.evidence.c.state == "wanted") & (t.evidence.c.not_before <= now)),
            (t.evidence, t.evidence.c.state == "fetching"),
        ))


def _missing(town: Town, made: wiring.Wiring) -> int:
    """Texts that Twilio has given up on and that the line has not fetched from its list yet."""
    lookups = [made.seals.vendor_lookup(Channel.SMS, sid) for sid in town.vendors.give_up()]
    with made.store.read() as tx:
        c = tables.message.c.vendor_lookup
        known = [n for lookup in lookups for n in tx.conn.execute(select(c).where(c == lookup).limit(1)).scalars()]
    return len(lookups) - len(known)


def _blocked(outbox: Any) -> Any:
    """An earlier row of the same address and stream is not through."""
    other = outbox.alias()
    return select(other.c.id).where(
        other.c.address_id == outbox.c.address_id, other.c.stream == outbox.c.stream, other.c.id < outbox.c.id,
        other.c.state.in_(_ALIVE),
    ).exists()


def _until_morning(made: wiring.Wiring) -> timedelta:
    """How long the next outbound message is still held back: notices wait for the end of the night."""
    c, now = tables.outbox.c, made.clock.now()
    with made.store.read() as tx:
        first = tx.conn.execute(select(func.min(c.not_before)).where(c.state == "queued", c.not_before > now)).scalar_one()
    return (first or now) - now + timedelta(seconds=1)


def _pending(made: wiring.Wiring) -> int:
    t = tables
    with made.store.read() as tx:
        return sum(_count(tx.conn, table, where) for table, where in (
            (t.inbox, t.inbox.c.state == "waiting"),
            (t.timer, t.timer.c.due <= made.clock.now() + timedelta(seconds=30)),
            (t.outbox, t.outbox.c.state.in_(_ALIVE)),
            (t.evidence, t.evidence.c.state.in_(("wanted", "fetching"))),
            (t.evidence, (t.evidence.c.state == "stored") & t.evidence.c.pointer.is_not(None)),
        ))


def _count(conn: Connection, table: Any, where: Any) -> int:
    return int(conn.execute(select(func.count()).select_from(table).where(where)).scalar_one())


def reckon(town: Town) -> Reckoning:
    """Compare what the vendors and the staff know with what the database and the vault hold. Nothing runs now."""
    made, found = town.built(), Reckoning()
    try:
        with made.store.read() as tx:
            _whole(found, tx, made)
            _messages(found, tx.conn, town, made)
            _media(found, tx.conn, town, made)
            _sends(found, tx, town, made)
            _acts(found, tx.conn, town)
    finally:
        made.close()
    return found


def _whole(found: Reckoning, tx: Any, made: wiring.Wiring) -> None:
    """The database is sound, the chain holds, nothing is stuck or parked."""
    found.faults += custody.verify(tx.custody.entries())
    if made.settings.embedded:
        said = tx.conn.execute(text("PRAGMA integrity_check")).scalars().all()
        found.faults += [f"integrity_check: {line}" for line in said if line != "ok"]
    for name, table in (("inbox", tables.inbox), ("outbox", tables.outbox), ("evidence", tables.evidence)):
        states = Counter(tx.conn.execute(select(table.c.state)).scalars())
        stuck = set(states) & {"waiting", "parked", "wanted", "fetching", *_ALIVE}
        found.faults += [f"stuck: {states[state]} rows of {name} are {state}" for state in sorted(stuck)]
        found.counts |= {f"{name} {state}": count for state, count in states.items() if state in stuck}


def _messages(found: Reckoning, conn: Connection, town: Town, made: wiring.Wiring) -> None:
    """Every message is in exactly one row: what a vendor gave up on was fetched from its list."""
    ledger = town.vendors.ledger
    rows = Counter(conn.execute(select(tables.message.c.vendor_lookup)).scalars())
    for name in ledger.given:
        lookup = made.seals.vendor_lookup(_channel(name), name)
        found.expect(f"message {name}", rows[lookup], 1, 1)
    found.counts |= {
        "messages": len(ledger.given), "acked": len(ledger.acked), "posts": sum(ledger.deliveries.values()),
        "given up by Twilio": len(ledger.missed),
    }


def _channel(name: str) -> Channel:
    return Channel.TELEGRAM if ":" in name else Channel.SMS


def _media(found: Reckoning, conn: Connection, town: Town, made: wiring.Wiring) -> None:
    """What came with a message is stored under its hash, whole, and gone from Twilio."""
    ledger = town.vendors.ledger
    c = tables.evidence.c
    held = Counter(conn.execute(select(c.sha256).where(c.state == "stored")).scalars())
    wanted = [digest for digests in ledger.given.values() for digest in digests]
    for digest in wanted:
        found.expect(f"media {digest[:8]}", held[digest], 1, 1)
        key = f"originals/{digest[:2]}/{digest}"
        found.expect(f"bytes {digest[:8]}", int(made.vault.exists(key)), 1, 1)
    left = {piece.parent for piece in town.vendors.twilio.media.values()}
    found.faults += [f"{len(left)} messages' media are still at Twilio"] if left else []
    found.counts["media"] = len(wanted)


def _sends(found: Reckoning, tx: Any, town: Town, made: wiring.Wiring) -> None:
    """Twilio took each message that went out exactly once; Telegram once, or twice after a crash."""
    ledger, compose = town.vendors.ledger, made.phrases.compose
    o, a = tables.outbox.c, tables.address.c
    rows = tx.conn.execute(
        select(o.token, o.state, o.unclear, o.lines, o.choices, a.channel, a.sealed, a.id, tables.reporter.c.wrapped_key)
        .join_from(tables.outbox, tables.address).join(tables.reporter)
    ).all()
    least: Counter[tuple[int, str]] = Counter()
    most: Counter[tuple[int, str]] = Counter()
    for row in rows:
        went = row.state in ("accepted", "delivered")
        if row.channel == Channel.SMS and row.token is not None:
            found.expect(f"text with token {row.token[:6]}", ledger.taken[row.token], int(went), 1)
        if row.channel == Channel.TELEGRAM:
            chat = int(made.seals.open(row.wrapped_key, f"address:{row.id}", "address", row.sealed))
            words = [line["text"] for line in row.lines]
            line = chat, compose(words, [label for _code, label in row.choices], row.channel)
            least[line] += went
            most[line] += 2
        found.expect(f"outbound message given up ({row.channel})", int(row.state != "failed" or _may_give_up(row)), 1, 1)
    for line in {*ledger.told, *most}:
        found.expect(f"line to chat {line[0]}", ledger.told[line], least[line], most[line])
    repeats = sum(max(0, ledger.told[line] - count) for line, count in least.items())
    given_up = sum(row.state == "failed" for row in rows)
    found.counts |= {"lines given up after two crashes over each": given_up} if given_up else {}
    found.counts |= {"texts sent": sum(ledger.taken.values()), "lines sent": sum(ledger.told.values()),
                     "lines repeated": repeats}


def _may_give_up(row: Any) -> bool:
    """Telegram cannot be asked, and no line may reach a person three times: two crashes over one line end it, shown."""
    return bool(row.channel == Channel.TELEGRAM and row.unclear == 2)


def _acts(found: Reckoning, conn: Connection, town: Town) -> None:
    """Every act of the staff that was answered is there once."""
    told, e, o = town.staff.told, tables.case_event.c, tables.outbox.c
    notes = Counter(conn.execute(select(e.note).where(e.action == "note")).scalars())
    moves = Counter((row.case_id, row.after) for row in conn.execute(select(e.case_id, e.after).where(e.action == "moved")))
    written = conn.execute(select(o.lines).where(o.author.is_not(None))).scalars()
    replies = Counter(line["text"] for lines in written for line in lines)  # beside what is said of its language
    for kind, held, given in (("note", notes, told.notes), ("move", moves, told.moves), ("reply", replies, told.replies)):
        for key, count in given.items():
            found.expect(f"{kind} {key}", held[key], count, count)
    found.counts["acts"] = sum(given.total() for given in (told.notes, told.moves, told.replies))
