"""Report: what one reporter told us. A value that grows; every fact knows the message and the words it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    OPEN = "open"
    SET_ASIDE = "set_aside"  # called fake by its sender, or read as a hoax: kept, ranked low, not counted
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Fact:
    """One value, the message (its row id) it came from, and that message's own masked words."""

    value: object
    message: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """`facts` maps a field (tipline.reading's names, plus "place", "coordinates", "attachments") to its Fact."""

    reference: str
    state: State = State.OPEN
    lang: str = "en"
    facts: Mapping[str, Fact] = field(default_factory=lambda: MappingProxyType({}))

    def value(self, name: str) -> object:
        fact = self.facts.get(name)
        return None if fact is None else fact.value

    def with_fact(self, name: str, value: object, message: int, words: str = "") -> Report:
        facts = dict(self.facts)
        facts[name] = Fact(value, message, words)
        return replace(self, facts=MappingProxyType(facts))

    def without(self, name: str) -> Report:
        return replace(self, facts=MappingProxyType({k: v for k, v in self.facts.items() if k != name}))


def to_dict(report: Report) -> dict[str, object]:
    """JSON-ready."""
    facts = {k: {"value": f.value, "message": f.message, "words": f.words} for k, f in report.facts.items()}
    return {"reference": report.reference, "state": report.state.value, "lang": report.lang, "facts": facts}


def from_dict(data: Mapping[str, object]) -> Report:
    """The reverse of to_dict; lists stay lists."""
    raw = data.get("facts")
    assert isinstance(raw, Mapping)
    facts = {k: Fact(f["value"], int(f["message"]), str(f["words"])) for k, f in raw.items()}
    return Report(str(data["reference"]), State(str(data["state"])), str(data["lang"]), MappingProxyType(facts))
