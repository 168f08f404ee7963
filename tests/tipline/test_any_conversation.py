"""Whatever is written, in whatever order: no step raises, one question a message, silence after goodbye."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from phone import Phone

from tipline import effects as fx
from tipline.effects import EFFECTS
from tipline.message import Attachment, Carrier, Channel, Kind, Media, Pin
from tipline.places.model import Candidate, Located
from tipline.reading.model import (
    ACTIVITIES,
    AGENCIES,
    INTENTS,
    PLACE_TYPES,
    SENSITIVE,
    TOPICS,
    Reading,
    When,
)
from tipline.rehearsal.codes import QUESTIONS
from tipline.report import State

COMMANDS = ("help", "status", "private", "withdraw", "forget", "mute", "unmute", "start", "language")
some = st.booleans
LABELS = ("26th & Kedzie", "41st & Pulaski", None)


def codes(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


def rarely(strategy: st.SearchStrategy[Any], default: Any) -> st.SearchStrategy[Any]:
    return st.one_of(st.just(default), st.just(default), st.just(default), strategy)


counts = st.integers(0, 12)
readings = st.builds(
    Reading,
    lang=st.sampled_from(["en", "es", "pl", "zh-Hant"]),
    lang_sure=some(),
    intent=st.sampled_from(INTENTS),
    masked_text=st.sampled_from(["", "two vans near 41st", "ok", "la 26 y Kedzie", "\ud7ff x"]),
    activity=codes(ACTIVITIES),
    agencies=codes(AGENCIES),
    agents=st.none() | counts.map(lambda n: (n, n + 1)),
    vehicles=st.none() | counts,
    plates=st.sampled_from([(), ("AB123",)]),
    place_text=st.sampled_from([None, "26th and Kedzie", "pulaski n 41st", "https://goo.gl/x", "the lot"]),
    place_type=codes(PLACE_TYPES),
    when=st.sampled_from([None, When("now"), When("ago", 5), When("ago", 9000), When("clock", text="5 pm"), When("date", text="11/11")]),
    ongoing=st.none() | some(),
    injury=st.sampled_from([None, "none", "reported", "serious"]),
    emergency=rarely(some(), False),
    firsthand=st.none() | some(),
    sensitive=rarely(codes(SENSITIVE), ()),
    topics=rarely(codes(TOPICS), ()),
    done=rarely(some(), False),
    skip=rarely(some(), False),
    yes_no=st.none() | some(),
    number=st.none() | counts,
    correction=rarely(some(), False),
    denied=rarely(st.just({"place_text": ("Kedzie",), "agencies": ("ICE",), "agents": ()}), {}),
    new_scene=rarely(some(), False),
    ignore_pin=rarely(some(), False),
    approaching=rarely(some(), False),
    retracted=rarely(st.sampled_from(["hoax", "mistaken"]), None),
    stop_kind=rarely(rarely(st.sampled_from(["opt_out", "erase", "withdraw"]), None), None),
    command=rarely(st.sampled_from(COMMANDS), None),
    wants_language=rarely(st.sampled_from(["en", "es", "pl"]), None),
)
POINTS = [(41.8445, -87.7051, "26th & Kedzie"), (41.82, -87.724, "41st & Pulaski"), (41.8446, -87.7052, None)]
located = st.one_of(
    st.just(Located("none")),
    st.sampled_from(POINTS).map(lambda p: Located("point", p[0], p[1], 40, "crossing", p[2], districts=("10",))),
    st.just(Located("outside", 42.05, -87.69, 40, "crossing", "Evanston")),
    st.just(Located("area", 41.84, -87.71, 1000, "area", "Little Village")),
    st.just(Located("ambiguous", candidates=(Candidate("A", 41.8, -87.7, "9"), Candidate("B", 41.9, -87.7)))),
)
media = st.lists(
    st.builds(Attachment, st.sampled_from(list(Media)), st.just("p"), too_large=rarely(some(), False)), max_size=3
).map(tuple)


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from([Kind.MESSAGE] * 6 + list(Kind)))
    event: dict[str, Any] = {"kind": kind, "read": draw(readings), "located": draw(located)}
    event["text"] = draw(st.sampled_from(["", "two vans near 41st", "ICE K7Q2", "yes", "stop", "STATUS", "2"]))
    event["attachments"] = draw(rarely(media, ()))
    if draw(rarely(some(), False)):
        event["pin"] = Pin(41.9, -87.7, live=draw(some()))
        event["located"] = Located("point", 41.9, -87.7, 10, "pin", draw(st.sampled_from(LABELS)), districts=("14",))
    if kind is Kind.BUTTON:
        event["choice"] = draw(st.sampled_from([
            "place:1", "place:9", "scene:same", "scene:another", "language:es", "language:xx", "injury:yes",
            "ongoing:skip", "corner:1", "nonsense", "",
        ]))  # fmt: skip
    if kind is Kind.CARRIER:
        event["carrier"] = draw(st.sampled_from(list(Carrier)))
    if kind is Kind.EDIT:
        event["amends"] = draw(st.none() | st.integers(1, 6))
    if kind is Kind.MESSAGE:
        event["command"] = draw(rarely(st.sampled_from([*COMMANDS, "stop", "delete", "unknown"]), None))
    event["pause"] = draw(st.sampled_from([0.01, 0.01, 0.5, 30, 60 * 7]))  # minutes
    return event


def play(phone: Phone, script: list[dict[str, Any]]) -> list[tuple[str, list[fx.Say], bool, bool]]:
    """For each event: (kind, what was said until the next one, opted out before it, done after it)."""
    course = []
    for each in script:
        event = {**each}
        pause = event.pop("pause")
        assert phone.contact is not None
        silent, start = phone.contact.opted_out is not None, len(phone.said)
        kind = event["kind"]
        phone.sends(event.pop("text"), **event)
        phone.passes(pause)
        course.append((kind, phone.said[start:], silent, phone.state.done))
    phone.passes(60 * 8)
    return course


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(st.sampled_from(list(Channel)), st.lists(events(), max_size=9))
def test_any_sequence_of_events_keeps_the_manners(channel: Channel, script: list[dict[str, Any]]) -> None:
    phone = Phone(channel=channel)
    course = play(phone, script)  # each step's state goes through JSON and back inside
    note(str([(k, [[x.key for x in s.said] for s in said]) for k, said, _, _ in course]))
    assert all(isinstance(effect, EFFECTS) for effect in phone.effects)
    for say in phone.said:
        assert say.said
        assert sum(said.question for said in say.said) <= 1
        assert all(said.question == (said.key in QUESTIONS) for said in say.said)
        assert say.lang in ("en", "es")
    for kind, said, silent, _ in course:
        if silent:
            come_back = any(isinstance(e, fx.OptIn) for e in phone.effects)
            assert not said or come_back or kind is Kind.GROUP
    assert sum(isinstance(e, fx.NoticeGiven) for e in phone.effects) <= 1


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(st.lists(events(), max_size=8))
def test_after_an_opt_out_nothing_follows_the_one_confirmation(script: list[dict[str, Any]]) -> None:
    phone = Phone()
    phone.says("ICE took a man at 26th and Kedzie").hears()
    phone.says("please no more texts", read=Reading("en", True, "stop", "x", stop_kind="opt_out"))
    assert phone.hears() == [("stop_confirmed",)]
    quiet = [e for e in script if e["kind"] not in (Kind.CARRIER,) and e.get("command") != "start"]
    for event in quiet:
        event["read"] = _without_start(event["read"])
    play(phone, quiet)
    assert phone.hears() == []


def _without_start(reading: Reading) -> Reading:
    from dataclasses import replace

    return replace(reading, command=None) if reading.command == "start" else reading


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(st.sampled_from(list(Channel)), st.lists(events(), max_size=6))
def test_no_question_follows_a_goodbye_until_another_scene_begins(channel: Channel, script: list[dict[str, Any]]) -> None:
    phone = Phone(channel=channel)
    phone.says("ICE took a man at 26th and Kedzie").says("done").hears()
    for each in script:
        event = {**each}
        pause = event.pop("pause")
        scenes = len(phone.reports)
        phone.sends(event.pop("text"), **event)
        phone.passes(pause)
        asked = {said.key for say in phone.said for said in say.said if said.question}
        if asked:
            on_demand = asked <= {"help_what", "ask_language"}
            assert on_demand or len(phone.reports) > scenes or not phone.state.done
            return
        phone.said.clear()


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(st.lists(events(), max_size=9))
def test_a_report_taken_back_never_changes_again(script: list[dict[str, Any]]) -> None:
    phone = Phone()
    phone.says("ICE took a man at 26th and Kedzie").says("WITHDRAW")
    reference, taken_back = phone.report.reference, phone.report
    assert taken_back.state is State.WITHDRAWN
    play(phone, script)
    assert phone.reports[reference].report == taken_back
