"""911 first, stay back, and HELP as a frightened person sends it."""

from __future__ import annotations

import pytest
from phone import Phone

from tipline import effects as fx
from tipline.message import Carrier, Channel
from tipline.reading.model import Reading, When

PLACE = "26th and Kedzie"


def emergency(**named: object) -> Reading:
    fields = {"lang": "en", "lang_sure": True, "intent": "report", "masked_text": "x", "emergency": True, **named}
    return Reading(**fields)  # type: ignore[arg-type]


def test_the_911_line_goes_at_once_before_any_question_and_is_flagged() -> None:
    phone = Phone()
    phone.sends("shots fired at 26th and Kedzie", read=emergency(activity=("shots_fired",), place_text=PLACE))
    (say,) = phone.said
    assert say.urgent
    assert say.said[0].key == "call_911"
    assert not any(said.question for said in say.said)
    assert phone.flags() == ["emergency"]
    phone.hears()
    phone.passes(0.1)
    assert phone.hears()[0][0] == "intro_received"


def test_the_911_line_is_in_the_language_of_the_witness() -> None:
    phone = Phone()
    phone.sends("se desangra un hombre en la 26 y Kedzie, ayuda", read=emergency(lang="es", injury="serious"))
    assert phone.reads()[0].startswith("Llame ya al 911.")


def test_the_911_line_is_not_repeated_for_each_message_but_again_for_another_emergency() -> None:
    phone = Phone()
    phone.says("he is bleeding", read=emergency(injury="serious"))
    phone.says("he bleeds a lot", read=emergency(injury="serious"))
    phone.says("please", read=emergency())
    assert [key for message in phone.hears() for key in message].count("call_911") == 1
    phone.says("now they shoot", read=emergency(activity=("shots_fired",)))
    assert phone.hears()[0][0] == "call_911"


def test_a_past_event_is_not_sent_to_911() -> None:
    phone = Phone()
    old = emergency(activity=("shots_fired",), when=When("date", text="last month"))
    assert not any("call_911" in message for message in phone.says("they shot", read=old).hears())


def test_an_emergency_stays_on_the_report() -> None:
    phone = Phone()
    phone.says("x", read=emergency(injury="serious"))
    phone.says("y", read=emergency(emergency=False, injury="reported", intent="followup"))
    assert phone.report.value("emergency") is True
    assert phone.report.value("injury") == "serious"


def test_stay_back_is_said_once_when_it_goes_on_and_again_for_each_plan_to_go_near() -> None:
    phone = Phone()
    live = emergency(emergency=False, activity=("detention",), ongoing=True)
    keys = [k for m in phone.says("a", read=live).says("b", read=live).hears() for k in m]
    assert keys.count("stay_back") == 1
    for text in ("i will follow them", "i am going in"):
        near = Reading("en", True, "followup", text, approaching=True)
        assert "stay_back" in phone.says(text, read=near).hears()[0]


@pytest.mark.parametrize("ongoing", [None, False])
def test_stay_back_is_not_said_about_the_past(ongoing: bool | None) -> None:
    phone = Phone()
    past = emergency(
        emergency=False, activity=("detention",), ongoing=ongoing, when=When("date", text="11/11"), place_text=PLACE
    )
    assert not any("stay_back" in m for m in phone.says("a", read=past).hears())


@pytest.mark.parametrize(("text", "first"), [("HELP", "If anyone is hurt"), ("ayuda", "Si hay heridos")])
def test_help_brings_the_911_line_then_the_question_then_who_runs_this(text: str, first: str) -> None:
    phone = Phone(channel=Channel.TELEGRAM)
    if text == "ayuda":
        phone.says("hola buenas tardes señora").hears()
    phone.sends(text)
    (say,) = phone.said
    assert [said.key for said in say.said] == ["help_911", "help_what", "help_who", "received_ref"]
    assert say.urgent
    assert phone.reads()[0].startswith(first)
    assert "help_keyword" in phone.flags()
    assert phone.report.value("help") is True


def test_the_slash_command_names_the_commands_and_stays_out_of_the_lane() -> None:
    phone = Phone(channel=Channel.TELEGRAM)
    phone.sends("/help", command="help")
    assert phone.hears() == [("help_911", "help_what", "help_who", "help_commands")]
    assert not phone.reports
    assert phone.flags() == []


def test_a_help_that_the_carrier_answered_is_flagged_and_nothing_more_is_said() -> None:
    phone = Phone()
    phone.carrier(Carrier.HELP, "HELP")
    assert phone.hears() == []
    assert phone.flags() == ["help_keyword"]
    assert phone.report.value("help") is True


def test_a_joke_is_set_aside_without_a_reproach_and_what_is_meant_in_earnest_opens_its_own_report() -> None:
    phone = Phone()
    joke = Reading("en", True, "hoax_suspect", "x", activity=("detention",))
    phone.says("the migra took my chihuahua by helicopter", read=joke)
    assert [f.report.state for f in phone.reports.values()] == ["set_aside"]
    phone.says("no but for real: ICE took a man at 26th and Kedzie")
    assert [f.report.state for f in phone.reports.values()] == ["set_aside", "open"]


def test_nothing_is_flagged_twice_for_one_emergency() -> None:
    phone = Phone()
    phone.says("a", read=emergency(injury="serious")).says("b", read=emergency(injury="serious"))
    assert [e for e in phone.effects if isinstance(e, fx.FlagDesk)] == [fx.FlagDesk(phone.report.reference, "emergency")]
