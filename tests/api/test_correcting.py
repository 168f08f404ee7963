"""What the console's correction form shows and understands, for every field it offers."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.console import correcting
from storage import queries
from tests.api import seed
from tipline.desk import fitting
from tipline.errors import Invalid

TYPED = (
    ("activity", {"item.detention": "1", "item.chase": "1"}, ["detention", "chase"]), ("activity", {}, None),
    ("agencies", {"item.ICE": "1"}, ["ICE"]), ("place_type", {"item.school": "1"}, ["school"]),
    ("injury", {"choice": "serious"}, "serious"), ("injury", {"choice": ""}, None), ("ongoing", {"choice": "no"}, False),
    ("emergency", {"choice": "yes"}, True), ("firsthand", {}, None), ("agents", {"low": "4", "high": ""}, [4, 4]),
    ("agents", {"low": " 4 ", "high": "6"}, [4, 6]), ("agents", {}, None), ("vehicles", {"text": "2"}, 2), ("vehicles", {"text": " "}, None),
    ("plates", {"text": "ab 123, CD456"}, ["ab 123", "CD456"]), ("descriptions", {"text": "white vans"}, ["white vans"]),
    ("direction", {"text": "north"}, "north"), ("place", {"text": "26th and Kedzie"}, "26th and Kedzie"),
    ("when", {"start": "2026-11-22T15:04"}, ["2026-11-22T15:04", None]), ("when", {}, None),
)  # fmt: skip


@pytest.mark.parametrize(("field", "form", "value"), TYPED)
def test_what_is_typed_becomes_the_field_s_own_shape(field: str, form: dict[str, str], value: object) -> None:
    assert correcting.value_of(field, form) == value


def test_every_field_that_can_be_corrected_has_a_form_and_is_tried_here() -> None:
    assert set(correcting.KINDS) == set(fitting.FIELDS) == {field for field, _, _ in TYPED}


def test_a_form_shows_the_value_that_stands_and_gives_it_back_unchanged(tmp_path: Path) -> None:
    desk = seed.desk(tmp_path)
    seed.stories(desk)
    with desk.store.read() as tx:
        views = queries.case_view(tx.conn, 1).reports  # type: ignore[attr-defined]
    for field, fact in views[0].report.facts.items():
        form = correcting.form(views, correcting.asked(f"{views[0].id}.{field}"), None, ZoneInfo("America/Chicago"))
        if form is not None and field not in ("place", "when"):  # those are typed in another shape than kept
            assert correcting.value_of(field, form.fill) == fact.value, field
    desk.close()


@pytest.mark.parametrize(("field", "form"), [("vehicles", {"text": "two"}), ("agents", {"low": "-1"}), ("nothing", {}), ("vehicles", {"text": "²"})])
def test_what_is_none_of_that_is_refused(field: str, form: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        correcting.value_of(field, form)


@pytest.mark.parametrize("text", ["", "x", "1", "1.", "1.place_text", ".agents", "9" * 20 + ".agents", "-1.agents", "²2.agents"])
def test_a_field_asked_for_that_is_none_opens_nothing(text: str) -> None:
    assert correcting.asked(text) is None
