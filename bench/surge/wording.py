"""How a witness of a made surge says it: one of eight languages, a template, and what goes wrong when people type."""

from __future__ import annotations

import importlib.resources
import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

LANGS = ("en", "es", "pl", "zh-Hans", "zh-Hant", "ar", "uk", "tl")


@dataclass(frozen=True, slots=True)
class Sight:
    """What one witness says: codes and numbers, no words yet. What is None or empty is left out.

    `place`: (form, blanks), see `Wording.place`; `when`: (form, number).
    """

    act: str
    who: str
    place: tuple[str, Mapping[str, str]]
    when: tuple[str, int]
    agents: int | None = None
    vehicles: tuple[int, str, str] | None = None
    plate: str | None = None
    heading: str | None = None
    details: tuple[str, ...] = ()
    second_hand: bool = False


class Wording:
    """One language. Every choice is drawn from `chance`."""

    def __init__(self, lang: str, chance: random.Random) -> None:
        self._words, self._chance, self._lang = _words(lang), chance, lang

    def text(self, seen: Sight) -> str:
        place = self.place(*seen.place)
        act = self._pick("act", seen.act).format(who=self._pick("who", seen.who))
        said = _spaced(" ".join(self._pick("core").format(act=act, place=place).split()), act, place)
        parts = [said, *self._details(seen)]
        joint = self._pick("joints")
        text = joint.join(part.strip(" ,，、") for part in parts if part.strip())
        if seen.second_hand:
            text = self._pick("heard").format(text=text)
        return text

    def place(self, form: str, blanks: Mapping[str, str]) -> str:
        """`form`: crossing (a, b), address (no, way, street), block (block, way, street), landmark, area, nowhere."""
        filled = {name: self._street(value) if name in ("a", "b") else value for name, value in blanks.items()}
        if form in ("address", "block"):
            street = _counted(blanks["street"], "{n}{th}")
            filled["street"] = f"{blanks['way']} {street} {blanks['suffix']}".strip()
            filled["address"] = f"{blanks.get('no', '')} {filled['street']}".strip()
        return str(self._pick(form).format(**filled))

    def answer(self, place: tuple[str, Mapping[str, str]]) -> str:
        """To the line's question where it is."""
        return str(self._pick("answer").format(place=self.place(*place)))

    def again(self, seen: Sight) -> str:
        """What somebody writes who writes and writes."""
        act = self._pick("act", seen.act).format(who=self._pick("who", seen.who))
        return str(self._pick("bulk").format(act=act, place=self.place(*seen.place)))

    def forwarded(self, text: str) -> str:
        return str(self._pick("forwarded").format(text=text))

    def _details(self, seen: Sight) -> list[str]:
        found = [self._pick(detail) for detail in seen.details]
        if seen.agents is not None:
            found.append(self._pick("count").format(n=seen.agents))
        if seen.vehicles is not None:
            count, colour, kind = seen.vehicles
            named = {"c": self._pick("colours", colour), "kind": self._pick("kinds", kind)}
            found.append(self._pick("vehicle").format(v=count, **named))
        if seen.plate is not None:
            found.append(self._pick("plate").format(p=seen.plate))
        if seen.heading is not None:
            found.append(self._pick("heading").format(d=self._pick("directions", seen.heading)))
        self._chance.shuffle(found)
        when = self._when(*seen.when)
        return [when, *found] if self._chance.random() < 0.4 else [*found, when]

    def _when(self, form: str, number: int) -> str:
        """`number`: minutes for `ago`, for `hours` the hours and, behind a hundred, the hour of the clock."""
        hours, clock = divmod(number, 100)
        return str(self._pick(form).format(m=number, h=hours, clock=self._clock(clock)))

    def _clock(self, hour: int) -> str:
        if self._lang in ("en", "tl"):
            return f"{hour % 12 or 12}{'am' if hour < 12 else 'pm'}"
        return f"{hour}点" if self._lang == "zh-Hans" else f"{hour}點" if self._lang == "zh-Hant" else f"{hour}:00"

    def _street(self, name: str) -> str:
        return _counted(name, self._words["number"])

    def _pick(self, *path: str) -> str:
        found: Any = self._words
        for name in path:
            found = found[name]
        return str(self._chance.choice(found))


def _spaced(text: str, act: str, place: str) -> str:
    """In Chinese two names in Latin letters are set apart all the same."""
    if act[:1].isascii() and place[-1:].isascii():
        text = text.replace(place + act, f"{place} {act}")
    return text.replace(act + place, f"{act} {place}") if act[-1:].isascii() and place[:1].isascii() else text


def mistyped(text: str, chance: random.Random) -> str:
    """One or two long words of Latin letters with a letter lost, doubled, or two of them the wrong way round."""
    words = text.split(" ")
    long = [i for i, word in enumerate(words) if len(word) >= 5 and word.isascii() and word.isalpha()]
    for place in chance.sample(long, min(len(long), chance.choice((1, 1, 2)))):
        words[place] = _slip(words[place], chance)
    return " ".join(words)


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    return chance.choice((
        word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ))  # fmt: skip


def dressed(text: str, chance: random.Random) -> str:
    """Small letters, capitals, a mark too many."""
    draw = chance.random()
    text = text.lower() if draw < 0.25 else text.upper() if draw < 0.29 else text
    return text + chance.choice(("", "", "", "!", "!!", ".", " pls help" if text.isascii() and draw > 0.97 else ""))


def _counted(name: str, pattern: str) -> str:
    """A numbered street as the language says it; another one as it is written."""
    if not name.isdecimal():
        return name.title()
    last = {"1": "st", "2": "nd", "3": "rd"}.get(name[-1], "th") if name[-2:] not in ("11", "12", "13") else "th"
    return pattern.format(n=name, th=last)


@cache
def _words(lang: str) -> Mapping[str, Any]:
    text = (importlib.resources.files("bench.surge") / "words" / f"{lang}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def languages(chance: random.Random, count: int) -> Sequence[str]:
    """Of so many witnesses: mostly English and Spanish, each of the eight."""
    return chance.choices(LANGS, (42, 28, 8, 5, 4, 5, 4, 4), k=count)
