"""What a message says about a time already told: which half of the day it was, its clock time, a correction."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo

from tipline.dialogue.draft import Draft
from tipline.dialogue.readback import CLOCK, DAY, NEAR, span_of
from tipline.reading.interval import around
from tipline.reading.model import Interval, Reading, When
from tipline.report import Report

HALF = "half"  # the question: which half of the day
NUMBER: Mapping[str, int] = {"am": 1, "pm": 2}  # its answers by number
_SHORT = 8  # words of a message that tells a time and nothing else
_NOON = 12
_WORD = re.compile(r"[^\W_]+")
# Bare answers to "which time was it?", in the built languages; whatever else is said is the reading's.
_HALVES: Mapping[str, str] = {
    "am": "am", "a m": "am", "morning": "am", "pm": "pm", "p m": "pm", "afternoon": "pm", "evening": "pm",
    "night": "pm", "mañana": "am", "manana": "am", "tarde": "pm", "noche": "pm", "rano": "am", "ranem": "am",
    "południu": "pm", "poludniu": "pm", "wieczorem": "pm", "早上": "am", "上午": "am", "凌晨": "am", "下午": "pm",
    "晚上": "pm", "صباحا": "am", "الصبح": "am", "صباحًا": "am", "مساء": "pm", "مساءً": "pm", "المسا": "pm", "العصر": "pm",
    "вранці": "am", "зранку": "am", "ранку": "am", "дня": "pm", "вечора": "pm", "ввечері": "pm", "увечері": "pm",
    "umaga": "am", "hapon": "pm", "gabi": "pm",
}  # fmt: skip


# The half of the day


def clocks(report: Report, zone: tzinfo) -> dict[str, str]:
    """Both readings of a time in doubt, by half: {"am": "05:30", "pm": "17:30"}. Empty while there is no doubt."""
    return {_half(span, zone): f"{(span[0] + NEAR).astimezone(zone):%H:%M}" for span in _readings(report)}


def _readings(report: Report) -> Sequence[tuple[datetime, datetime]]:
    held, other = span_of(report), span_of(report, "when_other")
    return [held, other] if held is not None and other is not None else []


def _half(span: tuple[datetime, datetime], zone: tzinfo) -> str:
    return "am" if (span[0] + NEAR).astimezone(zone).hour < _NOON else "pm"


def _half_told(reading: Reading, zone: tzinfo) -> str | None:
    """The half that an answer names: by its number, its own time, or a bare word."""
    if reading.number in (1, 2):
        return "am" if reading.number == 1 else "pm"
    meant = reading.when_interval
    if meant is not None and not meant.bare and reading.when is not None and reading.when.kind in ("clock", "date"):
        middle = meant.start + (meant.end - meant.start) / 2
        return "am" if middle.astimezone(zone).hour < _NOON else "pm"
    text = reading.masked_text.casefold()
    words = set(_WORD.findall(text)) | {" ".join(_WORD.findall(text))}
    named = {_HALVES[word] for word in words if word in _HALVES}
    named = named or {half for word, half in _HALVES.items() if not word.isascii() and word in text}
    return named.pop() if len(named) == 1 else None


# What a message says about the time


def understood(draft: Draft, name: str | None, reading: Reading) -> tuple[Reading, bool]:
    """(the reading, whether its interval settles the time held): the answer to HALF, a time added to its day, a
    correction on the day that was told.
    """
    scene, zone = draft.scene, draft.context.zone
    when = scene.value("when") if scene is not None else None
    if scene is None or not isinstance(when, Mapping):
        return reading, False
    if name == HALF and (half := _half_told(reading, zone)) is not None:
        chosen = next((span for span in _readings(scene) if _half(span, zone) == half), None)
        if chosen is not None:
            return _meaning(reading, when, Interval(*chosen)), True
    return _corrected(draft, scene, when, reading, zone)


def _meaning(reading: Reading, when: Mapping[str, object], interval: Interval) -> Reading:
    """The reading as another word on the time held: the words that told it stay."""
    minutes, text = when.get("minutes"), when.get("text")
    same = When(
        when["kind"],  # type: ignore[arg-type]
        int(str(minutes)) if minutes is not None else None, str(text) if text is not None else None,
    )  # fmt: skip
    return replace(reading, number=None, yes_no=None, intent="followup", when=same, when_interval=interval)


def _corrected(
    draft: Draft, scene: Report, when: Mapping[str, object], reading: Reading, zone: tzinfo
) -> tuple[Reading, bool]:
    alone = _only_time(reading)
    held, meant = span_of(scene), reading.when_interval
    if alone and draft.state.time_said and not reading.correction:
        reading = replace(reading, correction=True, intent="followup")  # an answer to what was read back
    if held is None or meant is None or not meant.undated or reading.when is None or reading.when.kind != "clock":
        return reading, False
    if reading.correction:
        return replace(reading, when_interval=_on_day(scene, held, meant, zone)), False
    if alone and when["kind"] == "date" and held[1] - held[0] >= DAY:  # "yesterday", and then "around 5 pm"
        return _meaning(reading, when, _on_day(scene, held, meant, zone)), True
    return reading, False


def _only_time(reading: Reading) -> bool:
    """The message tells a time of its own and nothing else."""
    if reading.when is None or reading.when.kind == "now" or len(_WORD.findall(reading.masked_text)) > _SHORT:
        return False
    told = (reading.activity, reading.agents, reading.vehicles, reading.plates, reading.place_text, reading.injury)
    tense = reading.ongoing is None or (reading.ongoing is False and reading.when.kind == "date")  # another day is over
    return not any(told) and tense and reading.intent in ("report", "followup", "offtopic")


def _on_day(scene: Report, held: tuple[datetime, datetime], meant: Interval, zone: tzinfo) -> Interval:
    """A clock time on the day that is held; without its half it keeps the half that is held, if that is known."""
    day = (held[0] + NEAR).astimezone(zone).date()
    if held[1] - held[0] > timedelta(days=2):
        return meant
    at = (meant.start + NEAR).astimezone(zone).time()
    if not meant.bare:
        return Interval(*_around(day, at, zone))
    both = {half: _around(day, time(hour, at.minute), zone) for half, hour in _hours(at.hour).items()}
    clock = held[1] - held[0] <= CLOCK
    if clock and scene.value("when_other") is None:
        return Interval(*both[_half(held, zone)])
    return Interval(*both["pm"], other=both["am"], bare=True)


def _around(day: date, at: time, zone: tzinfo) -> tuple[datetime, datetime]:
    return around(day, at.hour, at.minute, zone)


def _hours(hour: int) -> dict[str, int]:
    return {"am": hour % _NOON, "pm": hour % _NOON + _NOON}
