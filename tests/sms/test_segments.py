"""What a text costs, and where a long one is cut."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sms.segments import LONGEST, Encoding, encoding, segments, split

steady = settings(deadline=None, print_blob=True)

GSM, UCS = Encoding.GSM7, Encoding.UCS2
TABLE = [
    ("nothing", "", GSM, 1),
    ("one letter", "a", GSM, 1),
    ("160 fit in one", "a" * 160, GSM, 1),
    ("161 make two of 153", "a" * 161, GSM, 2),
    ("306", "a" * 306, GSM, 2),
    ("307", "a" * 307, GSM, 3),
    ("an extension letter takes two", "€" * 80, GSM, 1),
    ("81 of them do not fit", "€" * 81, GSM, 2),
    ("every extension letter", "\f^{}\\[~]|€" * 8, GSM, 1),
    ("an escape is never cut from its letter", "a" * 152 + "€" + "a" * 152, GSM, 3),
    ("the same without a cut", "a" * 151 + "€" + "a" * 153, GSM, 2),
    ("Spanish that GSM knows", "¿Qué es? ñ Ñ ü é ò à ¡", GSM, 1),
    ("Spanish that it does not: á í ó ú", "á", UCS, 1),
    ("an accent halves the room", "Está aquí " * 7, UCS, 1),
    ("71 units", "á" + "a" * 70, UCS, 2),
    ("134 units", "á" + "a" * 133, UCS, 2),
    ("135 units", "á" + "a" * 134, UCS, 3),
    ("an emoji is two units", "🚨" * 35, UCS, 1),
    ("36 emoji", "🚨" * 36, UCS, 2),
    ("a pair is never cut: 33 in each", "🚨" * 66, UCS, 2),
    ("so the 67th needs a third", "🚨" * 67, UCS, 3),
    ("Arabic", "أين هم؟", UCS, 1),
    ("Chinese", "在哪里" * 24, UCS, 2),
    ("curly quotes are not GSM", "it’s", UCS, 1),
    ("a long dash is not GSM", "a – b", UCS, 1),
    ("Greek capitals that GSM knows", "ΔΦΓΛΩΠΨΣΘΞ", GSM, 1),
    ("a tab is not GSM", "a\tb", UCS, 1),
    ("line ends count one each", "\r\n" * 80, GSM, 1),
    ("a back-tick is not GSM", "`", UCS, 1),
    ("ç is not GSM but Ç is", "ç", UCS, 1),
    ("Ç", "Ç", GSM, 1),
]


@pytest.mark.parametrize(("text", "kind", "count"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_a_text_counts_as_the_table_says(text, kind, count):
    assert (encoding(text), segments(text)) == (kind, count)


def test_the_first_message_of_the_line_is_one_segment():
    text = (
        "Chicago Tip Line, read by Chicago Police: received, ref K7Q2. Not 911: if anyone is hurt or in danger, call 911. "
        "Where is it? A corner or address is enough."
    )
    assert segments(text) == 1


SPLITS = [
    ("short stays whole", "One. Two.", None, ["One. Two."]),
    ("nothing stays whole", "", None, [""]),
    ("white space at a cut goes", "a" * 1600 + "   b", None, ["a" * 1600, "b"]),
    ("a text without spaces is cut hard", "a" * 1601, None, ["a" * 1600, "a"]),
    ("at a sentence's end", "b" * 900 + ". " + "c" * 900, None, ["b" * 900 + ".", "c" * 900]),
    ("not at a sentence's end too near the start", "Hi. " + "word " * 400, None, None),
    ("a decimal point ends no sentence", "x" * 80 + " 41.85 " + "y" * 90, 1, ["x" * 80 + " 41.85", "y" * 90]),
    ("a question's end", "¿Dónde? " * 20, 1, None),
    ("an emoji is never cut", "🚨" * 71, 1, ["🚨" * 35, "🚨" * 35, "🚨"]),
    ("twice the emoji in two units", "🚨" * 801, None, ["🚨" * 800, "🚨"]),
    ("a word longer than a part", "word " + "a" * 170, 1, ["word", "a" * 160, "a" * 10]),
]


@pytest.mark.parametrize(("text", "most", "expected"), [row[1:] for row in SPLITS], ids=[row[0] for row in SPLITS])
def test_a_long_text_is_cut_as_the_table_says(text, most, expected):
    parts = split(text, most)
    if expected is not None:
        assert parts == expected
    assert_good(text, most, parts)


def test_a_part_without_segments_is_a_mistake():
    with pytest.raises(ValueError, match="segment"):
        split("x", 0)


def assert_good(text, most, parts):
    assert "".join("".join(parts).split()) == "".join(text.split())
    for part in parts:
        assert len(part.encode("utf-16-le")) // 2 <= LONGEST
        assert most is None or segments(part) <= most
        assert len(parts) == 1 or part


letters = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
prose = st.lists(st.sampled_from(["word", "está", "€uro", "🚨", "end.", "why?", "a" * 200, "\n", "中文。", "41.85"]), max_size=600).map(" ".join)


@steady
@given(st.one_of(letters, prose), st.one_of(st.none(), st.integers(1, 6)))
def test_every_part_fits_and_no_letter_is_lost(text, most):
    assert_good(text, most, split(text, most))


@steady
@given(letters, letters)
def test_more_text_never_costs_less(one, other):
    assert segments(one + other) >= segments(one)


@steady
@given(letters)
def test_the_count_lies_between_what_the_units_need_and_what_waste_could_add(text):
    units = sum(2 if (ord(c) > 0xFFFF if encoding(text) is UCS else c in "\f^{}\\[~]|€") else 1 for c in text)
    alone, joined = (160, 153) if encoding(text) is GSM else (70, 67)
    count = segments(text)
    assert count == 1 if units <= alone else -(-units // joined) <= count <= -(-units // (joined - 1))
