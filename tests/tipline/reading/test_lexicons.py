"""The lexicon files, and the little language they are written in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipline.errors import SetupError
from tipline.reading import ACTIVITIES, AGENCIES, PLACE_TYPES, TOPICS, Lexicon, load_lexicon, read
from tipline.reading.keys import keys_of
from tipline.reading.pattern import compile_pattern
from tipline.reading.text import clean, fold, tokens

MATCHES = [
    ("took him", "they took him away", "took him"),
    ("took him", "they took, him", "took, him"),
    ("took him", "they mistook him", None),
    ("arrest*", "ARRESTED two", "arrested"),
    ("agents?", "an agent", "agent"),
    ("colou?rs?", "colors", "colors"),
    ("(the)? door", "the door", "the door"),
    ("(the)? door", "door", "door"),
    ("check~point", "check-point", "check-point"),
    ("check~point", "checkpoint", "checkpoint"),
    ("they .. took", "they just now took", "they just now took"),
    ("they .. took", "they came here just now and took", None),
    ("they ... took", "they left. took", None),
    ("(a|a b) c", "a b c", "a b c"),
    ("don't go", "dont go", "dont go"),
    ("detuvo a", "Detúvo a", "detuvo a"),
    ("# agents", "12 agents", "12 agents"),
    ("at %", "at 9:50 pm", "at 9:50 pm"),
    ("^ stop $", "please. stop!", "stop"),
    ("^ stop $", "please stop it", None),
    ("< stop", "stop", "stop"),
    ("< stop", "no. stop", None),
    ("{who} left", "both left", "both left"),
    ("*ing him", "holding him", "holding him"),
]


@pytest.mark.parametrize(("source", "text", "found"), MATCHES, ids=[f"{s} in {t}" for s, t, _ in MATCHES])
def test_a_pattern_matches_as_the_readme_says(source: str, text: str, found: str | None) -> None:
    pattern = compile_pattern(source, {"who": "both|all"})
    folded = fold(clean(text))
    match = pattern.regex.search(folded)
    assert (match.group() if match else None) == found
    if match and pattern.keys:
        words = tuple(token.word for token in tokens(folded))
        assert not pattern.keys.isdisjoint(keys_of(words, folded, True)), "the quick test would have hidden this match"


@pytest.mark.parametrize("source", ["(a b", "a)", "a (|b)", "? a", "{nobody} left", "a | "])
def test_a_broken_pattern_is_named_in_a_sentence(source: str) -> None:
    with pytest.raises(SetupError, match="cannot be used"):
        compile_pattern(source, {})


@pytest.mark.parametrize("spaces", [True, False])
@settings(deadline=None)
@given(source=st.lists(st.sampled_from([*"ab中*?()|~#%^$<'+\\[.{}-", "..", "...", " ", "{who}"]), max_size=14).map("".join))
def test_whatever_a_translator_writes_is_refused_at_once_or_can_be_tried(source: str, spaces: bool) -> None:
    try:
        pattern = compile_pattern(source, {"who": "both|all"}, spaces=spaces)
    except SetupError:
        return
    pattern.regex.search("both a b")  # compiled only now


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[language", "not valid TOML"),
        ("[words]", "no .language. code"),
        ('[language]\ncode = "xx"\n[lists]\na = 3', "list a has to be"),
        ('[language]\ncode = "xx"\n[patterns]\na = "x"', "a has to be a list of lines"),
        ('[language]\ncode = "xx"\n[numbers.cardinal]\na = "x"', "whole number"),
        ('[language]\ncode = "xx"\nlists = 3\n[words]\na = ["{"]\n[patterns]\nb = ["{c}"]', "cannot be used"),
    ],
)
def test_a_broken_file_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(SetupError, match=sentence):
        load_lexicon(text)


def test_groups_are_named_after_codes_that_exist(lexicons: tuple[Lexicon, ...]) -> None:
    known = {
        "activity": {*ACTIVITIES, "pepper_round"},
        "agency": {*AGENCIES, "void", "LOCAL", "local_only", "local_acts", "local_acts_void"},
        "place_type": {*PLACE_TYPES, "void", "whole", "dwelling"}, "topic": set(TOPICS), "activity_void": set(ACTIVITIES),
        "injury": {"none", "reported", "serious", "slight", "bleeding", "recovered", "danger"},
    }
    for lexicon in lexicons:
        for group in lexicon.patterns:
            room, _, name = group.partition(".")
            assert name in known.get(room, {name}), group


def test_a_new_language_is_a_new_file_and_nothing_else(lexicons: tuple[Lexicon, ...]) -> None:
    esperanto = load_lexicon(
        '[language]\ncode = "eo"\n[words]\nfunction = ["la, kaj, ili, viron, apud"]\nand = ["kaj"]\nand_plain = ["kaj"]\nlink = ["apud"]\n'
        '[patterns.activity]\ndetention = ["arestis"]\n'
    )
    reading = read("ili arestis viron apud 26th kaj Kedzie", lexicons=(*lexicons, esperanto))
    assert (reading.lang, reading.activity, reading.place_text) == ("eo", ("detention",), "26th kaj Kedzie")


def test_a_script_without_spaces_needs_no_word_boundaries(lexicons: tuple[Lexicon, ...]) -> None:
    chinese = load_lexicon('[language]\ncode = "zh-Hans"\nspaces = false\n[patterns.activity]\ndetention = ["抓走"]\n')
    assert read("他们抓走了一个人", lexicons=(*lexicons, chinese)).activity == ("detention",)


def test_the_same_text_always_reads_the_same(lexicons: tuple[Lexicon, ...]) -> None:
    text = "ICE grabbed a man at 26th and Kedzie, 4 agents, 2 white vans, 5 min ago"
    assert read(text, lexicons=lexicons) == read(text, lexicons=lexicons)
