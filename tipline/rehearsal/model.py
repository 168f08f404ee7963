"""The shapes of a rehearsal: what was said and kept when a chat was played, and one finding about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Chat = Mapping[str, Any]  # one line of a script, in the format of the reading set's README


@dataclass(frozen=True, slots=True)
class Reply:
    """One message that reached the phone: the keys of its sentences in order, its language, its text."""

    keys: tuple[str, ...]
    lang: str
    text: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Played:
    """A chat played to its end.

    `turns`: the replies after each turn of the script. `reports`: every report of the writer, oldest first, in the
    names and shapes of the reading set's README plus `state`. `stored`: whatever is held in clear, to be searched.
    """

    turns: tuple[tuple[Reply, ...], ...]
    reports: tuple[Mapping[str, Any], ...]
    stored: str = field(repr=False, default="")

    def keys(self, turn: int | None) -> list[str]:
        """Every sentence said after this turn (counted from 1), or in the whole chat."""
        return [key for reply in self.replies(turn) for key in reply.keys]

    def replies(self, turn: int | None) -> Sequence[Reply]:
        if turn is not None:
            return self.turns[turn - 1]
        return [reply for replies in self.turns for reply in replies]

    def open_reports(self) -> list[Mapping[str, Any]]:
        return [report for report in self.reports if report["state"] == "open"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One demand of a script. `kind`: of KINDS. `what`: the code or the field. `why`: for a missed one, in words."""

    kind: str
    what: str
    held: bool
    why: str = ""
