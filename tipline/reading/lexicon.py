"""Lexicons: what a language's file says, compiled once, and several of them as one vocabulary."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from tipline.errors import SetupError
from tipline.reading.pattern import Pattern, compile_pattern, prefix_of
from tipline.reading.spelling import literals, own_words, slips, stems
from tipline.reading.text import fold
from tipline.reading.words import NO_WORDS, Words

_Table = Mapping[str, object]
_NAMES = frozenset({"firstname", "notname", "street", "surname", "make"})
_TELLING = 4  # letters of a word that shows a language
_SCRIPTS = ("latin", "cyrillic", "arabic", "han")


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """One file. `patterns` by dotted group ("activity.detention"), `words` as folded sets, `numbers` by word.

    `code` is a BCP 47 language, or "*" for a file of names that hold in every language (agencies, cars, streets).
    """

    code: str
    spaces: bool
    script: str  # of _SCRIPTS: the letters by which a text is given to this language
    beside: tuple[str, ...]  # languages always read together with this one, because its writers mix them
    prefixes: tuple[tuple[str, ...], ...]  # what is written onto words: one of each slot, in this order
    patterns: Mapping[str, tuple[Pattern, ...]] = field(repr=False)
    words: Mapping[str, Words] = field(repr=False)
    numbers: Mapping[str, Mapping[str, int]] = field(repr=False)
    literals: frozenset[str] = field(repr=False)
    stems: frozenset[str] = field(repr=False)
    own: Words = field(repr=False)  # words that show this language, see tipline.reading.choosing


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Every lexicon at once, for a message may mix languages. `spoken` holds the languages with their own words."""

    patterns: Mapping[str, tuple[Pattern, ...]]
    words: Mapping[str, Words]
    numbers: Mapping[str, Mapping[str, int]]
    spoken: Mapping[str, Words]
    own: Mapping[str, Words]  # by language, the words that show it
    spaces: bool
    prefixes: tuple[tuple[str, ...], ...]
    han: frozenset[str]  # words of a script without spaces, by which its texts are taken apart
    index: Mapping[str, tuple[tuple[str, Pattern], ...]]  # by key: the patterns a text with this key may match
    keyless: tuple[tuple[str, Pattern], ...]
    street_starts: frozenset[str]  # the first words of street names
    known: frozenset[str]  # words that are no slip of the finger
    begins: tuple[str, ...]  # nor is what begins with these
    slips: Mapping[str, str]  # see tipline.reading.spelling

    def candidates(self, keys: frozenset[str]) -> dict[str, dict[Pattern, None]]:
        """By group, the patterns that a text with these keys may match; no other can."""
        found: dict[str, dict[Pattern, None]] = {}
        for key in keys:
            for group, pattern in self.index.get(key, ()):
                found.setdefault(group, {})[pattern] = None
        for group, pattern in self.keyless:
            found.setdefault(group, {})[pattern] = None
        return found

    def group(self, name: str) -> tuple[Pattern, ...]:
        return self.patterns.get(name, ())

    def groups(self, prefix: str) -> tuple[str, ...]:
        return tuple(name for name in self.patterns if name.startswith(prefix))

    def set(self, name: str) -> Words:
        return self.words.get(name, NO_WORDS)

    def number(self, table: str, word: str) -> int | None:
        return self.numbers.get(table, {}).get(word)


def load_lexicon(text: str) -> Lexicon:
    """Compile the text of one lexicon file (TOML, see lexicons/README.md).

    Raises SetupError with a sentence that names the line at fault.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SetupError(f"The lexicon is not valid TOML: {error}.") from error
    language = _table(table, "language")
    code = language.get("code")
    if not isinstance(code, str):
        raise SetupError('The lexicon has no [language] code, such as code = "es".')
    spaces = language.get("spaces") is not False
    script = language.get("script", "latin" if spaces else "han")
    if script not in _SCRIPTS:
        raise SetupError(f"In the lexicon, script has to be one of {', '.join(_SCRIPTS)}.")
    prefixes = tuple(tuple(slot.split()) for slot in _lines(language, "prefixes"))
    before = prefix_of(prefixes)
    lists = {name: _alternatives(name, value) for name, value in _table(table, "lists").items()}
    patterns = {
        group: tuple(compile_pattern(line, lists, spaces=spaces, prefix=before) for line in lines)
        for group, lines in _groups(_table(table, "patterns"))
    }
    words = {group: _words(lines) for group, lines in _groups(_table(table, "words"))}
    numbers = {name: MappingProxyType(_numbers(name, value)) for name, value in _table(table, "numbers").items()}
    lines = [fold(line) for _, some in _groups(_table(table, "patterns")) for line in some]
    lines += map(fold, lists.values())
    return Lexicon(
        code,
        spaces,
        script,
        tuple(_lines(language, "beside")),
        prefixes,
        MappingProxyType(patterns),
        MappingProxyType(words),
        MappingProxyType(numbers),
        literals(lines),
        stems(lines),
        _own(words, lines),
    )


@lru_cache(maxsize=64)
def _combined(lexicons: tuple[Lexicon, ...]) -> Vocabulary:
    patterns: dict[str, tuple[Pattern, ...]] = {}
    words: dict[str, Words] = {}
    numbers: dict[str, dict[str, int]] = {}
    for lexicon in lexicons:
        for name, group in lexicon.patterns.items():
            patterns[name] = patterns.get(name, ()) + group
        for name, some in lexicon.words.items():
            words[name] = words.get(name, NO_WORDS).and_also(some)
        for name, table in lexicon.numbers.items():
            numbers.setdefault(name, {}).update(table)
    spoken = {x.code: x.words.get("function", NO_WORDS) for x in lexicons if x.code != "*"}
    spelled: frozenset[str] = words.get("spelled", NO_WORDS)
    known = spelled.union(
        *(x.literals for x in lexicons), *words.values(), *(street.split() for street in words.get("street", NO_WORDS))
    )
    begins = {stem for some in words.values() for stem in some.begins}.union(*(x.stems for x in lexicons))
    index: dict[str, list[tuple[str, Pattern]]] = {}
    for name, group in patterns.items():
        for pattern in group:
            for key in pattern.keys:
                index.setdefault(key, []).append((name, pattern))
    return Vocabulary(
        MappingProxyType(patterns),
        MappingProxyType(words),
        MappingProxyType(numbers),
        MappingProxyType(spoken),
        MappingProxyType({x.code: x.own for x in lexicons if x.code != "*"}),
        all(x.spaces for x in lexicons),
        next((x.prefixes for x in lexicons if x.prefixes), ()),
        frozenset().union(*(_han_words(x) for x in lexicons if not x.spaces)),
        MappingProxyType({key: tuple(some) for key, some in index.items()}),
        tuple((name, p) for name, group in patterns.items() for p in group if not p.keys),
        frozenset(street.split()[0] for street in words.get("street", NO_WORDS)),
        known,
        tuple(begins),
        slips(spelled),
    )


def vocabulary(lexicons: Sequence[Lexicon]) -> Vocabulary:
    """The lexicons as one; remembered, since a process reads with the same few all its life."""
    return _combined(tuple(lexicons))


def _table(table: _Table, name: str) -> _Table:
    inner = table.get(name, {})
    if not isinstance(inner, Mapping):
        raise SetupError(f"In the lexicon, [{name}] has to be a table.")
    return inner


def _groups(table: _Table, prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _groups(value, f"{prefix}{name}.")
        elif isinstance(value, list) and all(isinstance(line, str) for line in value):
            yield prefix + name, value
        else:
            raise SetupError(f"In the lexicon, {prefix}{name} has to be a list of lines in quotes.")


def _alternatives(name: str, value: object) -> str:
    if not isinstance(value, list) or not value or not all(isinstance(line, str) for line in value):
        raise SetupError(f"In the lexicon, the list {name} has to be a list of words in quotes.")
    return "|".join(value)


def _numbers(name: str, value: object) -> dict[str, int]:
    """`two = 2`, or `2 = "dwa, dwie"` for a number of many forms."""
    found: dict[str, int] = {}
    for key, other in value.items() if isinstance(value, Mapping) else ():
        if isinstance(other, int):
            found[fold(key)] = other
        elif isinstance(other, str) and key.removeprefix("-").isdecimal():
            found.update(dict.fromkeys((fold(word.strip()) for word in other.split(",")), int(key)))
        else:
            found[""] = -1
    if "" in found or not isinstance(value, Mapping):
        raise SetupError(f"In the lexicon, [numbers.{name}] has to give a whole number for each word.")
    return found


def _words(lines: list[str]) -> Words:
    """Words set apart by commas, folded; `agent*` stands for every word that begins so."""
    found = [fold(word.strip()) for line in lines for word in line.split(",") if word.strip()]
    return Words((w for w in found if not w.endswith("*")), tuple(w[:-1] for w in found if w.endswith("*")))


def _lines(table: _Table, name: str) -> list[str]:
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        raise SetupError(f"In the lexicon, {name} has to be a list of lines in quotes.")
    return value


def _own(words: Mapping[str, Words], lines: list[str]) -> Words:
    """The small words, those of the patterns, and those of every list but the lists of names."""
    small = words.get("function", NO_WORDS)
    listed = [w for name, some in words.items() if name not in _NAMES for w in some if len(w) >= _TELLING]
    begins = tuple(stem for stem in stems(lines) if len(stem) > _TELLING)
    return Words(small | own_words(lines) | frozenset(listed), begins)


def _han_words(lexicon: Lexicon) -> set[str]:
    words = {w for some in lexicon.words.values() for w in some}
    counted = [table for name, table in lexicon.numbers.items() if not name.startswith("time_")]
    words.update(w for table in counted for w in table)
    return {word for word in words if len(word) > 1 and not word.isascii()}
