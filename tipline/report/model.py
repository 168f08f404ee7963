"""The shapes of a report: a value that grows; every fact knows the message and the words it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class State(StrEnum):
    OPEN = "open"
    SET_ASIDE = "set_aside"  # called fake by its sender, or read as a hoax: kept, ranked low, not counted
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Correction:
    """That a person at the desk put another value in the place of the witness's, which is kept.

    `told`: the value as the witness told it (None where nobody told it); `at` in ISO 8601 (UTC).
    """

    told: object
    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One value, the message (its row id) it came from, and that message's own masked words.

    Values are plain JSON (lists, not tuples). `by`: for a list, which message told which item, as (item, message).
    `corrected`: the value is the desk's; message, words and `by` stay the witness's (0, none: nobody told it).
    """

    value: object
    message: int
    words: str = ""
    by: tuple[tuple[str, int], ...] = ()
    corrected: Correction | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What one reporter told us. `facts` maps a field to its Fact: the names of tipline.reading, and

    - `place`: what the words or the pin resolve to: status, label, lat, lng, radius_m, method, districts, beats,
      community_areas, wards, and candidates while it is ambiguous;
    - `place_text`: the witness's own words for it;
    - `coordinates`: [lat, lng] where the witness gave a point as such (a pin, coordinates, a map link);
    - `when_interval`: what `when` means, as [from, to] in ISO 8601 (UTC); absent where the words are too vague;
    - `when_other`: the same in the other half of the day, while nobody knows whether morning or evening was meant;
    - `attachments`: how many photos, videos, voice notes and files came with it;
    - `help`: true when the witness called for help without saying more.
    """

    reference: str
    state: State = State.OPEN
    lang: str = "en"
    facts: Mapping[str, Fact] = field(default_factory=lambda: MappingProxyType({}))

    def value(self, name: str) -> object:
        fact = self.facts.get(name)
        return None if fact is None else fact.value

    def with_fact(self, name: str, value: object, message: int, words: str = "") -> Report:
        return self.having(name, Fact(value, message, words))

    def having(self, name: str, fact: Fact) -> Report:
        return replace(self, facts=MappingProxyType({**self.facts, name: fact}))

    def without(self, *names: str) -> Report:
        return replace(self, facts=MappingProxyType({k: v for k, v in self.facts.items() if k not in names}))


def to_dict(report: Report) -> dict[str, object]:
    """JSON-ready."""
    facts = {k: _fact_to_dict(f) for k, f in report.facts.items()}
    return {"reference": report.reference, "state": report.state.value, "lang": report.lang, "facts": facts}


def _fact_to_dict(fact: Fact) -> dict[str, object]:
    plain: dict[str, object] = {"value": fact.value, "message": fact.message, "words": fact.words}
    if fact.by:
        plain["by"] = [list(pair) for pair in fact.by]
    if fact.corrected:
        plain["corrected"] = asdict(fact.corrected)
    return plain


def from_dict(data: Mapping[str, object]) -> Report:
    """The reverse of to_dict; lists stay lists."""
    raw = data.get("facts")
    assert isinstance(raw, Mapping)
    facts = {k: _fact(f) for k, f in raw.items()}
    return Report(str(data["reference"]), State(str(data["state"])), str(data["lang"]), MappingProxyType(facts))


def _fact(data: Mapping[str, Any]) -> Fact:
    by = tuple((str(item), int(message)) for item, message in data.get("by", ()))
    held = data.get("corrected")
    return Fact(data["value"], int(data["message"]), str(data["words"]), by, Correction(**held) if held else None)
