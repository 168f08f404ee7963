"""Commands, by word or by slash: each is answered at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from tipline import effects as fx
from tipline.dialogue import language, leaving, offers, status, telling
from tipline.dialogue.draft import Draft
from tipline.dialogue.model import Heard
from tipline.message import Kind
from tipline.phrases import nearest

# Words that our own sentences tell people to send, alone in a message, in every built language.
_WORDS: Mapping[str, str] = {
    "status": "status", "estado": "status", "private": "private", "privado": "private", "mute": "mute",
    "silencio": "mute", "unmute": "unmute", "avisar": "unmute", "withdraw": "withdraw", "retirar": "withdraw",
    "forget": "forget", "olvidar": "forget", "language": "language", "idioma": "language", "help": "help",
    "ayuda": "help", "auxilio": "help", "ayudenme": "help", "ayúdenme": "help", "socorro": "help", "sos": "help",
    "help me": "help", "911": "help", "i need help": "help", "need help": "help",
    "please help": "help", "help please": "help", "please help me": "help", "necesito ayuda": "help",
    "ayuda por favor": "help", "por favor ayuda": "help", "start": "start", "unstop": "start",
    "prywatne": "private", "cisza": "mute", "powiadamiaj": "unmute", "wycofaj": "withdraw", "zapomnij": "forget",
    "język": "language", "jezyk": "language", "pomoc": "help", "pomocy": "help", "ratunku": "help",
    "статус": "status", "приватно": "private", "тиша": "mute", "сповіщати": "unmute", "відкликати": "withdraw",
    "забути": "forget", "мова": "language", "допомога": "help", "допоможіть": "help", "рятуйте": "help",
    "pribado": "private", "tahimik": "mute", "abiso": "unmute", "bawiin": "withdraw", "kalimutan": "forget",
    "wika": "language", "tulong": "help", "saklolo": "help",
    "状态": "status", "保密": "private", "静音": "mute", "通知": "unmute", "撤回": "withdraw", "删除": "forget",
    "语言": "language", "帮助": "help", "救命": "help", "求助": "help",
    "狀態": "status", "靜音": "mute", "刪除": "forget", "語言": "language", "幫助": "help",
    "الحالة": "status", "سري": "private", "صامت": "mute", "إشعار": "unmute", "اشعار": "unmute", "سحب": "withdraw",
    "نسيان": "forget", "اللغة": "language", "مساعدة": "help", "النجدة": "help", "ساعدوني": "help",
}  # fmt: skip
# Taken also at the head of a message, when written in capitals as our sentences write them.
_LEADING = frozenset({"private", "mute", "unmute", "forget"})
_SLASH: Mapping[str, str] = {
    "start": "start", "help": "help", "status": "status", "language": "language", "private": "private", "mute": "mute",
    "unmute": "unmute", "withdraw": "withdraw", "delete": "forget", "forget": "forget", "stop": "opt_out",
}  # fmt: skip
_WISHES: Mapping[str, str] = {"opt_out": "opt_out", "erase": "forget", "withdraw": "withdraw"}


def named(event: Heard) -> str | None:
    """The command a message gives, if any."""
    if event.inbound.kind is Kind.EDIT:
        return None
    wish = leaving.wish(event)
    if wish is not None:
        return _WISHES[wish]
    if event.inbound.command is not None:
        return _SLASH.get(event.inbound.command)
    if event.reading.wants_language is not None:
        return "language"
    if event.reading.command is not None:
        return event.reading.command
    if event.reading.intent == "status":
        return "status"
    text = _alone(event)
    first = re.split(r"[\s,.:;]+", event.inbound.text.strip(), maxsplit=1)[0]
    leading = _WORDS.get(first.casefold())
    if leading == "withdraw" or (first.isupper() and leading in _LEADING):
        return leading
    return "status" if _asks_status(text) else _WORDS.get(text)


def is_bare(event: Heard) -> bool:
    """The message is the command and nothing else: its word, a button or slash, or STATUS and a reference."""
    text = _alone(event)
    slash = event.inbound.command is not None and len(event.inbound.text.split()) <= 1
    return slash or text in _WORDS or event.reading.command is not None or _asks_status(text)


def _alone(event: Heard) -> str:
    return event.inbound.text.strip().strip(".?!¿¡。？！؟").casefold()


def _asks_status(text: str) -> bool:
    """"STATUS K7Q2": the word, and what is shaped like a reference."""
    words = text.split()
    return len(words) > 1 and _WORDS.get(words[0]) == "status" and status.names_a_reference(text)


def carry_out(draft: Draft, event: Heard, command: str) -> None:
    """A command without an entry is an error."""
    _COMMANDS[command](draft, event)


def help_(draft: Draft, event: Heard) -> None:
    """What a frightened person texts: the 911 line, then what and where, then who runs this; the urgent lane.

    The slash command is clearly about the commands: it names them, and stays out of the lane.
    """
    lines = [draft.said("help_911"), draft.asking("help_what"), draft.said("help_who")]
    if event.inbound.command is not None:
        lines.append(draft.said("help_commands"))
    else:
        cry_for_help(draft, event)
    reference = draft.state.untold
    notice = "received" if reference is not None else None
    if reference is not None:
        lines.append(draft.said("received_ref", reference=reference))
    draft.change(introduced=True, untold=None, grew=False)
    draft.say(*lines, urgent=True, notice=notice, reference=reference)


def cry_for_help(draft: Draft, event: Heard) -> None:
    """Somebody asked for help and may say no more: a report, flagged."""
    draft.change(done=False)
    telling.tell(draft, event, event.reading, help=True)
    draft.do(fx.FlagDesk(draft.state.scene, "help_keyword"))


def _start(draft: Draft, event: Heard) -> None:
    """Telegram's first word, or the way back after an opt-out."""
    if leaving.come_back(draft):
        draft.say(draft.said("opted_in"))
        return
    draft.change(introduced=False, due=True)


def _private(draft: Draft, event: Heard) -> None:
    draft.do(fx.AskedConfidential(True, draft.context.line.wording_version))
    draft.reply(draft.said("private_ack"))


def _mute(draft: Draft, event: Heard) -> None:
    draft.do(fx.Mute(True))
    draft.reply(draft.said("muted"))


def _unmute(draft: Draft, event: Heard) -> None:
    draft.do(fx.Mute(False))
    draft.reply(draft.said("unmuted"))


def _language(draft: Draft, event: Heard) -> None:
    """A language named is taken at once; one that is not built is answered in the nearest."""
    wanted = event.reading.wants_language
    if wanted is None:
        offers.language_offer(draft)
        return
    built = draft.context.contact.languages
    chosen = nearest(wanted, built)
    language.settle(draft, chosen)
    draft.reply(draft.said("language_set" if chosen.split("-")[0] == wanted.split("-")[0] else "language_unavailable"))


_COMMANDS: Mapping[str, Callable[[Draft, Heard], None]] = {
    "help": help_, "status": status.tell, "private": _private, "withdraw": leaving.withdraw, "forget": leaving.erase,
    "mute": _mute, "unmute": _unmute, "start": _start, "language": _language, "opt_out": leaving.opt_out,
}  # fmt: skip
