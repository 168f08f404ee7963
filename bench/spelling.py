"""Street names as people in a hurry write them, in many styles and eight languages."""

from __future__ import annotations

import random

_SUFFIX = {
    "AVE": ["ave", "av", "Ave.", "avenue"],
    "ST": ["st", "St", "street", "st."],
    "BLVD": ["blvd", "Blvd", "boulevard"],
    "RD": ["rd", "Rd", "road"],
    "DR": ["dr", "drive"],
    "PKWY": ["pkwy", "parkway"],
    "PL": ["pl", "place"],
    "CT": ["ct"],
    "TER": ["ter", "terrace"],
    "HWY": ["hwy", "highway"],
}
_SIDE = {"N": ["n", "north", "N."], "S": ["s", "south", "S."], "E": ["e", "east", "E."], "W": ["w", "west", "W."]}
_MAIN = ("ST", "AVE", "BLVD", "RD")
_STYLES = {
    "en": [
        "{a} and {b}", "{a} & {b}", "at {a} and {b}", "corner of {a} and {b}", "{a}/{b}", "{a} @ {b} rn", "{a} x {b}",
        "on {a} near {b}", "ICE at {a} and {b}, 3 vans", "they are on the corner of {a} & {b} taking people",
        "{a} n {b}", "by {a} and {b} next to the laundromat", "{a} and {b} 2 white suvs", "intersection of {a} and {b}",
    ],
    "es": [
        "la {a} y {b}", "en la {a} y la {b}", "{a} con {b}", "esquina de {a} y {b}", "hay agentes en {a} y {b}",
        "la migra esta en la {a} y {b}", "cerca de la {a} y {b}", "{a} e/ {b}", "en {a} casi {b}",
    ],
    "pl": [
        "róg {a} i {b}", "na rogu {a} i {b}", "{a} i {b}", "przy {a} i {b}", "skrzyżowanie {a} z {b}",
        "agenci na {a} i {b}",
    ],
    "zh": ["{a}和{b}", "{a}与{b}路口", "在{a}和{b}", "{a} 跟 {b} 交叉口"],
    "ar": ["{a} و {b}", "زاوية {a} و {b}", "عند تقاطع {a} و {b}", "في {a} و {b}"],
    "uk": ["{a} і {b}", "ріг {a} та {b}", "на розі {a} і {b}", "біля {a} та {b}"],
    "tl": ["sa {a} at {b}", "kanto ng {a} at {b}", "malapit sa {a} at {b}", "nasa {a} corner {b}"],
}  # fmt: skip


def written(one: str, two: str, dice: random.Random) -> tuple[str, str]:
    """(text, style) of a corner of two full street names ("W 26TH ST", "S KEDZIE AVE")."""
    names = [one, two]
    if dice.random() < 0.5:
        names.reverse()
    style = dice.choice(["en", "en", "en", "es", "es", "pl", "zh", "ar", "uk", "tl"])
    typo = dice.random() < 0.12
    at = _misspelt(names, dice) if typo else -1
    said = [_said(name, dice, n == at, style) for n, name in enumerate(names)]
    text = dice.choice(_STYLES[style]).format(a=said[0], b=said[1])
    return (text.lower() if dice.random() < 0.4 else text), f"{style}{' typo' if at >= 0 else ''}"


def _misspelt(names: list[str], dice: random.Random) -> int:
    long = [n for n, name in enumerate(names) if len(_core(name)[1]) >= 6 and not name[2:3].isdigit()]
    return dice.choice(long) if long else -1


def _core(name: str) -> tuple[str, str, str]:
    words = name.split()
    side = words.pop(0) if words[0] in _SIDE and len(words) > 1 else ""
    suffix = words.pop() if len(words) > 1 and words[-1] in _SUFFIX else ""
    return side, " ".join(words), suffix


def _said(name: str, dice: random.Random, typo: bool, style: str) -> str:
    side, core, suffix = _core(name)
    said = _slip(core, dice) if typo else core
    if core[0].isdigit():
        digits = "".join(letter for letter in core if letter.isdigit())
        said = dice.choice([core.lower(), core.lower(), digits, core.lower()])
        said = f"{digits}街" if style == "zh" and dice.random() < 0.6 else said
    else:
        said = dice.choice([said.title(), said.lower(), said.title(), said])
    lone = suffix in _MAIN and dice.random() < 0.75
    tail = "" if lone or not suffix or "街" in said else " " + dice.choice(_SUFFIX[suffix])
    head = dice.choice(_SIDE[side]) + " " if side and dice.random() < 0.2 else ""
    return head + said + tail


def _slip(word: str, dice: random.Random) -> str:
    """One slip of the finger: a letter left out, doubled, changed for its neighbour, or two swapped."""
    spots = [at for at in range(1, len(word) - 1) if word[at].isalpha() and word[at + 1].isalpha()]
    if not spots:
        return word
    at = dice.choice(spots)
    kind = dice.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        return word[:at] + dice.choice("AEIORSTLN") + word[at + 1 :]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
