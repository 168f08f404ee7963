"""What live pages follow, what the operator sees and what one process does at a time, in memory."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from tests.fakes.memory import Tables, utc
from tipline.desk.records import Banner


class FakeChanges:
    """What one transaction bumps twice, live pages see once."""

    def __init__(self, tables: Tables) -> None:
        self._t, self._bumped = tables, set[tuple[str, int]]()

    def bump(self, topic: str, ident: int) -> None:
        if (topic, ident) not in self._bumped:
            self._bumped.add((topic, ident))
            self._t.changes.append((self._t.number("change"), topic, ident))

    def bump_all(self, topics: Collection[tuple[str, int]]) -> None:
        for topic, ident in topics:
            self._t.changes.append((self._t.number("change"), topic, ident))

    def since(self, seq: int, limit: int = 200) -> list[tuple[int, str, int]]:
        return [change for change in self._t.changes if change[0] > seq][:limit]

    def last(self) -> int:
        return self._t.changes[-1][0] if self._t.changes else 0

    def saw(self, staff_id: int, case_id: int | None, seq: int, at: datetime) -> None:
        utc(at)
        self._t.looks[staff_id, case_id] = max(seq, self._t.looks.get((staff_id, case_id), 0))

    def seen(self, staff_id: int, case_id: int | None) -> int | None:
        return self._t.looks.get((staff_id, case_id))


class FakeBoard:
    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def raise_banner(self, kind: str, at: datetime) -> None:
        held = self._t.banners.get(kind) or Banner(kind, 0, utc(at), utc(at))
        self._t.banners[kind] = replace(held, count=held.count + 1, last_at=utc(at))

    def clear_banner(self, kind: str) -> None:
        self._t.banners.pop(kind, None)

    def banners(self) -> list[Banner]:
        return sorted(self._t.banners.values(), key=lambda banner: (banner.first_at, banner.kind))

    def caught_up(self, source: str) -> datetime | None:
        return self._t.caught_up.get(source)

    def set_caught_up(self, source: str, until: datetime) -> None:
        self._t.caught_up[source] = utc(until)

    def take_slot(self, job: str, slot: str) -> bool:
        new = (job, slot) not in self._t.slots
        self._t.slots.add((job, slot))
        return new

    def drop_slots(self, job: str, before: str, after: str) -> None:
        self._t.slots = {(own, slot) for own, slot in self._t.slots if own != job or before <= slot <= after}


class FakeLocks:
    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def look(self, name: str) -> tuple[str, int] | None:
        return self._t.locks.get(name)

    def take(self, name: str, holder: str, seen: tuple[str, int] | None) -> bool:
        if self._t.locks.get(name) != seen:
            return False
        self._t.locks[name] = holder, 0
        return True

    def beat(self, name: str, holder: str) -> bool:
        held = self._t.locks.get(name)
        if held is None or held[0] != holder:
            return False
        self._t.locks[name] = holder, held[1] + 1
        return True

    def release(self, name: str, holder: str) -> None:
        if self._t.locks.get(name, ("", 0))[0] == holder:
            del self._t.locks[name]
