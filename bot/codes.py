"""One table of what Telegram's errors mean for us.

Source: core.telegram.org/bots/api ("Making requests") and the descriptions its server sends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, TelegramError

from bot.request import NoAnswer, NotReached, ServerFault, SlowDown
from tipline.errors import SendFailed


@dataclass(frozen=True, slots=True)
class Meaning:
    """`sentence` is for the desk; the flags are SendFailed's. `wait`: at least so long before the next try."""

    code: str
    sentence: str
    permanent: bool = False
    blocked: bool = False
    ambiguous: bool = False
    alarm: bool = False
    wait: timedelta | None = None


_SHORT, _MINUTE, _LONG = timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=10)


def _away(code: str, sentence: str) -> Meaning:
    return Meaning(code, sentence, permanent=True, blocked=True)


def _never(code: str, sentence: str) -> Meaning:
    return Meaning(code, sentence, permanent=True)


# (error, what its description holds) -> meaning; the first that fits. "" fits any description.
TABLE: tuple[tuple[type[TelegramError], str, Meaning], ...] = (
    (ChatMigrated, "", Meaning("moved", "The group has a new id; the message goes there.")),
    (SlowDown, "", Meaning("slow_down", "Telegram asked us to slow down; the message waits.", wait=_SHORT)),
    (InvalidToken, "", Meaning(
        "bad_token", "Telegram refused the bot's token; the operator has to check it.", alarm=True, wait=_LONG,
    )),
    (Conflict, "", Meaning(
        "conflict", "Another program uses this bot; the operator has to stop it.", alarm=True, wait=_LONG,
    )),
    (Forbidden, "blocked by the user", _away("blocked", "This person has blocked the bot.")),
    (Forbidden, "deactivated", _away("deactivated", "This person's Telegram account no longer exists.")),
    (Forbidden, "kicked", _away("kicked", "The bot was removed from this group.")),
    (Forbidden, "not a member", _away("kicked", "The bot was removed from this group.")),
    (Forbidden, "initiate conversation", _away("not_started", "This person has not started a chat with the bot.")),
    (Forbidden, "", _never("forbidden", "Telegram does not let the bot write here.")),
    (BadRequest, "chat not found", _never("chat_not_found", "Telegram knows no such chat.")),
    (BadRequest, "too long", _never("too_long", "The message is longer than Telegram takes.")),
    (BadRequest, "text is empty", _never("empty", "The message was empty.")),
    (BadRequest, "", _never("refused", "Telegram did not take the message as it stood.")),
    (NotReached, "", Meaning("unreachable", "Telegram could not be reached; the message waits.")),
    (ServerFault, "", Meaning("server_fault", "Telegram had a fault of its own; the message waits.")),
    (NoAnswer, "", Meaning(
        "no_answer", "Telegram did not say whether it took the message; it is sent once more.",
        ambiguous=True, wait=_MINUTE,
    )),
    (NetworkError, "", Meaning(
        "unexpected", "Telegram gave an answer we do not know; the message waits.", wait=_MINUTE,
    )),
)
_UNREADABLE = next(meaning for error, _, meaning in TABLE if error is NoAnswer)
_SENTENCES = {meaning.code: meaning.sentence for _, _, meaning in TABLE} | {
    "ran_out_of_time": "There was no time left to send the message; it goes with the next.",
    "sender_fault": "The line had a fault of its own while sending; the message is sent once more.",
    "unconfirmed": "Telegram never said whether it took the message; after one repeat it is not sent again.",
    "expired": "It was too late for this message; it was not sent.",
}


def meaning(error: TelegramError) -> Meaning:
    """What an error means; one the table lacks may hide a message that was taken."""
    said = error.message.lower()
    return next((m for kind, words, m in TABLE if isinstance(error, kind) and words in said), _UNREADABLE)


def failure(error: TelegramError) -> SendFailed:
    """The error as the outbox wants it, without Telegram's own words."""
    means = meaning(error)
    return SendFailed(
        means.code,
        permanent=means.permanent,
        blocked=means.blocked,
        ambiguous=means.ambiguous,
        alarm=means.alarm,
        retry_after=error.wait if isinstance(error, SlowDown) else means.wait,
        moved_to=str(error.new_chat_id) if isinstance(error, ChatMigrated) else None,
    )


def sentence(code: str | None) -> str:
    """Why a message did not arrive, for the desk."""
    return _SENTENCES.get(code or "", "Telegram did not take the message and gave a reason we do not know.")
