"""Which accounts speak of one event, in the words a dispatcher reads, and how many people tell it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tipline.incident import Account, account, alike, best, compare, copy_of, metres, people
from tipline.report import Report

NOON = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
LAT, LNG = 41.84458, -87.70508
METRE = 1 / 111_320


def told(reporter: int = 1, *, north_m: float = 0, minutes: float = 0, **more: object) -> Account:
    at = NOON + timedelta(minutes=minutes)
    plain = Account(reporter, reporter, reporter, at, at, LAT + north_m * METRE, LNG, 60)
    return replace(plain, **more)  # type: ignore[arg-type]


def test_the_same_spot_at_the_same_time_is_one_event_and_says_why() -> None:
    like = compare(told(1), told(2, north_m=120, minutes=4, activity=frozenset({"detention"})))
    assert like.reasons == ("120 m apart", "4 min apart")
    assert like.likely
    more = {"activity": frozenset({"detention"}), "agencies": frozenset({"ICE"})}
    like = compare(told(1, **more), told(2, north_m=120, minutes=4, **more))
    assert like.sure
    assert like.reasons == ("120 m apart", "4 min apart", "same acts", "same agency ICE")


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (told(2, north_m=600), "600 m away"),
        (told(2, minutes=180), "three hours later"),
        (told(2, lat=None, lng=None), "no place at all"),
        (told(1, minutes=1), "the same reporter, who said that it is another"),
        (told(2, radius_m=1500), "a whole neighbourhood"),
        (told(2, begin=None, end=None), "no time that can be placed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nothing_joins_by_itself_on(other: Account, why: str) -> None:
    assert not compare(told(1), other).sure, why


def test_a_plate_or_a_picture_joins_across_town_and_hours_only_when_the_rest_allows() -> None:
    plate = {"plates": frozenset({"AB12345"})}
    assert compare(told(1, **plate), told(2, lat=None, lng=None, minutes=15, **plate)).sure
    assert compare(told(1, pictures=(0xFF00FF00FF00FF00,)), told(2, lat=None, lng=None, pictures=(0xFF00FF00FF00FF03,))).sure
    assert not compare(told(1, **plate), told(2, north_m=5000, minutes=300, **plate)).sure  # the same van, elsewhere


def test_different_agencies_acts_and_numbers_speak_against() -> None:
    one = told(1, agencies=frozenset({"ICE"}), activity=frozenset({"detention"}), agents=(4, 4))
    other = told(2, agencies=frozenset({"CBP"}), activity=frozenset({"checkpoint"}), agents=(12, 12))
    assert compare(one, other).score < compare(told(1), told(2)).score


def test_what_one_saw_otherwise_is_outweighed_by_the_others() -> None:
    ice = {"agencies": frozenset({"ICE"}), "activity": frozenset({"detention"})}
    cbp = {"agencies": frozenset({"CBP"}), "activity": frozenset({"checkpoint"})}
    odd = [told(2, **ice), *(told(n, **cbp) for n in range(3, 7))]
    assert not best(told(1, **ice), odd).sure  # type: ignore[union-attr]
    most = [told(2, **cbp), *(told(n, **ice) for n in range(3, 7))]
    assert best(told(1, **ice), most).sure  # type: ignore[union-attr]
    assert best(told(1), []) is None


def test_a_part_of_the_city_joins_only_by_what_was_seen_there() -> None:
    wide = told(2, north_m=700, radius_m=1500)
    like = compare(told(1), wide)
    assert like.rough
    assert not like.sure
    same = {"agencies": frozenset({"ICE"}), "activity": frozenset({"workplace_raid"})}
    like = compare(told(1, **same), replace(wide, **same))
    assert like.sure
    assert "in the same part of the city" in like.reasons


def test_the_very_same_words_are_of_one_event_whenever_they_come() -> None:
    copied = frozenset({copy_of("ICE is at 26th and Kedzie right now, please share with everyone") or ""})
    like = compare(told(1, copies=copied), told(2, minutes=100, copies=copied))
    assert like.sure
    assert "same words" in like.reasons


def test_the_event_is_when_the_words_say_not_when_they_came() -> None:
    def of(**facts: object) -> Account:
        report = Report("K7Q2")
        for name, value in facts.items():
            report = report.with_fact(name, value, 1)
        return account(report, report_id=1, case_id=1, reporter_id=1, at=NOON)

    assert of(when={"kind": "ago", "minutes": 20}).begin == NOON - timedelta(minutes=20)
    assert of(when={"kind": "now"}).begin == of().begin == NOON
    assert of(when={"kind": "date", "text": "last October"}).begin is None
    span = [NOON.isoformat(), (NOON + timedelta(hours=1)).isoformat()]
    assert of(when={"kind": "clock", "text": "at noon"}, when_interval=span).end == NOON + timedelta(hours=1)
    assert of(coordinates=[LAT, LNG]).radius_m == 30
    assert of(agencies=["UNKNOWN_FEDERAL"]).agencies == frozenset()


def test_people_are_counted_not_messages_and_what_was_passed_on_counts_once() -> None:
    copied = frozenset({copy_of("ICE is at 26th and Kedzie right now, please share with everyone") or ""})
    accounts = [told(1, copies=copied), told(2), told(3, copies=copied), told(2), told(4, copies=copied | {"sha"}), told(5, copies=frozenset({"sha"}))]
    assert people(accounts).count == 2
    assert people(accounts).passed_on == 3
    assert people([]).count == 0


def test_short_words_alike_are_no_copy() -> None:
    assert copy_of("ICE at 26th and Kedzie") is None
    assert copy_of("ICE is at 26th & Kedzie, 4 agents and two white vans!") == copy_of("ice IS at 26th & kedzie 4 agents and two white vans")


def test_metres_are_metres() -> None:
    assert metres(LAT, LNG, LAT + 100 * METRE, LNG) == pytest.approx(100, abs=1)
    assert metres(41.8, -87.70, 41.8, -87.71) == pytest.approx(830, abs=5)
    assert alike(0, 0b1111111111)
    assert not alike(0, 0b11111111111)
