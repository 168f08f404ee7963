"""The closed list of what a step may ask for. The desk carries them out in one transaction; see tipline.desk.apply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tipline.message import Attachment
from tipline.report import Report


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence to say, by phrase key. `params` fill its placeholders. A `question` may be dropped while unsent."""

    key: str
    params: tuple[tuple[str, str], ...] = ()
    question: bool = False


@dataclass(frozen=True, slots=True)
class SaveReport:
    """Keep this report as it now stands; a reference not yet held opens a new report (and its case).

    `message`: the row id of the message that changed it, None when a timer did.
    """

    report: Report
    message: int | None


@dataclass(frozen=True, slots=True)
class AttachMessages:
    """File these messages with the report of this reference."""

    reference: str
    messages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WantEvidence:
    """Fetch and keep an attachment for the report of this reference."""

    reference: str
    message: int
    attachment: Attachment


@dataclass(frozen=True, slots=True)
class Say:
    """One outbound message in `lang`. `choices` are (code, phrase key, params) answers.

    `urgent`: a 911 line, at once and past everything but an opt-out. `final`: the one confirmation of an opt-out, sent
    although the address opts out in the same step. `notice`: set to "received" when the message doubles as that notice.
    """

    said: tuple[Said, ...]
    lang: str
    choices: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = ()
    urgent: bool = False
    final: bool = False
    notice: str | None = None
    reference: str | None = None  # the report it speaks of, if any


@dataclass(frozen=True, slots=True)
class DropQuestions:
    """Take unsent questions out of messages still queued for this address: a newer turn replaces them."""


@dataclass(frozen=True, slots=True)
class SetTimer:
    kind: str  # "burst", "lapse"
    due: datetime


@dataclass(frozen=True, slots=True)
class ClearTimer:
    kind: str


@dataclass(frozen=True, slots=True)
class OptOut:
    """No more messages to this address. `by`: "carrier", "wording" or "erasure"."""

    by: str


@dataclass(frozen=True, slots=True)
class OptIn:
    pass


@dataclass(frozen=True, slots=True)
class Block:
    """The person blocked (or unblocked) the line at the vendor."""

    blocked: bool


@dataclass(frozen=True, slots=True)
class Mute:
    muted: bool


@dataclass(frozen=True, slots=True)
class SetLanguage:
    lang: str


@dataclass(frozen=True, slots=True)
class NoticeGiven:
    """The privacy sentence (b) goes out in this wording version; on record before anyone opens the report."""

    version: str


@dataclass(frozen=True, slots=True)
class AskedConfidential:
    """The reporter asks that their identity be kept confidential by law (or, later, takes it back)."""

    requested: bool
    version: str


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase the contact: destroys its key if the schedule allows and no hold stands."""


@dataclass(frozen=True, slots=True)
class FlagDesk:
    """Something for the desk's eyes on this report.

    `flag`: "emergency", "help_keyword", "too_large", "cannot_text_back" or "second_scene".
    """

    reference: str | None
    flag: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of the desk has its answer. `asked`: its row; `state` and `code`: tipline.phrasebook."""

    asked: int
    reference: str
    message: int
    state: str
    code: str


@dataclass(frozen=True, slots=True)
class Consented:
    """Being a witness: `word` is "yes", "no" or "withdrawn"."""

    reference: str
    word: str


Effect = (
    SaveReport | AttachMessages | WantEvidence | Say | DropQuestions | SetTimer | ClearTimer | OptOut | OptIn | Block
    | Mute | SetLanguage | NoticeGiven | AskedConfidential | Forget | FlagDesk | Answered | Consented
)
EFFECTS: tuple[type, ...] = (
    SaveReport, AttachMessages, WantEvidence, Say, DropQuestions, SetTimer, ClearTimer, OptOut, OptIn, Block, Mute,
    SetLanguage, NoticeGiven, AskedConfidential, Forget, FlagDesk, Answered, Consented,
)
