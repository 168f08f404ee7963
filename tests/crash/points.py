"""Named points at every port of the desk, where a process under test can kill itself.

The rules are pure: whatever can be lost or doubled happens at a port. So nothing of this is in the product; the test's
own entry point (tests/crash/process.py) puts these wrappers around the ports of the normal installation. The points are
drawn from the Protocols, so that a port that is added has points without anyone thinking of it.
"""

from __future__ import annotations

import inspect
import mmap
import os
import signal
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

from api.wiring import Wiring
from tipline.desk import ports, tx

TX_PORTS: dict[str, type] = {
    name: get_type_hints(member.fget)["return"]
    for name, member in vars(tx.Tx).items() if isinstance(member, property) and member.fget is not None
}
PORTS: dict[str, type] = {
    name.lower(): kind for name, kind in vars(ports).items()
    if getattr(kind, "_is_protocol", False) and kind.__module__ == ports.__name__
} | {f"tx.{name}": kind for name, kind in TX_PORTS.items()}
_CONCRETE = {"store": "store", "seals": "seals"}  # fields of the wiring whose annotation is storage's own class


def methods(port: type) -> dict[str, Any]:
    """The methods a Protocol declares, by name."""
    return {
        name: member for name, member in vars(port).items()
        if inspect.isfunction(member) and (not name.startswith("_") or name == "__call__")
        and name != "__init__" and getattr(member, "__module__", "") == port.__module__
    }


def _moments(member: Any) -> tuple[str, ...]:
    """When a process can die at a method: around it, and where it has a middle, there too."""
    told = str(inspect.signature(member).return_annotation)
    if "AbstractContextManager" in told:
        return ("before", "begun", "ending", "after")
    if "AsyncIterator" in told:
        return ("before", "piece", "after")
    return ("before", "after")


POINTS: tuple[str, ...] = tuple(
    f"{port}.{method.strip('_')}:{moment}"
    for port, kind in PORTS.items() for method, member in methods(kind).items() for moment in _moments(member)
)
_NUMBER = {name: n for n, name in enumerate(POINTS)}


class Tally:
    """How often each point was passed, in a file that outlives the process that passed them."""

    def __init__(self, path: Path) -> None:
        size = 4 * len(POINTS)
        if not path.exists() or path.stat().st_size != size:
            path.write_bytes(bytes(size))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), size)

    def count(self, name: str) -> None:
        at = 4 * _NUMBER[name]
        struct.pack_into("I", self._map, at, struct.unpack_from("I", self._map, at)[0] + 1)

    def passed(self) -> dict[str, int]:
        """The points that were passed, with how often."""
        counts = struct.unpack(f"{len(POINTS)}I", self._map[:])
        return {name: count for name, count in zip(POINTS, counts, strict=True) if count}


def die() -> None:
    """As a power switch: nothing of this process runs any more."""
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Points:
    """`armed`: at which point, and at its which pass, this process ends (None: it only counts)."""

    tally: Tally
    armed: str | None = None
    nth: int = 1
    end: Callable[[], None] = die

    def __post_init__(self) -> None:
        if self.armed is not None and self.armed not in _NUMBER:
            raise ValueError(f"There is no point {self.armed}.")
        self._lock, self._passed = threading.Lock(), 0

    def reach(self, name: str) -> None:
        with self._lock:
            self.tally.count(name)
            self._passed += name == self.armed
        if name == self.armed and self._passed >= self.nth:
            self.end()


class Pointed:
    """A port with its points; what the Protocol does not name is the port's own and passes through."""

    def __init__(self, port: str, inner: Any, points: Points) -> None:
        self._inner, self._port = inner, port
        for name, member in methods(PORTS[port]).items():
            place = f"{port}.{name.strip('_')}"
            setattr(self, "_called" if name == "__call__" else name, _around(place, getattr(inner, name), member, points))

    def __call__(self, *args: Any, **named: Any) -> Any:
        return self._called(*args, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class PointedTx:
    """A transaction whose repositories have points."""

    def __init__(self, inner: Any, points: Points) -> None:
        self._inner, self._points = inner, points

    @contextmanager
    def part(self) -> Iterator[Any]:
        with self._inner.part() as made:
            yield PointedTx(made, self._points)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return Pointed(f"tx.{name}", found, self._points) if name in TX_PORTS else found


def _around(place: str, inner: Any, member: Any, points: Points) -> Any:
    moments = _moments(member)
    if "begun" in moments:
        return _transaction(place, inner, points)
    if "piece" in moments:
        return _pieces(place, inner, points)
    return _awaited(place, inner, points) if inspect.iscoroutinefunction(member) else _plain(place, inner, points)


def _plain(place: str, inner: Any, points: Points) -> Any:
    def call(*args: Any, **named: Any) -> Any:
        points.reach(f"{place}:before")
        given = inner(*args, **named)
        points.reach(f"{place}:after")
        return given

    return call


def _awaited(place: str, inner: Any, points: Points) -> Any:
    async def call(*args: Any, **named: Any) -> Any:
        points.reach(f"{place}:before")
        given = await inner(*args, **named)
        points.reach(f"{place}:after")
        return given

    return call


def _pieces(place: str, inner: Any, points: Points) -> Any:
    async def call(*args: Any, **named: Any) -> Any:
        points.reach(f"{place}:before")
        async for piece in inner(*args, **named):
            points.reach(f"{place}:piece")
            yield piece
        points.reach(f"{place}:after")

    return call


def _transaction(place: str, inner: Any, points: Points) -> Any:
    @contextmanager
    def call(*args: Any, **named: Any) -> Iterator[Any]:
        points.reach(f"{place}:before")
        with inner(*args, **named) as made:
            points.reach(f"{place}:begun")
            yield PointedTx(made, points)
            points.reach(f"{place}:ending")  # everything is written, nothing is committed
        points.reach(f"{place}:after")

    return call


def place(wiring: Wiring, points: Points) -> Wiring:
    """The installation with points at all its ports."""
    means = _placed(wiring.means, points)
    return _placed(replace(wiring, means=means), points, store=means.store, seals=means.seals)


def _placed(held: Any, points: Points, **done: Any) -> Any:
    """The dataclass with a wrapped port in every field that holds one, alone or by channel."""
    changed = dict(done)
    for name, hint in get_type_hints(type(held)).items():
        port, inner = _port_of(name, hint), getattr(held, name)
        if port is None or name in done or inner is None:
            continue
        if isinstance(inner, Mapping):
            changed[name] = {key: Pointed(port, each, points) for key, each in inner.items()}
        else:
            changed[name] = Pointed(port, inner, points)
    return replace(held, **changed)


def _port_of(field: str, hint: Any) -> str | None:
    if field in _CONCRETE:
        return _CONCRETE[field]
    kinds = (hint, *get_args(hint))
    return next((name for name, kind in PORTS.items() if kind in kinds), None)
