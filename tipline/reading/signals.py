"""What a message means for the conversation: done, skip, yes, a correction, a topic, a command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from tipline.reading.model import AGENCIES, TOPICS
from tipline.reading.scan import Hit, Scan
from tipline.reading.text import REFERENCE

StopKind = Literal["opt_out", "erase", "withdraw"]
Command = Literal["help", "status", "private", "withdraw", "forget", "mute", "unmute", "start", "language"]
_COMMANDS: tuple[Command, ...] = get_args(Command)
# Topics that a statement may raise; the others need a question.
_STATED = frozenset({"name_not_needed", "no_ids_please", "no_callback", "bot", "legal_referral", "refuse_disclosure"})


# Where words fit two topics, the narrower one is meant.
_NARROWER: Mapping[str, tuple[str, ...]] = {
    "privacy": ("about_line", "will_police_come"), "name_not_needed": ("legal_advice", "about_line"),
    "will_police_come": ("about_line",), "legal_referral": ("about_line",), "bot": ("rumour",),
    "no_callback": ("will_police_come",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signals:
    """The fields of Reading that steer the conversation; see tipline.reading.model."""

    topics: tuple[str, ...] = ()
    done: bool = False
    skip: bool = False
    yes_no: bool | None = None
    number: int | None = None
    correction: bool = False
    denied: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    new_scene: bool = False
    ignore_pin: bool = False
    approaching: bool = False
    retracted: Literal["hoax", "mistaken"] | None = None
    stop_kind: StopKind | None = None
    command: Command | None = None
    wants_language: str | None = None

    @property
    def answers(self) -> bool:
        """It may stand as an answer without a fact of its own."""
        return self.done or self.skip or self.yes_no is not None or self.number is not None


def _whole(scan: Scan, group: str) -> bool:
    """A hit that is the whole message, marks aside."""
    stripped = scan.folded.strip(" .!?,\n")
    return any(scan.folded[h.start : h.end].strip(" .!?,\n") == stripped for h in scan.find(group))


def command(scan: Scan) -> Command | None:
    """The bare keyword and nothing else; a reference may follow "status"."""
    if len(scan.words) == 2 and REFERENCE.fullmatch(scan.words[1]) and scan.has("command.status_word"):
        return "status"
    return next((name for name in _COMMANDS if _whole(scan, f"command.{name}")), None)


def stop_kind(scan: Scan) -> StopKind | None:
    """No more messages, erase what you have, or take the report back, in any wording."""
    void = scan.find("intent.stop_void")
    kinds: tuple[StopKind, ...] = ("withdraw", "erase", "opt_out")
    for kind in kinds:
        hits = [h for h in scan.find(f"intent.{kind}") if not any(h.meets(v) for v in void)]
        if any(not _asked(scan, h) for h in hits):
            return kind
    return None


def _asked(scan: Scan, hit: Hit) -> bool:
    opened = any(scan.sentence(hit.start).start <= q.start <= hit.start for q in scan.find("signal.asks_how"))
    return opened


def yes_no(scan: Scan) -> bool | None:
    """A bare yes or no."""
    if _whole(scan, "signal.yes"):
        return True
    return False if _whole(scan, "signal.no") else None


def number(scan: Scan) -> int | None:
    """A bare number in digits or one word."""
    words = [w for w in scan.words if w[0].isalnum()]
    if len(words) != 1:
        return None
    word = words[0]
    if word.isascii() and word.isdigit() and len(word) <= 4:
        return int(word)
    return scan.vocabulary.number("cardinal", word)


def topics(scan: Scan, asking: bool, frozen: bool = False) -> tuple[str, ...]:
    """Topics in the order told. Most topics count only in a question or a plea; some are statements.

    `frozen`: the message speaks of frozen water and of no enforcement; a frozen street needs no question.
    """
    hits: dict[str, list[Hit]] = {}
    for topic in TOPICS:
        void = scan.find(f"topic_void.{topic}")
        if asking or topic in _STATED or (frozen and topic == "street_ice"):
            hits[topic] = [h for h in scan.find(f"topic.{topic}") if not any(h.meets(v) for v in void)]
    for narrow, wider in _NARROWER.items():
        for topic in wider:  # the same words ask one thing: "who reads this" is not also "who are you"
            hits[topic] = [h for h in hits.get(topic, []) if not any(h.meets(n) for n in hits.get(narrow, []))]
    return tuple(topic for _, topic in sorted((found[0].start, topic) for topic, found in hits.items() if found))


def _approaching(scan: Scan) -> bool:
    void = scan.find("signal.approaching_void")
    return any(not any(h.meets(v) for v in void) and not scan.denied(h) for h in scan.find("signal.approaching"))


def _retracted(scan: Scan) -> Literal["hoax", "mistaken"] | None:
    void = scan.find("intent.hoax_void")
    if any(not any(h.meets(v) for v in void) and not scan.asked(h) for h in scan.find("signal.retract_hoax")):
        return "hoax"
    return "mistaken" if any(not scan.asked(h) for h in scan.find("signal.retract_mistaken")) else None


def _denied(scan: Scan, wrong_place: str | None) -> Mapping[str, tuple[str, ...]]:
    """Values taken back by name."""
    gone: dict[str, tuple[str, ...]] = {}
    if wrong_place:
        gone["place_text"] = (wrong_place,)
    codes = [c for c in AGENCIES if any(scan.denied(h) for h in scan.find(f"agency.{c}"))]
    if codes:
        gone["agencies"] = tuple(codes)
    return MappingProxyType(gone)


def signals(scan: Scan, *, asking: bool, wrong_place: str | None, frozen: bool = False) -> Signals:
    """Every signal of one message. `frozen`: see `topics`."""
    scene_void = scan.find("signal.new_scene_void")
    denied = _denied(scan, wrong_place)
    return Signals(
        topics=topics(scan, asking, frozen),
        done=bool(scan.find("signal.done")) and not asking,
        skip=scan.has("signal.skip"),
        yes_no=yes_no(scan),
        number=number(scan),
        correction=scan.has("signal.correction") or bool(wrong_place),
        denied=denied,
        new_scene=any(not any(h.meets(v) for v in scene_void) for h in scan.find("signal.new_scene")),
        ignore_pin=scan.has("signal.ignore_pin"),
        approaching=_approaching(scan),
        retracted=_retracted(scan),
        stop_kind=stop_kind(scan),
        command=command(scan),
        wants_language=wants_language(scan),
    )


def wants_language(scan: Scan) -> str | None:
    """The language asked for: "can we switch to english". The group's name ends in the language's code."""
    for group in scan.vocabulary.groups("wants_language."):
        if scan.has(group):
            return group.rsplit(".", 1)[1]
    return None
