"""Which language a message is in: its script, then each language's own small words, then a detector, then the hint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from tipline.reading.choosing import pieces
from tipline.reading.han import script_of
from tipline.reading.scan import Scan

# A text's likeliest language and how sure, from 0 to 1; None where it cannot tell. Handed in; offline.
Detector = Callable[[str], "tuple[str, float] | None"]

_FALLBACK = "en"
_TELLING = 2  # words of its own by which a text shows its language
_SPARSE = 3  # with a word of its own in every three, no text is taken for another language
_CHINESE = "zh"
_HAN_WORD = 1.5  # characters that weigh as much as a word
_ENOUGH = {"han": 3, "arabic": 2, "cyrillic": 2}  # characters, words: less shows no language
_RUSSIAN, _UKRAINIAN = frozenset("\u044b\u044d\u044a\u0451"), frozenset("\u0456\u0457\u0454\u0491")
_LIKELY, _SURE = 0.5, 0.8  # what a detector has to say to be believed, to be sure
_WORDS_TO_DETECT = 3


def language(scan: Scan, hint: str | None, detect: Detector | None = None) -> tuple[str, bool]:
    """(language, whether the words themselves show it). Words of no known language give the hint, then English."""
    return _by_script(scan, hint) or _by_words(scan, hint, detect)


def _by_script(scan: Scan, hint: str | None) -> tuple[str, bool] | None:
    """Letters of another script, unless words of a Latin one outweigh them; street names weigh nothing."""
    found = pieces(scan.folded)
    small = sum(1 for w in found.get("latin", []) if any(w in own for own in scan.vocabulary.spoken.values()))
    found.pop("latin", None)
    weights = {script: len(some) / (_HAN_WORD if script == "han" else 1) for script, some in found.items()}
    if not weights or max(weights.values()) < small:
        return None
    script = max(weights, key=lambda name: weights[name])
    sure = len(found[script]) >= _ENOUGH[script]
    if script == "han":
        told = hint if hint is not None and hint.startswith(f"{_CHINESE}-") else "zh-Hans"
        return script_of(scan.text) or told, sure
    if script == "cyrillic":
        text = scan.text.lower()
        russian, ukrainian = (sum(text.count(c) for c in some) for some in (_RUSSIAN, _UKRAINIAN))
        return ("ru" if russian > ukrainian else "uk"), sure
    return "ar", sure


def _by_words(scan: Scan, hint: str | None, detect: Detector | None) -> tuple[str, bool]:
    known = scan.vocabulary.spoken
    words = [w for w in scan.words if w[0].isalpha()]
    scores = {code: sum(1 for w in words if w in own) for code, own in known.items()}
    base = hint if hint in known else _primary(hint)
    best = max(scores, key=lambda code: (scores[code], code == base, code == _FALLBACK)) if scores else _FALLBACK
    strange = scores.get(best, 0) >= _TELLING and _strange(scan, words, scores[best])
    if strange or scores.get(best, 0) < _TELLING:
        detected = _detected(scan, words, detect)
        if detected is not None:
            return detected
        if strange:
            return base or _FALLBACK, False
        return base or _weakly(scan, words) or (best if scores.get(best, 0) == 1 else _FALLBACK), False
    tied = [code for code, score in scores.items() if score == scores[best]]
    if len(tied) > 1:
        return (base if base in tied else _first_shown(words, known, tied)), len(words) > 2
    return best, len(words) > 1 and scores[best] * 6 >= len(words)


def _weakly(scan: Scan, words: list[str]) -> str | None:
    """The language whose files know most of a text too short to show one."""
    found = Counter(code for word in words for code, own in scan.vocabulary.own.items() if word in own)
    top = found.most_common(2)
    return top[0][0] if top and (len(top) == 1 or top[0][1] > top[1][1]) else None


def _detected(scan: Scan, words: list[str], detect: Detector | None) -> tuple[str, bool] | None:
    """What the detector says of a text long enough to say anything."""
    found = detect(scan.text) if detect is not None and len(words) >= _WORDS_TO_DETECT else None
    if found is None or found[1] < _LIKELY:
        return None
    return found[0], found[1] >= _SURE


def _strange(scan: Scan, words: list[str], shown: int) -> bool:
    """Few small words ("no", "o") among many that no lexicon knows: another language."""
    if shown * _SPARSE >= len(words):
        return False
    known = scan.vocabulary
    familiar = known.known | known.street_starts
    foreign = [w for w in words if w not in familiar and not w.startswith(known.begins)]
    return len(foreign) >= shown * 2


def _primary(hint: str | None) -> str | None:
    """ "es-MX" speaks "es"; Chinese is told by its script."""
    return hint if hint is None or hint.startswith(_CHINESE) else hint.split("-")[0].lower()


def _first_shown(words: list[str], known: Mapping[str, frozenset[str]], tied: list[str]) -> str:
    for word in words:
        shown = [code for code in tied if word in known[code]]
        if len(shown) == 1:
            return shown[0]
    return tied[0]
