"""How something looked, in English: colours, kinds of vehicle and clothes named in any of the built languages."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tipline.reading.text import fold

# English word -> stems as witnesses write them, folded when matched. Han words stand without bounds.
_WORDS: Mapping[str, str] = {
    "white": r"white|blanc[oa]s?|bial\w+|біл(?:ий|а|і|ого|ої|у|их)|ابيض|بيضا\w*|put(?:i|ing)|白",
    "black": r"black|negr[oa]s?|czarn\w+|чорн\w+|اسود|سودا\w*|itim|黑",
    "gray": r"gr[ae]y|gris\w*|szar\w+|сір(?:ий|а|і|ого|ої|у|их)|رمادي\w*|kulay[- ]abo|abuhin|灰",
    "silver": r"silver|platead[oa]s?|srebrn\w+|сріблист\w+|срібн\w+|فضي\w*|pilak|银",
    "blue": r"blue|azul\w*|niebiesk\w+|granatow\w+|син(?:ій|я|і|ього|ьої|ю|іх)|ازرق|زرقا\w*|asul|蓝",
    "green": r"green|verdes?|zielon\w+|зелен\w+|اخضر|خضرا\w*|berde|绿",
    "red": r"red|roj[oa]s?|czerwon\w+|червон\w+|احمر|حمرا\w*|pula(?:ng)?|红",
    "brown": r"brown|cafes?|marron(?:es)?|brazow\w+|коричнев\w+|بني\w*|kayumanggi(?:ng)?|棕|褐",
    "tan": r"tan|beige|bezow\w+|бежев\w+|بيج|米色",
    "yellow": r"yellow|amarill[oa]s?|zolt\w+|жовт\w+|اصفر|صفرا\w*|dilaw|黄",
    "dark": r"dark|oscur[oa]s?|ciemn\w+|темн\w+|غامق\w*|داكن\w*|madilim|深色",
    "unmarked": r"unmarked|sin marcas|nieoznakowan\w+|без позначок|без розпізнавальних знаків|بدون علامات|"
    r"walang marka|无标志",
    "van": r"vans?|furgonet\w+|camionetas?|furgon\w*|busik\w*|фургон\w*|бус(?:и|ик\w*|ів)?|فان\w*|面包车|厢型车|厢式车",
    "SUV": r"suvs?|terenow\w+|джип\w*|позашляховик\w*|越野车|休旅车|جيب",
    "pickup": r"pick ?-?ups?|пікап\w*|بيك ?اب|皮卡",
    "truck": r"trucks?|camion(?:es)?|ciezarowk\w+|вантажівк\w+|شاحن\w+|trak|卡车|货车",
    "bus": r"bus|buses|autobus(?:es|y|ow)?|автобус\w*|باص\w*|حافل\w+|巴士|大巴|公交车",
    "sedan": r"sedans?|седан\w*|سيدان|轿车",
    "car": r"cars?|carros?|coches?|autos?|samoch\w+|машин\w+|авто(?:мобіл\w+)?|سيار\w+|kotse|汽车|小车",
    "vest": r"vests?|chalecos?|kamizel\w+|жилет\w*|ستر(?:ه|ات)|صدري\w+|背心",
    "mask": r"masks?|masked|mascar(?:a|as|illa|illas)|pasamontanas|enmascarad\w+|mask(?:a|i|e|ach|ami|ie)|"
    r"zamaskowan\w+|"
    r"kominiark\w+|маск\w+|балаклав\w+|قناع|اقنعه|ملثم\w*|maskara|nakamaskara|面罩|口罩|蒙面",
    "helmet": r"helmets?|cascos?|helm\w*|kask(?:i|ach|u|ow)?|шолом\w*|каск(?:а|и|ах)|خوذ\w*|helmet|头盔",
    "uniform": r"uniforms?|uniformes?|uniformad[oa]s?|mundur\w*|форм(?:а|і|у|ою)|уніформ\w*|زي|بدل(?:ه|ات)|"
    r"uniporme|制服",
    "camouflage": r"camo|camouflage|camuflaj\w+|moro|maskujac\w+|камуфляж\w*|مموه\w*|迷彩",
    "plain clothes": r"plain ?clothes|civilian clothes|(?:ropa )?de civil|paisano|po cywilnemu|cywiln\w+|цивільн\w+|"
    r"(?:ملابس )?مدني\w*|nakasibilyan|sibilyan|便衣|便装",
    "hood": r"hood(?:s|ies?)?|capuchas?|kaptur\w*|капюшон\w*|連帽|兜帽",
    "jacket": r"jackets?|chaquetas?|chamarras?|kurtk\w+|куртк\w+|جاكيت\w*|معطف|dyaket|夹克|外套",
    "rifle": r"rifles?|karabin\w*|гвинтівк\w+|автомат(?:и|ами|ів)|بندقي\w+|بنادق|riple|步枪",
}
_HAN = re.compile("[\u4e00-\u9fff]")


def _pattern(alternatives: str) -> re.Pattern[str]:
    folded = fold(alternatives).split("|")
    joined, parts = [], ""
    for piece in folded:  # a bar inside brackets is no end
        parts = f"{parts}|{piece}" if parts else piece
        if parts.count("(") == parts.count(")"):
            joined.append(parts)
            parts = ""
    spaced = [p for p in joined if not _HAN.search(p)]
    han = [p for p in joined if _HAN.search(p)]
    return re.compile("|".join([rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", *han]))


_FOUND = {english: _pattern(alternatives) for english, alternatives in _WORDS.items()}


def english(text: str) -> str:
    """The words known, in their order here: "white van", "vest, mask"; empty when none is known."""
    folded = fold(text)
    found = [word for word, pattern in _FOUND.items() if pattern.search(folded)]
    colours = [word for word in found if list(_FOUND).index(word) < list(_FOUND).index("van")]
    things = [word for word in found if word not in colours]
    if not things:
        return ", ".join(colours)
    return " ".join([*colours, things[0]]) + "".join(f", {thing}" for thing in things[1:])
