"""Questions one at a time, in order, never again, and none once the witness is done."""

from __future__ import annotations

import pytest
from phone import Phone

from tipline.message import Channel
from tipline.reading.model import Reading, When


def followup(text: str = "x", **named: object) -> Reading:
    return Reading(**{"lang": "en", "lang_sure": False, "intent": "followup", "masked_text": text, **named})  # type: ignore[arg-type]


def asked(phone: Phone) -> list[str]:
    keys = [said.key for say in phone.said for said in say.said if said.question]
    phone.said.clear()
    return keys


def test_the_order_is_place_then_what_then_when_then_the_rest() -> None:
    phone = Phone()
    phone.says("x", photo=1, read=followup())
    order = asked(phone)
    for answer in (
        followup(place_text="the blue church"), followup(activity=("detention",)), followup(when=When("now")),
        followup(yes_no=True), followup(yes_no=False), followup(number=4),
    ):  # fmt: skip
        phone.says("x", read=answer)
        order += asked(phone)
    assert order == ["ask_place", "ask_activity", "ask_when", "ask_ongoing", "ask_injury"]


def test_bare_answers_land_in_the_field_that_was_asked_for() -> None:
    phone = Phone()
    phone.says("ICE took a man at 26th and Kedzie, 5 min ago").hears()
    phone.says("yes")
    phone.says("no")
    phone.says("6")
    assert (phone.report.value("ongoing"), phone.report.value("injury")) == (True, "none")
    assert phone.report.value("agents") == [6, 6]


@pytest.mark.parametrize("channel", list(Channel))
def test_a_choice_is_a_number_on_sms_and_a_button_on_telegram(channel: Channel) -> None:
    phone = Phone(channel=channel)
    phone.says("ICE took a man at 26th and Kedzie, 5 min ago, 4 agents")
    assert [code for code, _, _ in phone.said[0].choices] == ["ongoing:yes", "ongoing:no", "ongoing:skip"]
    phone.says("2") if channel is Channel.SMS else phone.presses("ongoing:no")
    assert phone.report.value("ongoing") is False


def test_a_button_pressed_late_answers_its_own_question() -> None:
    phone = Phone(channel=Channel.TELEGRAM)
    phone.says("ICE took a man at 26th and Kedzie, 5 min ago, 4 agents").says("it is loud here", read=followup())
    phone.presses("ongoing:yes")
    assert phone.report.value("ongoing") is True
    assert phone.report.value("injury") is None


@pytest.mark.parametrize("words", ["pass", "dunno", "3"])
def test_a_skipped_question_is_not_put_again(words: str) -> None:
    phone = Phone()
    phone.says("ICE took a man at 26th and Kedzie, 5 min ago, 4 agents")
    first = asked(phone)
    phone.says(words)
    for _ in range(4):
        phone.says("more", read=followup(descriptions=("van",)))
    assert first == ["ask_ongoing"]
    assert "ask_ongoing" not in asked(phone)


@pytest.mark.parametrize("words", ["done", "that's all", "nothing else", "LISTO"])
def test_after_done_there_is_a_receipt_and_no_question(words: str) -> None:
    phone = Phone()
    phone.says("ICE took a man at 26th and Kedzie").hears()
    assert phone.says(words).hears() == [("receipt",)]
    phone.says("they had 4 agents").says("", photo=1).says("done")
    assert asked(phone) == []


def test_the_receipt_is_sent_once_and_names_the_fingerprints_it_knows() -> None:
    from dataclasses import replace

    phone = Phone()
    phone.says("ICE took a man at 26th and Kedzie", photo=1).hears()
    phone.reports = {r: replace(f, fingerprints=("ab12cd34ef56",)) for r, f in phone.reports.items()}
    phone.says("done")
    assert phone.reads() == [
        f"Receipt: report {phone.report.reference} received, 2026-11-22 15:01. Files: 1. Fingerprints: ab12cd34ef56."
    ]
    assert phone.says("done").hears() == [("thanks_done",)]


def test_the_question_about_a_place_may_come_twice_and_no_other() -> None:
    phone = Phone()
    phone.says("ICE took a man")
    for _ in range(8):
        phone.says("more", read=followup(descriptions=("van",)))
    keys = asked(phone)
    assert keys.count("ask_place") == 2
    assert len(keys) == len({*keys}) + 1
    assert len(keys) <= 5


def test_a_past_event_is_asked_about_as_past() -> None:
    phone = Phone()
    phone.says("x", read=followup(
        intent="report", activity=("detention",), place_text="71st and Lawndale", when=When("date", text="11/11")
    ))  # fmt: skip
    assert asked(phone) == ["ask_injury_past"]


def test_who_the_person_is_or_what_ails_them_is_never_asked_in_an_emergency() -> None:
    phone = Phone()
    phone.says("x", read=followup(intent="report", emergency=True, activity=("medical_denied",), place_text="clinic"))
    keys = asked(phone)
    for _ in range(5):
        phone.says("more", read=followup(descriptions=("van",)))
        keys += asked(phone)
    assert "ask_injury" not in keys


def test_an_area_is_narrowed_down() -> None:
    from tipline.places.model import Located

    phone = Phone()
    area = Located("area", 41.84, -87.71, 1200, "area", "Little Village", districts=("10",))
    phone.says("x", located=area, read=followup(
        intent="report", activity=("detention",), place_text="Little Village", when=When("now"), ongoing=True
    ))  # fmt: skip
    assert "Which corner or address in Little Village?" in phone.reads()[0]
