"""Questions of the witness: each topic has one honest answer. A topic without an entry is an error."""

from __future__ import annotations

from collections.abc import Mapping

from tipline.dialogue import leaving
from tipline.dialogue.draft import Draft
from tipline.dialogue.model import Heard
from tipline.reading.model import Reading

ANSWERS: Mapping[str, str] = {
    "privacy": "answer_privacy",
    "name_not_needed": "answer_name",
    "no_ids_please": "answer_no_ids",
    "refuse_disclosure": "answer_refuse",
    "legal_referral": "answer_legal",
    "legal_advice": "answer_law",
    "no_callback": "answer_no_callback",
    "bot": "answer_bot",
    "street_ice": "answer_311",
    "old_incident": "answer_old",
    "retention": "answer_retention",
    "deletion": "delete_chat",
    "will_police_come": "answer_no_dispatch",
    "rumour": "answer_rumour",
    "about_line": "answer_about",
}
_ID_NUMBERS = frozenset({"ssn", "a_number"})
# Topics after which "tell us what and where" would be out of place while there is no report.
INVITES = frozenset({"old_incident", "about_line", "name_not_needed"})


def answer(draft: Draft, event: Heard, reading: Reading) -> None:
    """Answer what the message asks, one sentence a topic; nothing asked again is answered with silence."""
    topics = _of(draft, reading)
    for topic in topics:
        draft.pend(_phrase(draft, topic))
    if topics:
        draft.change(topic=topics[-1])
    elif reading.intent == "question" and not event.inbound.attachments:
        draft.pend("answer_other")
    elif _wants_the_door_shown(draft, event, reading):
        draft.pend("offtopic")


def _wants_the_door_shown(draft: Draft, event: Heard, reading: Reading) -> bool:
    """Off topic and not a goodbye; while a report is being told, once is enough."""
    if reading.intent != "offtopic" or not event.inbound.text or reading.done or reading.skip:
        return False
    return draft.scene is None or draft.first("offtopic")


def _of(draft: Draft, reading: Reading) -> tuple[str, ...]:
    found = list(reading.topics)
    if _ID_NUMBERS & set(reading.sensitive):
        found.insert(0, "no_ids_please")
    if reading.intent == "help_request" and not {"legal_referral", "legal_advice"} & set(found):
        found.append("legal_referral")
    if not found and reading.intent in ("question", "offtopic") and _goes_on(draft, reading):
        found.append(draft.state.topic or "")
    return tuple(dict.fromkeys(found))


def _goes_on(draft: Draft, reading: Reading) -> bool:
    """"Who is the right person to tell?" after street ice: the same matter goes on."""
    if draft.state.topic is None or draft.scene is not None:
        return False
    return reading.intent == "question" or (draft.state.topic == "street_ice" and not reading.done)


def _phrase(draft: Draft, topic: str) -> str:
    if topic == "retention" and draft.context.line.schedule:
        return "answer_retention_scheduled"
    if topic == "deletion" and draft.state.withdrawn:
        return leaving.AFTER_WITHDRAWAL
    return ANSWERS[topic]
