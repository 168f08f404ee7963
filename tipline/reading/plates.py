"""License plates of their vehicles: capitals, without spaces. Never private numbers, references or house numbers."""

from __future__ import annotations

import re

from tipline.reading.scan import Hit, Scan
from tipline.reading.text import HAN

_OPEN, _SHUT = rf"(?<![^\W{HAN}])(?<!-)", rf"(?![^\W{HAN}])(?!-)"  # Chinese sets no space around a plate
_FORMS = re.compile(
    rf"{_OPEN}([A-Za-z]{{2}})[ -]?(\d{{2,3}})[ -]?(\d{{2,3}}){_SHUT}|{_OPEN}([A-Za-z]{{3}})[ -]?(\d{{4}}){_SHUT}|"
    rf"{_OPEN}([A-Za-z]{{2}})[ -]?(\d{{4,6}}){_SHUT}"
)
_CUED = re.compile(
    rf"(?:[\s:\uff1a#,='\"-]{{1,4}}|(?<=[{HAN}]))"
    r"((?=[A-Za-z0-9 -]{0,9}\d)[A-Za-z0-9]{1,7}(?:[ -][A-Za-z0-9]{1,5}){0,2})(?![A-Za-z0-9_])"
)


def plates(scan: Scan, taken: tuple[Hit, ...]) -> dict[str, Hit]:
    """Plates with their words, in order. `taken` holds places and times, where no plate stands."""
    found: dict[str, Hit] = {}
    for cue in scan.find("plate.cue"):
        match = _CUED.match(scan.text, cue.end)
        if match and not any(cue.meets(v) for v in scan.find("plate.void")):
            words = _trimmed(match.group(1))
            if _plausible(words):
                found[_joined(words)] = Hit(match.start(1), match.start(1) + len(words))
    for match in _FORMS.finditer(scan.text):
        hit = Hit(match.start(), match.end())
        if not any(hit.meets(t) for t in (*taken, *found.values())) and _standing_alone(match.group(), scan, hit):
            found[_joined(match.group())] = hit
    return dict(sorted(found.items(), key=lambda item: item[1].start))


def _joined(words: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", words).upper()


def _trimmed(words: str) -> str:
    """Leave off words in letters only at the end: "AB 12 345 and"."""
    parts = words.split(" ")
    while len(parts) > 1 and parts[-1].isalpha() and (len(parts[-1]) > 3 or parts[-1].islower()):
        parts.pop()
    return " ".join(parts)


def _plausible(words: str) -> bool:
    plain = _joined(words)
    return (
        4 <= len(plain) <= 8
        and sum(c.isdigit() for c in plain) >= 2
        and not re.fullmatch(r"\d{1,3}(ST|ND|RD|TH)", plain)
    )


def _standing_alone(words: str, scan: Scan, hit: Hit) -> bool:
    """Without a word for plates: letters in capitals (or three groups), no small word, agency, state or road."""
    letters = re.match(r"[A-Za-z]+", words)
    if letters is None:
        return False
    folded = letters.group().lower()
    spoken = any(folded in w for w in scan.vocabulary.spoken.values())
    if spoken or folded in scan.vocabulary.set("notname") or folded in scan.vocabulary.set("not_plate"):
        return False
    return letters.group().isupper() or len(re.findall(r"\d+", words)) == 2
