"""The questions, in order: place, what is happening, when, then the rest. Known, asked or skipped ones are not put."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from tipline.dialogue import timing
from tipline.reading.model import Reading, When
from tipline.report import Report, State

MOST = 5  # questions about one scene; a witness who is asked more goes away
Known = Callable[[Report], bool]
Answered = Callable[[Reading], Reading]


@dataclass(frozen=True, slots=True)
class Question:
    """`name`: the fact it asks for. `phrase`: the key that fits the report. `times`: how often it may be put.

    `choices`: (code, phrase key) of answers on offer. `answered`: the reading, with a bare answer put into its field.
    """

    name: str
    phrase: Callable[[Report], str]
    known: Known
    answered: Answered = lambda reading: reading
    choices: tuple[tuple[str, str], ...] = ()
    times: int = 1


# "my house", "mi trabajo": known to the witness alone.
_OWN = re.compile(r"\W*(?:my|our|mi|mis|nuestr[ao]|here|aqu[ií]|home|work)\b", re.IGNORECASE)
_NOW = re.compile(
    r"\W*(?:(?:just|right|its|it's) )?now\W*|\W*(?:es )?(?:ahora|ahorita|orita)(?: mismo)?\W*", re.IGNORECASE
)
# Words about what was sent, not about a place.
_ABOUT_MEDIA = re.compile(r"\b(?:sorry|wrong|photos?|pics?|videos?|perd[oó]n|fotos?)\b", re.IGNORECASE)
AREA_M = 400  # a place known to this many metres is a corner or a block; only beyond it a corner is asked for
_YES_NO = (("yes", "choice_yes"), ("no", "choice_no"), ("skip", "choice_unsure"))


def _status(report: Report) -> str | None:
    place = report.value("place")
    return str(place["status"]) if isinstance(place, Mapping) else None


def _corner_known(report: Report) -> bool:
    place = report.value("place")
    if not isinstance(place, Mapping) or place["status"] != "area":
        return True
    radius = place.get("radius_m")
    return isinstance(radius, int) and radius <= AREA_M


def is_one_street(report: Report) -> bool:
    """Only a street is held, without number or crossing."""
    place = report.value("place")
    return isinstance(place, Mapping) and place["status"] == "ambiguous" and not place["candidates"]


def is_link(words: object) -> bool:
    """A link that resolved to nothing: the line opens none."""
    return isinstance(words, str) and ("http" in words.lower() or "goo.gl" in words.lower())


def _told(report: Report, *names: str) -> bool:
    return any(report.value(name) is not None for name in names)


def _place_known(report: Report) -> bool:
    words = report.value("place_text")
    if _status(report) is not None:
        return not is_one_street(report)
    return words is not None and not is_link(words) and not _OWN.match(str(words))


def _place_phrase(report: Report) -> str:
    if is_one_street(report):
        return "ask_cross"
    return "ask_pin" if is_link(report.value("place_text")) else "ask_place"


def _over(report: Report) -> bool:
    """The event lies on another day, or more than six hours back."""
    when = report.value("when")
    if not isinstance(when, Mapping):
        return False
    return when["kind"] == "date" or (when["kind"] == "ago" and int(when["minutes"]) > 360)


def _place_answered(reading: Reading) -> Reading:
    """Words that say nothing else are the answer, kept as told."""
    words = reading.masked_text.strip()
    empty = not (reading.activity or reading.when or reading.topics or reading.skip or reading.done)
    if reading.place_text or not empty or reading.intent not in ("report", "followup"):
        return reading
    if not 3 <= len(words) <= 60 or _ABOUT_MEDIA.search(words):
        return reading
    if reading.yes_no is not None or reading.number is not None or reading.agents or reading.injury:
        return reading
    return replace(reading, place_text=words)


def _ongoing_answered(reading: Reading) -> Reading:
    return reading if reading.yes_no is None else replace(reading, ongoing=reading.yes_no)


def _injury_answered(reading: Reading) -> Reading:
    if reading.yes_no is None:
        return reading
    return replace(reading, injury="reported" if reading.yes_no else "none")


def _agents_answered(reading: Reading) -> Reading:
    if reading.number is None or reading.agents or not 0 < reading.number < 1000:
        return reading
    return replace(reading, agents=(reading.number, reading.number))


def _when_answered(reading: Reading) -> Reading:
    """A bare yes to "Now, or how long ago?" means now."""
    return replace(reading, when=When("now")) if reading.yes_no and reading.when is None else reading


# The order is the order in which they are asked. A missing entry is an error.
QUESTIONS: tuple[Question, ...] = (
    Question(
        "place", _place_phrase, _place_known, _place_answered, times=2,
    ),
    Question("activity", lambda r: "ask_activity", lambda r: bool(r.value("activity"))),
    Question("when", lambda r: "ask_when", lambda r: _told(r, "when", "ongoing"), _when_answered),
    Question(
        timing.HALF, lambda r: "ask_half", lambda r: r.value("when_other") is None or r.value("ongoing") is True,
        choices=(("am", "choice_clock"), ("pm", "choice_clock"), ("skip", "choice_unsure")),
    ),
    Question("corner", lambda r: "ask_corner", _corner_known),
    Question(
        "ongoing", lambda r: "ask_ongoing", lambda r: _told(r, "ongoing") or _over(r), _ongoing_answered,
        _YES_NO,
    ),
    Question(
        "injury", lambda r: "ask_injury_past" if _over(r) or r.value("ongoing") is False else "ask_injury",
        lambda r: _told(r, "injury", "emergency"), _injury_answered, _YES_NO,
    ),
    Question("agents", lambda r: "ask_agents", lambda r: _told(r, "agents", "vehicles"), _agents_answered),
    Question("photo", lambda r: "ask_photo", lambda r: bool(r.value("attachments"))),
)  # fmt: skip
BY_NAME: Mapping[str, Question] = {q.name: q for q in QUESTIONS}


def next_question(report: Report, asked: tuple[str, ...], skipped: tuple[str, ...]) -> Question | None:
    """The next fact still missing, or None: everything is known, was skipped, or enough was asked."""
    if report.state is not State.OPEN or report.value("agencies") == ["NOT_FEDERAL"] or len(asked) >= MOST:
        return None
    for question in QUESTIONS:
        if question.name not in skipped and asked.count(question.name) < question.times and not question.known(report):
            return question
    return None


def answered(name: str | None, reading: Reading) -> Reading:
    """The reading, once we know what the witness was asked: "no" to "Is anyone hurt?" says that nobody is."""
    if name is None or name not in BY_NAME:
        return reading
    if reading.when is None and _NOW.fullmatch(reading.masked_text):
        reading = replace(reading, when=When("now"), intent="followup")
    return BY_NAME[name].answered(reading)


def by_number(name: str | None, number: int | None) -> str | None:
    """The code that a number stands for, where the question had numbered answers."""
    choices = BY_NAME[name].choices if name is not None and name in BY_NAME else ()
    return choices[number - 1][0] if choices and number and 0 < number <= len(choices) else None
