"""Taking back one's consent to be a witness, in words, in every built language."""

from __future__ import annotations

import re

from tipline.reading.text import fold

_WITNESS = re.compile(
    fold(
        r"\b(?:witness|testify|testifying|testigo|testiga|testificar|atestiguar|swiadk\w+|świad(?:ek|kiem|ka|kować|czyć)|"
        r"zeznawac|свідк\w*|свідок|свідчити|\w{0,3}(?:شاهد\w*|شهاد\w+|شهود\w*)|اشهد|saksi|tumestigo|testigo)\b"
        r"|作证|证人|做证|当证"
    )
)
_BACK = re.compile(
    fold(
        r"\b(?:not|don'?t|no longer|never|changed my mind|withdraw|take back|no|ya no|nunca|retiro|cambie de opinion|"
        r"nie|juz nie|wycofuje|rezygnuje|cofam|не|ні|більше не|відкликаю|відмовляюся|передумал?а?в?|لا|ما|مو|مش|لم اعد|"
        r"اسحب|تراجعت|ayaw|ayoko|hindi|binabawi|umaatras)\b|不|唔|撤回|收回|取消"
    )
)


def taken_back(text: str, *, question: bool = False) -> bool:
    """"I do not want to be a witness any more". `question`: the message asks something, which takes nothing back."""
    folded = fold(text)
    return not question and _WITNESS.search(folded) is not None and _BACK.search(folded) is not None
