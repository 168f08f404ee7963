"""Free text becomes fields: one engine over lexicon files, one file per language. Pure; files come in as values."""

from __future__ import annotations

from tipline.reading.engine import read
from tipline.reading.language import Detector
from tipline.reading.lexicon import Lexicon, load_lexicon
from tipline.reading.model import ACTIVITIES, AGENCIES, INTENTS, PLACE_TYPES, SENSITIVE, TOPICS, Reading, Span, When

# In tipline/reading/lexicons, in the order to hand in; the names of a city (tipline.places.said) go with them.
LEXICON_FILES = (
    "names.toml", "en.toml", "es.toml", "pl.toml", "zh.toml", "uk.toml", "ar.toml", "tl.toml",
)


def fields(reading: Reading) -> dict[str, object]:
    """The JSON object of `tipline read`: the annotation guide's fields, then masked_text, direction, descriptions."""
    return {
        "lang": reading.lang,
        "intent": reading.intent,
        "activity": list(reading.activity),
        "agencies": list(reading.agencies),
        "agents": list(reading.agents) if reading.agents else None,
        "vehicles": reading.vehicles,
        "plates": list(reading.plates),
        "place_text": reading.place_text,
        "place_type": list(reading.place_type),
        "when": reading.when.as_dict() if reading.when else None,
        "ongoing": reading.ongoing,
        "injury": reading.injury,
        "emergency": reading.emergency,
        "firsthand": reading.firsthand,
        "sensitive": list(reading.sensitive),
        "masked_text": reading.masked_text,
        "direction": reading.direction,
        "descriptions": list(reading.descriptions),
    }


__all__ = [
    "ACTIVITIES",
    "AGENCIES",
    "INTENTS",
    "LEXICON_FILES",
    "PLACE_TYPES",
    "SENSITIVE",
    "TOPICS",
    "Detector",
    "Lexicon",
    "Reading",
    "Span",
    "When",
    "fields",
    "load_lexicon",
    "read",
]
