"""How reports came together into cases, as rows, and what keeps them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tipline.incident import Account

JOINED, MERGED, SPLIT, UNDONE, APART = "joined", "merged", "split", "undone", "apart"


@dataclass(frozen=True, slots=True)
class Gathering:
    """One report's move between cases; what one click moved shares a `batch`. `act` is one of the words above.

    `from_status`: that of the case it left when the move closed it, to give back when it is undone; None when that case
    stayed as it was. `report_id` is None for two cases kept apart.
    """

    act: str
    at: datetime
    actor: str
    from_case: int
    to_case: int
    report_id: int | None = None
    from_status: str | None = None
    score: float | None = None
    reasons: tuple[str, ...] = ()
    undone: bool = False
    reference: str | None = None  # the report's, when read back
    batch: int | None = None
    id: int | None = None


class Incidents(Protocol):
    """What is known of events across cases."""

    def accounts(self, case_ids: Collection[int], newest: int | None = None) -> list[Account]:
        """The open reports of these cases as accounts, oldest first; `Account.case` says which case. `newest`: no more
        than so many of each case, the latest ones.
        """

    def near(self, points: Collection[tuple[float, float]], since: datetime, limit: int) -> list[int]:
        """Open cases with an open report within about 250 m of a point (lat, lng) since then, newest first."""

    def marked(self, marks: Collection[str], since: datetime, limit: int) -> list[int]:
        """Open cases with an open report since then that bears one of these marks, newest first."""

    def mark(self, report_id: int, marks: Iterable[str]) -> None:
        """Note what a report's event may be known by; twice is once."""

    def refile(self, report_id: int, to_case: int) -> None:
        """Move a report and what was said about it; a notice told there already stays where it was told."""

    def add(self, moves: Sequence[Gathering]) -> int:
        """Record what one act moved; gives its batch."""

    def batch(self, batch: int) -> list[Gathering]: ...

    def history(self, case_id: int) -> list[Gathering]:
        """Every move into or out of this case, oldest first."""

    def set_undone(self, batch: int) -> None: ...

    def kept_apart(self, case_id: int) -> set[int]:
        """Cases that a person said are another event than this one."""
