"""The phrasebook at the console: what may be asked, how the reporter reads it, and what came back, in English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from api.console import words
from storage.queries import AskedView
from tipline.desk.asking import Wording, wordings
from tipline.desk.telling import Speaks
from tipline.dialogue.model import LineFacts
from tipline.message import Channel
from tipline.phrasebook import BY_KEY, ENTRIES, SENTENCES, Entry, Wants, compass

if TYPE_CHECKING:
    from api.console.facts import FactLine

Value = Callable[[object], str]


@dataclass(frozen=True, slots=True)
class Back:
    """What came back to a question. `tone`: "good", "wait" or "plain"; `words`: the witness's own, from `message`."""

    text: str
    tone: str
    words: str = ""
    message: int | None = None


_STATES: Mapping[str, tuple[str, str]] = {
    "waiting": ("No answer yet", "wait"), "unsure": ("Does not know", "plain"),
    "words": ("Answered in words that the program did not understand", "plain"),
}  # fmt: skip


def back(asked: AskedView, said: str, facts: Sequence[FactLine]) -> Back:
    """`said`: the masked words of the message that answered; `facts`: those of the report it was asked about."""
    text, tone = _STATES.get(asked.state) or (f"Answered: {_english(asked, facts)}", "good")
    return Back(text, tone, said, asked.message_id)


def _english(asked: AskedView, facts: Sequence[FactLine]) -> str:
    entry = BY_KEY.get(asked.key)
    wants = entry.wants if entry else Wants.NOTHING
    if wants in (Wants.PLACE, Wants.TIME) and entry is not None:
        told = next((f.text for f in facts if f.field == entry.field and f.message == asked.message_id), "")
        return told or _begun(asked.code)
    if wants is Wants.AGENCY:
        return ", ".join(words.agency(code) for code in asked.code.split(", "))
    if wants is Wants.MEDIA and ":" in asked.code:
        kind, _, count = asked.code.partition(":")
        return f"sent {words.count_of(kind, int(count))}"
    if wants is Wants.NUMBER:
        return asked.code.replace("-", " to ")
    return _begun(asked.code)


def _begun(code: str) -> str:
    """"Toward Cicero", "Black SUV": a capital to begin with, the rest as it is."""
    return code[:1].upper() + code[1:]


def way(value: object) -> str:
    """A direction in English where it is understood, else as told."""
    return _begun(compass.direction(str(value)) or "") or str(value)


def _yes_no(value: object) -> str:
    return "Yes" if value else "No"


_CONSENT = {"yes": "Yes", "no": "No", "withdrawn": "No longer: consent taken back"}
# Facts that only an answer to the desk tells: field, label, how to say it.
LINES: tuple[tuple[str, str, Value], ...] = (
    ("witness_safe", "Witness is safe", _yes_no), ("face_covered", "Faces covered", _yes_no),
    ("identified", "Said who they are", _yes_no), ("warrant_shown", "Judge's warrant shown", _yes_no),
    ("entered_building", "Went into a building", _yes_no), ("other_witnesses", "Others saw or filmed it", _yes_no),
    ("cameras", "Cameras nearby", _yes_no), ("contact_again", "May be written to again", _yes_no),
    ("witness", "Willing to be a witness", lambda value: _CONSENT.get(str(value), str(value))),
)  # fmt: skip
WORTH_A_NO = frozenset(name for name, _, _ in LINES)


@dataclass(frozen=True, slots=True)
class Offered:
    """One line of the phrasebook: in English, and every message as this reporter will read it."""

    entry: Entry
    english: str
    reads: tuple[str, ...]
    told: str = ""  # what was asked before, and what came of it


def book(
    phrases: Speaks, line: LineFacts, channel: str, lang: str, before: Iterable[AskedView]
) -> list[tuple[str, list[Offered]]]:
    """The phrasebook for one reporter, by its headings. `before`: what was asked of them already."""
    states = {asked.key: asked for asked in before}
    offered = [_offered(entry, phrases, line, channel, lang, states.get(entry.key)) for entry in ENTRIES]
    return [(group, list(some)) for group, some in groupby(offered, key=lambda o: o.entry.group)]


def _offered(
    entry: Entry, phrases: Speaks, line: LineFacts, channel: str, lang: str, asked: AskedView | None
) -> Offered:
    english = " ".join(each.text for each in wordings(entry, phrases, line, channel, "en"))
    reads = tuple(_as_read(each, channel) for each in wordings(entry, phrases, line, channel, lang))
    return Offered(entry, english, reads, back(asked, "", ()).text if asked else "")


def _as_read(wording: Wording, channel: str) -> str:
    """On SMS the answers stand numbered in the text; on Telegram they are buttons beneath it."""
    labels = [label for _, label in wording.choices]
    if not labels:
        return wording.text
    if channel == Channel.SMS:
        return f"{wording.text} {', '.join(f'{n} = {label}' for n, label in enumerate(labels, 1))}"
    return f"{wording.text} [{'] ['.join(labels)}]"


def english_of(phrases: Speaks, line: LineFacts) -> Callable[[str], str]:
    """The English of a sentence of the phrasebook, by its key; nothing for any other."""
    own = {key for entry in ENTRIES for key in (entry.phrase, entry.sms, entry.before) if key}
    keys = own | set(SENTENCES) - {"desk_untranslated"}
    return lambda key: phrases.say(key, "en", hotline=line.hotline) if key in keys else ""
