"""The conversation of a case: what was heard and said, in order, with the words that facts came from marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

from api.console import words
from api.console.asked import Back, back
from api.console.facts import FactLine
from api.console.times import clock
from storage.queries import CaseView, EvidenceView, Heard, ReportView, Spoken

Explain = Callable[[str, str], str | None]  # (channel, vendor's code) -> a sentence for the desk, if it has one


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a message. `fields`: names of the facts that came from these words, space-separated."""

    text: str
    fields: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message of ours. `tone`: "good", "wait" or "bad"."""

    word: str
    sentence: str
    tone: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One bubble. `side`: "heard" or "said"; `who`: pseudonym, staff name or "Line"."""

    key: str
    side: str
    who: str
    at: datetime
    lang: str | None
    channel: str
    pieces: tuple[Piece, ...]
    note: str = ""
    choices: tuple[str, ...] = ()
    delivery: Delivery | None = None
    english: str = ""  # of a sentence that the witness reads in another language
    back: Back | None = None  # what came back to a question of the desk
    mark: str = ""  # "Not translated"
    media: tuple[EvidenceView, ...] = ()

    @property
    def dir(self) -> str:
        return words.direction(self.lang) if self.lang else "auto"


def entries(
    view: CaseView, facts: Mapping[int, Sequence[FactLine]], explain: Explain, now: datetime, zone: tzinfo,
    english: Callable[[str], str] = lambda key: "",
) -> list[Entry]:
    """All messages of the case, oldest first. `facts`: fact lines by report id; `english`: of a phrasebook's key."""
    by_address = {r.address_id: r for r in view.reports}
    heard = [_heard(h, by_address[h.address_id], view, facts) for h in view.heard if h.address_id in by_address]
    told = [s for s in view.spoken if s.address_id in by_address]
    said = [_with_answer(_said(s, by_address[s.address_id], explain, now, zone), s, view, facts, english) for s in told]
    return sorted([*heard, *said], key=lambda e: (e.at, e.side == "said"))


def _heard(message: Heard, report: ReportView, view: CaseView, facts: Mapping[int, Sequence[FactLine]]) -> Entry:
    lines = facts.get(message.report_id or 0, ())
    sources = [(f.field, f.words) for f in lines if f.message == message.id and f.words]
    return Entry(
        key=f"m{message.id}", side="heard", who=report.pseudonym, at=message.at,
        lang=message.lang or report.report.lang, channel=report.channel, pieces=marked(message.text, sources),
        note=_kind(message),
        media=tuple(e for e in view.evidence if e.message_id == message.id),
    )


def _kind(message: Heard) -> str:
    if message.amends is not None:
        return "Amends an earlier message"
    if message.lat is not None and message.lng is not None:
        return f"Pin {message.lat:.5f}, {message.lng:.5f}"
    return "Pressed a button" if message.kind == "button" else ""


_AS_WRITTEN = frozenset({"reply", "desk_untranslated"})  # what a person wrote in whatever language they like


def _said(message: Spoken, report: ReportView, explain: Explain, now: datetime, zone: tzinfo) -> Entry:
    keys = {key for key, _ in message.lines}
    text = "\n".join(text for key, text in message.lines if key != "desk_untranslated")
    number = f"Notice {message.notice_number}" if message.notice_number else ""
    untranslated = "Not translated" if "desk_untranslated" in keys else ""
    return Entry(
        key=f"o{message.id}", side="said", who=message.author or "Line", at=message.sent_at or message.created_at,
        lang=None if keys & _AS_WRITTEN else message.lang,
        channel=report.channel, pieces=(Piece(text),), note=number, choices=message.choices, mark=untranslated,
        delivery=delivered(message, report.channel, explain, now, zone),
    )


def _with_answer(
    entry: Entry, message: Spoken, view: CaseView, facts: Mapping[int, Sequence[FactLine]],
    english: Callable[[str], str],
) -> Entry:
    """What is said in sentences of the phrasebook alone, with its English, and with what came back."""
    asked = message.asked
    known = [english(key) for key, _ in message.lines]
    own = " ".join(known) if all(known) else ""
    if asked is None:
        return replace(entry, english=own if message.lang != "en" else "")
    said = next((h.text for h in view.heard if h.id == asked.message_id), "")
    found = back(asked, said, facts.get(asked.report_id, ()))
    return replace(entry, english=own if message.lang != "en" else "", back=found)


def marked(text: str, sources: Iterable[tuple[str, str]]) -> tuple[Piece, ...]:
    """The text cut where the words of a fact begin or end. Words not found in the text mark nothing."""
    spans = []
    folded = text.casefold()
    for field, said in sources:
        start = folded.find(said.casefold())
        if start >= 0 and len(folded) == len(text):  # some letters change length when folded; then mark nothing
            spans.append((start, start + len(said), field))
    cuts = sorted({0, len(text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    pieces = []
    for start, end in pairwise(cuts):
        fields = sorted({f for s, e, f in spans if s <= start and end <= e})
        pieces.append(Piece(text[start:end], " ".join(fields)))
    return tuple(pieces)


_VENDOR = {"sms": "Twilio", "telegram": "Telegram"}
_LONG = timedelta(minutes=10)  # carriers that say anything have said it by then
_NO_WORD = {"telegram": "Telegram never says whether it was read."}
# state -> word, sentence, tone; {vendor} is filled in. Waiting and failing need more than a table.
_SAYS: Mapping[str, Delivery] = {
    "sending": Delivery("Sending", "On its way to {vendor}.", "wait"),
    "accepted": Delivery("Sent", "{vendor} took it. {no_word}", "good"),
    "delivered": Delivery("Delivered", "It arrived at the phone.", "good"),
    "unknown": Delivery("Unconfirmed", "{vendor} may have it; it is asked before anything is sent again.", "wait"),
    "cancelled": Delivery("Not sent", "Taken back: a newer message replaced it, or the person opted out.", "wait"),
}


def delivered(message: Spoken, channel: str, explain: Explain, now: datetime, zone: tzinfo) -> Delivery:
    """One word and one sentence for the state of a message of ours."""
    vendor = _VENDOR.get(channel, "the vendor")
    why = _why(message, channel, explain)
    if message.state == "cancelled" and message.code in words.LIMIT:
        return Delivery("Not sent", why, "bad")
    if message.state == "queued":
        return _waiting(message, why, now, zone)
    if message.state == "accepted" and channel == "sms" and now - (message.sent_at or now) > _LONG:
        return Delivery("Unconfirmed", "Sent; the carrier has not said that it arrived. It may have.", "wait")
    if message.state == "accepted" and message.delivery == "sent":
        return Delivery("Sent", "The carrier has it; no word yet that it arrived.", "good")
    said = _SAYS.get(message.state)
    if said is None:
        return Delivery("Failed", why or f"{vendor} refused it.", "bad")
    no_word = _NO_WORD.get(channel, "No word yet that it arrived.")
    return replace(said, sentence=said.sentence.format(vendor=vendor, no_word=no_word))


def _why(message: Spoken, channel: str, explain: Explain) -> str:
    if not message.code:
        return ""
    return words.LIMIT.get(message.code) or explain(channel, message.code) or f"The vendor's code is {message.code}."


def _waiting(message: Spoken, why: str, now: datetime, zone: tzinfo) -> Delivery:
    again = clock(message.not_before, now, zone)
    if message.code in words.LIMIT:
        return Delivery("Held", f"{why} It waits, and looks again at {again}.", "wait")
    if message.tries:
        return Delivery("Retrying", f"{why} Next try at {again}, after {message.tries} so far.".strip(), "wait")
    if message.not_before > now:
        return Delivery("Held", f"Held until {again}: it is night there.", "wait")
    return Delivery("Queued", "It goes out next.", "wait")
