"""What is barred by the course of a chat rather than by a sentence: order, repetition, languages, echoes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from tipline.rehearsal.captured import held
from tipline.rehearsal.codes import QUESTIONS
from tipline.rehearsal.model import Chat, Played

Broken = Callable[[Chat, Played], str]  # why the bar is broken; empty when it is not
_DIGITS = re.compile(r"\d(?:[\d\s().-]*\d){6,}")  # seven digits or more, however they are grouped
_LEAVES = frozenset({"stop_confirmed", "erased_due", "erased_kept"})


def _questions(played: Played, turn: int) -> list[str]:
    return [key for key in played.keys(turn) if key in QUESTIONS]


def _before_911(chat: Chat, played: Played) -> str:
    for turn in range(1, len(played.turns) + 1):
        keys = played.keys(turn)
        if "call_911" in keys and any(key in QUESTIONS for key in keys[: keys.index("call_911")]):
            return f"turn {turn} asks first"
    return ""


def _after_done(chat: Chat, played: Played) -> str:
    last = len(played.turns)
    done = next((n for n in range(1, last + 1) if "receipt" in played.keys(n)), last)
    asked = [key for turn in range(done, last + 1) for key in _questions(played, turn)]
    return f"asks {asked[0]}" if asked else ""


def _never_twice(chat: Chat, played: Played) -> str:
    """The place alone may be asked for twice: where nothing came, or where it was taken back."""
    asked = [key for key in played.keys(None) if key in QUESTIONS]
    often = [key for key in asked if asked.count(key) > (2 if key == "ask_place" else 1)]
    return f"asks {often[0]} again" if often else ""


def _restarted(chat: Chat, played: Played) -> str:
    most = max(1, len(chat["must_capture"]))  # one that was withdrawn is still the one
    return f"{len(played.reports)} reports" if len(played.reports) > most else ""


def _merged(chat: Chat, played: Played) -> str:
    found, wanted = len(played.open_reports()), len(chat["must_capture"])
    return f"{found} open reports, not {wanted}" if found < wanted else ""


def _languages(chat: Chat, played: Played) -> str:
    other = {reply.lang for reply in played.replies(None)} - set(chat["lang"])
    return f"replies in {', '.join(sorted(other))}" if other else ""


def _wrong_place(chat: Chat, played: Played) -> str:
    """A place corrected away is no place at the end."""
    for wanted, report in zip(chat["must_capture"], played.open_reports(), strict=False):
        for name in ("place_text", "coordinates"):
            if name in wanted and not held(name, wanted[name], report, chat):
                return f"holds {report.get(name)}"
    return ""


def _after_stop(chat: Chat, played: Played) -> str:
    turns = range(1, len(played.turns) + 1)
    left = next((n for n in turns if _LEAVES & set(played.keys(n))), len(played.turns))
    late = [n for n in turns if n > left and played.turns[n - 1]]
    return f"replies after turn {late[0]}" if late else ""


def _echoes(chat: Chat, played: Played) -> str:
    """No long number of the witness's, and nothing that may not be stored, stands in a reply."""
    told = [str(turn.get("text") or "") for turn in chat["turns"]]
    numbers = {_bare(found) for text in told for found in _DIGITS.findall(text)}
    for reply in played.replies(None):
        said = {_bare(found) for found in _DIGITS.findall(reply.text)}
        if numbers & said or any(secret in reply.text for secret in chat.get("must_not_store", ())):
            return "a reply repeats it"
    return ""


def _bare(number: str) -> str:
    return re.sub(r"\D", "", number)


BY_COURSE: Mapping[str, Broken] = {
    "ask_before_911": _before_911, "question_after_done": _after_done, "ask_again_skipped": _never_twice,
    "restart_report": _restarted, "merge_reports": _merged, "wrong_lang": _languages,
    "confirm_wrong_place": _wrong_place, "any_reply_after_stop": _after_stop, "echo_id_number": _echoes,
    "echo_phone": _echoes,
}  # fmt: skip
