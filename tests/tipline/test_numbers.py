"""Numbers of other systems are kept in one form, and what is none is told how one looks."""

from __future__ import annotations

import pytest

from tipline.case import Blank, Outcome, check_detail
from tipline.case.numbers import FORMS, Malformed, fitting
from tipline.errors import Invalid


@pytest.mark.parametrize(("form", "typed", "kept"), [
    ("rd", "jk 123-456", "JK123456"), ("event", "26326 12345", "2632612345"), ("star", "#12012", "12012"),
    ("badge", " a-1234", "A-1234"), ("ems", "26-326-0123", "263260123"), ("clock", "3:06 pm", "15:06"),
    ("clock", "1506", "15:06"), ("clock", "12:10 a.m.", "00:10"), ("clock", "2026-11-22T15:06", "2026-11-22 15:06"),
    ("ids", "x60a1234b; X60A1235B,x60a1234b", "X60A1234B, X60A1235B"), ("ids", "X1 X2", "X1, X2"),
    ("ids", "bwc 1021", "BWC 1021"), (None, "as it is", "as it is"),
])  # fmt: skip
def test_a_number_is_kept_in_its_own_form(form: str | None, typed: str, kept: str) -> None:
    assert fitting(form, typed) == kept
    assert fitting(form, kept) == kept, "what is kept can be typed again"


@pytest.mark.parametrize(("form", "typed"), [
    ("rd", "JK-100"), ("rd", "123456JK"), ("event", "123"), ("star", "123456"), ("star", "12a"), ("badge", "ABC"),
    ("ems", "12"), ("clock", "25:00"), ("clock", "13:00 pm"), ("clock", "soon"), ("ids", "none"), ("ids", ",,"),
    ("star", "١٢٣"), ("rd", "ЈК123456"),
])  # fmt: skip
def test_what_is_no_such_number_is_refused_and_shown_how_one_looks(form: str, typed: str) -> None:
    with pytest.raises(Malformed, match=FORMS[form].example if form in FORMS else r"15:06|X60A1234B"):
        fitting(form, typed)


def test_everything_wrong_with_an_outcome_is_said_at_once_field_by_field() -> None:
    outcome = Outcome("done", "Done", (Blank("rd", "Report", needed=True, form="rd"), Blank("star", "Star", form="star"),
                                       Blank("time", "Time", needed=True, form="clock")))  # fmt: skip
    with pytest.raises(Invalid, match=r"still needs: Time\. Report: 'JK' does not fit") as error:
        check_detail(outcome, {"rd": "JK", "star": "x"})
    assert set(error.value.fields) == {"rd", "star", "time"}
