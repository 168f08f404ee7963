"""References, pseudonyms and tokens: the product's only dice."""

from __future__ import annotations

import secrets

# No I, O, S, Z, 0, 1, 2-lookalikes or vowels: a reference is read over the phone and never spells a word.
_LETTERS = "BCDFGHJKLMNPQRTVWX"
_DIGITS = "23456789"
_BIRDS = (
    "Heron",
    "Wren",
    "Plover",
    "Finch",
    "Osprey",
    "Tern",
    "Lark",
    "Swift",
    "Egret",
    "Kestrel",
    "Grebe",
    "Dunlin",
    "Siskin",
    "Martin",
    "Sparrow",
    "Pipit",
    "Avocet",
    "Curlew",
    "Linnet",
    "Merlin",
    "Oriole",
    "Petrel",
    "Quail",
    "Robin",
    "Teal",
    "Vireo",
    "Willet",
    "Bunting",
    "Cardinal",
    "Dipper",
    "Gannet",
    "Harrier",
    "Ibis",
    "Jacana",
    "Kingfisher",
    "Lapwing",
    "Nuthatch",
    "Ouzel",
    "Pelican",
    "Rail",
)


class RandomRefs:
    """Drawn from the system's source of chance."""

    def reference(self) -> str:
        """Letter, digit, letter, digit, such as K7Q2; one in eight is longer, so that the desk never runs out."""
        pick = secrets.choice
        base = pick(_LETTERS) + pick(_DIGITS) + pick(_LETTERS) + pick(_DIGITS)
        return base if secrets.randbelow(8) else base + pick(_LETTERS)

    def pseudonym(self) -> str:
        return f"{secrets.choice(_BIRDS)} {secrets.randbelow(9000) + 1000}"

    def token(self) -> str:
        return secrets.token_urlsafe(24)
