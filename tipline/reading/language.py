"""Which language the words are in, from each language's own small words."""

from __future__ import annotations

from tipline.reading.scan import Scan

_FALLBACK = "en"
_TELLING = 2  # words of its own by which a text shows its language
_SPARSE = 3  # with a word of its own in every three, no text is taken for another language


def language(scan: Scan, hint: str | None) -> tuple[str, bool]:
    """(language, whether the words themselves show it). Words of no known language give the hint, then English."""
    known = scan.vocabulary.spoken
    words = [w for w in scan.words if w[0].isalpha()]
    scores = {code: sum(1 for w in words if w in own) for code, own in known.items()}
    base = hint if hint in known else _primary(hint, tuple(known))
    if not scores or max(scores.values()) == 0:
        return base or hint or _FALLBACK, False
    best = max(scores, key=lambda code: (scores[code], code == base, code == _FALLBACK))
    if scores[best] < _TELLING:
        return base or best, False
    if _strange(scan, words, scores[best]):
        return base or _FALLBACK, False
    tied = [code for code, score in scores.items() if score == scores[best]]
    if len(tied) > 1:
        return (base if base in tied else _first_shown(words, known, tied)), len(words) > 2
    return best, len(words) > 1 and scores[best] * 6 >= len(words)


def _strange(scan: Scan, words: list[str], shown: int) -> bool:
    """Few small words ("no", "o") among many that no lexicon knows: another language."""
    if shown * _SPARSE >= len(words):
        return False
    known = scan.vocabulary
    familiar = known.known | known.street_starts
    foreign = [w for w in words if w not in familiar and not w.startswith(known.begins)]
    return len(foreign) > shown * 2


def _primary(hint: str | None, known: tuple[str, ...]) -> str | None:
    """ "es-MX" speaks "es"."""
    primary = (hint or "").split("-")[0].lower()
    return primary if primary in known else None


def _first_shown(words: list[str], known: object, tied: list[str]) -> str:
    assert hasattr(known, "__getitem__")
    for word in words:
        shown = [code for code in tied if word in known[code]]
        if len(shown) == 1:
            return shown[0]
    return tied[0]
