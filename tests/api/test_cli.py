"""The command line: what each command prints, and a sentence where it cannot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api import talk
from api.cli import app
from storage.alone import alone
from tests.desk.line import SAW, Line, logs_of_a_process, open_line

READ_FIELDS = {
    "lang", "intent", "activity", "agencies", "agents", "vehicles", "plates", "place_text", "place_type", "when",
    "ongoing", "injury", "emergency", "firsthand", "sensitive", "masked_text", "direction", "descriptions",
}  # fmt: skip
REPORT_FIELDS = {
    "activity", "agencies", "agents", "vehicles", "plates", "place_text", "place_type", "when", "ongoing", "injury",
    "emergency", "firsthand", "attachments", "coordinates", "state",
}  # fmt: skip
LOCATE_FIELDS = {
    "status", "lat", "lng", "radius_m", "method", "candidates", "districts", "beats", "community_areas", "wards",
}  # fmt: skip
ACCOUNT = {
    "TIPLINE_TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TIPLINE_TWILIO_AUTH_TOKEN": "a" * 32,
    "TIPLINE_TWILIO_FROM": "+17735550100", "TIPLINE_PUBLIC_URL": "https://tips.example.org",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    with logs_of_a_process():
        yield


def tipline(*words: str, env: dict[str, str] | None = None, given: str | bytes = "") -> Result:
    return CliRunner().invoke(app, list(words), env=env or {}, input=given)


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def folders(folder: Path) -> dict[str, str]:
    return {"TIPLINE_DATA_DIR": str(folder / "data"), "TIPLINE_KEY_DIR": str(folder / "keys")}


# read and locate


def test_read_answers_every_line_with_the_fields_of_the_reading_set() -> None:
    first, second, third = lines(tipline("read", given=f"{SAW}\n\nmi seguro es 987-65-4321\n"))
    assert set(first) == set(second) == set(third) == READ_FIELDS
    assert first["activity"] == ["detention"]
    assert (first["agencies"], first["agents"], first["vehicles"]) == (["ICE"], [4, 4], 2)
    assert first["when"] == {"kind": "ago", "minutes": 5}
    assert first["masked_text"] == SAW
    assert "987-65-4321" not in json.dumps(third)
    assert third["sensitive"] == ["ssn"]


@pytest.mark.parametrize("given", [b"\xff\xfe broken \xed\xa0\x80\n", b"\x00\x1b[2J\n", b"a" * 50_000 + b"\n", "\u202e\U0001f9ca\u200b\n"])
def test_read_answers_whatever_it_is_given(given: str | bytes) -> None:
    [answer] = lines(tipline("read", given=given))
    assert set(answer) == READ_FIELDS


def test_locate_answers_every_line_with_the_fields_of_a_place() -> None:
    corner, nothing, coordinates = lines(tipline("locate", given="26th and Kedzie\nnowhere at all\n41.8446, -87.7053\n"))
    assert set(corner) == set(nothing) == set(coordinates) == LOCATE_FIELDS
    assert corner["status"] == "point"
    assert corner["districts"] == ["10"]
    assert (round(corner["lat"], 2), round(corner["lng"], 2)) == (41.84, -87.71)
    assert nothing["status"] == "none"
    assert coordinates["status"] == "point"


# talk


def chat(**changes: Any) -> dict[str, Any]:
    return {
        "id": "chat-1", "channel": "sms", "lang": ["en"], "persona": "", "notes": "", "end_state": "report_saved",
        "turns": [
            {"text": SAW, "attach": None},
            {"text": None, "attach": {"type": "photo"}},
            {"text": "my ssn is 987-65-4321", "attach": None, "gap_min": 3},
        ],
    } | changes  # fmt: skip


def played(tmp_path: Path, *chats: dict[str, Any]) -> list[dict[str, Any]]:
    script = tmp_path / "chats.jsonl"
    script.write_text("\n".join(json.dumps(each) for each in chats) + "\n\n", encoding="utf-8")
    return lines(tipline("talk", "--script", str(script)))


def test_talk_plays_a_script_and_prints_one_object_a_chat(tmp_path: Path) -> None:
    telegram = chat(
        id="chat-2", channel="telegram",
        turns=[
            {"text": "La migra está aquí, 3 agentes", "attach": None},
            {"text": None, "attach": {"type": "location", "lat": 41.8446, "lon": -87.7053}},
            {"text": None, "attach": {"type": "voice"}},
        ],
    )  # fmt: skip
    sms_chat, telegram_chat = played(tmp_path, chat(), telegram)
    for result, name in ((sms_chat, "chat-1"), (telegram_chat, "chat-2")):
        assert set(result) == {"id", "turns", "reports"}
        assert result["id"] == name
        assert [turn["turn"] for turn in result["turns"]] == [1, 2, 3]
        for turn in result["turns"]:
            assert set(turn) == {"turn", "replies"}
            for reply in turn["replies"]:
                assert set(reply) == {"text", "keys", "lang", "segments"}
                assert isinstance(reply["segments"], int)
        for report in result["reports"]:
            assert set(report) >= REPORT_FIELDS
            assert "sensitive" not in report
    [report] = sms_chat["reports"]
    assert (report["activity"], report["agents"], report["attachments"], report["state"]) == (
        ["detention"], [4, 4], 1, "open",
    )  # fmt: skip
    assert [round(c, 2) for c in report["coordinates"]] == [41.84, -87.71]
    [report] = telegram_chat["reports"]
    assert [round(c, 4) for c in report["coordinates"]] == [41.8446, -87.7053]
    assert report["attachments"] == 1
    assert {reply["lang"] for turn in telegram_chat["turns"] for reply in turn["replies"]} == {"es"}
    assert "987-65-4321" not in json.dumps([sms_chat, telegram_chat])


def test_talk_collects_what_was_said_once_the_burst_is_over(tmp_path: Path) -> None:
    [result] = played(tmp_path, chat())
    first = [key for reply in result["turns"][0]["replies"] for key in reply["keys"]]
    assert first[0] == "intro_received"
    assert "privacy_notice" in first


def test_talk_starts_at_three_on_the_lines_own_afternoon_and_a_turn_comes_half_a_minute_later() -> None:
    assert talk.start_at(ZoneInfo("America/Chicago")) == datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
    assert timedelta(seconds=30) == talk.PAUSE


@pytest.mark.parametrize("script", ["no json", '{"id": 1}', "[]"])
def test_talk_says_which_line_of_a_script_it_cannot_read(tmp_path: Path, script: str) -> None:
    path = tmp_path / "chats.jsonl"
    path.write_text(json.dumps(chat(turns=[])) + "\n" + script + "\n", encoding="utf-8")
    result = tipline("talk", "--script", str(path))
    assert result.exit_code == 2
    assert "Line 2" in result.stderr


def test_talk_says_that_a_script_is_not_there(tmp_path: Path) -> None:
    result = tipline("talk", "--script", str(tmp_path / "nothing.jsonl"))
    assert result.exit_code == 2
    assert "No such file" in result.stderr


def test_talk_holds_chats_against_what_they_demand_and_fails_when_one_misses(tmp_path: Path) -> None:
    demands = {
        "must_say": [{"code": "report_saved", "after_turn": 1}, {"code": "ack_media", "after_turn": 2}],
        "must_never_say": ["restart_report"], "must_capture": [{"activity": ["detention"], "agents": [4, 4]}],
        "must_not_store": ["987-65-4321"],
    }  # fmt: skip
    wrong = {**demands, "must_say": [{"code": "call_911", "after_turn": 1}], "must_not_store": ["no such words", "agents"]}
    script = tmp_path / "chats.jsonl"
    script.write_text(json.dumps(chat(**demands)) + "\n" + json.dumps(chat(**wrong, id="chat-2")) + "\n", encoding="utf-8")
    result = tipline("talk", "--script", str(script), "--check")
    assert result.exit_code == 1
    said = result.stdout.splitlines()
    assert said[0] == "chat-1: held"
    assert [line.strip() for line in said if "MISSED " in line] == [
        "MISSED must_say call_911 after 1: says intro_received, stay_back, ask_ongoing, privacy_notice",
        "MISSED must_not_store string 2: stored in clear",
    ]
    assert said[-1] == "barred codes said: none"


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [({}, "it has no must_say"), ({"must_say": [], "must_never_say": ["sing"], "must_capture": []}, "knows no sing")],
)
def test_talk_says_why_a_chat_cannot_be_checked(tmp_path: Path, changes: dict[str, Any], complaint: str) -> None:
    script = tmp_path / "chats.jsonl"
    script.write_text(json.dumps(chat(**changes)), encoding="utf-8")
    result = tipline("talk", "--script", str(script), "--check")
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert tipline("talk", "--check").exit_code == 2


def test_talk_is_a_conversation_in_the_terminal() -> None:
    result = tipline("talk", given=f"{SAW}\nphoto\n")
    assert result.exit_code == 0
    assert "Not 911" in result.stdout


def test_talk_knows_two_channels_and_no_third() -> None:
    assert tipline("talk", "--channel", "telegram", given="hello\n").exit_code == 0
    result = tipline("talk", "--channel", "pigeon", given="hello\n")
    assert result.exit_code == 2
    assert "pigeon" in result.stderr


# keys, migrate


def test_keys_are_made_once_and_never_overwritten(tmp_path: Path) -> None:
    env = folders(tmp_path)
    made = tipline("keys", "init", env=env)
    assert made.exit_code == 0, made.output
    held = {path.name: path.read_bytes() for path in (tmp_path / "keys").iterdir()}
    assert held
    assert all(path.stat().st_mode & 0o777 == 0o400 for path in (tmp_path / "keys").iterdir())
    assert tipline("keys", "init", env=env).exit_code == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "keys").iterdir()} == held


def test_migrate_makes_the_database_and_may_be_run_again(tmp_path: Path) -> None:
    for _ in range(2):
        result = tipline("migrate", env=folders(tmp_path))
        assert (result.exit_code, result.stdout) == (0, "The database is up to date.\n")
    assert (tmp_path / "data" / "tipline.db").exists()


# verify-custody


async def held(folder: Path) -> Line:
    with open_line(folder) as line:
        await line.phone().says(SAW)
        await line.phone().sends_photo()
        return line


async def test_verify_custody_says_that_everything_holds(tmp_path: Path) -> None:
    await held(tmp_path)
    result = tipline("verify-custody", env=folders(tmp_path))
    assert result.exit_code == 0, result.output
    assert "1 originals match their hashes" in result.stdout


async def original(folder: Path) -> Path:
    await held(folder)
    [path] = [each for each in (folder / "data" / "vault" / "originals").rglob("*") if each.is_file()]
    path.chmod(0o600)
    return path


async def test_verify_custody_finds_an_original_that_was_altered(tmp_path: Path) -> None:
    path = await original(tmp_path)
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    result = tipline("verify-custody", env=folders(tmp_path))
    assert result.exit_code == 1
    assert "was altered in the vault" in result.stderr
    assert path.name in result.stderr


async def test_verify_custody_finds_an_original_that_is_missing(tmp_path: Path) -> None:
    (await original(tmp_path)).unlink()
    result = tipline("verify-custody", env=folders(tmp_path))
    assert result.exit_code == 1
    assert "is missing from the vault" in result.stderr


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE custody SET action = 'report closed' WHERE action = 'report opened'",
        "DELETE FROM custody WHERE seq = 2",
    ],
)
async def test_verify_custody_finds_an_entry_that_was_changed_behind_our_back(tmp_path: Path, tamper: str) -> None:
    line = await held(tmp_path)
    for (name,) in line.query("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'custody'"):
        line.query(f"DROP TRIGGER {name}")
    line.query(tamper)
    result = tipline("verify-custody", env=folders(tmp_path))
    assert result.exit_code == 1
    assert result.stderr.strip()


# Wrong settings


@pytest.mark.parametrize("command", [["serve"], ["work"], ["migrate"], ["keys", "init"], ["read"], ["verify-custody"]])
@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({"TIPLINE_TIMEZONE": "Mars/Base"}, "TIPLINE_TIMEZONE"),
        ({"TIPLINE_COLOUR": "blue"}, "TIPLINE_COLOUR"),
        ({"TIPLINE_TWILIO_FROM": "+17735550100"}, "TIPLINE_TWILIO_ACCOUNT_SID"),
        ({"TIPLINE_DATA_DIR": "here", "TIPLINE_KEY_DIR": "here/keys"}, "TIPLINE_KEY_DIR"),
    ],
)
def test_a_wrong_setting_is_a_sentence_and_exit_2(command: list[str], env: dict[str, str], told: str) -> None:
    result = tipline(*command, env=env)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("command", ["serve", "verify-custody"])
def test_without_keys_nothing_starts_and_the_sentence_says_what_to_do(tmp_path: Path, command: str) -> None:
    result = tipline(command, env=folders(tmp_path))
    assert result.exit_code == 2
    assert "tipline keys init" in result.stderr


def test_without_a_database_nothing_starts_and_the_sentence_says_what_to_do(tmp_path: Path) -> None:
    env = folders(tmp_path)
    tipline("keys", "init", env=env)
    result = tipline("serve", env=env)
    assert result.exit_code == 2
    assert "tipline migrate" in result.stderr


def test_on_sqlite_a_worker_apart_is_refused_and_the_sentence_says_where_it_runs(tmp_path: Path) -> None:
    result = tipline("work", env=folders(tmp_path))
    assert result.exit_code == 2
    assert "inside `tipline serve`" in result.stderr


def test_a_second_process_that_serves_one_sqlite_database_is_refused(tmp_path: Path) -> None:
    env = folders(tmp_path)
    tipline("keys", "init", env=env)
    tipline("migrate", env=env)
    with alone(f"sqlite:///{tmp_path / 'data' / 'tipline.db'}"):
        result = tipline("serve", env=env)
        assert tipline("user", "list", env=env).exit_code == 0, "commands still work beside it"
    assert result.exit_code == 2
    assert "Another tipline process" in result.stderr


# demo


@pytest.mark.parametrize("real", [ACCOUNT, {"TIPLINE_TELEGRAM_TOKEN": "123:abc"}], ids=["Twilio", "Telegram"])
def test_the_demo_does_not_start_beside_real_credentials(tmp_path: Path, real: dict[str, str]) -> None:
    result = tipline("demo", "--port", "0", "--folder", str(tmp_path / "demo"), env=real)
    assert result.exit_code == 2
    assert "real credentials" in result.stderr
    assert not (tmp_path / "demo").exists()


def test_the_demo_leaves_a_folder_alone_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear", encoding="utf-8")
    result = tipline("demo", "--port", "0", "--folder", str(tmp_path))
    assert result.exit_code == 2
    assert (tmp_path / "letters.txt").read_text(encoding="utf-8") == "dear"


# phrases


def test_phrases_shows_every_language_and_never_invents_a_review() -> None:
    told = tipline("phrases")
    assert told.exit_code == 0, told.output
    for name in ("English", "Español", "Polski", "简体中文", "繁體中文", "العربية", "Українська", "Tagalog"):
        assert name in told.output
    assert told.output.count("0 (0 %)") == 8
