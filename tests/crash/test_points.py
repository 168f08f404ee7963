"""Every port has points to die at, and a process that is told to die at one dies there and nowhere else."""

from __future__ import annotations

import inspect
import random
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from tests.crash import points
from tests.crash.clock import SharedClock
from tests.crash.points import POINTS, PORTS, TX_PORTS, Pointed, Points, Tally
from tests.crash.town import Town, town
from tipline.desk import inbox, ports, tx
from tipline.desk.ports import Arrival
from tipline.message import Channel


def test_every_protocol_of_the_desk_is_a_port_with_points() -> None:
    declared = {
        kind for module in (ports, tx) for kind in vars(module).values()
        if inspect.isclass(kind) and getattr(kind, "_is_protocol", False) and kind.__module__ == module.__name__
    }
    assert declared - set(PORTS.values()) == {tx.Tx}  # whose parts are ports themselves
    for name, kind in PORTS.items():
        named = {point.split(":")[0].rsplit(".", 1)[1] for point in POINTS if point.startswith(f"{name}.")}
        written = {m for m, made in vars(kind).items() if inspect.isfunction(made) and m != "__init__"}
        assert {method.strip("_") for method in written if not method.startswith("_") or method == "__call__"} <= named


async def test_every_port_of_the_wired_installation_is_wrapped(tmp_path: Path) -> None:
    async with town("", random.Random(0), reading=False) as made:
        wired = made.built()
        try:
            placed = points.place(wired, Points(Tally(tmp_path / "tally")))
            held = [getattr(owner, field.name) for owner in (placed, placed.means) for field in fields(owner)]
            wrapped = {each._port for value in held for each in _each(value) if isinstance(each, Pointed)}
            assert wrapped == set(PORTS) - {f"tx.{name}" for name in TX_PORTS}
            with placed.store.read() as opened:
                assert {name for name in TX_PORTS if isinstance(getattr(opened, name), Pointed)} == set(TX_PORTS)
        finally:
            wired.close()


def _each(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else [value]


class _Reached(Exception):
    pass


def _raise() -> None:
    raise _Reached


def test_a_point_ends_the_process_at_its_nth_pass_and_all_passes_are_on_record(tmp_path: Path) -> None:
    made = Points(Tally(tmp_path / "tally"), "clock.now:after", 3, _raise)
    clock = Pointed("clock", SharedClock(tmp_path / "clock"), made)
    clock.now()
    clock.now()
    with pytest.raises(_Reached):
        clock.now()
    assert Tally(tmp_path / "tally").passed() == {"clock.now:before": 3, "clock.now:after": 3}


def test_there_is_no_point_of_another_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no point store\.forget"):
        Points(Tally(tmp_path / "tally"), "store.forget:before")


@pytest.mark.parametrize(("moment", "stored"), [("before", 0), ("after", 1)])
async def test_a_process_killed_before_its_commit_has_stored_nothing_and_after_it_everything(
    moment: str, stored: int, postgresql_url: str
) -> None:
    for url in ("", postgresql_url):  # the first is SQLite
        async with town(url, random.Random(0), reading=False) as made:
            made.kinds = ("serve",)
            await made.start(("serve", f"store.take:{moment}", 1))
            assert await made.answers()
            made.people.speak(texts=1, chats=0)
            assert await made.forge.ended(made.running["serve"], 20) == -9
            assert not made.vendors.ledger.acked
            assert _stored(made) == stored


def _stored(made: Town) -> int:
    """1 when the line knows the one message that was sent, else 0."""
    wired = made.built()
    try:
        sid, = made.vendors.ledger.given
        again = Arrival(Channel.SMS, sid, "+17735550123", b"{}")
        return int(not inbox.accept(wired.store, wired.seals, again, made.clock.now()))
    finally:
        wired.close()
