"""The first exchange, the burst and the story of the demo, as a phone hears them."""

from __future__ import annotations

import pytest
from phone import LINE, Phone

from tipline import effects as fx
from tipline.message import Channel
from tipline.report import State

STORY = "ICE grabbed a man at 26th and Kedzie, 4 agents, 2 white vans, 5 min ago"


def test_the_story_of_the_demo_takes_at_most_three_questions_and_ends_with_a_receipt() -> None:
    phone = Phone()
    assert phone.says(STORY).hears() == [("intro_received", "stay_back", "ask_ongoing"), ("privacy_notice",)]
    assert phone.says("", photo=1).hears() == [("ack_photo", "ask_injury")]
    assert phone.says("no").hears() == [("all_asked",)]
    assert phone.says("done").hears() == [("receipt", "receipt_files_pending")]
    facts = {name: phone.report.value(name) for name in ("activity", "agencies", "agents", "vehicles", "injury")}
    assert facts == {
        "activity": ["detention"], "agencies": ["ICE"], "agents": [4, 4], "vehicles": 2, "injury": "none",
    }  # fmt: skip
    assert phone.report.value("place")["districts"] == ["10"]


def test_the_first_message_names_line_reader_and_reference_and_is_the_notice_received() -> None:
    phone = Phone()
    phone.says("ICE is at 26th and Kedzie")
    first, second = phone.said
    assert first.notice == "received"
    assert first.reference == phone.report.reference
    assert second.notice is None
    text = phone.reads()[0]
    assert text.startswith(f"Chicago Tip Line, read by Chicago Police: received, ref {phone.report.reference}. Not 911")


def test_without_a_report_no_reference_is_said_and_it_follows_once_there_is_one() -> None:
    phone = Phone()
    assert phone.says("hello").hears()[0][0] == "intro"
    assert not phone.reports
    phone.says("ICE at 26th and Kedzie, they are handcuffing a man")
    assert phone.said[0].said[0].key == "received_ref"
    assert phone.said[0].notice == "received"


def test_the_privacy_notice_goes_once_per_contact_and_its_wording_on_record_before_it() -> None:
    phone = Phone()
    phone.says("hello")
    kinds = [type(e) for e in phone.effects]
    assert kinds.index(fx.NoticeGiven) < len(kinds) - 1
    assert [e.version for e in phone.effects if isinstance(e, fx.NoticeGiven)] == [LINE.wording_version]
    phone.hears()
    phone.says("ICE at 26th and Kedzie").passes(60 * 24 * 3)
    phone.says("ICE at Pulaski and 41st now, they took a man")
    assert ("privacy_notice",) not in phone.hears()


def test_a_burst_of_messages_gets_one_answer() -> None:
    phone = Phone()
    phone.sends("ICE here")
    phone.passes(1 / 60)
    phone.sends("26th and Kedzie")
    phone.passes(1 / 60)
    phone.sends("they took a man, 5 agents")
    assert phone.hears() == []
    phone.passes(3 / 60)
    heard = phone.hears()
    assert len(heard) == 2  # message (a) and message (b)
    assert len(phone.reports) == 1
    assert phone.report.value("agents") == [5, 5]


def test_a_report_is_at_the_desk_before_any_answer() -> None:
    phone = Phone()
    phone.sends("ICE took a man at 26th and Kedzie")
    assert phone.report.state is State.OPEN
    assert phone.hears() == []


def test_what_came_before_the_report_is_filed_with_it() -> None:
    phone = Phone()
    phone.says("hello")
    phone.says("ICE took a man at 26th and Kedzie")
    assert next(e.messages for e in phone.effects if isinstance(e, fx.AttachMessages)) == (1, 2)


@pytest.mark.parametrize("channel", list(Channel))
def test_a_photo_without_words_is_a_report_and_is_acknowledged(channel: Channel) -> None:
    phone = Phone(channel=channel)
    assert phone.says("", photo=1).hears()[0] == ("intro_received", "ack_photo", "ask_place")
    assert [e.attachment.pointer for e in phone.effects if isinstance(e, fx.WantEvidence)] == ["p"]


def test_an_album_in_one_burst_is_acknowledged_by_its_number() -> None:
    phone = Phone(channel=Channel.TELEGRAM)
    for _ in range(3):
        phone.sends("", attachments=_photo())
    phone.passes(0.1)
    assert "3 files received." in phone.reads()[0]
    assert len(phone.reports) == 1
    assert len([e for e in phone.effects if isinstance(e, fx.WantEvidence)]) == 3


def _photo(*, too_large: bool = False):  # type: ignore[no-untyped-def]
    from tipline.message import Attachment, Media

    return (Attachment(Media.PHOTO, "p", too_large=too_large),)


def test_a_file_too_large_gets_a_kind_sentence_and_a_note_at_the_desk() -> None:
    phone = Phone(channel=Channel.TELEGRAM)
    phone.sends("", attachments=_photo(too_large=True))
    phone.passes(0.1)
    assert "media_too_large" in phone.hears()[0]
    assert phone.flags() == ["too_large"]


def test_a_witness_who_falls_silent_has_still_reported_and_is_not_chased() -> None:
    phone = Phone()
    phone.says("ICE took a man at 26th and Kedzie").hears()
    phone.passes(60 * 24)
    assert phone.hears() == []
    assert phone.report.state is State.OPEN


def test_the_same_message_twice_changes_nothing() -> None:
    phone = Phone()
    phone.says(STORY)
    before = {name: fact.value for name, fact in phone.report.facts.items()}
    phone.says(STORY)
    assert {name: fact.value for name, fact in phone.report.facts.items()} == before
    assert len(phone.reports) == 1
