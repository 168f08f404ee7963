"""Questions of the witness: each topic has one honest answer. A topic without an entry is an error."""

from __future__ import annotations

from collections.abc import Mapping

from tipline.dialogue import commands, leaving
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
# Questions after which, without a report, "what happened, and where?" may follow; and matters after which it may not.
INVITES = frozenset({"old_incident", "about_line", "name_not_needed"})
NO_QUESTION_AFTER = frozenset({"street_ice", "refuse_disclosure"})
_GOES_ON = frozenset({"offtopic", "followup", "report"})
_GO_ON = NO_QUESTION_AFTER | {"privacy"}  # what a question without a topic of its own may still be about


def answer(draft: Draft, event: Heard, reading: Reading) -> None:
    """Answer what the message asks, one sentence a topic."""
    topics = _of(draft, reading)
    for topic in topics:
        draft.pend(_phrase(draft, topic))
    if topics:
        draft.change(topic=topics[-1])
    elif reading.intent == "question" and not _told_something(draft, event, reading):
        draft.pend("answer_other" if draft.scene is None else "answer_unknown")
    elif _wants_the_door_shown(draft, event, reading):
        draft.pend("offtopic")


def only_heard(draft: Draft, reading: Reading) -> bool:
    """"Is it true that": the answer says already what to tell, and nobody has told an act."""
    return "rumour" in reading.topics and not (draft.scene is not None and draft.scene.value("activity"))


def warn_of_ids(draft: Draft, reading: Reading) -> None:
    """Whatever else a message asks, nobody should send ID numbers."""
    if _ID_NUMBERS & set(reading.sensitive):
        draft.pend(ANSWERS["no_ids_please"])


def _told_something(draft: Draft, event: Heard, reading: Reading) -> bool:
    """The question stood beside a command, facts, a correction or a plan, which are answered already."""
    if commands.named(event) is not None or draft.state.grew:
        return True
    return reading.correction or reading.ignore_pin or reading.approaching


def _wants_the_door_shown(draft: Draft, event: Heard, reading: Reading) -> bool:
    """Off topic and not a goodbye. While a report is being told, an aside needs no answer."""
    aside = reading.done or reading.skip or draft.scene is not None
    return reading.intent == "offtopic" and bool(event.inbound.text) and not aside


def _of(draft: Draft, reading: Reading) -> tuple[str, ...]:
    found = list(reading.topics)
    if _ID_NUMBERS & set(reading.sensitive):
        found.insert(0, "no_ids_please")
    if reading.intent == "help_request" and not {"legal_referral", "legal_advice"} & set(found):
        found.append("legal_referral")
    if "rumour" in found and "detention" in reading.activity:  # "they took him, where is he": told, not asked about
        found = ["legal_referral" if topic == "rumour" else topic for topic in found]
    if "legal_advice" in found:
        found = [topic for topic in found if topic != "legal_referral"]  # the same answer names the same help
    if not found and _goes_on(draft, reading):
        found.append(draft.state.topic or "")
    return tuple(dict.fromkeys(found))


def _goes_on(draft: Draft, reading: Reading) -> bool:
    """"Who is the right person to tell?" after street ice, "but I pay that bill" after a refusal: it goes on."""
    if draft.state.topic is None or draft.scene is not None or reading.done:
        return False
    if reading.intent == "question":
        return draft.state.topic in _GO_ON
    return draft.state.topic in NO_QUESTION_AFTER and reading.intent in _GOES_ON


def _phrase(draft: Draft, topic: str) -> str:
    if topic == "retention" and draft.context.line.schedule:
        return "answer_retention_scheduled"
    if topic == "deletion" and draft.state.withdrawn:
        return leaving.AFTER_WITHDRAWAL
    return ANSWERS[topic]
