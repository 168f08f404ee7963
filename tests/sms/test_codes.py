"""One table of codes: each has a sentence for the desk, and the issue's codes mean what DOMAIN says."""

import re

import pytest

from sms.codes import DELIVERY, TABLE, meaning, sentence
from tipline.delivery import Delivery


@pytest.mark.parametrize("code", sorted(TABLE))
def test_every_code_has_a_calm_sentence_that_names_no_number(code):
    words = TABLE[code].sentence
    assert words.endswith(".")
    assert "!" not in words
    assert not re.search(r"\+\d|\d{5,}", words)


@pytest.mark.parametrize("code", ["30003", "30004", "30005", "30006", "30007", "30008", "30034", "21211", "21408", "21610", "21612", "21614"])
def test_what_will_never_arrive_is_permanent(code):
    assert meaning(code).permanent


def test_only_the_carriers_block_is_an_opt_out():
    assert [code for code in TABLE if TABLE[code].opted_out] == ["21610"]


@pytest.mark.parametrize("code", ["20003", "30002", "30007", "30034", "21606"])
def test_what_the_operator_has_to_mend_raises_the_alarm(code):
    assert meaning(code).alarm


def test_whatever_is_not_permanent_says_how_long_to_wait():
    assert all(m.permanent or m.back_off is not None for m in TABLE.values())


@pytest.mark.parametrize(("code", "status", "permanent"), [(None, 500, False), (None, 599, False), (None, 408, False), (None, 302, False), ("1", 400, True), (None, None, True), ("", 418, True)])
def test_a_code_we_do_not_know_is_judged_by_its_status(code, status, permanent):
    assert meaning(code, status).permanent is permanent


def test_every_failure_has_some_sentence():
    assert sentence(None).endswith(".")
    assert sentence("30003") == TABLE["30003"].sentence


def test_every_delivery_word_of_ours_can_be_said():
    assert set(DELIVERY.values()) == set(Delivery)
