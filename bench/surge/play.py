"""A made surge through the real path: vendor payloads, parsers, reading, places, conversation, matching, real store.

The clock alone is moved. Nothing is sent: replies stay queued. A photo's hash is the darkroom's own, taken in this
process instead of a child.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from api import wiring
from api.clock import ManualClock
from api.places import import_folder
from api.stand_ins import Request, StandIns, arrival
from api.wiring import Wiring
from bench.house import Installation
from bench.surge.tellings import Telling
from storage.darkroom import picture
from tipline.desk import evidence, gathering, inbox, intake
from tipline.desk.evidence import Held
from tipline.desk.ports import Decoded
from tipline.desk.records import Contact
from tipline.desk.tx import Tx
from tipline.message import Address, Channel
from tipline.places.city import City

MIDNIGHT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)  # in Chicago
_BURST = timedelta(seconds=3)
_PLACE_ASKED = frozenset({"ask_place", "ask_corner", "ask_pin", "ask_which_place"})
_PIXELS = 10_000_000
_SHOWN = 3  # offers on a case's page that somebody looks at


@dataclass(slots=True)
class Played:
    """What became of a surge. Numbers of tellings; `case`: telling -> case at the end, None where no report came of it.

    `offered`: a telling whose report stood alone, and for each case it was then offered, the likest first, the tellings
    in it. `seconds`: wall time from the first delivery to the last.
    """

    case: dict[int, int | None] = field(default_factory=dict)
    offered: dict[int, list[list[int]]] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    seconds: float = 0.0


@dataclass(slots=True)
class _Due:
    at: datetime
    telling: Telling
    request: Callable[[], Request]
    photo: bytes | None = None
    last: bool = False


class Stage:
    """One installation under one surge."""

    def __init__(self, place: Installation, exports: Path | None = None) -> None:
        """`exports`: a folder of the city's own files, imported before the line starts."""
        if exports is not None:
            import_folder(place.settings, exports, MIDNIGHT, lambda _told: None)
        self.clock = ManualClock(MIDNIGHT)
        self.vendors = StandIns(self.clock)
        self.wiring: Wiring = wiring.build(place.settings, clock=self.clock, vendors=self.vendors)
        self._teller: dict[int, int] = {}  # reporter -> telling

    @property
    def city(self) -> City:
        return self.wiring.city

    def close(self) -> None:
        self.wiring.close()

    def play(self, told: list[Telling], tick: Callable[[], float]) -> Played:
        """All tellings in order of time. `tick`: seconds of a clock that runs."""
        played, begun = Played(), tick()
        waiting = [due for telling in told for due in self._texts(telling)]
        waiting.sort(key=lambda due: due.at)
        while waiting:
            due = waiting.pop(0)
            if due.at > self.clock.now():
                self.clock.move_to(due.at)
            self._deliver(due)
            if due.last:
                more = self._after(due.telling, played)
                if more is not None:
                    waiting.append(more)
                    waiting.sort(key=lambda each: each.at)
        self._end(told, played)
        played.seconds = tick() - begun
        return played

    def _texts(self, telling: Telling) -> list[_Due]:
        at, who = MIDNIGHT + timedelta(minutes=telling.at), address(telling)
        texts = [telling.text, *telling.more]

        def request(text: str, photo: bytes | None) -> Callable[[], Request]:
            if photo is not None:
                return lambda: self.vendors.photo(who, photo, text)
            return lambda: self.vendors.text(who, text)

        return [
            _Due(
                at + timedelta(minutes=n), telling, request(text, telling.photo if n == 0 else None),
                telling.photo if n == 0 else None, last=n == len(texts) - 1,
            )
            for n, text in enumerate(texts)
        ]  # fmt: skip

    def _deliver(self, due: _Due) -> None:
        means, made = self.wiring.means, self.wiring
        inbox.accept(made.store, made.seals, arrival(due.request()), self.clock.now())
        self._work()
        if due.photo is not None:
            for fetch in evidence.claim(means, self.clock.now()):
                evidence.settle(means, fetch.evidence_id, _held(due.photo, fetch.evidence_id), self.clock.now())
        self.clock.move_to(self.clock.now() + _BURST)
        self._work()
        with made.store.read() as tx:
            self._contact(tx, due.telling)

    def _work(self) -> None:
        means = self.wiring.means
        while intake.process_due(means, self.clock.now()) + intake.ring_timers(means, self.clock.now()):
            pass

    def _after(self, telling: Telling, played: Played) -> _Due | None:
        """Notes what is offered; gives the witness's answer where the line asks for the place and this one answers."""
        asked = self._asked(telling)
        if asked and telling.answer is not None and telling.number not in played.asked:
            played.asked.add(telling.number)
            at = self.clock.now() + timedelta(seconds=50)
            return _Due(at, telling, lambda: self._answer(telling), last=True)
        self._note_offer(telling, played)
        return None

    def _answer(self, telling: Telling) -> Request:
        who = address(telling)
        if telling.pin is not None:
            return self.vendors.pin(who, *self.wiring.city.grid.from_grid(telling.pin.east, telling.pin.north))
        return self.vendors.text(who, telling.answer or "")

    def _asked(self, telling: Telling) -> bool:
        with self.wiring.store.read() as tx:
            contact = self._contact(tx, telling)
            rows = tx.outbox.of_address(contact.address_id) if contact else []
        return any(line.key in _PLACE_ASKED for row in rows for line in row.lines)

    def _note_offer(self, telling: Telling, played: Played) -> None:
        case = self._case_of(telling)
        if case is None:
            return
        with self.wiring.store.read() as tx:
            if len(tx.reports.of_case(case)) > 1:
                return
            offered = gathering.offers(tx, case, self.clock.now())[:_SHOWN]
            played.offered[telling.number] = [
                [self._teller[row.reporter_id] for row in tx.reports.of_case(offer.case_id)] for offer in offered
            ]

    def _case_of(self, telling: Telling) -> int | None:
        """Of the first report this phone told."""
        with self.wiring.store.read() as tx:
            contact = self._contact(tx, telling)
            reports = tx.reports.of_reporter(contact.reporter_id) if contact else []
        return reports[-1].case_id if reports else None

    def _contact(self, tx: Tx, telling: Telling) -> Contact | None:
        who = address(telling)
        contact = tx.people.by_lookup(who.channel, self.wiring.seals.lookup(who))
        if contact is not None:
            self._teller[contact.reporter_id] = telling.number
        return contact

    def _end(self, told: list[Telling], played: Played) -> None:
        for telling in told:
            played.case[telling.number] = self._case_of(telling)


def address(telling: Telling) -> Address:
    """Every second witness writes by Telegram."""
    if telling.number % 2:
        return Address(Channel.TELEGRAM, str(7_735_550_000 + telling.number))
    return Address(Channel.SMS, f"+1773555{telling.number:04d}")


def _held(photo: bytes, key: int) -> Held:
    seen = picture.picture(io.BytesIO(photo), _PIXELS)
    assert seen is not None
    decoded = Decoded(ok=True, content_type=seen.content_type, width=seen.width, height=seen.height, phash=seen.phash)
    return Held(hashlib.sha256(photo).hexdigest(), len(photo), f"made/{key}", decoded, views={})
