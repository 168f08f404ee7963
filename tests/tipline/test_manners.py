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


def test_the_stay_back_line_is_not_said_again_beside_a_second_911_line() -> None:
    phone = Phone()
    phone.says("shots fired at 26th and Kedzie").hears()
    heard = phone.says("they shot a man").hears()
    assert heard[0] == ("call_911",)


def test_a_joke_is_not_told_to_stay_back() -> None:
    phone = Phone()
    joke = Reading("en", True, "hoax_suspect", "x", place_text="26th and Kedzie", ongoing=True)
    assert "stay_back" not in keys(phone.says("x", read=joke))


@pytest.mark.parametrize("how", ["withdraw the first one", "WITHDRAW {first}", "withdraw kedzie"])
def test_the_report_that_is_named_is_withdrawn_and_the_other_one_stays_open(how: str) -> None:
    phone = Phone()
    phone.says(STORY).says("another one at 47th and Ashland, CBP took a woman").hears()
    first, second = phone.reports
    phone.sends(how.format(first=first))
    assert first in phone.reads()[0]
    assert [phone.reports[r].report.state.value for r in (first, second)] == ["withdrawn", "open"]


@pytest.mark.parametrize("typed", ["same", "the same one", "it's the same", "es el mismo"])
def test_the_same_incident_may_be_said_in_words(typed: str) -> None:
    phone = Phone(channel=Channel.TELEGRAM)
    phone.says(STORY).pins(41.80, -87.66).hears()
    assert "corrected_place" in keys(phone.says(typed))
    assert len(phone.reports) == 1


@pytest.mark.parametrize("typed", ["another", "it's another one", "otro"])
def test_another_incident_may_be_said_in_words_and_its_place_is_not_asked_again(typed: str) -> None:
    phone = Phone(channel=Channel.TELEGRAM)
    phone.says(STORY).pins(41.80, -87.66).hears()
    assert phone.says(typed).hears() == [("received_ref", "ask_activity")]
    assert len(phone.reports) == 2


@pytest.mark.parametrize("typed", ["the south one", "S", "second"])
def test_one_of_two_places_may_be_said_in_words(typed: str) -> None:
    phone = Phone()
    phone.says("3610 Seeley Avenue agents knocking on doors").hears()
    assert phone.says(typed).reads()[0].startswith("Place: 3610 S Seeley.")


@pytest.mark.parametrize("typed", ["español", "Spanish"])
def test_the_language_may_be_said_by_its_name(typed: str) -> None:
    phone = Phone(channel=Channel.TELEGRAM)
    phone.says("hello").says("LANGUAGE").hears()
    assert phone.says(typed).hears()[0] == ("language_set",)
    assert phone.state.lang == "es"


def test_one_street_alone_is_asked_for_its_corner_and_the_answer_makes_the_crossing() -> None:
    phone = Phone()
    phone.says("ICE took a man on Clark street")
    assert "Which corner or block on Clark?" in phone.reads()[0]
    phone.says("Division")
    assert phone.report.value("place")["label"] == "Clark & Division"


def test_my_house_is_no_place_for_anyone_else() -> None:
    phone = Phone()
    assert "ask_place" in keys(phone.says("la migra esta en mi casa"))


@pytest.mark.parametrize("text", ["😭😭", "🚨"])
def test_signs_alone_are_asked_what_and_where(text: str) -> None:
    assert Phone().says(text).hears()[0] == ("intro", "ask_opening")


def test_911_alone_is_a_cry_for_help() -> None:
    phone = Phone()
    phone.sends("911")
    assert phone.hears()[0][0] == "help_911"
    assert phone.flags() == ["help_keyword"]


@pytest.mark.parametrize("text", ["now", "just now", "ahorita"])
def test_now_answers_when(text: str) -> None:
    phone = Phone()
    phone.says("ICE took a man at 26th and Kedzie").hears()
    phone.says(text)
    assert phone.report.value("when") == {"kind": "now"}


def test_something_new_is_added_and_not_called_corrected() -> None:
    phone = Phone()
    phone.says(STORY).says("done").hears()
    assert phone.says("wait also 3 cars").hears() == [("noted",)]


def test_another_federal_agency_is_a_correction_and_not_a_mistake() -> None:
    phone = Phone()
    phone.says(STORY).hears()
    assert "corrected_agencies" in keys(phone.says("and it was CBP not ICE"))
    assert phone.report.value("agencies") == ["CBP"]


def test_the_receipt_is_for_this_conversation() -> None:
    phone = Phone()
    phone.says(STORY).hears()
    phone.says("ICE took two people at 47th and Ashland", after=7 * 3600).hears()
    assert phone.says("done").hears() == [("receipt",)]


def test_a_question_about_a_place_moves_no_report() -> None:
    phone = Phone()
    phone.says(STORY).hears()
    phone.says("x", read=Reading("en", True, "question", "x", place_text="26th street"))
    assert phone.report.value("place_text") == "26th and Kedzie"


def test_is_it_true_is_answered_without_a_further_question() -> None:
    phone = Phone()
    rumour = Reading("en", True, "question", "x", place_text="Midway", agencies=("ICE",), topics=("rumour",))
    assert not {key for key in keys(phone.says("x", read=rumour)) if key.startswith("ask_")}


def test_someone_whose_husband_was_taken_is_sent_to_help() -> None:
    phone = Phone()
    taken = Reading("en", True, "report", "x", activity=("detention",), topics=("rumour",))
    heard = keys(phone.says("x", read=taken))
    assert "answer_legal" in heard
    assert "answer_rumour" not in heard


def test_private_at_the_head_of_a_message_is_on_record_and_the_rest_is_told() -> None:
    phone = Phone()
    phone.says(STORY).hears()
    told = Reading("en", True, "followup", "x", vehicles=2)
    assert phone.says("PRIVATE please, and 2 white vans", read=told).hears()[0] == ("private_ack",)
    assert phone.report.value("vehicles") == 2


def test_a_small_private_in_a_sentence_is_no_command() -> None:
    phone = Phone()
    phone.says(STORY).hears()
    assert "private_ack" not in keys(phone.says("private house on the left"))


@pytest.mark.parametrize("text", ["Necesito ayuda", "please help", "I need help"])
def test_needing_help_is_the_urgent_lane(text: str) -> None:
    phone = Phone()
    phone.sends(text)
    assert phone.hears()[0][0] == "help_911"


def test_the_answer_to_where_takes_the_place_of_my_church() -> None:
    phone = Phone()
    at_church = Reading("en", True, "report", "x", activity=("sighting",), place_text="my church")
    assert "ask_place" in keys(phone.says("x", read=at_church))
    phone.says("x", read=Reading("en", False, "followup", "St Pius V", place_text="St Pius V"))
    assert phone.report.value("place_text") == "St Pius V"


def test_words_about_a_photo_are_no_place() -> None:
    phone = Phone()
    phone.says("", photo=1).hears()
    phone.says("sorry wrong photo", read=Reading("en", True, "followup", "sorry wrong photo"))
    assert phone.report.value("place_text") is None


@pytest.mark.parametrize(
    ("answer", "label"), [("and Pulaski", "26th & Pulaski"), ("Pulaski", "26th & Pulaski"), ("3200 west", "3200 W 26th")]
)
def test_the_rest_of_a_corner_or_a_block_completes_the_street(answer: str, label: str) -> None:
    phone = Phone()
    phone.says("ICE took a man on 26th street").hears()
    phone.says(answer)
    assert phone.report.value("place")["label"] == label
