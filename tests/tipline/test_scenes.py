"""Corrections, edits, pins, ambiguous places, and when a second report begins."""

from __future__ import annotations

import pytest
from phone import Phone

from tipline import effects as fx
from tipline.dialogue import complete
from tipline.message import Channel, Pin
from tipline.places.model import Candidate, Located
from tipline.reading.model import Reading

FIRST = "ICE took a man at 26th and Kedzie, 4 agents"
KEDZIE = Located("point", 41.8445, -87.7051, 40, "crossing", "26th & Kedzie", districts=("10",))
PULASKI = Located("point", 41.8200, -87.7240, 40, "crossing", "41st & Pulaski", districts=("8",))


def report(text: str, **named: object) -> Reading:
    return Reading(**{"lang": "en", "lang_sure": True, "intent": "report", "masked_text": text, **named})  # type: ignore[arg-type]


def values(phone: Phone, name: str) -> list[object]:
    return [f.report.value(name) for f in phone.reports.values()]


def labels(phone: Phone) -> list[str]:
    return [str(p["label"]) for p in values(phone, "place") if isinstance(p, dict)]


def test_a_corrected_street_replaces_the_first_and_is_shown() -> None:
    phone = Phone()
    phone.says(FIRST).hears()
    phone.says("no wait, 27th not 26th. 27th and Kedzie")
    assert phone.report.value("place_text") == "27th and Kedzie"
    assert "27th" in phone.reads()[0]
    assert len(phone.reports) == 1


def test_a_correction_of_one_street_keeps_the_other() -> None:
    phone = Phone()
    phone.says(FIRST).hears()
    phone.says("no wait 27th not 26th")
    assert phone.report.value("place_text") == "27th and Kedzie"
    assert phone.reads()[0].startswith("Corrected. The place is now 27th")


def test_place_words_made_whole_can_be_located() -> None:
    phone = Phone()
    phone.says(FIRST)
    partial = report("x", intent="followup", place_text="27th", correction=True, denied={"place_text": ("26th",)})
    whole = complete(phone.state, partial, tuple(phone.reports.values()))
    assert whole.place_text == "27th and Kedzie"
    assert complete(phone.state, whole, tuple(phone.reports.values())) == whole


def test_a_corrected_count_is_shown() -> None:
    phone = Phone()
    phone.says(FIRST).hears()
    phone.says("no, 6 agents", read=report("no, 6 agents", intent="followup", agents=(6, 6), correction=True))
    assert "Agents: 6." in phone.reads()[0]
    assert phone.report.value("agents") == [6, 6]


def test_a_smaller_count_later_speaks_of_some_of_them() -> None:
    phone = Phone()
    phone.says(FIRST)
    phone.says("one agent kneels", read=report("x", intent="followup", agents=(1, 1)))
    assert phone.report.value("agents") == [4, 4]


def test_a_pin_taken_back_is_asked_for_again_and_the_next_is_confirmed() -> None:
    phone = Phone(channel=Channel.TELEGRAM)
    phone.says("", photo=1).pins(41.9102, -87.7205).hears()
    phone.says("ignore that pin, its my apartment", read=report("x", intent="followup", ignore_pin=True))
    assert phone.hears() == [("pin_dropped", "ask_place")]
    assert phone.report.value("coordinates") is None
    assert "corrected_place" in phone.pins(41.9247, -87.7121).hears()[0]
    assert phone.report.value("coordinates") == [41.9247, -87.7121]


def test_a_live_pin_moves_the_place_without_a_word() -> None:
    phone = Phone(channel=Channel.TELEGRAM)
    phone.says("ICE took a man").hears()
    first = phone.sends("", pin=Pin(41.9102, -87.7205, live=True))
    phone.passes(1)
    phone.hears()
    phone.edits(first, "", pin=Pin(41.9110, -87.7205, live=True))
    phone.edits(first, "", pin=Pin(41.9220, -87.7205, live=True))
    assert phone.hears() == []
    assert phone.report.value("coordinates") == [41.9220, -87.7205]
    assert len(phone.reports) == 1


def test_an_edit_amends_what_its_message_told_and_opens_nothing() -> None:
    phone = Phone(channel=Channel.TELEGRAM)
    phone.says("hello")
    edited = phone.sends(FIRST)
    phone.passes(1)
    phone.says("CBP was there too")
    phone.hears()
    phone.edits(edited, "ICE took a man at 26th and Kedzie, 70 agents")
    phone.hears()
    phone.edits(edited, "ICE took a man at 26th and Kedzie, 7 agents")
    assert phone.hears() == [("corrected_agents",)]
    assert phone.report.value("agents") == [7, 7]
    assert phone.report.value("agencies") == ["CBP", "ICE"]
    assert len(phone.reports) == 1


def test_an_edited_caption_does_not_file_its_picture_twice() -> None:
    phone = Phone(channel=Channel.TELEGRAM)
    phone.says("the van", photo=1)
    from tipline.message import Attachment, Media

    phone.edits(1, "the white van", attachments=(Attachment(Media.PHOTO, "p"),))
    assert len([e for e in phone.effects if isinstance(e, fx.WantEvidence)]) == 1
    assert phone.report.value("attachments") == 1


AMBIGUOUS = Located(
    "ambiguous",
    candidates=(
        Candidate("Kedzie & 26th St", 41.84, -87.70, "10", ("1033",), ("30",), ("25",), "Little Village"),
        Candidate("Kedzie & 26th Pl", 41.83, -87.70, "9", ("0921", "0922"), ("58",), ("12",), "Brighton Park"),
    ),
)


@pytest.mark.parametrize("channel", list(Channel))
def test_an_ambiguous_place_is_asked_with_two_choices_and_never_guessed(channel: Channel) -> None:
    phone = Phone(channel=channel)
    phone.says("ICE took a man at kedzie", located=AMBIGUOUS, read=report("x", activity=("detention",), place_text="kedzie"))
    say = phone.said[0]
    assert say.said[-1].key == "ask_which_place"
    assert [code for code, _, _ in say.choices] == ["place:1", "place:2"]
    assert ("1 = Kedzie & 26th St, 2 = Kedzie & 26th Pl" in phone.reads()[0]) == (channel is Channel.SMS)
    phone.says("2") if channel is Channel.SMS else phone.presses("place:2")
    place = phone.report.value("place")
    assert isinstance(place, dict)
    assert (place["label"], place["status"], place["districts"]) == ("Kedzie & 26th Pl", "point", ["9"])
    assert (place["beats"], place["community_areas"], place["wards"]) == (["0921", "0922"], ["58"], ["12"])
    assert place["neighbourhood"] == "Brighton Park"
    assert len(phone.reports) == 1


def test_a_place_outside_the_city_is_said_to_be_so_and_the_report_stays() -> None:
    phone = Phone()
    outside = Located("outside", 42.05, -87.69, 40, "crossing", "Central & Green Bay")
    phone.says("ICE in Evanston", located=outside, read=report("x", activity=("sighting",), place_text="Evanston"))
    text = phone.reads()[0]
    assert "outside the city" in text
    assert "855-435-7693" in text
    assert phone.report.state == "open"


def test_a_short_map_link_is_answered_with_the_wish_for_a_pin() -> None:
    phone = Phone()
    link = "https://maps.app.goo.gl/abc"
    phone.says(f"ICE took a man {link}", read=report("x", activity=("detention",), place_text=link), located=Located("none"))
    assert phone.hears()[0][-1] == "ask_pin"


def test_another_place_said_so_opens_a_second_report_with_its_own_questions() -> None:
    phone = Phone()
    phone.says(FIRST).says("done").hears()
    phone.says("another spot now: CBP at Pulaski and 41st, one SUV", read=report(
        "x", agencies=("CBP",), vehicles=1, place_text="Pulaski and 41st", new_scene=True, activity=("sighting",)
    ), located=PULASKI)  # fmt: skip
    assert values(phone, "vehicles") == [None, 1]
    assert phone.said[0].said[0].key == "received_ref"
    assert phone.said[0].said[-1].question


def test_two_reports_in_one_burst_are_both_named() -> None:
    phone = Phone()
    phone.sends("ICE took a man at 26th and Kedzie")
    phone.sends("another spot too: CBP at pulaski and potomac", read=report(
        "x", agencies=("CBP",), place_text="pulaski and potomac", new_scene=True, activity=("sighting",)
    ), located=PULASKI)  # fmt: skip
    phone.passes(1)
    text = phone.reads()[0]
    assert len(phone.reports) == 2
    assert all(reference in text for reference in phone.reports)


def test_words_of_an_earlier_place_lead_back_to_its_report() -> None:
    phone = Phone()
    phone.says("two chargers boxed in a honda, pulaski n 41st")
    phone.says("another spot, not the same one: pulaski and potomac, 2 agents")
    phone.says("the 41st one had about 9 of them")
    assert values(phone, "agents") == [[9, 9], [2, 2]]


def test_after_six_hours_a_new_place_is_a_new_report_and_the_old_place_is_not() -> None:
    for located, count in ((PULASKI, 2), (KEDZIE, 1)):
        phone = Phone()
        phone.says(FIRST, located=KEDZIE)
        phone.says("they are back", read=report("x", activity=("sighting",), place_text="there"), located=located, after=7 * 3600)
        assert len(phone.reports) == count


def test_a_status_question_days_later_opens_nothing() -> None:
    phone = Phone()
    phone.says(FIRST).hears()
    phone.says("has anyone looked at what I told you?", after=5 * 86400, read=report("x", intent="status"))
    assert phone.hears() == [("status_unopened",)]
    assert len(phone.reports) == 1


def far(phone: Phone) -> None:
    phone.says(FIRST, located=KEDZIE).hears()
    phone.says("CBP at 41st and Pulaski, 9 agents", located=PULASKI, read=report(
        "x", agencies=("CBP",), agents=(9, 9), place_text="41st and Pulaski", activity=("chase",)
    ))  # fmt: skip


def test_a_far_place_without_a_word_about_it_is_at_the_desk_at_once_and_asked_about_once() -> None:
    phone = Phone()
    far(phone)
    assert phone.flags() == ["second_scene"]
    assert labels(phone) == ["26th & Kedzie"]
    assert phone.report.value("agents") == [9, 9]
    (say,) = phone.said
    assert [code for code, _, _ in say.choices] == ["scene:same", "scene:another"]
    phone.hears()
    phone.says("it is raining", read=report("x", intent="followup"))
    assert not any("ask_scene" in m for m in phone.hears())


def test_another_incident_leaves_the_first_report_as_it_was_and_opens_the_second() -> None:
    phone = Phone()
    far(phone)
    phone.says("2")
    assert labels(phone) == ["26th & Kedzie", "41st & Pulaski"]
    assert values(phone, "agents") == [[4, 4], [9, 9]]
    assert values(phone, "agencies") == [["ICE"], ["CBP"]]
    attached = [e for e in phone.effects if isinstance(e, fx.AttachMessages)]
    assert 2 in attached[-2].messages or 2 in attached[-1].messages


def test_the_same_incident_keeps_one_report_with_the_place_told_last() -> None:
    phone = Phone(channel=Channel.TELEGRAM)
    far(phone)
    phone.presses("scene:same")
    assert labels(phone) == ["41st & Pulaski"]
    assert values(phone, "activity") == [["detention", "chase"]]


def test_an_unanswered_choice_ends_as_two_reports_and_loses_nothing() -> None:
    phone = Phone()
    far(phone)
    phone.passes(60 * 7)
    assert labels(phone) == ["26th & Kedzie", "41st & Pulaski"]


def test_a_retraction_keeps_the_record_with_nothing_federal_in_it() -> None:
    phone = Phone()
    phone.says(FIRST).hears()
    phone.says("i was wrong, school guards", read=report("x", intent="followup", retracted="mistaken"))
    assert phone.hears() == [("mistaken_ack",)]
    assert phone.report.value("agencies") == ["NOT_FEDERAL"]
    assert phone.report.value("activity") is None


def test_what_its_sender_calls_fake_is_set_aside() -> None:
    phone = Phone()
    phone.says(FIRST).hears()
    phone.says("jk", read=report("jk", intent="hoax_suspect", retracted="hoax"))
    assert phone.hears() == [("retracted_ack",)]
    assert phone.report.state == "set_aside"
