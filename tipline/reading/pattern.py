"""The small language of the lexicon files, compiled to bounded regular expressions.

    grab* (him|her)      words are separated by spaces; `*` stands for any ending
    agents? {place}      `x?` an optional letter, `(...)?` or `{list}?` an optional word, `{list}` a named word list
    brat(a|u|em)         endings of a word, or of each of several: (took|take)(n|s)
    check~point          one word, two words or hyphenated
    they .. took         `..` up to two words between, `...` up to five, never across the end of a sentence
    # %                  a number in digits, a time of day in digits ("9:50", "5 pm")
    < ^ $                the start of the message; the start of a sentence or clause, the end of one

Every repeat is bounded, so no pattern of a translator can make reading slow. Accents and case do not matter; an
apostrophe may be left out by the writer ("dont").
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tipline.errors import SetupError
from tipline.reading.keys import HAS_DIGIT, KEY_LENGTH, Keys, keys_of_word, telling
from tipline.reading.text import fold

# A letter of a script that sets spaces. HAN without its rare third range compiles far faster.
_LETTER = r"[^\W_\u3400-\u9fff]"
_ANY = r"[\w']{0,20}"
_PIECE = re.compile(r"\s+|\.\.\.|\.\.|[()|?#%^$<]|\{\w+\}|[^\s()|?#%^$<{}]+")
_START = r"(?:\A|(?<=[.!?;:,\n\u00bf\u00a1\u3002\uff1f\uff01\uff0c])|(?<=[.!?;:,)\n\u00bf\u00a1] ))"
_FIRST = r"(?<![\w\W])[\W_]{0,6}"
_END = r"(?=\s*[.!?;:,\n\u3002\uff1f\uff01\uff0c]|[\W_]*\Z)"
_CLOCK = (
    r"(?<![\d.,:$-])(?:[01]?\d|2[0-4])(?::[0-5]\d(?!\d)(?:\s?[ap](?:\.m\.|m(?![^\W_])))?|\s?[ap](?:\.m\.|m)(?![^\W_]))"
)


class Pattern:
    """`keys`: a text that holds none of these word beginnings cannot match; empty means unknown, so always try.

    The expression is compiled when it is first tried: eight languages have thousands, which take seconds, and the
    keys let a message try some dozens.
    """

    __slots__ = ("_regex", "_source", "keys")

    def __init__(self, source: str, keys: Keys) -> None:
        self._source, self.keys = source, keys
        self._regex: re.Pattern[str] | None = None

    @property
    def regex(self) -> re.Pattern[str]:
        if self._regex is None:
            self._regex = re.compile(self._source)
        return self._regex


@dataclass(frozen=True, slots=True)
class _Part:
    regex: str
    keys: Keys = frozenset()
    gap: bool = False  # brings its own spaces


class _Compiler:
    def __init__(self, source: str, lists: Mapping[str, str], spaces: bool, prefix: str) -> None:
        self.source, self.lists, self.spaces, self.prefix = source, lists, spaces, prefix
        self.pieces = _PIECE.findall(source)
        self.at = 0
        self.between = r"[\s,:'\"()*/_~-]{1,4}" if spaces else r"[\s,]{0,3}"

    def fail(self, why: str) -> SetupError:
        return SetupError(f"The lexicon pattern {self.source!r} cannot be used: {why}.")

    def alternatives(self) -> _Part:
        parts = [self.sequence()]
        while self.at < len(self.pieces) and self.pieces[self.at] == "|":
            self.at += 1
            parts.append(self.sequence())
        if len(parts) == 1:
            return parts[0]
        parts.sort(key=lambda part: -len(part.regex))  # "bus stop" before "bus"
        known = all(p.keys for p in parts)
        keys: Keys = frozenset().union(*(p.keys for p in parts)) if known else frozenset()
        return _Part("(?:" + "|".join(p.regex for p in parts) + ")", keys)

    def sequence(self) -> _Part:
        items: list[tuple[_Part, bool]] = []
        while self.at < len(self.pieces) and self.pieces[self.at] not in "|)":
            part = self.atom()
            if part is None:
                continue
            optional = self.at < len(self.pieces) and self.pieces[self.at] == "?"
            self.at += optional
            items.append((part, optional))
        if not items:
            raise self.fail("an alternative is empty")
        return self.joined(items)

    def joined(self, items: list[tuple[_Part, bool]]) -> _Part:
        regex, open_space, best = "", False, Keys()
        for part, optional in items:
            if part.gap:
                regex += part.regex if open_space else self.leading(part.regex)
                continue
            zero_width = part.regex in (_START, _END, _FIRST)
            space = self.between if open_space and not zero_width else ""
            if optional:
                # An optional word takes its own space along, whichever side has one.
                regex += f"(?:{space}{part.regex})?" if open_space else f"(?:{part.regex}{self.between})?"
                continue
            regex += space + part.regex
            open_space = open_space if zero_width else True
            best = telling(best, part.keys)
        return _Part(regex, best)

    def leading(self, gap: str) -> str:
        """A gap that opens a sequence sets its space behind each word instead of in front."""
        words = re.search(r"\{0,(\d+)\}\?$", gap)
        if not self.spaces or words is None:
            return gap
        return rf"(?:[^\s.!?;]{{1,40}}[\s,:'\"()*/-]{{1,4}}){{0,{words.group(1)}}}?"

    def atom(self) -> _Part | None:
        piece = self.pieces[self.at]
        self.at += 1
        if piece.isspace():
            return None
        if piece in ("..", "..."):
            return self.gap(2 if piece == ".." else 5)
        if piece == "(":
            inside = self.alternatives()
            self.close()
            regex = f"(?:{inside.regex})" + self.any_ending()
            while self.at < len(self.pieces) and self.pieces[self.at] == "(":
                regex += self.endings()
            return _Part(regex, inside.keys)
        return self.leaf(piece)

    def leaf(self, piece: str) -> _Part:
        if piece[0] == "{":
            source = self.lists.get(piece[1:-1])
            if source is None:
                raise self.fail(f"the list {piece} is not in this file")
            inside = _Compiler(source, self.lists, self.spaces, self.prefix).alternatives()
            return _Part(f"(?:{inside.regex})", inside.keys)
        special = {"#": r"(?<!\d)\d{1,4}(?!\d|:\d)", "%": _CLOCK, "^": _START, "$": _END, "<": _FIRST}.get(piece)
        if special is not None:
            return _Part(special, frozenset({HAS_DIGIT}) if piece in "#%" else Keys())
        if piece in "?)|":
            raise self.fail(f"{piece!r} has nothing before it")
        return self.word(piece)

    def gap(self, words: int) -> _Part:
        if not self.spaces:
            foreign = "[a-z0-9]{1,20}"
            return _Part(rf"(?:{foreign}|[^a-z0-9.!?;,\n\u3002\uff1f\uff01\uff0c]){{0,{words * 2}}}?", gap=True)
        return _Part(rf"(?:[\s,:'\"()*/-]{{1,4}}[^\s.!?;]{{1,40}}){{0,{words}}}?", gap=True)

    def word(self, piece: str) -> _Part:
        letters = fold(piece)
        regex, literal, certain = "", "", True
        while self.at < len(self.pieces) and self.pieces[self.at] == "?" and letters:
            regex += self.escaped(letters[:-1]) + f"(?:{re.escape(letters[-1])})?"
            literal, certain = literal + (letters[:-1] if certain else ""), False
            self.at += 1
            more = self.at < len(self.pieces) and self.pieces[self.at][0].isalnum()
            letters = fold(self.pieces[self.at]) if more else ""
            self.at += more
        regex += self.escaped(letters)
        whole = certain
        if self.at < len(self.pieces) and self.pieces[self.at] == "(" and letters:
            regex, whole = regex + self.endings(), False
        if literal[:1].isalpha() or letters[:1].isalpha():
            regex = self.prefix + regex
        return self.part(regex, literal + (letters if certain else ""), whole=whole)

    def endings(self) -> str:
        """Alternatives written right onto a word: "brat(a|u|em)"; with `?` behind, they may be left out."""
        self.at += 1
        before, self.prefix = self.prefix, ""
        inside = self.alternatives()
        self.prefix = before
        self.close()
        optional = self.at < len(self.pieces) and self.pieces[self.at] == "?"
        self.at += optional
        return f"(?:{inside.regex})" + "?" * optional + self.any_ending()

    def any_ending(self) -> str:
        """ "(took|take)*": any ending of each."""
        starred = self.at < len(self.pieces) and self.pieces[self.at] == "*"
        self.at += starred
        return _ANY * starred

    def close(self) -> None:
        if self.at >= len(self.pieces) or self.pieces[self.at] != ")":
            raise self.fail("a bracket is not closed")
        self.at += 1

    @staticmethod
    def escaped(letters: str) -> str:
        return re.escape(letters).replace("'", "'?").replace(r"\*", _ANY).replace(r"\~", r"[\s-]?")

    def part(self, regex: str, literal: str, *, whole: bool) -> _Part:
        if not self.spaces:
            return _Part(regex, frozenset({literal[:KEY_LENGTH]} if len(literal) > 1 else ()))
        return _Part(regex, keys_of_word(literal, whole=whole))


def prefix_of(slots: Sequence[Sequence[str]]) -> str:
    """A regular expression for what a language writes onto its words: one of each slot, each of them optional."""
    return "".join("(?:" + "|".join(map(re.escape, slot)) + ")?" for slot in slots)


def compile_pattern(source: str, lists: Mapping[str, str], *, spaces: bool = True, prefix: str = "") -> Pattern:
    """One line of a lexicon file as a Pattern. `spaces` is False for scripts that set no space between words.

    `prefix`: what may stand written onto any word (prefix_of).

    Raises SetupError with a sentence that names the line.
    """
    compiler = _Compiler(source, lists, spaces, prefix)
    part = compiler.alternatives()
    if compiler.at < len(compiler.pieces):
        raise compiler.fail("a bracket is closed that was not opened")
    if not spaces:
        return Pattern(part.regex, part.keys)
    # Inside, words are held apart by what stands between them; only the two ends need a boundary.
    return Pattern(f"(?<!{_LETTER})(?:{part.regex})(?!{_LETTER})", part.keys)
