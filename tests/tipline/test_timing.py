"""When it happened: read back, asked about where morning or evening is open, corrected. It is 15:00 on Nov 22 in Chicago."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from babel.dates import get_month_names
from phone import PHRASES, ROOT, ZONE, Phone

from tipline.errors import SetupError
from tipline.message import Channel
from tipline.phrases import load_phrases, moments

TIMES = {"time_noted", "corrected_time", "ask_half"}


def when_said(phone: Phone) -> list[str]:
    """The sentences about the time since the last look."""
    found = []
    for say in phone.said:
        for said in say.said:
            if said.key in TIMES:
                found.append(PHRASES.say(said.key, say.lang, **dict(said.params)))
    phone.said.clear()
    return found


def interval(phone: Phone) -> tuple[str, str]:
    held = phone.report.value("when_interval")
    assert isinstance(held, list)
    start, end = (datetime.fromisoformat(at).astimezone(ZONE) for at in held)
    return f"{start:%m-%d %H:%M}", f"{end:%m-%d %H:%M}"


# What the codes read like

CODES = (
    "clock 2026-11-22T17:30 2026-11-22", "clock 2026-11-21T00:05 2026-11-22", "part 2026-11-21 night 2026-11-22",
    "part 2026-10-12 morning 2026-11-22", "day 2026-11-23 2026-11-22", "day 2025-10-12 2026-11-22",
    "month 2025-10-01 2026-11-22", "span 2026-11-09 2026-11-15 2026-11-22",
)  # fmt: skip
READ = {
    "en": ["today, about 5:30 pm", "yesterday, about 12:05 am", "last night", "Oct 12, in the morning", "tomorrow",
           "Oct 12, 2025", "October 2025", "Nov 9 to Nov 15"],
    "es": ["hoy, aprox. 5:30 pm", "ayer, aprox. 12:05 am", "anoche", "12 oct por la mañana", "mañana", "12 oct 2025",
           "octubre 2025", "del 9 nov al 15 nov"],
    "pl": ["dziś ok. 17:30", "wczoraj ok. 0:05", "ubiegłej nocy", "12 paź rano", "jutro", "12 paź 2025",
           "październik 2025", "od 9 lis do 15 lis"],
    "zh-Hans": ["今天下午5:30左右", "昨天上午12:05左右", "昨晚", "10月12日上午", "明天", "2025年10月12日", "2025年10月",
                "11月9日至11月15日"],
    "zh-Hant": ["今天下午5:30左右", "昨天上午12:05左右", "昨晚", "10月12日上午", "明天", "2025年10月12日", "2025年10月",
                "11月9日至11月15日"],
    "ar": ["اليوم نحو 5:30 مساءً", "أمس نحو 12:05 صباحًا", "الليلة الماضية", "12 أكتوبر صباحًا", "غدًا", "12 أكتوبر 2025",
           "أكتوبر 2025", "من 9 نوفمبر إلى 15 نوفمبر"],
    "uk": ["сьогодні близько 17:30", "вчора близько 0:05", "минулої ночі", "12 жовт. вранці", "завтра", "12 жовт. 2025",
           "жовтень 2025", "від 9 лист. до 15 лист."],
    "tl": ["ngayong araw, mga 5:30 pm", "kahapon, mga 12:05 am", "kagabi", "Okt 12, umaga", "bukas", "Okt 12, 2025",
           "Oktubre 2025", "Nob 9 hanggang Nob 15"],
}  # fmt: skip


@pytest.mark.parametrize("lang", READ)
def test_a_time_reads_as_the_language_tells_it(lang: str) -> None:
    assert [moments.moment(code, PHRASES.texts[lang]) for code in CODES] == READ[lang]


@pytest.mark.parametrize("lang", [lang for lang in READ if lang != "tl"])
def test_months_are_those_of_the_unicode_tables(lang: str) -> None:
    """Tagalog is left out: the tables shorten two months otherwise from one release to the next."""
    named = get_month_names("abbreviated", locale=lang.replace("-", "_"))
    assert PHRASES.texts[lang]["months_short"].split() == [named[n] for n in range(1, 13)]


def test_a_catalog_without_its_twelve_months_is_refused() -> None:
    folder = ROOT / "tipline" / "phrases" / "locales"
    texts = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.po")}
    with pytest.raises(SetupError, match="twelve words"):
        load_phrases({**texts, "pl": texts["pl"].replace("sty lut mar", "sty lut")})


# Read back

TOLD = [
    ("ICE took a man at 26th and Kedzie yesterday around 5:30 pm", "Time noted: yesterday, about 5:30 pm."),
    ("ICE took a man at 26th and Kedzie at 9:50 am", "Time noted: today, about 9:50 am."),
    ("ICE took a man at 26th and Kedzie last night", "Time noted: last night."),
    ("ICE took a man at 26th and Kedzie this morning", "Time noted: today, in the morning."),
    ("ICE took a man at 26th and Kedzie on 10/12", "Time noted: Oct 12."),
    ("ICE took a man at 26th and Kedzie on October 12 around 6 in the morning", "Time noted: Oct 12, about 6:00 am."),
    ("ICE took a man at 26th and Kedzie last October", "Time noted: October 2026."),
    ("ICE took a man at 26th and Kedzie an hour ago", "Time noted: today, about 2:00 pm."),
    ("ICE took a man at 26th and Kedzie 3 days ago", "Time noted: Nov 19."),
    ("la migra agarró a un señor en la 26 y Kedzie anoche", "Momento: anoche."),
    ("la migra agarró a un señor en la 26 y Kedzie ayer a las 5 de la tarde", "Momento: ayer, aprox. 5:00 pm."),
    ("ICE zabrało faceta wczoraj o 17:00, Belmont i Central", "Czas: wczoraj ok. 17:00."),
    ("昨天下午5点ICE在22街和Wentworth抓走一个人", "时间：昨天下午5:00左右。"),
    ("昨天下午5點ICE在22街和Wentworth抓走一個人", "時間：昨天下午5:00左右。"),
    ("مبارح بالليل ICE اخدوا شب عند كيدزي ولورنس", "الوقت: الليلة الماضية."),
    ("вчора о 10 вечора ICE забрали чоловіка, Belmont і Neva", "Час: вчора близько 22:00."),
    ("kahapon ng umaga hinuli ng ICE yung lalaki sa Devon at Hamlin", "Kailan po: kahapon, umaga."),
]


@pytest.mark.parametrize(("text", "back"), TOLD, ids=[text[:50] for text, _ in TOLD])
def test_the_time_is_read_back_once_as_exactly_as_it_was_told(text: str, back: str) -> None:
    phone = Phone(languages=tuple(PHRASES.languages)).says(text)
    assert when_said(phone) == [back]
    phone.says("two vans, black")
    assert when_said(phone) == []


@pytest.mark.parametrize(
    "text",
    [
        "ICE is taking a man at 26th and Kedzie right now", "ICE took a man at 26th and Kedzie 5 minutes ago",
        "ICE took a man at 26th and Kedzie the other day", "it was chicago cops not ICE, at 26th and Kedzie yesterday at 5 pm",
    ],
)  # fmt: skip
def test_now_the_vague_and_what_was_not_federal_are_not_read_back(text: str) -> None:
    assert when_said(Phone().says(text)) == []


# Morning or evening

DOUBT = "ICE took a man at 26th and Kedzie yesterday at 5:30, he is not hurt"
ANSWERS = [
    ("1", "am"), ("2", "pm"), ("pm", "pm"), ("it was in the morning", "am"), ("evening", "pm"), ("5:30 pm", "pm"), ("5:30 AM", "am"),
    ("17:30", "pm"), ("in the afternoon", "pm"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "half"), ANSWERS)
def test_a_clock_time_that_may_be_either_is_asked_about_once_and_the_answer_holds(answer: str, half: str) -> None:
    phone = Phone().says(DOUBT)
    assert phone.hears()[0][-1] == "ask_half"
    told = phone.report.value("when")
    phone.says(answer)
    assert when_said(phone) == [f"Time noted: yesterday, about 5:30 {half}."]
    assert interval(phone) == (("11-21 05:15", "11-21 05:45") if half == "am" else ("11-21 17:15", "11-21 17:45"))
    assert phone.report.value("when") == told
    assert phone.report.value("when_other") is None
    phone.says("two vans").says("four agents")
    assert not [key for message in phone.hears() for key in message if key in TIMES]


def test_the_question_shows_both_readings_and_skipping_it_keeps_the_likelier() -> None:
    phone = Phone().says(DOUBT)
    assert phone.reads()[0].endswith("Which time was it? 1 = 5:30 am, 2 = 5:30 pm, 3 = not sure")
    phone.says("3")
    assert when_said(phone) == []
    assert interval(phone) == ("11-21 17:15", "11-21 17:45")
    assert phone.report.value("when_other") is not None
    phone.says("two vans")
    assert "ask_half" not in [key for message in phone.hears() for key in message]


def test_a_button_answers_it_too_and_late() -> None:
    phone = Phone(channel=Channel.TELEGRAM).says(DOUBT)
    assert [code for code, _, _ in phone.said[0].choices] == ["half:am", "half:pm", "half:skip"]
    phone.says("two vans").presses("half:am")
    assert interval(phone) == ("11-21 05:15", "11-21 05:45")


@pytest.mark.parametrize(
    "text",
    [
        "ICE took a man at 26th and Kedzie at 5:30 am yesterday", "ICE took a man at 26th and Kedzie yesterday at 17:30",
        "ICE took a man at 26th and Kedzie at 9:50", "ICE took a man at 26th and Kedzie at 2:20",
        "ICE took a man at 26th and Kedzie yesterday morning at 5:30", "ICE took a man at 26th and Kedzie at noon",
    ],
)  # fmt: skip
def test_a_half_that_is_told_or_can_only_be_one_is_not_asked_about(text: str) -> None:
    phone = Phone().says(text).says("two vans, nobody hurt, it is over").says("four agents")
    assert "ask_half" not in [key for message in phone.hears() for key in message]


DOUBTS = {
    "es": ("la migra agarró a un señor ayer a las 5:30 en la 26 y Kedzie, no hay heridos", "de la tarde", "ayer, aprox. 5:30 pm"),
    "pl": ("ICE zabrało faceta wczoraj o 5:30, Belmont i Central, nikt nie jest ranny", "po południu", "wczoraj ok. 17:30"),
    "zh-Hans": ("昨天5点半ICE在22街和Wentworth抓走一个人，没人受伤", "下午", "昨天下午5:30左右"),
    "zh-Hant": ("昨天5點半ICE在22街和Wentworth抓走一個人，沒人受傷", "下午", "昨天下午5:30左右"),
    "ar": ("مبارح الساعة 5:30 ICE اخدوا شب عند كيدزي ولورنس، ما حدا انصاب", "مساء", "أمس نحو 5:30 مساءً"),
    "uk": ("вчора о 5:30 ICE забрали чоловіка, Belmont і Neva, ніхто не постраждав", "вечора", "вчора близько 17:30"),
    "tl": ("kahapon ng alas 5:30 hinuli ng ICE yung lalaki sa Devon at Hamlin, walang nasaktan", "hapon", "kahapon, mga 5:30 pm"),
}  # fmt: skip


@pytest.mark.parametrize("lang", DOUBTS)
def test_it_is_asked_and_answered_in_every_language(lang: str) -> None:
    told, answer, back = DOUBTS[lang]
    phone = Phone(languages=tuple(PHRASES.languages)).says(told)
    asked = phone.said[0]
    assert asked.said[-1].key == "ask_half"
    phone.said.clear()
    phone.says(answer)
    assert back in " ".join(when_said(phone))
    assert phone.state.lang == lang


# Corrections

CORRECTED = [
    ("ICE took a man at 26th and Kedzie yesterday at 5:30 pm", "no wait, it was 6:30", "yesterday, about 6:30 pm"),
    ("ICE took a man at 26th and Kedzie yesterday at 5:30 pm", "6:30 pm", "yesterday, about 6:30 pm"),
    ("ICE took a man at 26th and Kedzie yesterday at 5:30 pm", "sorry, at 8 am", "yesterday, about 8:00 am"),
    ("ICE took a man at 26th and Kedzie yesterday at 5:30 pm", "correction: it was on Friday", "Nov 20"),
    ("ICE took a man at 26th and Kedzie last night", "not last night, this morning", "today, in the morning"),
    ("ICE took a man at 26th and Kedzie on 10/12", "no, 10/13", "Oct 13"),
    ("la migra agarró a un señor ayer a las 5 de la tarde en la 26 y Kedzie", "perdón, a las 6", "ayer, aprox. 6:00 pm"),
    ("ICE zabrało faceta wczoraj o 17:00, Belmont i Central", "nie, o 18:30", "wczoraj ok. 18:30"),
    ("昨天下午5点ICE在22街和Wentworth抓走一个人", "不对，是6点", "昨天下午6:00左右"),
    ("昨天下午5點ICE在22街和Wentworth抓走一個人", "不對，是6點", "昨天下午6:00左右"),
    ("مبارح الساعة 5 المسا ICE اخدوا شب عند كيدزي ولورنس", "لا، الساعة 6", "أمس نحو 6:00 مساءً"),
    ("вчора о 10 вечора ICE забрали чоловіка, Belmont і Neva", "ні, о 9", "вчора близько 21:00"),
    ("kahapon ng alas singko ng hapon hinuli ng ICE yung lalaki sa Devon at Hamlin", "hindi, alas sais", "kahapon, mga 6:00 pm"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "correction", "back"), CORRECTED, ids=[c for _, c, _ in CORRECTED])
def test_the_witness_can_correct_the_time_and_the_day_stays(told: str, correction: str, back: str) -> None:
    phone = Phone(languages=tuple(PHRASES.languages)).says(told)
    assert when_said(phone)
    phone.says(correction)
    [said] = when_said(phone)
    assert said == PHRASES.say("corrected_time", phone.state.lang or "en", when="day 2026-11-22 2026-11-22").replace(
        moments.moment("day 2026-11-22 2026-11-22", PHRASES.texts[phone.state.lang or "en"]), back
    )
    assert len(phone.reports) == 1


def test_a_clock_time_added_to_its_day_belongs_to_it() -> None:
    phone = Phone().says("ICE took a man at 26th and Kedzie yesterday").says("around 5 pm")
    assert when_said(phone) == ["Time noted: yesterday.", "Corrected. Time: yesterday, about 5:00 pm."]
    assert interval(phone) == ("11-21 16:45", "11-21 17:15")


def test_a_time_told_later_of_something_else_leaves_the_first_one() -> None:
    phone = Phone().says("ICE took a man at 26th and Kedzie yesterday at 5:30 pm").says("four agents").says("they drove off at 7 pm")
    assert interval(phone) == ("11-21 17:15", "11-21 17:45")


# Clocks that change

NIGHT = datetime(2026, 11, 1, 15, 0, tzinfo=UTC)  # 9:00, seven hours after the clocks went back


def test_an_hour_that_comes_twice_holds_both_and_reads_as_told() -> None:
    phone = Phone(now=NIGHT).says("ICE took a man at 26th and Kedzie at 1:30 am")
    assert when_said(phone) == ["Time noted: today, about 1:30 am."]
    held = phone.report.value("when_interval")
    assert isinstance(held, list)
    assert held == ["2026-11-01T06:15:00+00:00", "2026-11-01T07:45:00+00:00"]


def test_hours_ago_are_hours_gone_by() -> None:
    phone = Phone(now=NIGHT).says("ICE took a man at 26th and Kedzie 8 hours ago")
    held = phone.report.value("when_interval")
    assert isinstance(held, list)
    assert [at[11:16] for at in held] == ["05:24", "08:36"]
    assert when_said(phone) == ["Time noted: today, before dawn."]


def test_a_day_of_25_hours_is_one_day() -> None:
    phone = Phone(now=datetime(2026, 11, 2, 18, 0, tzinfo=UTC)).says("ICE took a man at 26th and Kedzie yesterday")
    assert when_said(phone) == ["Time noted: yesterday."]
