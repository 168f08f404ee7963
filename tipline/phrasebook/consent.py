"""Taking back one's consent to be a witness, in words, in every built language."""

from __future__ import annotations

import re

from tipline.reading.text import fold

# Being a witness oneself, not a witness or two that somebody else saw.
_WITNESS = re.compile(
    fold(
        r"\b(?:(?:be|being|as) (?:a |your |the |any )?witness|testify|testifying|(?:ser|como|de) testig[oa]|"
        r"testificar|atestiguar|świadkiem|zeznawac|свідком|свідчити|"
        r"(?:اكون|اصير|كشاهد)\w* ?(?:شاهد\w*|شهود\w*)?|شهادتي|الشهاده|اشهد|"
        r"(?:maging|pagiging) (?:saksi|testigo)|tumestigo)\b|作证|做证|证人"
    )
)
_BACK = re.compile(
    fold(
        r"\b(?:not|don'?t|no longer|never|changed my mind|withdraw|take back|no|nunca|retiro|cambie de opinion|nie|"
        r"wycofuje|rezygnuje|cofam|не|відкликаю|відмовляюся|передумала?|передумав|لا|ما|مو|مش|اسحب|تراجعت|ayaw|ayoko|"
        r"hindi|binabawi|umaatras)\b|[不唔](?:想|愿|要|再|当|做|作|能)|撤回|收回|取消"
    )
)
_UNSURE = re.compile(fold(r"\b(?:know|sure|se si|wiem|знаю|اعرف|ادري|بعرف|alam)\b|知道|清楚"))
_MOST = 25  # words: a long message tells something else


def taken_back(text: str, *, question: bool = False) -> bool:
    """"I do not want to be a witness any more". `question`: the message asks something, which takes nothing back."""
    folded = fold(text)
    if question or len(folded.split()) > _MOST or _UNSURE.search(folded):
        return False
    return _WITNESS.search(folded) is not None and _BACK.search(folded) is not None
