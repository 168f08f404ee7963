"""Short wordings whose sense lies in the conversation: an "ok", a "done" among thanks, a question about one's own plan.

The words are those of the built languages; whatever a message says beside them is the reading's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tipline.reading.model import Reading

_WORD = re.compile(r"[^\W_]+")
# The words that our own sentences tell people to end with.
_DONE = frozenset({"done", "listo", "lista", "gotowe", "готово", "tapos", "完成", "تم"})
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


def understood(reading: Reading, text: str, *, place_held: bool = False) -> Reading:
    """The reading with what these wordings add. `text`: the message as sent; `place_held`: a place was told before."""
    if reading.intent == "question" and place_held:
        reading = replace(reading, place_text=None, place_type=())  # "did anyone report 26th street?" moves nothing
    if not reading.done and _ends(text):
        reading = replace(reading, done=True, intent="followup", yes_no=None)
    if text.strip() and not _words(text) and reading.intent == "offtopic":
        reading = replace(reading, intent="greeting")  # only signs: somebody is there
    if reading.retracted == "mistaken" and set(reading.agencies) - {"NOT_FEDERAL", "UNKNOWN_FEDERAL"}:
        reading = replace(reading, retracted=None, correction=True)  # "it was CBP, not ICE": federal all the same
    if reading.activity and (reading.intent == "question" or _asks_leave(reading)):
        reading = replace(reading, activity=())
    return reading


def acknowledges(text: str) -> bool:
    """Only an "ok"."""
    words = _words(text)
    return bool(words) and set(words) <= _OK


_LANGUAGES: Mapping[str, str] = {
    "english": "en", "ingles": "en", "inglés": "en", "spanish": "es", "español": "es", "espanol": "es",
    "castellano": "es",
}  # fmt: skip
_SAME = frozenset({"same", "mismo", "misma", "igual"})
_OTHER = frozenset({"another", "other", "different", "otro", "otra", "distinto", "distinta"})
_AROUND_CHOICE = frozenset({
    "the", "it", "its", "s", "is", "a", "an", "one", "incident", "place", "thing", "event", "es", "el", "la", "lo",
    "un", "una", "caso", "lugar", "incidente", "yes", "no", "si", "sí", "in", "on", "en", "del", "de", "side", "lado",
})  # fmt: skip
_SIDES: Mapping[str, str] = {
    "n": "N", "north": "N", "norte": "N", "s": "S", "south": "S", "sur": "S", "e": "E", "east": "E", "este": "E",
    "w": "W", "west": "W", "oeste": "W",
}  # fmt: skip
_NTH: Mapping[str, int] = {"first": 0, "primero": 0, "primera": 0, "second": 1, "segundo": 1, "segunda": 1}


def chosen(text: str, offered: Mapping[str, str]) -> str | None:
    """The code of the choice that the words name ("same", "the south one", "español"); None when they name none.

    `offered`: code -> label, in the order in which they were laid before the witness.
    """
    words = _words(text)
    codes = list(offered)
    found = {code for word in words for code in [_choice(word, codes, offered)] if code is not None}
    rest = [w for w in words if _choice(w, codes, offered) is None and w not in _AROUND_CHOICE]
    return found.pop() if len(found) == 1 and not rest else None


def _choice(word: str, codes: Sequence[str], offered: Mapping[str, str]) -> str | None:
    code = f"language:{_LANGUAGES[word]}" if word in _LANGUAGES else ""
    code = "scene:same" if word in _SAME else "scene:another" if word in _OTHER else code
    if code in offered:
        return code
    if word in _NTH and codes and codes[0].startswith("place:"):
        return codes[_NTH[word]] if _NTH[word] < len(codes) else None
    sided = [c for c in codes if word in _SIDES and _SIDES[word] in offered[c].split()]
    return sided[0] if len(sided) == 1 else None


def _ends(text: str) -> bool:
    words = set(_words(text))
    return bool(words & _DONE) and words <= _DONE | _AROUND


def _asks_leave(reading: Reading) -> bool:
    """"Can I follow them" tells of no chase, "can I get in trouble for filming" of nobody taken: it is asked about."""
    own = (reading.approaching and reading.activity == ("chase",)) or "legal_advice" in reading.topics
    return own and _MAY_I.match(reading.masked_text) is not None


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
