"""Yes, no and "I don't know" at the head of an answer, in every built language; what follows is the reading's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tipline.reading.text import fold

# Language -> what an answer begins with, one wording after another.
_YES: Mapping[str, str] = {
    "en": "yes|yeah|yea|yep|yup|ya|yah|sure|definitely|absolutely|certainly|affirmative|correct|i am|i do|"
    "i would|i did|"
    "i have|we are|they are|they did|they do|there are|there is|i agree|i will",
    "es": "si|sip|simon|claro|afirmativo|quiero|acepto|puedo|tengo|hay|por supuesto|asi es|estoy de acuerdo|"
    "de acuerdo",
    "pl": "tak|owszem|jasne|oczywiscie|pewnie|zgadzam|chce|moge|mam|sa|zgoda",
    "uk": "так|ага|авжеж|звісно|звичайно|згоден|згодна|хочу|можу|маю|є|погоджуюсь|погоджуюся",
    "ar": "نعم|ايوه|ايوا|اي|اه|اجل|اكيد|طبعا|بلى|موافق|موافقه|اوافق|اقبل|عندي|معي|فيه|يوجد",
    "tl": "oo|opo|oho|meron|mayroon|may|payag|pumapayag|gusto|pwede|puwede|sige",
}
_NO: Mapping[str, str] = {
    "en": "no|nope|nah|never|not|none|nobody|i don't|i do not|i didn't|i did not|they didn't|they did not|i'm not|"
    "they aren't|they're not",
    "es": "no|nop|nel|nunca|tampoco|nadie|ninguno|ninguna|ya no|para nada|de ninguna manera",
    "pl": "nie|juz nie|wcale|nigdy|nikt|zaden|zadnych|zadnego|zadnej|brak",
    "uk": "ні|не|нема|немає|ніхто|ніколи|жодного",
    "ar": "لا|كلا|ما|مو|مش|مافي|ليس|لم|ولا",
    "tl": "hindi|hinde|di|wala|walang|ayaw|ayoko|huwag",
}
_HAN_YES = ("是", "对", "有", "在", "还在", "会", "好", "可以", "愿意", "同意", "嗯", "係", "系", "行", "想", "安全")
_HAN_NO = ("不", "没", "否", "冇", "无", "唔", "未")
_UNSURE = re.compile(
    fold(
        r"\b(?:not sure|unsure|no idea|don'?t know|dunno|idk|can'?t tell|hard to say|no se|no lo se|no sabria|"
        r"ni idea|"
        r"no estoy segur[oa]|quien sabe|nie wiem|nie jestem pew\w+|nie mam pojecia|trudno powiedziec|не знаю|"
        r"не впевнен\w*|"
        r"важко сказати|без поняття|لا اعرف|لا ادري|ما بعرف|مابعرف|ما ادري|مدري|مش عارف\w?|مش متاكد\w?|لست متاكد\w?|"
        r"غير متاكد\w?|hindi ko(?: po)? alam|di ko alam|ewan|hindi sigurado|di sigurado|hindi ako sigurado)\b"
        r"|不知道|不清楚|不确定|唔知|唔清楚|说不准|不好说"
    )
)
_UNSEEN = re.compile(
    fold(
        r"\b(?:(?:did not|didn'?t|can'?t|cannot|couldn'?t|could not) (?:really )?(?:see|read|make out)|"
        r"no (?:lo |la |los |las )?"
        r"(?:vi|pude ver|alcance a ver|alcanzo a ver|veo)|no se (?:les |le )?(?:ve|ven|veia)|nie widzia\w+|"
        r"nie widac|nie widze|"
        r"не бачи\w*|не видно|не розгледі\w*|ما شفت|ما شفنا|لم ار|لم نر|ما بشوف|hindi ko (?:po )?(?:nakita|makita)|"
        r"di ko (?:nakita|makita)|hindi makita)\b|没看|看不|沒看|睇唔"
    )
)
_HEDGE = re.compile(
    fold(
        r"\b(?:maybe|perhaps|probably|might|think so|tal ?vez|quizas?|creo|a lo mejor|moze|chyba|raczej|можливо|"
        r"мабуть|"
        r"здається|ربما|يمكن|اظن|siguro|baka|yata)\b|也许|可能|大概|应该"
    )
)
_CONDITION = re.compile(
    fold(
        r"\b(?:but|if|unless|only|depends?|pero|solo|depende|ale|jesli|tylko|zalezy|але|якщо|тільки|залежить|"
        r"لكن|بس|اذا|حسب|"
        r"kung|lang|depende)\b|但|如果|只|看情况"
    )
)
_ONLY_HEARD = frozenset(
    fold("ok|okay|okey|k|kk|vale|bueno|alright|va|dobrze|добре|ок|гаразд|تمام|اوكي|طيب|sige|好|好的|行").split("|")
)
_STILL = re.compile(
    fold(
        r"\b(?:still|todavia|aun|siguen|sigue|nadal|wciaz|dalej|ще|досі|лишаються|لسا|لسه|مازال\w*|ما زال\w*|"
        r"لازال\w*|"
        r"(?:nandito|andito|nandoon|andoon|nariyan|naroon) pa(?: rin)?|pa rin)\b|还在|还有|仍|还没走"
    )
)
_GONE = re.compile(
    fold(
        r"\b(?:left|gone|drove off|drove away|took off|se (?:han )?(?:ido|fueron|fue)|ya no|nie ma|pojechali|"
        r"odjechali|"
        r"pojechaly|odjechaly|немає|нема|поїхали|пішли|зникли|راحو\w*|مشيو\w*|غادرو\w*|ذهبو\w*|umalis|nakaalis|"
        r"wala na)\b"
        r"|走了|不在|离开|没了"
    )
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SAYS_LITTLE = 8  # words: a "no" at the head of more, without a stop behind it, may belong to the sentence


def _heads(wordings: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(fold(wording).split()) for wording in wordings.split("|"))


_YES_HEADS = {lang: _heads(words) for lang, words in _YES.items()}
_NO_HEADS = {lang: _heads(words) for lang, words in _NO.items()}


def unsure(text: str, *, unseen: bool = True) -> bool:
    """"I don't know"; with `unseen` also "I could not see"."""
    folded = fold(text)
    return _UNSURE.search(folded) is not None or (unseen and _UNSEEN.search(folded) is not None)


def hedged(text: str) -> bool:
    """"Maybe", "I think so": less than a yes or a no."""
    return _HEDGE.search(fold(text)) is not None


def plain(text: str) -> bool:
    """Neither "yes, but" nor a mere "ok": nobody is bound by such an answer."""
    folded = fold(text)
    return _CONDITION.search(folded) is None and folded.strip(" .!?,\u3002\uff0c") not in _ONLY_HEARD


def lasting(text: str) -> bool | None:
    """Still there, or gone; None when the words say neither, or both."""
    folded = fold(text)
    still, gone = _STILL.search(folded) is not None, _GONE.search(folded) is not None
    return still if still != gone else None


def yes_no(text: str, lang: str) -> bool | None:
    """What the answer begins with. `lang`: of the words, or what the writer is known to use. None: neither, or both."""
    folded = fold(text.strip())
    base = lang.split("-")[0]
    if base == "zh" or "\u4e00" <= folded[:1] <= "\u9fff":
        return _han(folded)
    words = _WORD.findall(folded)
    if base == "pl" and words[:1] == ["no"]:
        words = words[1:]  # "no" says nothing in Polish; what follows does: "no tak", "no nie"
        return _head(words, ("pl",))
    if len(words) > _SAYS_LITTLE and not _stops(folded):
        return None
    return _head(words, (base, "en") if base in _YES_HEADS else ("en",))


def _head(words: list[str], langs: Iterable[str]) -> bool | None:
    """A word that is yes in one of the languages and no in the other says neither."""
    said = {
        answer
        for lang in langs
        for answer, heads in ((True, _YES_HEADS[lang]), (False, _NO_HEADS[lang]))
        if any(tuple(words[: len(head)]) == head for head in heads)
    }
    return said.pop() if len(said) == 1 else None


def _stops(folded: str) -> bool:
    """The first word or two stand apart: "no, they left"."""
    return re.match(r"[^\W_]+(?: [^\W_]+)?\s*[,.;:!?،。，\n-]", folded) is not None


def _han(folded: str) -> bool | None:
    if folded.startswith(_HAN_NO):
        return False
    return True if folded.startswith(_HAN_YES) else None
