"""Times in words, told on Tuesday 10 March 2026 at 18:30 in Chicago (two days after the clocks went forward)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tipline.reading import Lexicon, read

ZONE = ZoneInfo("America/Chicago")
TOLD = datetime(2026, 3, 10, 18, 30, tzinfo=ZONE).astimezone(UTC)
# the message, the interval's start and end on the wall clock (month-day hour:minute)
PHRASES = [
    ("ICE is at 26th and Kedzie right now", "03-10 18:15", "03-10 18:30"),
    ("ICE took a man at 26th and Kedzie 20 minutes ago", "03-10 18:05", "03-10 18:15"),
    ("ICE took a man at 26th and Kedzie yesterday", "03-09 00:00", "03-10 00:00"),
    ("ICE took a man at 26th and Kedzie last night", "03-09 20:00", "03-10 04:00"),
    ("ICE took a man at 26th and Kedzie yesterday around 5 pm", "03-09 16:45", "03-09 17:15"),
    ("ICE took a man at 26th and Kedzie at 9:50 am", "03-10 09:35", "03-10 10:05"),
    ("ICE took a man at 26th and Kedzie at 2:25 this afternoon", "03-10 14:10", "03-10 14:40"),
    ("ICE took a man at 26th and Kedzie around noon", "03-10 11:45", "03-10 12:15"),
    ("ICE took a man at 26th and Kedzie this morning", "03-10 05:00", "03-10 12:00"),
    ("ICE took a man at 26th and Kedzie on Sunday", "03-08 00:00", "03-09 00:00"),
    ("ICE took a man at 26th and Kedzie last October", "10-01 00:00", "11-01 00:00"),
    ("ICE took a man at 26th and Kedzie 3 days ago", "03-07 00:00", "03-08 00:00"),
    ("la migra agarró a un señor en la 26 y Kedzie anoche", "03-09 20:00", "03-10 04:00"),
    ("la migra agarró a un señor en la 26 y Kedzie hace media hora", "03-10 17:54", "03-10 18:06"),
    ("la migra agarró a un señor en la 26 y Kedzie ayer a las 5 de la tarde", "03-09 16:45", "03-09 17:15"),
    ("la migra agarró a un señor en la 26 y Kedzie hoy a las 8 de la mañana", "03-10 07:45", "03-10 08:15"),
    ("la migra agarró a un señor en la 26 y Kedzie el domingo", "03-08 00:00", "03-09 00:00"),
    ("ICE zabrało faceta godzinę temu, Belmont i Central", "03-10 17:18", "03-10 17:42"),
    ("ICE zabrało faceta wczoraj o 17:00, Belmont i Central", "03-09 16:45", "03-09 17:15"),
    ("ICE zabrało faceta wczoraj rano, Belmont i Central", "03-09 05:00", "03-09 12:00"),
    ("ICE zabrało faceta o 6:45 rano, Belmont i Central", "03-10 06:30", "03-10 07:00"),
    ("ICE zabrało faceta w niedzielę, Belmont i Central", "03-08 00:00", "03-09 00:00"),
    ("昨天下午5点ICE在22街和Wentworth抓走一个人", "03-09 16:45", "03-09 17:15"),
    ("昨晚ICE在22街和Wentworth抓走一个人", "03-09 19:00", "03-10 04:00"),
    ("今天早上七点ICE在22街和Wentworth抓走一个人", "03-10 06:45", "03-10 07:15"),
    ("20分钟前ICE在22街和Wentworth抓走一个人", "03-10 18:05", "03-10 18:15"),
    ("مبارح بالليل ICE اخدوا شب عند كيدزي ولورنس", "03-09 20:00", "03-10 04:00"),
    ("قبل نص ساعة ICE اخدوا شب عند كيدزي ولورنس", "03-10 17:54", "03-10 18:06"),
    ("اول مبارح ICE اخدوا شب عند كيدزي ولورنس", "03-08 00:00", "03-09 00:00"),
    ("вчора о 10 вечора ICE забрали чоловіка, Belmont і Neva", "03-09 21:45", "03-09 22:15"),
    ("годину тому ICE забрали чоловіка, Belmont і Neva", "03-10 17:18", "03-10 17:42"),
    ("позавчора ICE забрали чоловіка, Belmont і Neva", "03-08 00:00", "03-09 00:00"),
    ("kahapon ng umaga hinuli ng ICE yung lalaki sa Devon at Hamlin", "03-09 05:00", "03-09 12:00"),
    ("kagabi hinuli ng ICE yung lalaki sa Devon at Hamlin", "03-09 18:00", "03-10 04:00"),
    ("kaninang alas nuwebe ng umaga hinuli ng ICE yung lalaki sa Devon at Hamlin", "03-10 08:45", "03-10 09:15"),
]


@pytest.mark.parametrize(("text", "start", "end"), PHRASES, ids=[text[:60] for text, _, _ in PHRASES])
def test_the_words_for_a_time_become_an_interval(text: str, start: str, end: str, lexicons: tuple[Lexicon, ...]) -> None:
    found = read(text, lexicons=lexicons, now=TOLD, zone=ZONE).when_interval
    assert found is not None
    assert tuple(f"{at.astimezone(ZONE):%m-%d %H:%M}" for at in (found.start, found.end)) == (start, end)


def test_a_day_on_which_the_clocks_change_is_an_hour_short(lexicons: tuple[Lexicon, ...]) -> None:
    found = read("ICE took a man at 26th and Kedzie on Sunday", lexicons=lexicons, now=TOLD, zone=ZONE).when_interval
    assert found is not None
    assert (found.end - found.start).total_seconds() == 23 * 3600


def test_morning_or_evening_in_doubt_is_said(lexicons: tuple[Lexicon, ...]) -> None:
    found = read("ICE took a man at 26th and Kedzie at 5:10", lexicons=lexicons, now=TOLD, zone=ZONE).when_interval
    assert found is not None
    assert found.doubt
    sure = read("ICE took a man at 26th and Kedzie at 9:50", lexicons=lexicons, now=TOLD, zone=ZONE).when_interval
    assert sure is not None
    assert not sure.doubt  # ten to ten in the evening is still ahead


def test_without_a_zone_or_a_moment_there_is_none(lexicons: tuple[Lexicon, ...]) -> None:
    assert read("ICE is at 26th and Kedzie now", lexicons=lexicons).when_interval is None
