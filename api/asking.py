"""The loop that settles what is unknown: asks the vendors that can be asked, a few at a time."""

from __future__ import annotations

import asyncio

import structlog

from api.wiring import Wiring
from tipline.desk import outbox, unsettled
from tipline.desk.ports import Inquiry, Trace
from tipline.errors import SendFailed

log = structlog.get_logger()
_AT_ONCE = 10


async def settle_unknown(wiring: Wiring) -> int:
    """Free rows whose worker vanished, then look at what is due for a look; gives how many vendors were asked."""
    await wiring.call(outbox.release_expired, wiring.means, wiring.clock.now())
    await wiring.call(outbox.recall, wiring.means, wiring.clock.now())
    due = await wiring.call(unsettled.look, wiring.means, wiring.clock.now(), _AT_ONCE)
    codes = [code for code in await asyncio.gather(*(_ask(wiring, inquiry) for inquiry in due)) if code]
    if codes:
        log.warning("vendor cannot be asked", codes=sorted(set(codes)), times=len(codes))
    return len(due)


async def _ask(wiring: Wiring, inquiry: Inquiry) -> str | None:
    """Gives why there was no answer, None when there was one."""
    traces: tuple[Trace, ...] | None = None
    code = None
    try:
        traces = await wiring.inquirers[inquiry.address.channel].find(inquiry)
    except SendFailed as failed:
        code = failed.code
    except Exception as error:
        log.error("inquiry failed", channel=inquiry.address.channel.value, exc_info=error)
        code = "inquiry_fault"
    await wiring.call(unsettled.answer, wiring.means, inquiry, traces, wiring.clock.now())
    return code
