"""Small manners, each once got wrong: how a first word, a choice, a near corner, a command and an "ok" are taken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from phone import PHRASES, Phone

from tipline.message import Channel, Pin
from tipline.places import Located
from tipline.reading.model import Reading

STORY = "ICE took a man at 26th and Kedzie just now"


def keys(phone: Phone) -> set[str]:
    return {key for message in phone.hears() for key in message}


@pytest.mark.parametrize(("first", "hint", "lang"), [("hola", None, "es"), ("hello", None, "en"), ("", "es-MX", "es")])
def test_the_first_word_or_the_apps_language_decides_until_more_is_known(first: str, hint: str | None, lang: str) -> None:
    phone = Phone(channel=Channel.TELEGRAM)
    phone.says(first, photo=int(not first), language_hint=hint)
    assert {say.lang for say in phone.said} == {lang}


def test_a_guess_gives_way_to_words_that_show_a_language_and_one_word_switches_nothing() -> None:
    phone = Phone()
    phone.says("hello").says("la migra se llevo a un hombre en la 26 y Kedzie").hears()
    phone.says("hello")
    assert phone.state.lang == "es"


@pytest.mark.parametrize(("lang", "said"), [("en", "Place: 3610 S Seeley."), ("es", "Lugar: 3610 S Seeley.")])
def test_choosing_one_of_two_places_is_taken_and_corrects_nothing(lang: str, said: str) -> None:
    phone = Phone()
    phone.says({"en": "3610 Seeley Avenue agents knocking on doors", "es": "la migra toca puertas en 3610 Seeley"}[lang])
    phone.hears()
    assert phone.says("2").reads()[0].startswith(said)


@pytest.mark.parametrize(
    ("method", "radius", "asks"), [("crossing", 130, False), ("address", 400, False), ("area", 1500, True)]
)
def test_a_corner_is_asked_for_in_an_area_and_not_where_a_block_is_known(method: str, radius: int, asks: bool) -> None:
    located = Located("area", 41.843, -87.705, radius, method, "27th & Kedzie", districts=("10",))  # type: ignore[arg-type]
    phone = Phone()
    phone.says("ICE took a man there just now", read=_read(), located=located)
    for answer in ("no", "no", "no"):
        phone.says(answer)
    assert ("ask_corner" in keys(phone)) is asks


def _read() -> Reading:
    return Reading("en", True, "report", "x", activity=("detention",), place_text="27th and Kedzie")


@pytest.mark.parametrize("word", ["PRIVATE", "MUTE", "UNMUTE", "STATUS", "STATUS K7Q2"])
def test_a_command_alone_is_answered_and_brings_no_question_and_no_other_line(word: str) -> None:
    phone = Phone()
    phone.says(STORY).hears()
    heard = phone.says(word).hears()
    assert len(heard) == 1
    assert not {key for key in heard[0] if key.startswith(("ask_", "answer_"))}
    assert phone.report.value("place_text") == "26th and Kedzie"


@pytest.mark.parametrize("word", ["MUTE", "STATUS", "WITHDRAW", "HELP", "LANGUAGE"])
def test_the_first_exchange_is_two_messages_even_after_a_command(word: str) -> None:
    phone = Phone(channel=Channel.TELEGRAM)
    heard = phone.says(word).hears()
    assert len(heard) == 2
    assert heard[1] == ("privacy_notice",)


@pytest.mark.parametrize("word", ["STATUS", "status", "Estado"])
def test_status_with_ones_own_reference_tells_the_status_and_with_another_nothing(word: str) -> None:
    phone = Phone()
    phone.says(STORY).hears()
    assert phone.says(f"{word} {phone.report.reference.lower()}").hears() == [("status_unopened",)]
    assert phone.says(f"{word} Z9Z9").hears() == [("status_elsewhere",)]


def test_near_a_corner_reads_in_the_language_of_the_sentence() -> None:
    assert PHRASES.say("ack_pin", "es", place="near 24th & Kedzie") == "Pin recibido: cerca de 24th & Kedzie."
    assert PHRASES.say("corrected_place", "es", place="near 24th & Kedzie") == "Corregido. Lugar: cerca de 24th & Kedzie."
    assert PHRASES.say("ack_pin", "en", place="near 24th & Kedzie") == "Pin received: near 24th & Kedzie."
    assert PHRASES.say("ack_pin", "es", place="24th & Kedzie") == "Pin recibido: 24th & Kedzie."


@pytest.mark.parametrize("bye", ["ok done", "OK thanks, done", "DONE thank you", "ok listo gracias", "ya, listo", "done."])
def test_done_among_thanks_brings_the_receipt_and_ends_the_questions(bye: str) -> None:
    phone = Phone()
    phone.says(STORY).hears()
    assert phone.says(bye).hears() == [("receipt",)]


def test_done_inside_a_sentence_ends_nothing() -> None:
    phone = Phone()
    phone.says(STORY).hears()
    assert "receipt" not in keys(phone.says("they are done with the search now"))


@pytest.mark.parametrize("text", ["can i follow them", "should we follow them?", "los puedo seguir", "puedo seguirlos?"])
def test_asking_whether_to_follow_tells_of_no_chase_and_is_told_to_stay_back(text: str) -> None:
    phone = Phone()
    phone.says(STORY).hears()
    asked = Reading("en", True, "followup", text, activity=("chase",), approaching=True)
    assert "stay_back" in keys(phone.says(text, read=asked))
    assert phone.report.value("activity") == ["detention"]


def test_a_question_tells_of_no_act() -> None:
    phone = Phone()
    phone.says(STORY).hears()
    phone.says("x", read=Reading("en", True, "question", "x", activity=("shots_fired",)))
    assert phone.report.value("activity") == ["detention"]


def test_an_ok_answers_no_question() -> None:
    phone = Phone()
    phone.says(STORY)
    while phone.state.question != "injury":
        phone.says("ok")
    phone.says("ok")
    assert phone.report.value("injury") is None


def test_a_place_outside_the_city_is_said_to_be_so_and_no_place_is_asked_for() -> None:
    phone = Phone()
    outside = Located("outside", 41.72, -87.74, 60, "crossing", "95th & Cicero")
    phone.says("x", read=replace(_read(), place_text="95th and Cicero"), located=outside)
    heard = keys(phone)
    for _ in range(4):
        heard |= keys(phone.says("not sure"))
    assert "outside_city" in heard
    assert not {"ask_place", "ask_pin", "ask_corner", "ask_which_place"} & heard


def test_hello_again_is_not_met_with_silence() -> None:
    phone = Phone()
    phone.says("hello").hears()
    assert phone.says("hello").hears() == [("ask_opening",)]


def test_a_place_told_in_words_ends_the_choice_between_two() -> None:
    phone = Phone()
    phone.says("3610 Seeley Avenue agents knocking on doors").hears()
    phone.says("", pin=Pin(41.8284, -87.6766))
    assert phone.state.offer is None
