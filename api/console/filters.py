"""What of the queue a person chose to see: a lane and filters. All of it is in the address, and nothing private is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from fastapi import Request

from api.console import queue, words
from storage import queries
from tipline.desk.rights import Reach

SINCE: Mapping[str, tuple[str, timedelta]] = {
    "1h": ("Past hour", timedelta(hours=1)), "6h": ("Past 6 hours", timedelta(hours=6)),
    "24h": ("Past 24 hours", timedelta(hours=24)), "7d": ("Past 7 days", timedelta(days=7)),
    "30d": ("Past 30 days", timedelta(days=30)),
}
KINDS: Mapping[str, str] = {  # filter -> what it is called, in the order of the form
    "district": "District", "beat": "Beat", "status": "Status", "lang": "Language", "activity": "Activity",
    "since": "Time",
}
_VALUE = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is on. `without`: the address of the same view when it is taken off."""

    kind: str
    text: str
    without: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """`lane`: one of queue.VIEWS; `picked`: filter -> value."""

    lane: str = "all"
    picked: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        return urlencode({"lane": self.lane, **self.picked})

    def in_lane(self, lane: str) -> str:
        return Chosen(lane, self.picked).query

    @property
    def chips(self) -> tuple[Chip, ...]:
        return tuple(Chip(kind, say(kind, value), self._without(kind)) for kind, value in self.picked.items())

    def _without(self, kind: str) -> str:
        return Chosen(self.lane, {k: v for k, v in self.picked.items() if k != kind}).query

    def view(self, staff_id: int, within: Reach | None, now: datetime) -> queries.View:
        return queries.View(
            lane=self.lane if self.lane in queries.LANES else None,
            assigned_to=staff_id if self.lane == "mine" else None, closed=self.lane == "closed", within=within,
            traits=self.traits, since=self.since(now),
        )

    @property
    def traits(self) -> tuple[str, ...]:
        return tuple(f"{kind}:{value}" for kind, value in self.picked.items() if kind != "since")

    def since(self, now: datetime) -> datetime | None:
        return now - SINCE[self.picked["since"]][1] if "since" in self.picked else None


def chosen(request: Request) -> Chosen:
    """From the address; what no page of ours would put there is left out."""
    asked = request.query_params
    lane = asked.get("lane", "all")
    picked = {kind: asked[kind] for kind in KINDS if kind in asked and _VALUE.fullmatch(asked[kind])}
    if picked.get("since", "1h") not in SINCE:
        del picked["since"]
    return Chosen(lane if lane in queue.VIEWS else "all", picked)


def say(kind: str, value: str) -> str:
    """"District 10", "Polish", "Past hour"."""
    if kind in ("district", "beat"):
        return f"{KINDS[kind]} {value}"
    return _said(kind).get(value) or (words.language(value) if kind == "lang" else words.say({}, value))


def options(kind: str, districts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(value, words) of a filter's list."""
    return tuple((name, name) for name in districts) if kind == "district" else tuple(_said(kind).items())


def _said(kind: str) -> Mapping[str, str]:
    if kind == "since":
        return {value: said for value, (said, _) in SINCE.items()}
    if kind == "status":
        return {code: said for code, said in words.STATUS.items() if code != "closed"}
    if kind == "lang":
        return {code: said for code, said in words.LANGUAGE.items() if "-" not in code}
    return words.ACTIVITY if kind == "activity" else {}
