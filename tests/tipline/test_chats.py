"""The scripted chats of the reading set, replayed over the real reading, places and conversation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from codes import BREAKS, NO_SUCH_SENTENCE, QUESTIONS, SAYS
from phone import PHRASES, ROOT, Phone, text

from tipline import effects as fx
from tipline.message import Channel, Pin
from tipline.report import Report, State

DATA = ROOT.parent / "shared" / "data" / "reading" / "conversations.jsonl"
CHATS = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()] if DATA.exists() else []
BUILT = set(PHRASES.languages)
spoken = [c for c in CHATS if set(c["lang"]) <= BUILT]
ALWAYS_BARRED = {"ask_name", "ask_phone", "ask_immigration_status", "ask_id_number", "echo_id_number", "reveal_witness"}


def chats(wanted: list[dict[str, Any]]) -> pytest.MarkDecorator:
    if not wanted:
        return pytest.mark.skip(reason="The reading set is not beside the project (../shared/data/reading).")
    return pytest.mark.parametrize("chat", wanted, ids=lambda c: c["id"])


class Replay:
    """A chat played to its end: what was said after each turn."""

    def __init__(self, chat: dict[str, Any]) -> None:
        self.phone = Phone(channel=Channel(chat["channel"]), languages=tuple(PHRASES.languages))
        self.turns: list[list[fx.Say]] = []
        for turn in chat["turns"]:
            attach = turn.get("attach") or {}
            named: dict[str, Any] = {"photo": int(attach.get("type") == "photo"), "voice": int(attach.get("type") == "voice")}
            if attach.get("type") == "location":
                named["pin"] = Pin(attach["lat"], attach["lon"])
            self.phone.says(turn["text"] or "", after=60 * turn.get("gap_min", 0.5), **named)
            self.turns.append(list(self.phone.said))
            self.phone.said.clear()

    def keys(self, turn: int | None) -> set[str]:
        turns = self.turns if turn is None else [self.turns[turn - 1]]
        return {said.key for says in turns for say in says for said in say.said}

    def langs(self, turn: int | None) -> set[str]:
        turns = self.turns if turn is None else [self.turns[turn - 1]]
        return {say.lang for says in turns for say in says}

    def reports(self) -> list[Report]:
        return [f.report for f in self.phone.reports.values() if f.report.state is State.OPEN]


@chats(CHATS)
def test_every_chat_replays_without_an_error_and_with_one_question_a_message(chat: dict[str, Any]) -> None:
    replay = Replay(chat)
    for says in replay.turns:
        assert all(sum(said.question for said in say.said) <= 1 for say in says)
    assert replay.langs(None) <= BUILT


@chats(spoken)
def test_what_must_be_said_is_said(chat: dict[str, Any]) -> None:
    replay = Replay(chat)
    for must in chat["must_say"]:
        code, turn = must["code"], must["after_turn"]
        if code.startswith("lang:"):
            assert replay.langs(turn) == {code.removeprefix("lang:")}
        else:
            assert SAYS[code] & replay.keys(turn), must
        if code == "call_911":
            assert replay.turns[turn - 1][0].said[0].key == "call_911"


@chats(spoken)
def test_what_is_barred_is_not_said(chat: dict[str, Any]) -> None:
    replay = Replay(chat)
    for code in {*chat["must_never_say"], *ALWAYS_BARRED} - NO_SUCH_SENTENCE:
        _COURSE.get(code, _no_key(code))(replay, chat)


@chats(spoken)
def test_what_must_not_be_stored_or_repeated_is_not(chat: dict[str, Any]) -> None:
    replay = Replay(chat)
    kept = json.dumps(replay.phone.state.to_dict()) + repr([f.report for f in replay.phone.reports.values()])
    told = " ".join(text(say, replay.phone.channel) for says in replay.turns for say in says)
    for secret in chat["must_not_store"]:
        assert secret not in kept
        assert secret not in told


@chats(spoken)
def test_what_must_be_captured_is_on_the_report(chat: dict[str, Any]) -> None:
    reports = Replay(chat).reports()
    assert len(reports) == len(chat["must_capture"])
    for wanted, report in zip(chat["must_capture"], reports, strict=True):
        held = {name: _held(report, name) for name in wanted}
        if _overlap(held.get("place_text"), wanted.get("place_text")):
            held["place_text"] = wanted["place_text"]
        assert held == {name: _plain(name, value) for name, value in wanted.items()}


_SETS = ("activity", "agencies", "plates", "place_type")


def _held(report: Report, name: str) -> object:
    value = report.value(name)
    if name in _SETS:
        return sorted(value) if isinstance(value, list) else []
    if name == "emergency":
        return bool(value)
    return value


def _overlap(held: object, wanted: object) -> bool:
    """The guide compares places by overlap, not letter by letter."""
    return isinstance(held, str) and isinstance(wanted, str) and (wanted in held or held in wanted)


def _plain(name: str, value: Any) -> object:
    return sorted(value) if name in _SETS else value


def _no_key(code: str) -> Any:
    def check(replay: Replay, chat: dict[str, Any]) -> None:
        assert not BREAKS.get(code, frozenset()) & replay.keys(None), code

    return check


def _questions(says: list[fx.Say]) -> list[str]:
    return [said.key for say in says for said in say.said if said.key in QUESTIONS]


def _before_911(replay: Replay, chat: dict[str, Any]) -> None:
    for says in replay.turns:
        keys = [said.key for say in says for said in say.said]
        if "call_911" in keys:
            assert keys[0] == "call_911"


def _after_done(replay: Replay, chat: dict[str, Any]) -> None:
    last = next(n for n, says in enumerate(replay.turns) if "receipt" in {s.key for say in says for s in say.said})
    assert not [q for says in replay.turns[last:] for q in _questions(says)]


def _never_twice(replay: Replay, chat: dict[str, Any]) -> None:
    keys = [q for says in replay.turns for q in _questions(says)]
    assert all(keys.count(q) <= (2 if q == "ask_place" else 1) for q in keys)


def _one_report(replay: Replay, chat: dict[str, Any]) -> None:
    assert len(replay.phone.reports) <= max(1, len(chat["must_capture"]))  # one withdrawn is still the one


def _kept_apart(replay: Replay, chat: dict[str, Any]) -> None:
    assert len(replay.reports()) == len(chat["must_capture"])


def _right_language(replay: Replay, chat: dict[str, Any]) -> None:
    assert replay.langs(None) <= set(chat["lang"])


def _wrong_place(replay: Replay, chat: dict[str, Any]) -> None:
    wanted = chat["must_capture"][0].get("place_text")
    if wanted is not None:
        assert replay.reports()[0].value("place_text") == wanted
        return
    pinned = [t["attach"] for t in chat["turns"] if (t["attach"] or {}).get("type") == "location"]
    place = replay.reports()[0].value("coordinates")
    assert place == [pinned[-1]["lat"], pinned[-1]["lon"]]


_COURSE = {
    "ask_before_911": _before_911, "question_after_done": _after_done, "ask_again_skipped": _never_twice,
    "restart_report": _one_report, "merge_reports": _kept_apart, "wrong_lang": _right_language,
    "confirm_wrong_place": _wrong_place,
}  # fmt: skip


def test_the_catalogs_hold_both_languages() -> None:
    assert set(PHRASES.languages) >= BUILT
