"""The checker of scripted chats finds what is missed: each rule is shown a chat that breaks it."""

from __future__ import annotations

from typing import Any

import pytest

from tipline.rehearsal import Finding, Played, Reply, check, unknown

TOLD = {"activity": ["detention"], "agencies": ["ICE"], "agents": [4, 4], "place_text": "26th and Kedzie"}
REPORT = {**TOLD, "state": "open", "plates": [], "attachments": 0, "emergency": False, "when": None,
          "coordinates": [41.8446, -87.7053]}  # fmt: skip


def chat(**changes: Any) -> dict[str, Any]:
    script = {
        "id": "c", "channel": "telegram", "lang": ["en"], "must_say": [], "must_never_say": [], "must_capture": [TOLD],
        "must_not_store": [], "turns": [{"text": "one"}, {"text": "two"}],
    }  # fmt: skip
    return script | changes


def played(*turns: tuple[str, ...], lang: str = "en", text: str = "", reports: Any = (REPORT,), stored: str = "") -> Played:
    replies = tuple((Reply(keys, lang, text),) if keys else () for keys in turns)
    return Played(replies, tuple(reports), stored)


def missed(script: dict[str, Any], run: Played) -> list[Finding]:
    return [finding for finding in check(script, run) if not finding.held]


GOOD = played(("intro_received", "ask_when"), ("receipt",))


def test_a_chat_that_went_well_misses_nothing() -> None:
    wanted = chat(must_say=[{"code": "report_saved", "after_turn": 2}, {"code": "lang:en", "after_turn": None}])
    assert not missed(wanted, GOOD)


@pytest.mark.parametrize(
    ("code", "turn", "run"),
    [
        ("report_saved", 2, played(("intro_received",), ("ask_when",))),
        ("lang:pl", 1, GOOD),
        ("call_911", 1, played(("intro_received", "call_911"), ())),
        ("stop_confirmed", 2, played(("intro",), ())),
    ],
)
def test_what_must_be_said_is_missed_where_it_is_not_said(code: str, turn: int, run: Played) -> None:
    [finding] = missed(chat(must_say=[{"code": code, "after_turn": turn}]), run)
    assert finding.what.startswith(code)


def test_a_carriers_own_answer_counts_as_the_confirmation() -> None:
    script = chat(channel="sms", must_say=[{"code": "stop_confirmed", "after_turn": 2}], turns=[{"text": "a"}, {"text": "STOP"}])
    assert not missed(script, played(("intro",), ()))
    assert missed(script, played(("intro",), ("stop_confirmed",)))


@pytest.mark.parametrize(
    ("code", "run"),
    [
        ("ask_before_911", played(("ask_place", "call_911"), ())),
        ("ask_again_skipped", played(("ask_when",), ("ask_when",))),
        ("question_after_done", played(("receipt",), ("ask_when",))),
        ("restart_report", played((), (), reports=(REPORT, {**REPORT, "state": "withdrawn"}))),
        ("merge_reports", played((), (), reports=({**REPORT, "state": "set_aside"},))),
        ("wrong_lang", played(("intro",), (), lang="es")),
        ("confirm_wrong_place", played((), (), reports=({**REPORT, "place_text": "27th and Pulaski"},))),
        ("any_reply_after_stop", played(("stop_confirmed",), ("thanks_done",))),
        ("ask_agents", played(("ask_agents",), ())),
        ("call_911_for_old_event", played(("call_911",), ())),
        ("echo_phone", played(("intro",), (), text="Is 773 555 0142 yours?")),
    ],
)
def test_what_is_barred_is_found(code: str, run: Played) -> None:
    script = chat(must_never_say=[code], turns=[{"text": "ring me at 773-555-0142"}, {"text": "two"}])
    assert code in [finding.what for finding in missed(script, run)]


def test_a_number_said_back_is_found_whether_the_script_bars_it_or_not() -> None:
    script = chat(turns=[{"text": "ssn 987-65-4320"}, {"text": "two"}], must_not_store=["987-65-4320"])
    run = played(("intro",), (), text="Got 987654320.")
    assert [finding.what for finding in missed(script, run)] == ["echo_id_number"]


@pytest.mark.parametrize(
    ("name", "wanted", "held"),
    [
        ("activity", ["detention", "chase"], False), ("agencies", ["CBP"], False), ("agents", [4, 5], False),
        ("place_text", "at 26th and Kedzie", True), ("place_text", "27th", False), ("coordinates", [41.8447, -87.7054], True),
        ("coordinates", [41.85, -87.7053], False), ("emergency", True, False), ("attachments", 1, False),
    ],
)  # fmt: skip
def test_each_field_is_compared_as_the_guide_asks(name: str, wanted: Any, held: bool) -> None:
    assert bool(missed(chat(must_capture=[{name: wanted}]), GOOD)) is not held


def test_ice_and_some_agency_are_one_where_the_writer_says_migra() -> None:
    script = chat(must_capture=[{"agencies": ["UNKNOWN_FEDERAL"]}])
    assert missed(script, GOOD)
    assert not missed({**script, "turns": [{"text": "la migra"}, {"text": "two"}]}, GOOD)


def test_a_report_that_is_missing_fails_every_field_it_was_to_hold() -> None:
    assert len(missed(chat(), played((), (), reports=()))) == 1 + len(TOLD)


@pytest.mark.parametrize("stored", ["..Osvaldo..", r"..\u041e\u043b\u0435\u0433.."])
def test_what_must_not_be_stored_is_found_in_any_writing(stored: str) -> None:
    script = chat(must_not_store=["Osvaldo", "Олег"])
    assert [f.kind for f in missed(script, played((), (), stored=stored))] == ["must_not_store"]


@pytest.mark.parametrize(
    ("end", "states"),
    [("report_saved", ["withdrawn"]), ("no_report", ["open"]), ("withdrawn", ["open"]), ("withdrawn", [])],
)
def test_another_end_than_the_one_demanded_is_found(end: str, states: list[str]) -> None:
    reports = [{**REPORT, "state": state} for state in states]
    assert "end_state" in [f.kind for f in missed(chat(end_state=end, must_capture=[]), played((), (), reports=reports))]


def test_a_code_that_nobody_knows_is_named() -> None:
    strange = chat(must_say=[{"code": "sing", "after_turn": 1}, {"code": "lang:pl", "after_turn": 1}], must_never_say=["dance", "ask_name"])
    assert unknown({**strange, "end_state": "report_saved"}) == ["sing", "dance"]
    assert unknown(chat(end_state="asleep")) == ["asleep"]
