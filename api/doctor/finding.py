"""One line of the doctor's: how it stands, and the sentence that says so or how to mend it. Never a secret."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    level: Level
    topic: str
    words: str


def ok(topic: str, words: str) -> Finding:
    return Finding(Level.OK, topic, words)


def warn(topic: str, words: str) -> Finding:
    return Finding(Level.WARN, topic, words)


def fail(topic: str, words: str) -> Finding:
    return Finding(Level.FAIL, topic, words)
