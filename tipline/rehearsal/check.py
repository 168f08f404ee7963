"""Every demand of a script, held against the chat as it was played."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tipline.consent import is_carrier_keyword
from tipline.rehearsal import captured
from tipline.rehearsal.codes import ALWAYS_BARRED, BREAKS, NO_SUCH_SENTENCE, SAYS
from tipline.rehearsal.course import BY_COURSE
from tipline.rehearsal.model import Chat, Finding, Played

KINDS = ("must_say", "must_capture", "must_never_say", "must_not_store", "end_state")


_ENDS = ("report_saved", "no_report", "withdrawn", "stopped")


def unknown(chat: Chat) -> list[str]:
    """The codes of a script that no rule knows."""
    said = [must["code"] for must in chat["must_say"] if not must["code"].startswith("lang:")]
    known = {*NO_SUCH_SENTENCE, *BREAKS, *BY_COURSE}
    strange = [code for code in said if code not in SAYS] + [c for c in chat["must_never_say"] if c not in known]
    return strange + [end for end in [chat.get("end_state")] if end is not None and end not in _ENDS]


def check(chat: Chat, played: Played) -> tuple[Finding, ...]:
    """All findings, in the order of KINDS. Raises KeyError at a code that no rule knows."""
    rules = (_said, _captured, _barred, _stored, _end)
    return tuple(finding for rule in rules for finding in rule(chat, played))


def _said(chat: Chat, played: Played) -> Iterator[Finding]:
    for must in chat["must_say"]:
        code, turn = must["code"], must["after_turn"]
        what = code if turn is None else f"{code} after {turn}"
        why = _unsaid(chat, played, code, turn)
        yield Finding("must_say", what, not why, why)


def _unsaid(chat: Chat, played: Played, code: str, turn: int | None) -> str:
    keys, langs = played.keys(turn), {reply.lang for reply in played.replies(turn)}
    if code.startswith("lang:"):
        return "" if langs == {code.removeprefix("lang:")} else f"replies in {', '.join(sorted(langs)) or 'nothing'}"
    if code == "stop_confirmed" and turn is not None and _carrier_answered(chat, turn):
        return "" if not keys else "the carrier had answered already"
    if not SAYS[code] & set(keys):
        return f"says {', '.join(keys) or 'nothing'}"
    ahead = code != "call_911" or turn is None or keys[0] in SAYS["call_911"]
    return "" if ahead else f"says {keys[0]} first"


def _carrier_answered(chat: Chat, turn: int) -> bool:
    return chat["channel"] == "sms" and is_carrier_keyword(chat["turns"][turn - 1].get("text") or "")


def _captured(chat: Chat, played: Played) -> Iterator[Finding]:
    reports, wanted = played.open_reports(), chat["must_capture"]
    same = len(reports) == len(wanted)
    yield Finding("must_capture", "reports", same, "" if same else f"{len(reports)} open, not {len(wanted)}")
    for number, demands in enumerate(wanted):
        report = reports[number] if number < len(reports) else {}
        for name, value in demands.items():
            held = captured.held(name, value, report, chat)
            what = name if len(wanted) == 1 else f"{number + 1}.{name}"
            yield Finding("must_capture", what, held, "" if held else f"{report.get(name)!r}, not {value!r}")


def _barred(chat: Chat, played: Played) -> Iterator[Finding]:
    for code in dict.fromkeys((*chat["must_never_say"], *ALWAYS_BARRED)):
        why = _broken(code, chat, played)
        yield Finding("must_never_say", code, not why, why)


def _broken(code: str, chat: Chat, played: Played) -> str:
    if code in NO_SUCH_SENTENCE:
        return ""
    if code in BREAKS:
        said = BREAKS[code] & set(played.keys(None))
        return f"says {', '.join(sorted(said))}" if said else ""
    return BY_COURSE[code](chat, played)


def _stored(chat: Chat, played: Played) -> Iterator[Finding]:
    told = " ".join(reply.text for reply in played.replies(None))
    for number, secret in enumerate(chat.get("must_not_store", ()), 1):
        kept = secret in played.stored or json.dumps(secret)[1:-1] in played.stored
        where = "stored in clear" if kept else "said back" if secret in told else ""
        yield Finding("must_not_store", f"string {number}", not where, where)


def _end(chat: Chat, played: Played) -> Iterator[Finding]:
    wanted = chat.get("end_state")
    if wanted is None:
        return
    states = {str(report["state"]) for report in played.reports}
    held = {
        "report_saved": "open" in states,
        "no_report": "open" not in states,
        "withdrawn": "withdrawn" in states and "open" not in states,
        "stopped": not BY_COURSE["any_reply_after_stop"](chat, played),
    }[wanted]
    yield Finding("end_state", wanted, held, "" if held else f"reports are {', '.join(sorted(states)) or 'none'}")
