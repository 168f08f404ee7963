"""Asking a witness from the phrasebook: staff choose, the witness reads it in their own language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from tipline.desk import writing
from tipline.desk.acts import case_for, leave_trace
from tipline.desk.records import Actor, CaseEvent, CaseRow, Contact, Line
from tipline.desk.rights import Right
from tipline.desk.telling import CaseMeans, Speaks
from tipline.desk.tx import Tx
from tipline.dialogue.answering import PREFIX
from tipline.dialogue.model import LineFacts
from tipline.errors import Invalid
from tipline.phrasebook import BY_KEY, Entry, State

_PATIENCE = timedelta(minutes=10)  # the same question is not put again sooner while it waits


class AskMeans(CaseMeans, Protocol):
    @property
    def line(self) -> LineFacts: ...


@dataclass(frozen=True, slots=True)
class Wording:
    """One message as it will be read. `key`: of its sentence; `choices`: the answers on offer, by their codes."""

    key: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()


def wordings(entry: Entry, phrases: Speaks, line: LineFacts, channel: str, lang: str) -> tuple[Wording, ...]:
    """The messages of an entry in a language: mostly one; what a yes means goes ahead of a question of consent."""
    key = entry.said_on(channel)
    choices = tuple((f"{PREFIX}{entry.key}:{code}", phrases.say(said, lang)) for code, said in entry.choices)
    asked = Wording(key, phrases.say(key, lang, hotline=line.hotline), choices)
    return (Wording(entry.before, phrases.say(entry.before, lang)), asked) if entry.before else (asked,)


def ask(
    means: AskMeans, actor: Actor, case_id: int, report_id: int, key: str, now: datetime, *, confirmed: bool = False
) -> CaseRow:
    """Send one entry of the phrasebook to the reporter of one report of this case.

    `confirmed`: the actor says that what it claims is true. Raises Refused, NotFound, Invalid.
    """
    entry = BY_KEY.get(key)
    if entry is None:
        raise Invalid("Choose a sentence from the phrasebook.")
    if entry.confirm and not confirmed:
        raise Invalid(f"This may be sent only when it is true. Confirm first: {entry.confirm}")
    with means.store.write() as tx:
        case = case_for(tx, actor, Right.REPLY, case_id)
        row = writing.report_of(tx, case_id, report_id)
        contact = writing.reachable(tx, row)
        _refuse_nagging(tx, contact, entry, report_id, now)
        writing.drop_questions(tx, contact.address_id)
        said = wordings(entry, means.phrases, means.line, contact.channel.value, writing.language(contact, row))
        for each in said:
            outbox_id = writing.send(tx, case, row, contact, actor, [Line(each.key, each.text)], now, each.choices)
        if entry.asks:
            tx.asked.add(
                outbox_id=outbox_id, report_id=report_id, address_id=contact.address_id, key=entry.key, at=now
            )
        word = "asked" if entry.asks else "said"
        event = CaseEvent(case_id, now, actor.name, word, after=row.report.reference, note=entry.key)
        leave_trace(tx, actor, event, f"{word} {entry.key}", f"report:{report_id}")
        return case


def _refuse_nagging(tx: Tx, contact: Contact, entry: Entry, report_id: int, now: datetime) -> None:
    for row in tx.asked.of_address(contact.address_id, now - _PATIENCE):
        if (row.key, row.report_id, row.state) == (entry.key, report_id, State.WAITING):
            raise Invalid("This was asked within the last ten minutes and waits for an answer. Give them a moment.")
