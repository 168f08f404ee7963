"""Who needs 911 at this moment. None may be missed; a past or harmless thing should not be called one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tipline.reading import Lexicon, read

NEEDS_911 = [
    "he cant breathe they are on his neck", "they shot him", "shooting at 26th and Pulaski", "somebodys been shot",
    "man down not moving at Clark and Lake", "he's unconcious", "hes having a seizure in the van",
    "she passed out from the gas", "blood everywhere", "his leg is bleeding", "they wont let the ambulance in",
    "theres a baby alone in the car", "2 yr old left by herself on the sidewalk after they took mom",
    "agents denied him his insulin", "he hit his head and isnt waking up", "I heard gunshots on 63rd",
    "they opened fire on a car", "my dad is having chest pains they wont call 911", "someone call 911 please",
    "kid is choking on the tear gas cant breathe", "he stopped breathing", "shes pregnant and bleeding",
    "they ran him over hes not responding", "a toddler is wandering alone after the raid", "he collapsed",
    "agent just shot a woman", "there is a man dying here", "he is bleeding from the head", "they broke his skull",
    "stabbed", "my son is having an asthma attack they gassed us", "cop car hit a kid he is lying there not moving",
    "no puede respirar", "le dispararon a un señor", "hay un herido de bala", "se esta desangrando",
    "esta tirado y no se mueve", "se desmayo una señora", "mucha sangre", "le sale sangre de la cabeza",
    "no lo dejan tomar su medicina y es diabetico", "dejaron a la niña sola en la calle",
    "un bebe quedo solo en el carro", "escuche disparos en la 26", "tiroteo en la 63", "esta convulsionando",
    "llamen al 911", "necesitamos una ambulancia", "no despierta", "lo balearon",
    "el niño no puede respirar por el gas", "se llevaron a los papas y los niños se quedaron solos",
    "mi mama se esta muriendo", "no respira ayuda", "le dio un infarto", "sangra mucho", "esta sangrando",
    "no le quieren dar su inhalador", "they broke his skull", "a guy got stabbed by an agent", "hes bleeding out",
    "his head is split open", "bullets flying on 47th", "he was hit by their van and isnt responding",
    "unresponsive man at 26th and Kedzie", "gunshots", "balazos", "le partieron la cabeza",
    "esta inconsciente en la 26 y Kedzie",
]
DOES_NOT = [
    "they pointed a gun at him nobody shot", "no shots fired", "no one is bleeding",
    "last month they shot a man at 26th", "nobody was shot", "he scraped his knee",
    "two weeks ago he was unconscious", "they threw tear gas everyone ok", "he has a bruise",
    "agents with rifles at 26th and Kedzie", "I took a shot of their plate", "he is ok not hurt",
    "is it true someone was shot?", "kids are safe with grandma", "no hubo disparos", "nadie esta sangrando",
    "el año pasado le dispararon a mi primo", "traian rifles", "le arden los ojos", "todos estan bien",
    "un raspon nomas", "los niños estan con la abuela", "ayer se desmayo una señora",
    "photo shoot at millennium park", "ice is melting", "she is fine just shaken up", "he twisted his ankle",
    "3 years ago agents shot my neighbor", "hay gas pero todos estamos bien", "le pegaron pero no esta herido",
]


@pytest.mark.parametrize("text", NEEDS_911)
def test_someone_in_danger_of_life_is_an_emergency(text: str, lexicons: tuple[Lexicon, ...]) -> None:
    reading = read(text, lexicons=lexicons)
    assert reading.emergency
    assert reading.intent in ("report", "followup", "help_request")
    assert reading.spans["emergency"].words


@pytest.mark.parametrize("text", DOES_NOT)
def test_what_is_past_slight_denied_or_asked_is_none(text: str, lexicons: tuple[Lexicon, ...]) -> None:
    assert not read(text, lexicons=lexicons).emergency

FOLDER = Path(__file__).parent / "fresh"
WRITTEN = [(FOLDER / name).read_text(encoding="utf-8") for name in ("emergencies.txt", "danger.txt")]
FRESH = [line for text in WRITTEN for line in text.splitlines() if line[:1] in ("+", "-")]


@pytest.mark.parametrize("line", FRESH, ids=FRESH)
def test_the_same_holds_in_every_language(line: str, lexicons: tuple[Lexicon, ...]) -> None:
    assert read(line[2:], lexicons=lexicons).emergency == (line[0] == "+")
