"""What carriers and Twilio do with keywords before the line hears of them (DOMAIN section 5)."""

from __future__ import annotations

from dataclasses import dataclass

from tipline.message import Carrier

KEYWORDS: dict[str, Carrier] = {
    **dict.fromkeys(
        ("STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"), Carrier.STOP
    ),
    **dict.fromkeys(("START", "UNSTOP"), Carrier.START),
    **dict.fromkeys(("HELP", "INFO"), Carrier.HELP),
}
STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages from this number. "
    "Reply START to resubscribe."
)
STARTED = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`acted`: what the request to the line says in OptOutType; `answer`: what the phone hears from the carrier."""

    acted: Carrier | None = None
    answer: str | None = None


class FakeCarrier:
    """Who has opted out. `help_text` None: HELP and INFO are left to the line, as an operator may set it."""

    def __init__(self, help_text: str | None = None) -> None:
        self.help_text = help_text
        self._out: set[str] = set()

    def blocks(self, number: str) -> bool:
        return number in self._out

    def hear(self, number: str, text: str, *, with_media: bool) -> Verdict:
        """A keyword counts only when it is the whole message, in any case."""
        word = None if with_media else KEYWORDS.get(text.strip().upper())
        if word is Carrier.STOP:
            answer = None if number in self._out else STOPPED  # said once
            self._out.add(number)
            return Verdict(word, answer)
        if word is Carrier.START:
            self._out.discard(number)
            return Verdict(word, STARTED)
        if word is Carrier.HELP and self.help_text is not None:
            return Verdict(word, self.help_text)
        return Verdict()
