"""The list of cases that a person chose to see: a view of the queue, or what was found by words."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any

from fastapi import Request

from api.console import filters, queue
from api.console.filters import Chosen
from api.console.means import ConsoleWiring
from storage import queries
from tipline import search
from tipline.desk.records import Actor
from tipline.desk.rights import reach

MOST = 200  # rows a refresh brings back at once
SOUGHT = "X-Sought"  # header with the words of a search, base64 of UTF-8: an address would be logged
LONGEST = 200  # characters of a search


def nothing(wiring: ConsoleWiring, chosen: Chosen) -> dict[str, Any]:
    """What the templates are handed where there is no list."""
    return {
        "rows": [], "counts": {}, "after": "", "lane": chosen.lane, "lanes": queue.LANES, "empty": "",
        "last_report": None, "chosen": chosen, "sought": "", "shown": None, "fresh": queries.Fresh(0),
        "kinds": filters.KINDS, "options": _options(wiring),
    }


def read(
    wiring: ConsoleWiring, actor: Actor, chosen: Chosen, now: datetime, *, after: str = "",
    limit: int = queries.PAGE, sought: str = "",
) -> dict[str, Any]:
    """The rows, the counts and, when there are none, the time of the last report. Raises Refused."""
    within = reach(actor)
    view = chosen.view(actor.staff_id, within, now)
    with wiring.store.read() as tx:
        if sought:
            terms = search.terms(sought)
            below = int(after) if after.isdecimal() and len(after) < 12 else None
            found = queries.search(
                tx.conn, terms, within, traits=chosen.traits, since=view.since, below=below, limit=limit
            )
            rows, behind = found.rows, "" if found.after is None else str(found.after)
            shown = None if after else f"{queue.amount(queries.count_found(tx.conn, terms), 'report')} with these words"
        else:
            page = queries.page_of(tx.conn, view, queue.place_of(after), limit)
            rows, behind = page.rows, queue.text_of(page.after)
            shown = queue.amount(queries.count(tx.conn, view)) if view.filtered and not after else None
        counts = {} if after else queries.lane_counts(tx.conn, actor.staff_id, within)
        fresh = queries.fresh(tx.conn, actor.staff_id, within, [held.case.id for held in rows])
        last = None if rows else queries.last_report_at(tx.conn)
    return nothing(wiring, chosen) | {
        "rows": [queue.row(held, fresh) for held in rows], "after": behind, "counts": counts,
        "empty": queue.empty_sentence(chosen, counts, sought), "last_report": last, "sought": sought,
        "shown": shown, "fresh": fresh,
    }


def sought_of(request: Request) -> str:
    """The words of the search that a list is a part of; nothing for none or for a header that is not ours."""
    try:
        return tidy(base64.b64decode(request.headers.get(SOUGHT, ""), validate=True).decode("utf-8"))
    except (binascii.Error, UnicodeDecodeError):
        return ""


def tidy(text: str) -> str:
    """As typed, without line ends and no longer than a search is. A last space says that the last word is whole."""
    return " ".join(text[:LONGEST].split()) + (" " if text[:LONGEST].strip() and text[-1:].isspace() else "")


def _options(wiring: ConsoleWiring) -> dict[str, tuple[tuple[str, str], ...]]:
    names = tuple(sorted((zone.name for zone in wiring.city.districts.zones), key=lambda n: (len(n), n)))
    return {kind: filters.options(kind, names) for kind in filters.KINDS}
