"""Which reports came together in a case, and which cases it looks like, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.queries import ReportView
from tipline.case import Status
from tipline.desk import gathering
from tipline.desk.gathered import JOINED, MERGED, SPLIT, Gathering


@dataclass(frozen=True, slots=True)
class Move:
    """One act that brought reports here or took them away, and may be undone. `batch` names it."""

    batch: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Together:
    """`likes`: (case number, why) of cases this one looks like. `moves`: newest first."""

    likes: tuple[tuple[int, str], ...]
    moves: tuple[Move, ...]
    many: bool


def together(tx: Any, case_id: int, status: str, reports: Sequence[ReportView], now: datetime) -> Together:
    """Read for one case page. A closed case looks like nothing any more."""
    offered = [] if status == Status.CLOSED else gathering.offers(tx, case_id, now)
    likes = tuple((offer.case_id, ", ".join(offer.likeness.reasons)) for offer in offered[:3])
    return Together(likes, _moves(tx.incidents.history(case_id), case_id), len(reports) > 1)


def _moves(history: Sequence[Gathering], case_id: int) -> tuple[Move, ...]:
    found: dict[int, list[Gathering]] = {}
    for move in history:
        if move.batch is not None and move.act in _SAYS and not move.undone:
            found.setdefault(move.batch, []).append(move)
    return tuple(
        Move(batch, _text(moves, case_id), moves[0].at)
        for batch, moves in reversed(found.items())
    )


_SAYS: Mapping[str, str] = {JOINED: "joined by itself", MERGED: "merged", SPLIT: "split off"}


def _text(moves: Sequence[Gathering], case_id: int) -> str:
    """"K7Q2 merged from case 12 by dana: same spot"."""
    first = moves[0]
    where = f"from case {first.from_case}" if first.to_case == case_id else f"to case {first.to_case}"
    who = "" if first.act == JOINED else f" by {first.actor}"
    why = f": {', '.join(first.reasons)}" if first.reasons else ""
    return f"{', '.join(m.reference or '' for m in moves)} {_SAYS[first.act]} {where}{who}{why}"
