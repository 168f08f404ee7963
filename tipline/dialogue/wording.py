"""Short wordings whose sense lies in the conversation: an "ok", a "done" among thanks, a question about one's own plan.

The words are those of the built languages; whatever a message says beside them is the reading's.
"""

from __future__ import annotations

import re
from dataclasses import replace

from tipline.reading.model import Reading

_WORD = re.compile(r"[^\W_]+")
# The words that our own sentences tell people to end with.
_DONE = frozenset({"done", "listo", "lista"})
# Heard, and no answer to anything: "ok" after "Is anyone hurt?" does not say that somebody is.
_OK = frozenset({"ok", "okay", "okey", "oki", "k", "kk", "vale", "bueno", "alright", "orale", "órale", "va"})
_AROUND = _OK | frozenset({
    "thanks", "thank", "thx", "ty", "you", "gracias", "muchas", "please", "por", "favor", "pues", "ya", "now", "so",
    "i", "im", "m", "am", "we", "re", "are", "all", "estoy", "esta", "está", "and", "y", "yes", "si", "sí",
})  # fmt: skip
_MAY_I = re.compile(
    r"\W*(?:(?:can|could|should|may|shall|do|must) (?:i|we)\b|is it (?:ok|okay)\b"
    r"|(?:los |las |lo |la |le |les )?(?:puedo|podemos|podría|podria|debo|debemos|debería|deberia)\b)", re.IGNORECASE,
)  # fmt: skip


def understood(reading: Reading, text: str) -> Reading:
    """The reading with what these wordings add. `text` is the message as sent."""
    if not reading.done and _ends(text):
        reading = replace(reading, done=True, intent="followup", yes_no=None)
    if reading.activity and (reading.intent == "question" or _asks_leave(reading)):
        reading = replace(reading, activity=())
    return reading


def acknowledges(text: str) -> bool:
    """Only an "ok"."""
    words = _words(text)
    return bool(words) and set(words) <= _OK


def _ends(text: str) -> bool:
    words = set(_words(text))
    return bool(words & _DONE) and words <= _DONE | _AROUND


def _asks_leave(reading: Reading) -> bool:
    """"Can I follow them" tells of no chase: the only act named is the one the witness asks about."""
    own = reading.approaching and reading.activity == ("chase",)
    return own and _MAY_I.match(reading.masked_text) is not None


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
