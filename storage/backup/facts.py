"""What a manifest tells of the database it goes with, read in the same snapshot. The statements suit both databases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Ask = Callable[[str], Sequence[Sequence[Any]]]
_COUNTED = ("report", "message", "evidence", "case_file", "outbox", "inbox", "custody")


@dataclass(frozen=True, slots=True)
class Facts:
    revision: str
    head: tuple[int, str] | None
    counts: Mapping[str, int]
    forgotten: tuple[int, ...]


def facts(ask: Ask) -> Facts:
    head = ask("SELECT seq, hash FROM custody ORDER BY seq DESC LIMIT 1")
    return Facts(
        revision=str(ask("SELECT version_num FROM alembic_version")[0][0]),
        head=(int(head[0][0]), str(head[0][1])) if head else None,
        counts={name: int(ask(f"SELECT count(*) FROM {name}")[0][0]) for name in _COUNTED},  # noqa: S608
        forgotten=tuple(int(row[0]) for row in ask("SELECT id FROM reporter WHERE wrapped_key IS NULL ORDER BY id")),
    )
