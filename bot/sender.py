"""Sending through the Bot API. What went wrong comes out as SendFailed, judged by the table in bot.codes."""

from __future__ import annotations

import httpx2
from telegram import InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import TelegramError

from bot import codes, keyboard
from bot.pace import Pace
from bot.request import close, connect
from bot.settings import BotSettings
from tipline.errors import SendFailed
from tipline.message import Outbound, Sent

MOST_UNITS = 4096  # of UTF-16, as Telegram counts


class BotSender:
    """The Sender of the Telegram channel. `transport` stands in for the network in tests and in the demo."""

    def __init__(
        self, settings: BotSettings, transport: httpx2.AsyncBaseTransport | None = None, pace: Pace | None = None
    ) -> None:
        self._api = connect(settings, transport)
        self._pace = pace or (Pace() if settings.paced else None)

    async def send(self, message: Outbound) -> Sent:
        """Hand one message to Telegram, in parts when it is longer than Telegram takes at once. Raises SendFailed.

        The buttons are under the last part. Once a part was taken, a fault that would be retried is ambiguous: a blind
        retry would repeat that part. `Sent.vendor_id` is "chat:message", as the parser names messages.
        """
        chat_id = int(message.address.value)
        buttons = keyboard.inline(message.choices)
        *before, last = split(message.text)
        for number, part in enumerate(before):
            self._check(await self._one(chat_id, part, None, message.silent), taken=number > 0)
        sent = self._check(await self._one(chat_id, last, buttons, message.silent), taken=bool(before))
        return Sent(f"{chat_id}:{sent}", len(before) + 1)

    async def answers(self) -> None:
        """Asks for something that changes nothing. Raises SendFailed when Telegram does not answer as it should."""
        try:
            await self._api.raw("getMe", {})
        except TelegramError as error:
            failed = codes.failure(error)
        else:
            return
        raise failed

    async def aclose(self) -> None:
        await close(self._api)

    @staticmethod
    def _check(result: int | SendFailed, *, taken: bool) -> int:
        if isinstance(result, SendFailed):
            result.ambiguous = result.ambiguous or (taken and not result.permanent)
            raise result
        return result

    async def _one(
        self, chat_id: int, text: str, buttons: InlineKeyboardMarkup | None, silent: bool
    ) -> int | SendFailed:
        """The failure is a value here: raised from inside the handler it would carry the vendor's words along."""
        if self._pace is not None:
            await self._pace.turn(chat_id)
        try:
            taken = await self._api.send_message(
                chat_id, text, reply_markup=buttons, disable_notification=silent,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
            return taken.message_id
        except TelegramError as error:
            return codes.failure(error)
        except (KeyError, TypeError, ValueError, AttributeError):  # a 200 that cannot be read: it was likely taken
            return SendFailed("no_answer", ambiguous=True)


def split(text: str) -> list[str]:
    """The text in parts that Telegram takes, cut between lines or words where it can be; at least one part."""
    parts = []
    while _units(text) > MOST_UNITS:
        head = _fitting(text)
        cut = head.rfind("\n", len(head) // 2)
        if cut < 0:
            cut = head.rfind(" ", len(head) // 2)
        if cut >= 0:
            head = head[:cut]
        parts.append(head.rstrip())
        text = text[len(head):].lstrip()
    return [part for part in (*parts, text) if part] or [""]


def _fitting(text: str) -> str:
    """The longest beginning that fits."""
    units = 0
    for at, char in enumerate(text):
        units += 2 if ord(char) > 0xFFFF else 1
        if units > MOST_UNITS:
            return text[:at]
    return text


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
