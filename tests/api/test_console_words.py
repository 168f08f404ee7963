"""What the console says: every code has words, every state a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.console import drawing, facts, queue, timeline, times, words
from api.console.asked import back, way
from api.console.conversation import delivered, marked
from storage.queries import AskedView, EventView, Place, Spoken
from tests.api import seed
from tipline import triage
from tipline.case import Resolution, Status
from tipline.delivery import OutboxState
from tipline.desk.duties import DEFAULT_DUTIES
from tipline.message import Channel, Media
from tipline.reading.model import ACTIVITIES, AGENCIES
from tipline.report import Fact, Report, State

NOW = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
ZONE = ZoneInfo("America/Chicago")
SAID = Spoken(
    id=1, address_id=1, stream="conversation", notice=None, notice_number=None, urgent=False, lang="en",
    lines=(("reply", "Hello"),), choices=(), silent=False, author=None, state="queued", delivery=None, code=None,
    segments=1, tries=0, created_at=NOW, not_before=NOW, sent_at=None,
)


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (words.ACTIVITY, ACTIVITIES), (words.STATUS, list(Status)), (words.RESOLUTION, list(Resolution)),
        (words.STATE, list(State)), (words.CHANNEL, list(Channel)), (words.MEDIA, list(Media)), (words.LANE, queue.VIEWS),
        (words.LANE, triage.LANES), (words.DISPLAY, ("cannot_display", "too_many_pixels", "no_view", "no_file", "time_out", "too_much_memory")),
        (words.UNSEEN, ("wanted", "fetching", "too_large", "gone", "failed")),
        (words.SILENCE, ("forgotten", "opted_out", "blocked")),
    ],
)
def test_every_code_has_words(table: dict[str, object], codes: list[str]) -> None:
    assert [code for code in codes if code not in table] == []


def test_agencies_read_as_people_write_them() -> None:
    assert [words.agency(code) for code in AGENCIES][:2] == ["ICE", "HSI"]
    assert words.agency("UNKNOWN_FEDERAL") == "Unknown federal"


@pytest.mark.parametrize("channel", ["sms", "telegram"])
@pytest.mark.parametrize("state", list(OutboxState))
def test_every_outbox_state_has_a_word_and_a_whole_sentence(state: str, channel: str) -> None:
    found = delivered(replace(SAID, state=state), channel, lambda *_: None, NOW, ZONE)
    assert found.word
    assert found.sentence.endswith(".")
    assert "{" not in found.sentence
    assert found.tone == {"failed": "bad", "accepted": "good", "delivered": "good"}.get(state, "wait")


def test_a_text_the_carrier_says_nothing_about_is_unconfirmed_after_ten_minutes() -> None:
    sent = replace(SAID, state="accepted", delivery="sent", sent_at=NOW)
    words_at = {m: delivered(sent, "sms", lambda *_: None, NOW + timedelta(minutes=m), ZONE).word for m in (9, 11)}
    assert words_at == {9: "Sent", 11: "Unconfirmed"}
    telegram = delivered(replace(sent, delivery="accepted"), "telegram", lambda *_: None, NOW + timedelta(days=1), ZONE)
    assert telegram.word == "Sent", "Telegram never says more"


def test_an_answer_reads_in_english_beside_its_question() -> None:
    def said(key: str, state: str, code: str) -> str:
        return back(AskedView(key, 1, state, code, 7), "na północ", ()).text

    assert said("which_way", "clear", "north") == "Answered: North"
    assert said("which_way", "clear", "toward Cicero") == "Answered: Toward Cicero"
    assert said("agents", "clear", "4-6") == "Answered: 4 to 6"
    assert said("agency", "clear", "ICE, UNKNOWN_FEDERAL") == "Answered: ICE, Unknown federal"
    assert said("photos", "clear", "photo:2") == "Answered: sent 2 photos"
    assert said("plate", "clear", "BD48213") == "Answered: BD48213"
    assert said("injury", "unsure", "unsure") == "Does not know"
    assert said("clothes", "words", "").startswith("Answered in words")
    assert said("clothes", "waiting", "") == "No answer yet"
    assert (way("na północ"), way("por la iglesia")) == ("North", "por la iglesia")



def test_a_failed_message_says_why_in_the_vendors_own_table() -> None:
    failed = replace(SAID, state="failed", code="30003")
    assert delivered(failed, "sms", lambda channel, code: f"{channel} {code}.", NOW, ZONE).sentence == "sms 30003."
    assert "30003" in delivered(failed, "sms", lambda *_: None, NOW, ZONE).sentence


def test_a_message_held_for_the_night_says_until_when() -> None:
    held = replace(SAID, not_before=NOW + timedelta(hours=17))
    assert delivered(held, "sms", lambda *_: None, NOW, ZONE).sentence == "Held until 23 Nov 08:00: it is night there."


def test_overlapping_words_are_cut_so_that_each_fact_finds_its_own() -> None:
    pieces = marked("4 agents, 2 white vans", [("vehicles", "2 white vans"), ("descriptions", "white vans"), ("agents", "4 agents")])
    assert [(p.text, p.fields) for p in pieces] == [
        ("4 agents", "agents"), (", ", ""), ("2 ", "vehicles"), ("white vans", "descriptions vehicles"),
    ]


def test_words_that_are_not_in_the_message_mark_nothing() -> None:
    assert "".join(p.text for p in marked("abc", [("x", "zzz")])) == "abc"
    assert [p.fields for p in marked("ABC İ", [("x", "abc")])] == [""]  # folding changes its length: no guess


def report(**held: object) -> Report:
    return Report("K7Q2", facts={name: Fact(value, 1, "") for name, value in held.items()})


def test_a_place_reads_as_people_say_it_and_an_unclear_one_says_so() -> None:
    place = seed.where("26th & Kedzie", 41.8443, -87.7051, "10")
    said = {line.field: line.text for line in facts.lines(report(place=place))}
    assert said["place"] == "26th & Kedzie - district 10"
    full = {**place, "neighbourhood": "Little Village", "beats": ["1013", "1024"], "community_areas": ["30"], "wards": ["12", "22"]}
    said = {line.field: line.text for line in facts.lines(report(place=full))}
    assert said["place"] == "26th & Kedzie - Little Village - district 10 - beats 1013, 1024 - community area 30 - wards 12, 22"
    two = {**place, "status": "ambiguous", "label": None, "candidates": [{"label": "26th & Kedzie"}, {"label": "26th & Pulaski"}]}
    unclear = report(place=two, place_text="26th")
    assert {line.field: line.text for line in facts.lines(unclear)}["place"] == "Not clear: 26th & Kedzie or 26th & Pulaski"
    assert facts.where(unclear) == "26th"
    assert "place" in facts.missing(unclear)


def test_a_time_told_by_the_clock_stands_beside_what_it_was_understood_as() -> None:
    early, late = [["2026-11-22T10:45:00+00:00", "2026-11-22T11:15:00+00:00"], ["2026-11-22T22:45:00+00:00", "2026-11-22T23:15:00+00:00"]]
    told = Report("AAAA").with_fact("when", {"kind": "clock", "text": "о 5"}, 1).with_fact("when_interval", early, 1)
    [line] = facts.lines(told)
    assert [times.clock(at, NOW, ZONE) for at in line.spans[0]] == ["04:45", "05:15"]
    [line] = facts.lines(told.with_fact("when_other", late, 1))
    assert len(line.spans) == 2
    [line] = facts.lines(told.with_fact("when", {"kind": "ago", "minutes": 5}, 1))
    assert line.spans == ()


def test_what_is_missing_is_named_until_it_is_told() -> None:
    assert facts.missing(report()) == ["place", "what is happening", "when"]
    assert facts.missing(report(coordinates=[41.8, -87.7], activity=["patrol"], when={"kind": "now"})) == []


def test_a_no_is_shown_only_where_it_says_something() -> None:
    shown = {line.field for line in facts.lines(report(ongoing=False, emergency=False, firsthand=False, injury="none"))}
    assert shown == {"ongoing", "firsthand", "injury"}


@pytest.mark.parametrize(
    ("action", "before", "after", "note", "said"),
    [
        ("moved", "new", "triage", None, "moved it from new to triage"),
        ("moved", "triage", "closed", "false_report", "moved it from triage to closed (false report)"),
        ("assigned", "lee", "dana", None, "assigned it to dana, before with lee"),
        ("duty", None, "refused", "identify_supervisor; attempt: lee", "recorded identify the federal supervisor: attempted and refused"),
        ("flag", None, None, "emergency", "flagged: someone may need 911 now"),
        ("flag", None, None, "photo too_large", "flagged: a photo is not here, too large to receive"),
        ("something_new", None, None, None, "something new"),
    ],
)
def test_the_timeline_says_what_was_done(action: str, before: str | None, after: str | None, note: str | None, said: str) -> None:
    assert timeline.sentence(EventView(1, NOW, "sol", action, before, after, note), DEFAULT_DUTIES) == said


@pytest.mark.parametrize(("seconds", "said"), [(-5, "now"), (9, "now"), (10, "10 s"), (61, "1 min"), (3600, "1 h"), (47 * 3600, "47 h"), (48 * 3600, "2 d")])
def test_times_are_short(seconds: int, said: str) -> None:
    assert times.ago(NOW - timedelta(seconds=seconds), NOW) == said


def test_a_place_in_the_queue_survives_its_text_to_the_microsecond() -> None:
    place = Place(74, datetime(2026, 11, 22, 21, 4, 7, 123457, UTC), 12)
    assert queue.place_of(queue.text_of(place)) == place


def test_the_map_names_the_streets_that_cross_at_the_point() -> None:
    drawn = drawing.draw(seed.city(), [(41.8443, -87.7051, 40)], "26th & Kedzie", ["10"])
    assert {"Kedzie", "Pulaski", "Western", "26th", "Cermak", "31st"} <= {label.text for label in drawn.labels}
    assert [d.here for d in drawn.districts].count(True) == 1
    kedzie = min((line for line in drawn.streets if abs(line.x1 - line.x2) < 200), key=lambda line: abs(line.x1 + line.x2))
    assert abs(kedzie.x1 + kedzie.x2) / 2 < 60  # metres: the point lies on Kedzie


@pytest.mark.parametrize(("name", "said"), [("KEDZIE", "Kedzie"), ("26", "26th"), ("31", "31st"), ("111", "111th"), ("63", "63rd")])
def test_street_names_are_written_as_said(name: str, said: str) -> None:
    assert drawing.street_name(name) == said
