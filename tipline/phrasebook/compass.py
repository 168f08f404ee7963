"""Which way: the four winds and what lies between them, in the words of every built language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tipline.reading.text import fold

# Direction -> patterns of whole words, as witnesses write them; the text is matched folded.
_WINDS: Mapping[str, tuple[str, ...]] = {
    "north": (
        r"north(?:bound|wards?)?(?! (?:ave|avenue|st|street|shore|park|side))", "nb", r"(?<!de )norte", r"północ\w*",
        r"північ\w*", r"півноч\w*", r"\w{0,3}شمال\w{0,2}", r"(?:pa)?hilaga\w*", "北",
    ),
    "south": (
        r"south(?:bound|wards?)?(?! (?:ave|avenue|st|street|shore|park|side))", "sb", r"(?<!de )sur",
        r"(?<!\bpo )południ\w*", "південь", r"південн\w*", r"півдн\w*", r"\w{0,3}جنوب\w{0,2}", r"(?:pa)?timog\w*", "南",
    ),
    "east": (
        r"east(?:bound|wards?)?(?! (?:ave|avenue|st|street|side))", "eb", r"(?<!de )este(?! (?:lado|momento|\w+o\b))",
        "oriente", r"wschod\w*", "wschód", "схід", "сходу", "сході", r"східн\w*", r"\w{0,3}شرق\w{0,2}",
        r"(?:pa)?silangan\w*", "东",
    ),
    "west": (
        r"west(?:bound|wards?)?(?! (?:ave|avenue|st|street|side))", "wb", "oeste", "poniente", r"zachod\w*", "zachód",
        "захід", "заходу", "заході", r"західн\w*", r"\w{0,3}غرب\w{0,2}", r"(?:pa)?kanluran\w*", "西",
    ),
}
_BETWEEN: Mapping[str, str] = {
    "northwest": r"north-?west\w*|noroeste|norponiente", "northeast": r"north-?east\w*|nor(?:d)?este|nororiente",
    "southwest": r"south-?west\w*|su[rd]oeste|surponiente", "southeast": r"south-?east\w*|su[rd]este|suroriente",
}
_LETTERS: Mapping[str, str] = {
    "n": "north", "s": "south", "e": "east", "w": "west", "ne": "northeast", "nw": "northwest", "se": "southeast",
    "sw": "southwest",
}
_NOT = re.compile(fold(r"\b(?:not?|ni|nie|не|ні|لا|مو|مش|ليس|hindi|di)(?: \w{1,3})? ?$|[不没]往?$"))
_JOINT = 6  # characters between the two halves of one direction: "północny zachód"
_THEN = re.compile(
    fold(r",|\.|\b(?:then|and|or|luego|despues|y|o|potem|lub|albo|czy|потім|або|чи|ثم|او|tapos)\b|然后|或")
)


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    spaced = "|".join(fold(w) for w in words if not "\u4e00" <= w[0] <= "\u9fff")
    bare = "|".join(w for w in words if "\u4e00" <= w[0] <= "\u9fff")
    return re.compile(rf"\b(?:{spaced})\b|{bare}")


_FOUND = {code: _pattern(words) for code, words in _WINDS.items()}
_COMPOUND = {code: re.compile(rf"\b(?:{words})\b") for code, words in _BETWEEN.items()}
_OPPOSED = (frozenset({"north", "south"}), frozenset({"east", "west"}))
# "toward" in every built language; what follows in Latin letters is the name of a street, as streets here have them.
_TOWARD = re.compile(
    fold(
        r"(?:\b(?:towards?|in the direction of|hacia|rumbo a|con direccion a|w strone|w kierunku|в бік|у бік|в сторону|"
        r"в напрямку|у напрямку|باتجاه|اتجاه|نحو|صوب|papunta(?: sa)?|papuntang|patungo(?: sa)?|patungong)\b|[往向朝])"
    )
    + r" ?(?:the |la |el |al |ul\. |ulicy |вулиці |شارع )?(?P<street>[a-z0-9][a-z0-9'. ]*[a-z0-9])"
)


def direction(text: str) -> str | None:
    """"north" … "southwest" when the text says exactly one; "toward Cicero" for a street; None when it says neither."""
    folded = fold(text.strip())
    alone = folded.strip(" .!?,")
    if alone in _LETTERS:
        return _LETTERS[alone]
    found = _winds(folded)
    if len(found) == 1:
        return found[0]
    toward = _TOWARD.search(folded)
    if found or toward is None:
        return None
    return f"toward {text.strip()[toward.start('street') : toward.end('street')]}"


def _winds(folded: str) -> list[str]:
    """Every direction told and not denied, once each, in order."""
    hits: list[tuple[int, int, str]] = []
    for code, pattern in _COMPOUND.items():
        hits += [(m.start(), m.end(), code) for m in pattern.finditer(folded)]
    for code, pattern in _FOUND.items():
        free = (m for m in pattern.finditer(folded) if not any(s <= m.start() < e for s, e, _ in hits if _ != code))
        hits += [(m.start(), m.end(), code) for m in free]
    told = [hit for hit in sorted(hits) if not _NOT.search(folded[: hit[0]])]
    return list(dict.fromkeys(_joined(told, folded)))


def _joined(hits: list[tuple[int, int, str]], folded: str) -> list[str]:
    """"północny zachód" and "西北" are one direction."""
    joined: list[str] = []
    at = 0
    while at < len(hits):
        _start, end, code = hits[at]
        following = hits[at + 1] if at + 1 < len(hits) else None
        if following and _halves(code, following[2]) and _close(folded[end : following[0]]):
            joined.append(_one(code, following[2]))
            at += 2
            continue
        joined.append(code)
        at += 1
    return joined


def _halves(first: str, second: str) -> bool:
    return any(first in pair for pair in _OPPOSED) and any(
        second in pair and first not in pair for pair in _OPPOSED
    )


def _close(between: str) -> bool:
    return len(between) <= _JOINT and not _THEN.search(between)


def _one(first: str, second: str) -> str:
    return first + second if first in _OPPOSED[0] else second + first
