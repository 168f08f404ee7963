"""An answer understood by its question: the engine's own reading first, then what the question makes of bare words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from types import MappingProxyType

from tipline.phrasebook import assent, compass, look
from tipline.phrasebook.model import Answer, Entry, State, Wants
from tipline.reading.model import Intent, Reading, Span, When

_READING = frozenset(each.name for each in dataclass_fields(Reading))
_LOOK_MOST = 80  # characters kept of how something looked
_SHORT = 6  # words of an answer that is a number and little else
_PLATE = re.compile(r"(?=[a-z0-9]*\d)[a-z0-9]{4,8}", re.IGNORECASE)
_DIGITS = re.compile(r"(?<![\w:/.])\d{1,3}(?![\w:/])")
_ALONE = 3  # words: "about 6" is the hour elsewhere, and a count where a count was asked for
Understood = tuple[str, Reading] | None


def answer(entry: Entry, reading: Reading, *, bare: bool = True) -> Answer | None:
    """What the message says to this question; None when it says nothing to it.

    `bare`: the question asked last, to which a mere yes, number or "I do not know" belongs; a fact belongs
    to whichever question asked for it.
    """
    if entry.wants in (Wants.YES_NO, Wants.CONSENT):
        return _yes_no(entry, reading) if bare or _evident(entry, reading) is not None else None
    found = _KINDS[entry.wants](entry, reading, bare) if entry.wants in _KINDS else None
    if found is not None:
        return Answer(State.CLEAR, found[0], replace(found[1], intent=_told(found[1])))
    return _unsure(entry, reading) if bare else None


def pressed(entry: Entry, code: str, reading: Reading) -> Answer | None:
    """The same for a button or a numbered answer; None for a code that this question never offered."""
    if code not in dict(entry.choices):
        return None
    told = replace(reading, number=None, yes_no=None, skip=False, intent="followup")
    if code == "unsure":
        return Answer(State.UNSURE, code, told)
    if code in ("yes", "no"):
        return _meant(entry, told, code == "yes")
    return Answer(State.CLEAR, code, _with(told, "direction", code, told.masked_text))


def by_number(entry: Entry, number: int | None) -> str | None:
    """The code that a bare number stands for, where the question had numbered answers."""
    if number is None or not 0 < number <= len(entry.choices):
        return None
    return entry.choices[number - 1][0]


def words(reading: Reading) -> Answer:
    """An answer that was not understood stays what it is."""
    return Answer(State.WORDS, "", reading)


def _told(reading: Reading) -> Intent:
    return "followup" if reading.intent in ("offtopic", "greeting", "stop") else reading.intent


# Yes and no


def _yes_no(entry: Entry, reading: Reading) -> Answer | None:
    said = _evident(entry, reading)
    if said is None:
        text = reading.masked_text
        if assent.unsure(text, unseen=entry.field != "firsthand"):
            return _not_known(entry, reading)
        if assent.hedged(text) or (entry.wants is Wants.CONSENT and not assent.plain(text)):
            return None
        said = reading.yes_no if reading.yes_no is not None and not _polish_no(reading) else None
        said = assent.yes_no(text, reading.lang) if said is None else said
    if said is None:
        return _unsure(entry, reading)
    return _meant(entry, reading, said)


def _polish_no(reading: Reading) -> bool:
    """In Polish a bare "no" is half a yes."""
    return reading.lang == "pl" and reading.masked_text.strip(" .!?,").casefold() == "no"


def _evident(entry: Entry, reading: Reading) -> bool | None:
    """What the message's own facts say: "nobody is hurt", "they left", "they gassed us"."""
    value = getattr(reading, entry.field, None) if entry.field in _READING else None
    if entry.field == "activity":
        asked = entry.yes["activity"]
        return True if isinstance(asked, tuple) and set(asked) & set(reading.activity) else None
    if entry.field == "injury":
        return None if value is None else value != "none"
    if isinstance(value, bool) and (value or entry.field != "emergency"):
        return value
    return assent.lasting(reading.masked_text) if entry.field == "ongoing" else None


def _meant(entry: Entry, reading: Reading, said: bool) -> Answer:
    """The reading and the facts with what a yes or no to this question means; the message's own words win."""
    facts: dict[str, object] = {}
    changed = replace(reading, intent=_told(reading), yes_no=None)
    for name, value in (entry.yes if said else entry.no).items():
        if name not in _READING:
            facts[name] = value
        elif name == "activity":
            assert isinstance(value, tuple)
            changed = replace(changed, activity=tuple(dict.fromkeys((*changed.activity, *value))))
        elif not getattr(changed, name):
            changed = _with(changed, name, value, reading.masked_text)
    if entry.wants is Wants.CONSENT:
        facts[entry.field] = "yes" if said else "no"
    return Answer(State.CLEAR, "yes" if said else "no", changed, MappingProxyType(facts))


# Everything else


def _direction(_entry: Entry, reading: Reading, bare: bool) -> Understood:
    told = reading.masked_text if bare else reading.direction or ""
    found = compass.direction(told)
    if found is None:
        return None
    street = reading.place_text is not None and found.startswith("toward ")
    kept = replace(reading, place_text=None, place_type=()) if street else reading
    return found, _with(kept, "direction", found, told)


def _number(entry: Entry, reading: Reading, bare: bool) -> Understood:
    own = reading.agents if entry.field == "agents" else (reading.vehicles, reading.vehicles)
    low, high = own or (None, None)
    if low is None and bare:
        low, high = _loose(entry, reading)
    if low is None or high is None:
        return None
    if entry.field == "agents":
        filled = replace(reading, agents=(low, high), number=None)
    else:
        filled = replace(reading, vehicles=high, number=None)
        filled = replace(filled, agents=None) if own == (None, None) and reading.agents == (low, high) else filled
    return (str(low) if low == high else f"{low}-{high}"), filled


def _loose(entry: Entry, reading: Reading) -> tuple[int | None, int | None]:
    """A number without a noun; "five or six", which alone reads as a count of agents, counts what was asked for."""
    if reading.number is not None and 0 <= reading.number < 1000:
        return reading.number, reading.number
    if entry.field == "vehicles" and reading.agents and len(reading.masked_text.split()) <= _SHORT:
        return reading.agents
    if len(reading.numbers) == 1:
        return reading.numbers[0]
    digits = _DIGITS.findall(reading.masked_text) if not reading.place_text else []
    alone = len(digits) == 1 and len(reading.masked_text.split()) <= _ALONE
    return (int(digits[0]), int(digits[0])) if alone else (None, None)


def _time(_entry: Entry, reading: Reading, bare: bool) -> Understood:
    when = reading.when or (When("now") if bare and reading.yes_no else None)
    if when is None:
        return None
    code = f"{when.minutes} min before" if when.kind == "ago" else when.kind
    return code, replace(reading, when=when, yes_no=None)


def _place(_entry: Entry, reading: Reading, bare: bool) -> Understood:
    if reading.place_text:
        return "place", reading
    plain = bare and reading.intent in ("report", "followup") and not (reading.when or reading.topics or reading.skip)
    text = reading.masked_text.strip()
    if not plain or reading.yes_no is not None or reading.activity or not 3 <= len(text) <= _LOOK_MOST:
        return None
    return "place", replace(reading, place_text=text)


def _look(_entry: Entry, reading: Reading, bare: bool) -> Understood:
    text = reading.masked_text.strip()
    english = look.english(text)
    if not english or not (bare or reading.descriptions):
        return None
    return english, replace(reading, descriptions=reading.descriptions or (text[:_LOOK_MOST],))


def _plate(_entry: Entry, reading: Reading, bare: bool) -> Understood:
    plates = reading.plates
    joined = re.sub(r"[\s.-]", "", reading.masked_text)
    if not plates and bare and _PLATE.fullmatch(joined):
        plates = (joined.upper(),)
    return (", ".join(plates), replace(reading, plates=plates, number=None)) if plates else None


def _agency(_entry: Entry, reading: Reading, _bare: bool) -> Understood:
    return (", ".join(reading.agencies), reading) if reading.agencies else None


def _none_to_send(_entry: Entry, reading: Reading, bare: bool) -> Understood:
    """Only a no is an answer in words: after a yes the pictures are still to come."""
    said = assent.yes_no(reading.masked_text, reading.lang) if reading.yes_no is None else reading.yes_no
    return ("no", replace(reading, yes_no=None)) if bare and said is False else None


_KINDS: Mapping[Wants, Callable[[Entry, Reading, bool], Understood]] = {
    Wants.DIRECTION: _direction, Wants.NUMBER: _number, Wants.TIME: _time, Wants.PLACE: _place, Wants.LOOK: _look,
    Wants.PLATE: _plate, Wants.AGENCY: _agency, Wants.MEDIA: _none_to_send,
}  # fmt: skip


def _with(reading: Reading, name: str, value: object, said: str) -> Reading:
    """The reading with a field and the words it came from."""
    start = max(reading.masked_text.find(said), 0)
    spans = MappingProxyType({**reading.spans, name: Span(start, start + len(said), said)})
    return replace(reading, **{name: value}, spans=spans)  # type: ignore[arg-type]


def _unsure(entry: Entry, reading: Reading) -> Answer | None:
    doubt = reading.skip or assent.unsure(reading.masked_text, unseen=entry.field != "firsthand")
    return _not_known(entry, reading) if doubt else None


def _not_known(entry: Entry, reading: Reading) -> Answer:
    """"I did not see whether" says nothing about who saw the event."""
    kept = reading if entry.field == "firsthand" else replace(reading, firsthand=None)
    return Answer(State.UNSURE, "unsure", kept)
