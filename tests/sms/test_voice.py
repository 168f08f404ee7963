"""Someone calls the number."""

import xml.etree.ElementTree as ElementTree

import pytest

from sms.voice import twiml


def test_the_line_says_in_two_languages_that_it_takes_texts_only_and_to_call_911():
    said = ElementTree.fromstring(twiml("Chicago Tip Line"))
    assert [child.tag for child in said] == ["Say", "Say", "Hangup"]
    assert [child.get("language") for child in said[:2]] == ["en-US", "es-MX"]
    for child, texts in zip(said[:2], ("text messages only", "solo recibe mensajes de texto"), strict=True):
        assert texts in child.text
        assert "9 1 1" in child.text
        assert "Chicago Tip Line" in child.text
        assert "?" not in child.text


@pytest.mark.parametrize("name", ["A & B <Line>", "Línea 🚨", "\"quoted\""])
def test_any_name_of_the_line_is_spoken_as_it_is(name):
    assert name in ElementTree.fromstring(twiml(name))[0].text


def test_nothing_is_recorded():
    assert b"<Record" not in twiml("x")
    assert b"<Gather" not in twiml("x")
