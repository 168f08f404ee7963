"""A phone without a desk: plays messages against `step`, keeps what the desk would keep, and remembers what was said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tipline import effects as fx
from tipline import places, reading
from tipline.dialogue import ContactFacts, Context, Filed, Heard, LineFacts, State, Timer, complete, locate, start, step
from tipline.message import Address, Attachment, Carrier, Channel, Inbound, Kind, Media, Pin
from tipline.phrases import Phrases, load_phrases
from tipline.places import Located
from tipline.reading.model import Reading
from tipline.report import Report

ROOT = Path(__file__).resolve().parents[2]
ZONE = ZoneInfo("America/Chicago")
START = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)  # 15:00 in Chicago
LINE = LineFacts(
    name="Chicago Tip Line", operator="Chicago Police", hotline="ICIRR 855-435-7693", city_help="311",
    police_non_emergency="312-746-6000",
)  # fmt: skip


def phrases() -> Phrases:
    folder = ROOT / "tipline" / "phrases" / "locales"
    return load_phrases({path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.po"))})


def texts(folder: Path, *suffixes: str) -> dict[str, str]:
    return {p.name: p.read_text(encoding="utf-8") for p in sorted(folder.iterdir()) if p.suffix in suffixes}


_LEXICONS = texts(ROOT / "tipline" / "reading" / "lexicons", ".toml")
_FACTS = texts(ROOT / "tipline" / "places" / "facts" / "chicago", ".toml", ".tsv", ".txt")
LEXICONS = tuple(
    map(reading.load_lexicon, (places.names_lexicon(_FACTS), *(_LEXICONS[name] for name in reading.LEXICON_FILES)))
)
CITY = places.load_city(_FACTS)
PHRASES = phrases()


@dataclass
class Phone:
    """One address. `hears` is what was said since the last look, as Say effects."""

    channel: Channel = Channel.SMS
    line: LineFacts = LINE
    languages: tuple[str, ...] = ("en", "es")
    now: datetime = START
    state: State = field(default_factory=start)
    contact: ContactFacts | None = None
    reports: dict[str, Filed] = field(default_factory=dict)
    said: list[fx.Say] = field(default_factory=list)
    effects: list[fx.Effect] = field(default_factory=list)
    timers: dict[str, datetime] = field(default_factory=dict)
    count: int = 0
    references: int = 0

    def __post_init__(self) -> None:
        self.contact = ContactFacts(self.channel.value, None, None, False, False, "not_requested", self.languages)

    # What the witness does

    def says(self, text: str = "", *, photo: int = 0, voice: int = 0, after: float = 30, **named: Any) -> Phone:
        """A message, then the pause in which the burst ends."""
        self.passes(after / 60)
        attachments = (Attachment(Media.PHOTO, "p"),) * photo + (Attachment(Media.VOICE, "v"),) * voice
        self.sends(text, attachments=named.pop("attachments", attachments), **named)
        self.passes((self.line.burst_s + 0.5) / 60)
        return self

    def sends(self, text: str = "", *, located: Located | None = None, read: Reading | None = None, **named: Any) -> int:
        """A message, and no pause; gives its row id."""
        self.count += 1
        kind = named.pop("kind", Kind.MESSAGE)
        amends = named.pop("amends", None)
        inbound = Inbound(kind, Address(self.channel, "7"), f"v{self.count}", self.now, text, **named)
        read = read or reading.read(text, lexicons=LEXICONS, hint=inbound.language_hint, now=self.now, zone=ZONE)
        read = complete(self.state, read, tuple(self.reports.values()))
        if located is None:
            read, located = self._locate(inbound, read)
        self.give(Heard(inbound, read, located, self.count, amends))
        return self.count

    def pins(self, lat: float, lng: float, **named: Any) -> Phone:
        return self.says("", pin=Pin(lat, lng), **named)

    def presses(self, choice: str) -> Phone:
        return self.says("", kind=Kind.BUTTON, choice=choice)

    def edits(self, message: int, text: str, **named: Any) -> Phone:
        return self.says(text, kind=Kind.EDIT, amends=message, **named)

    def carrier(self, word: Carrier, text: str = "") -> Phone:
        return self.says(text, kind=Kind.CARRIER, carrier=word)

    def passes(self, minutes: float) -> Phone:
        until = self.now + timedelta(minutes=minutes)
        while due := [kind for kind, at in self.timers.items() if at <= until]:
            kind = min(due, key=lambda k: self.timers[k])
            self.now = max(self.now, self.timers.pop(kind))
            self.give(Timer(kind))
        self.now = until
        return self

    def _locate(self, inbound: Inbound, read: Reading) -> tuple[Reading, Located]:
        if inbound.pin is not None:
            return read, places.locate_point(inbound.pin.lat, inbound.pin.lng, CITY)
        return locate(read, partial(places.locate, city=CITY))

    # What the desk does

    def give(self, event: Heard | Timer) -> None:
        self.references += 1
        reference = f"K{self.references // 10 % 10}Q{self.references % 10}"
        context = Context(
            self.now, ZONE, reference, self.line, self.contact, tuple(reversed(self.reports.values()))
        )
        turn = step(self.state, event, context)
        self.state = State.from_dict(json.loads(json.dumps(turn.state.to_dict())))
        assert self.state == turn.state
        for effect in turn.effects:
            self.effects.append(effect)
            self._carry_out(effect)

    def _carry_out(self, effect: fx.Effect) -> None:
        if isinstance(effect, fx.Say):
            self.said.append(effect)
        elif isinstance(effect, fx.SaveReport):
            self._save(effect.report)
        elif isinstance(effect, fx.SetTimer):
            self.timers[effect.kind] = effect.due
        elif isinstance(effect, fx.ClearTimer):
            self.timers.pop(effect.kind, None)
        else:
            self.contact = _contact(self.contact, effect)

    def _save(self, report: Report) -> None:
        held = self.reports.get(report.reference)
        self.reports[report.reference] = (
            replace(held, report=report) if held else Filed(report.reference, "received", self.now, False, report, True)
        )

    # What was heard

    def hears(self) -> list[tuple[str, ...]]:
        """The phrase keys of each message since the last look."""
        heard = [tuple(said.key for said in say.said) for say in self.said]
        self.said.clear()
        return heard

    def reads(self) -> list[str]:
        """The messages themselves since the last look."""
        heard = [text(say, self.channel) for say in self.said]
        self.said.clear()
        return heard

    @property
    def report(self) -> Report:
        """The newest report."""
        return list(self.reports.values())[-1].report

    def flags(self) -> list[str]:
        return [e.flag for e in self.effects if isinstance(e, fx.FlagDesk)]


def text(say: fx.Say, channel: Channel) -> str:
    lines = [PHRASES.say(said.key, say.lang, **dict(said.params)) for said in say.said]
    labels = [PHRASES.say(key, say.lang, **dict(params)) for _, key, params in say.choices]
    return PHRASES.compose(lines, labels, channel.value)


_CONTACT: Mapping[type, Any] = {
    fx.OptOut: lambda e: {"opted_out": e.by},
    fx.OptIn: lambda e: {"opted_out": None},
    fx.Mute: lambda e: {"muted": e.muted},
    fx.SetLanguage: lambda e: {"lang": e.lang},
    fx.NoticeGiven: lambda e: {"notice_given": True},
    fx.AskedConfidential: lambda e: {"confidentiality": "requested" if e.requested else "not_requested"},
}


def _contact(contact: ContactFacts | None, effect: fx.Effect) -> ContactFacts:
    assert contact is not None
    change = _CONTACT.get(type(effect))
    return replace(contact, **change(effect)) if change else contact
