"""What leaves the desk of a case: one page and one JSON, whole, the same each time, without who reported it, on record."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdf
import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from api.console import sheet
from tests.api import seed
from tests.api.app import application, cookie
from tipline.case import Duty, Resolution, Status
from tipline.desk import casefile, casework, corrections
from tipline.desk.duties import DEFAULT_DUTIES
from tipline.desk.records import Actor
from tipline.errors import Refused
from tipline.message import Channel

DOCS = Path(__file__).parents[2] / "docs"
DANA = Actor(1, "dana", "dispatcher")
CHICAGO = ZoneInfo("America/Chicago")
TEXTS = {
    "es": "Se llevaron a dos muchachos", "pl": "Zabrali sąsiada, róg 47 i Ashland", "uk": "Забрали сусіда",
    "ar": "شاحنتان بيضاوان أمام المسجد", "zh-Hans": "他们带走了两个人", "zh-Hant": "他們帶走了兩個人",
    "tl": "Kinuha nila ang kapitbahay", "en": "#strong[not markup] $x$ \\ *",
}  # fmt: skip


@pytest.fixture(scope="module")
def press() -> sheet.Press:
    return sheet.Press()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[seed.Desk]:
    made = seed.desk(tmp_path)
    seed.stories(made)
    yield made
    made.close()


def masked(text: str) -> str:
    return re.sub(r"\d{3}-555-01\d\d", "[phone]", text)


def held(desk: seed.Desk, case_id: int = 1) -> dict[str, Any]:
    return casefile.case_file(desk.means, DANA, case_id, masked)


def worked_on(desk: seed.Desk) -> None:
    """Case 1, walked to documented with everything a case can have."""
    now = desk.clock.now()
    casework.assign(desk.means, DANA, 1, held(desk)["case"]["version"], 1, now)
    for duty, outcome, detail in (
        (Duty.SUMMON_AID, "summoned", {"time": "15:06", "ems": "263260123"}),
        (Duty.DOCUMENT, "documented", {"report_number": "JK100100"}), (Duty.PRESERVE_FOOTAGE, "none_recorded", {}),
        (Duty.IDENTIFY_SUPERVISOR, "refused", {"attempt": "asked, gave 773-555-0142"}),
        (Duty.COMPLETE_REPORT, "no_violation", {}),
    ):
        casework.set_duty(desk.means, DANA, 1, duty, outcome, detail, now)
    corrections.correct_fact(desk.means, DANA, 1, 1, "agents", [6, 8], now, reason="counted on the video")
    casework.note(desk.means, DANA, 1, "Call 773-555-0142 back", now)
    casework.move(desk.means, DANA, 1, held(desk)["case"]["version"], Status.DOCUMENTED, now)


def words_of(data: bytes) -> str:
    read = pypdf.PdfReader(io.BytesIO(data))
    assert len(read.pages) == 1
    return " ".join(read.pages[0].extract_text().split())


def page(desk: seed.Desk, press: sheet.Press, case_id: int = 1, file: dict[str, Any] | None = None) -> bytes:
    return press.pdf(sheet.sheet(file or held(desk, case_id), "Chicago Tip Line", CHICAGO, DEFAULT_DUTIES, press.families))


def test_the_page_says_what_where_and_how_each_duty_ended(desk: seed.Desk, press: sheet.Press) -> None:
    worked_on(desk)
    words = words_of(page(desk, press))
    for part in (
        "Case 1: Detention, 26th & Kedzie", "ICE, 6 to 8 agents, 2 vehicles", "somebody hurt", "Documented", "with dana",
        "Summon medical aid", "Summoned at: 15:06; EMS incident number: 263260123", "JK100100", "Attempted and refused",
        "Corrected by dana; the witness told: 4", "bleeding from the head", "Version",
    ):  # fmt: skip
        assert part in words, part
    file = held(desk)
    assert file["evidence"][0]["sha256"] in words.replace(" ", "")
    assert page(desk, press) == page(desk, press), "the same case gives the same bytes"


def test_a_crowded_case_still_fits_one_page_and_says_what_is_left_out(desk: seed.Desk, press: sheet.Press) -> None:
    for number in range(12):
        story = replace(seed.STORIES[0], pseudonym=f"Tern {number:04d}", reference=f"Z{number:03d}", says=tuple("They are still here, and more come. " * 20 for _ in range(5)))
        seed.tell(desk, replace(story, ago=timedelta(minutes=3)), 1)
    for number in range(40):
        casework.note(desk.means, DANA, 1, f"Note {number}. " * 60, desk.clock.now())
    words = words_of(page(desk, press))
    assert "11 more reports in the case's JSON." in words
    assert re.search(r"Not on this page, but in the case's JSON: \d+ more messages, \d+ earlier acts of the desk", words)
    assert "Case 1: Detention, 26th & Kedzie" in words


def test_all_eight_languages_stand_on_the_page_and_nothing_typed_is_markup(desk: seed.Desk, press: sheet.Press) -> None:
    case = None
    for number, (lang, text) in enumerate(TEXTS.items()):
        story = replace(seed.STORIES[2], pseudonym=f"Tern {number:04d}", reference=f"L{number:03d}", lang=lang, says=(text,), facts={}, channel=Channel.TELEGRAM)
        case = seed.tell(desk, story, case)
    assert case
    drawn = sheet.sheet(held(desk, case), "Chicago Tip Line", CHICAGO, DEFAULT_DUTIES, press.families)
    if drawn["warnings"]:
        pytest.skip(" ".join(drawn["warnings"]))
    words = words_of(press.pdf(drawn))
    for lang, text in TEXTS.items():
        if lang != "ar":  # its letters come back in the order they are drawn in
            assert text.replace(" ", "") in words.replace(" ", ""), lang
    assert re.search(r"[\u0600-\u06ff\ufb50-\ufefc]{3}", words)


def test_a_script_without_a_font_is_said_on_the_page_with_what_to_install() -> None:
    assert sheet.missing_fonts("شاحنتان 昨天 дім", frozenset({"Noto Sans"})) == [
        "This machine has no font for Arabic: such words show as boxes here; the case's JSON has them. Debian's package fonts-noto-core brings one.",
        "This machine has no font for Chinese: such words show as boxes here; the case's JSON has them. Debian's package fonts-noto-cjk brings one.",
    ]
    assert sheet.missing_fonts("plain", frozenset()) == []


def test_the_json_keeps_to_its_documented_schema(desk: seed.Desk) -> None:
    schema = json.loads((DOCS / "case-file.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for case_id in range(1, 9):
        assert [e.message for e in validator.iter_errors(held(desk, case_id))] == []
    worked_on(desk)
    casework.move(desk.means, DANA, 1, held(desk)["case"]["version"], Status.CLOSED, desk.clock.now(), Resolution.DOCUMENTED)
    assert [e.message for e in validator.iter_errors(held(desk))] == []
    assert schema["properties"]["version"]["const"] == casefile.VERSION
    assert list(validator.iter_errors(held(desk) | {"reporter": "Heron 4821"})), "nothing else may be in it"


def test_neither_names_a_reporter_and_what_staff_typed_is_masked(desk: seed.Desk, press: sheet.Press) -> None:
    worked_on(desk)
    casework.reply(desk.means, DANA, 1, 1, "Thank you", desk.clock.now())
    told = json.dumps(held(desk), ensure_ascii=False) + words_of(page(desk, press))
    for hidden in ("Heron", "Finch", "4821", "773-555", "telegram", "sms", "pseudonym", "address"):
        assert hidden.casefold() not in told.casefold(), hidden
    assert "[phone]" in told


def test_both_are_taken_along_on_record_with_their_hash_and_leave_the_case_as_it_is(desk: seed.Desk) -> None:
    client = TestClient(application(desk), base_url="http://localhost", cookies=cookie(desk, "dana"))
    send = {"data": {"csrf": "csrf-dana"}, "headers": {"sec-fetch-site": "same-origin"}}
    first, again = (client.post("/console/cases/1/file.json", **send) for _ in range(2))
    assert first.headers["content-disposition"] == 'attachment; filename="case-1.json"'
    assert first.content == again.content, "that it was taken along is no part of it"
    printed = client.post("/console/cases/1/file.pdf", **send)
    assert printed.content.startswith(b"%PDF")
    with desk.store.read() as tx:
        entries = [(e.actor, e.action, e.digest) for e in tx.custody.of_subjects(["case:1"]) if "handed out" in e.action]
        events = [(e.actor, e.after) for e in tx.cases.events(1) if e.action == "handed_out"]
    digest = hashlib.sha256(first.content).hexdigest()
    assert entries == [
        ("staff:1", "handed out as json", digest), ("staff:1", "handed out as json", digest),
        ("staff:1", "handed out as pdf", hashlib.sha256(printed.content).hexdigest()),
    ]
    assert events == [("dana", "json"), ("dana", "json"), ("dana", "pdf")]


def test_who_may_not_work_on_a_case_takes_nothing_along(desk: seed.Desk) -> None:
    for actor in (Actor(4, "ada", "admin"), Actor(9, "aud", "auditor"), Actor(8, "off", "officer", ("12",))):
        with pytest.raises(Refused):
            casefile.case_file(desk.means, actor, 1, masked)
        with pytest.raises(Refused):
            casefile.handed_out(desk.means, actor, 1, "json", "0" * 64, desk.clock.now())
