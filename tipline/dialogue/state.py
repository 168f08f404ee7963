"""What the line remembers of a conversation with one address: JSON in and out, no free text but masked place words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Literal

from tipline import report as reports
from tipline.effects import Said
from tipline.report import Report

OfferKind = Literal["place", "scene", "language", "question"]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer on offer: its code, and what it stands for (a candidate place's label and point)."""

    code: str
    label: str = ""
    lat: float | None = None
    lng: float | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice laid before the witness. `asked` False: not said yet, it waits for the burst to end.

    `message`: the row id of the message that made it necessary. `reference`: the report it is about.
    """

    kind: OfferKind
    options: tuple[Option, ...]
    message: int
    reference: str | None = None
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """Messages that may speak of another scene: the report as it was before them, and their own facts."""

    messages: tuple[int, ...]
    before: Report
    facts: Report


@dataclass(frozen=True, slots=True)
class State:
    """Everything a step needs of the past. `start()` is an address that never wrote."""

    lang: str | None = None  # the built language we answer in
    heard_at: datetime | None = None  # aware UTC
    introduced: bool = False  # message (a) was said
    noticed: bool = False  # message (b) was said
    # The scene being told, and what came before there was one.
    scene: str | None = None  # reference of its report
    scenes: tuple[str, ...] = ()  # references of this conversation, oldest first
    unfiled: Report | None = None  # facts told before there was anything to act on
    loose: tuple[int, ...] = ()  # messages without a report
    untold: str | None = None  # a reference not said yet
    edits: tuple[tuple[int, int], ...] = ()  # (message, row of an edit of it): what is to be retracted together
    held: Held | None = None
    lapsed: bool = False  # six hours of silence: a new place is a new scene
    withdrawn: bool = False  # a report was taken back in this conversation
    # What is to be said when the burst ends.
    pending: tuple[Said, ...] = ()
    due: bool = False  # a question may be put
    grew: bool = False  # the report changed
    # Questions of the scene being told.
    asked: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    question: str | None = None  # the last one put, while its answer may still come
    offer: Offer | None = None
    done: bool = False  # the witness has finished: no question any more
    receipt_due: bool = False
    receipted: tuple[str, ...] = ()  # references whose receipt was said
    # Things said once in a conversation, and what they were about.
    once: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()  # causes for which the 911 line was said
    taken_back: tuple[str, ...] = ()  # fields a correction emptied: the next value is confirmed
    time_said: bool = False  # our last message read the time back
    topic: str | None = None  # the last question of the witness that was answered

    def to_dict(self) -> dict[str, object]:
        """JSON-ready; what is as at the start is left out."""
        plain: dict[str, object] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if value != each.default:
                plain[each.name] = _WRITE.get(each.name, _plain)(value)
        return plain

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> State:
        """The reverse. A field this version does not know is left out."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: _READ.get(name, _tuple)(value) for name, value in data.items() if name in known})  # type: ignore[arg-type]


def start() -> State:
    """The state of an address that never wrote."""
    return State()


def fresh_scene(state: State) -> State:
    """The state at the start of another scene: nothing asked, nothing skipped, not done."""
    return replace(
        state, scene=None, unfiled=None, asked=(), skipped=(), question=None, offer=None, done=False, held=None,
        taken_back=(), lapsed=False,
    )  # fmt: skip


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _write_offer(value: Offer) -> dict[str, object]:
    options = [[o.code, o.label, o.lat, o.lng, o.district] for o in value.options]
    return {
        "kind": value.kind, "options": options, "message": value.message, "reference": value.reference,
        "asked": value.asked,
    }  # fmt: skip


def _read_offer(data: Mapping[str, object]) -> Offer:
    options = data["options"]
    assert isinstance(options, list)
    return Offer(**{**data, "options": tuple(Option(*o) for o in options)})  # type: ignore[arg-type]


def _write_held(value: Held) -> dict[str, object]:
    return {
        "messages": list(value.messages), "before": reports.to_dict(value.before),
        "facts": reports.to_dict(value.facts),
    }  # fmt: skip


def _read_held(data: Mapping[str, Any]) -> Held:
    return Held(tuple(data["messages"]), reports.from_dict(data["before"]), reports.from_dict(data["facts"]))


def _write_said(value: tuple[Said, ...]) -> list[object]:
    return [[said.key, [list(pair) for pair in said.params], said.question] for said in value]


def _read_said(data: list[tuple[str, list[tuple[str, str]], bool]]) -> tuple[Said, ...]:
    return tuple(Said(key, tuple((name, text) for name, text in params), question) for key, params, question in data)


_WRITE: Mapping[str, Callable[[Any], object]] = {
    "heard_at": datetime.isoformat, "unfiled": reports.to_dict, "held": _write_held, "pending": _write_said,
    "offer": _write_offer,
}  # fmt: skip
_READ: Mapping[str, Callable[[Any], object]] = {
    "heard_at": datetime.fromisoformat, "unfiled": reports.from_dict, "held": _read_held, "pending": _read_said,
    "offer": _read_offer, "edits": lambda pairs: tuple((int(a), int(b)) for a, b in pairs),
}  # fmt: skip
