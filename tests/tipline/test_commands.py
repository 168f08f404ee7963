"""STATUS, PRIVATE, MUTE, LANGUAGE, groups: answered at once, and to whom it may be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from phone import LINE, Phone

from tipline import effects as fx
from tipline.message import Channel, Kind
from tipline.reading.model import TOPICS, Reading

REPORT = "ICE took a man at 26th and Kedzie"


@pytest.mark.parametrize(
    ("status", "opened", "key"),
    [
        ("received", False, "status_unopened"), ("received", True, "status_received"),
        ("documenting", True, "status_documenting"), ("documented", True, "status_documented"),
        ("referred", True, "status_referred"), ("closed", True, "status_closed"),
    ],
)  # fmt: skip
def test_status_tells_status_and_time_and_nothing_of_the_content(status: str, opened: bool, key: str) -> None:
    phone = Phone()
    phone.says(REPORT).hears()
    phone.reports = {r: replace(f, status=status, opened=opened) for r, f in phone.reports.items()}
    phone.sends("STATUS")
    (say,) = phone.said
    assert [said.key for said in say.said] == [key]
    text = phone.reads()[0]
    assert phone.report.reference in text
    assert "Kedzie" not in text
    assert "ICE" not in text


def test_status_from_elsewhere_is_answered_without_a_hint() -> None:
    phone = Phone()
    phone.says("STATUS Z9Z9", read=Reading("en", True, "status", "STATUS Z9Z9"))
    assert phone.reads()[0].endswith(" Please ask from the phone or chat you reported from.")


def test_status_from_an_address_without_a_report_says_so() -> None:
    assert Phone().says("STATUS").hears()[0] == ("intro", "status_none")


def test_private_goes_on_record_with_its_wording() -> None:
    phone = Phone()
    phone.says(REPORT).hears()
    phone.sends("PRIVATE")
    assert phone.hears() == [("private_ack",)]
    assert [e for e in phone.effects if isinstance(e, fx.AskedConfidential)] == [
        fx.AskedConfidential(True, LINE.wording_version)
    ]


def test_the_spanish_words_of_our_own_sentences_work() -> None:
    for word, key in (("PRIVADO", "private_ack"), ("SILENCIO", "muted"), ("AVISAR", "unmuted"), ("IDIOMA", "ask_language")):
        phone = Phone()
        phone.says("la migra se llevo a un hombre en la 26 y Kedzie").hears()
        assert phone.says(word).hears()[0] == (key,)


def test_mute_and_unmute() -> None:
    phone = Phone()
    assert phone.says("MUTE").hears() == [("intro", "muted"), ("privacy_notice",)]
    assert phone.says("UNMUTE").hears() == [("unmuted",)]
    assert [e.muted for e in phone.effects if isinstance(e, fx.Mute)] == [True, False]


@pytest.mark.parametrize("answer", ["2", "button"])
def test_the_language_is_chosen_by_number_or_button(answer: str) -> None:
    phone = Phone(channel=Channel.SMS if answer == "2" else Channel.TELEGRAM)
    phone.says("hello there").hears()
    phone.says("LANGUAGE")
    assert phone.said[0].choices[1][0] == "language:es"
    phone.hears()
    if answer == "2":
        phone.says("2")
    else:
        phone.presses("language:es")
    assert phone.reads()[0] == "Le escribiremos en español."
    assert [e.lang for e in phone.effects if isinstance(e, fx.SetLanguage)][-1] == "es"


def test_a_language_not_built_is_answered_in_the_nearest() -> None:
    phone = Phone()
    phone.says("polski", read=Reading("pl", True, "question", "polski", wants_language="pl"))
    assert phone.hears()[0] == ("intro", "language_unavailable")


def test_a_change_of_language_midway_is_followed_and_one_word_never_switches() -> None:
    phone = Phone()
    phone.says("ICE took a man at 26th and Kedzie")
    phone.says("ya se lo llevaron en una camioneta blanca")
    assert phone.said[-1].lang == "es"
    phone.says("ok", read=Reading("en", True, "followup", "ok"))
    assert phone.state.lang == "es"


def test_a_group_gets_one_line_and_nothing_is_remembered() -> None:
    phone = Phone(channel=Channel.TELEGRAM, line=replace(LINE, private_link="t.me/example"))
    before = phone.state
    phone.sends("ICE at 26th and Kedzie", kind=Kind.GROUP)
    assert phone.reads() == ["Please write to me privately: t.me/example"]
    assert phone.state == before
    assert not phone.reports
    assert [type(e) for e in phone.effects] == [fx.Say]


@pytest.mark.parametrize("topic", TOPICS)
def test_every_question_about_the_line_has_an_answer(topic: str) -> None:
    phone = Phone()
    asked = Reading("en", True, "question", "x", topics=(topic,))
    first = phone.says("x", read=asked).hears()[0]
    assert first[0] == "intro"
    assert first[1].startswith(("answer_", "delete_chat"))


def test_an_id_number_is_refused_and_never_repeated() -> None:
    phone = Phone()
    phone.says(REPORT).hears()
    phone.says("his social is 987-65-4328")
    text = " ".join(phone.reads())
    assert "no names or ID numbers" in text
    assert "4328" not in text


def test_an_insult_is_answered_neutrally_and_the_door_stays_open() -> None:
    phone = Phone()
    insult = Reading("en", True, "offtopic", "x")
    assert phone.says("idiots", read=insult).hears()[0] == ("intro", "offtopic")
    assert phone.says("idiots", read=insult).hears() == [("offtopic",)]


def test_the_retention_answer_names_the_schedule_where_there_is_one() -> None:
    phone = Phone(line=replace(LINE, schedule="City 2026-1"))
    phone.says("x", read=Reading("en", True, "question", "x", topics=("retention",)))
    assert "City 2026-1" in phone.reads()[0]


@pytest.mark.parametrize("words", ["STATUS", "PRIVATE", "MUTE", "LANGUAGE", "START", "HELP ME", "SOS", "AYUDA"])
def test_a_photo_is_kept_whatever_command_stands_under_it(words: str) -> None:
    phone = Phone()
    phone.says(REPORT).hears()
    phone.says(words, photo=1)
    assert len([e for e in phone.effects if isinstance(e, fx.WantEvidence)]) == 1
