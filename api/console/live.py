"""Live pages: the change sequence as server-sent events, the same on both databases and any number of processes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from api.auth import still_signed_in
from api.console.means import ConsoleWiring, may_read, wiring_of
from api.console.visitor import PageItself
from api.serving import stopping
from storage import queries
from tipline.desk.rights import Reach, reach

EVERY = 0.5  # seconds between two looks
BEAT = 5.0  # seconds between two signs of life, and between two looks at the session


async def events(request: Request, who: PageItself) -> Response:
    """Events: "queue" and "case-12" (look again), "banner", "urgent" (which case became so, where and when), "beat"
    (server time), "out" (the session ended)."""
    wiring = wiring_of(request)
    within = reach(who.actor) if may_read(who.actor) else None
    last = request.headers.get("last-event-id", "")
    start = int(last) if last.isdecimal() else await wiring.call(_last, wiring)
    headers = {"X-Accel-Buffering": "no"}
    return StreamingResponse(_follow(request, wiring, start, within), media_type="text/event-stream", headers=headers)


async def _follow(request: Request, wiring: ConsoleWiring, seq: int, within: Reach | None) -> AsyncIterator[str]:
    quiet = BEAT  # so that the first answer is a beat
    while not stopping(request.app):
        if quiet >= BEAT:
            if not await still_signed_in(request):
                yield _event("out", "signed out", seq)
                return
            yield _event("beat", wiring.clock.now().isoformat(), seq)
            quiet = 0.0
        new, said = await wiring.call(_changes, wiring, seq, within)
        for name, data in said[:-1]:
            yield _event(name, data, seq)  # who is cut off before the last one hears all of them again
        seq = new
        for name, data in said[-1:]:
            yield _event(name, data, seq)
        await asyncio.sleep(EVERY)
        quiet += EVERY


def _event(name: str, data: str, seq: int) -> str:
    return f"event: {name}\ndata: {data}\nid: {seq}\n\n"


def _last(wiring: ConsoleWiring) -> int:
    with wiring.store.read() as tx:
        return int(tx.changes.last())


def _changes(wiring: ConsoleWiring, seq: int, within: Reach | None) -> tuple[int, list[tuple[str, str]]]:
    """The last change's number; what has to be looked at again, each once; and what became urgent."""
    with wiring.store.read() as tx:
        found = tx.changes.since(seq)
        if not found:
            return seq, []
        addresses = [ident for _, topic, ident in found if topic in ("outbox", "message")]
        spoken = queries.cases_of_addresses(tx.conn, addresses)
        moved = {ident for _, topic, ident in found if topic == "case"}
        urgent = [] if within is None else queries.became_urgent(tx.conn, moved, within)
    said = [("urgent", json.dumps({"case": u.case_id, "district": u.district, "at": u.at.isoformat()})) for u in urgent]
    return found[-1][0], said + [(name, "changed") for name in names_of(found, spoken)]


def names_of(changes: Iterable[tuple[int, str, int]], cases: Iterable[int]) -> list[str]:
    """Event names for changes; `cases` are those whose conversation went on."""
    moved = dict.fromkeys(ident for _, topic, ident in changes if topic == "case")
    names = ["queue"] if moved else []
    names += [f"case-{case_id}" for case_id in {**moved, **dict.fromkeys(sorted(cases))}]
    return names + (["banner"] if any(topic == "banner" for _, topic, _ in changes) else [])
