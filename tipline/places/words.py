"""The few words of each language that hold a place together: and, near, between, corner of, numbers."""

from __future__ import annotations


def words(line: str) -> frozenset[str]:
    """A line of words as a set."""
    return frozenset(line.split())


# Endings that make a figure an ordinal: 26th, 51-ej, 26a, 26-та.
ORDINAL_ENDINGS = "st|nd|rd|th|ej|ta|ma|va|da|ra|na|a|o|та|я|и|га|ша"

_EN_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_EN_UNITS += " seventeen eighteen nineteen"
_EN_ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
_EN_ORDINALS += " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_EN_TENTHS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"
_ES_UNITS = "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis"
_ES_UNITS += " diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco"
_ES_UNITS += " veintiseis veintisiete veintiocho veintinueve"
_ES_TENS = "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_PL_UNITS = "- pierwsz drug trzeci czwart piat szost siodm osm dziewiat dziesiat jedenast dwunast trzynast czternast"
_PL_UNITS += " pietnast szesnast siedemnast osiemnast dziewietnast"
_PL_TENS = "dwudziest trzydziest czterdziest piecdziesiat szescdziesiat siedemdziesiat osiemdziesiat dziewiecdziesiat"

# Word -> (value, is an ordinal). Folded: small letters, no accents.
UNITS: dict[str, tuple[int, bool]] = {
    **{word: (value, False) for value, word in enumerate(_EN_UNITS.split()) if value},
    **{word: (value, True) for value, word in enumerate(_EN_ORDINALS.split()) if value},
    **{
        tens + unit: ((tenth + 2) * 10 + value, True)
        for tenth, tens in enumerate(_EN_TENS.split())
        for value, unit in enumerate(_EN_ORDINALS.split()[:10])
        if value
    },
    **{word: (value, False) for value, word in enumerate(_ES_UNITS.split()) if value > 1},
    "uno": (1, False),
    "una": (1, False),
    **{
        stem + ending: (value, True)
        for value, stem in enumerate(_PL_UNITS.split())
        for ending in ("a", "ej", "ia", "iej")
        if value
    },
}
TENS: dict[str, tuple[int, bool]] = {
    **{word: ((at + 2) * 10, False) for at, word in enumerate(_EN_TENS.split())},
    **{word: ((at + 2) * 10, True) for at, word in enumerate(_EN_TENTHS.split())},
    **{word: ((at + 2) * 10, False) for at, word in enumerate(_ES_TENS.split()) if at},
    **{stem + end: ((at + 2) * 10, True) for at, stem in enumerate(_PL_TENS.split()) for end in ("a", "ej")},
}
HUNDRED: dict[str, tuple[int, bool]] = {
    **dict.fromkeys(("hundred", "cien", "ciento"), (100, False)),
    **dict.fromkeys(("hundredth", "setna"), (100, True)),
}

AND = words("and & + / | @ x y e i a con z n und at и і та 和 与 與 跟 同 夾 夹 及 و وشارع sa") | {"\\"}
NEAR = words(
    "near by off around nr close next cerca junto casi por blisko przy kolo obok niedaleko біля возле قرب 附 malapit"
)
BETWEEN = words("between btw btwn bet betw entre miedzy pomiedzy між между بين pagitan gitna")
CORNER = words(
    "corner cor cnr intersection crossing esquina cruce interseccion rog rogu skrzyzowanie skrzyzowaniu ріг розі"
    " угол углу زاوية تقاطع kanto 路 口 角 交 叉 处 處"
)
# Words that may stand inside a place without saying anything: articles, "street", "corner of".
ARTICLES = words("la el the calle calles ulica ulicy ul av avenida kalye вулиця вулиці شارع")
FILLERS = (
    ARTICLES | CORNER | words("of de del al in los las lo ng , . - – — ( ) ; : ' st street ave avenue 街 大 道 的")
)
# Words that lead into a place.
AT = words("at on in @ en na w przy by near around outside front sa 在 на у в في of corner esquina from pe")
# Words around a place that neither name nor count anything.
PLAIN = (
    FILLERS
    | NEAR
    | AT
    | words(
        "rn now right here there it is its im we are please pls plz help hurry location address my the this that"
        " they theyre ice la migra agents agent cops police officers feds aqui ahora estan esta hay agentes policia"
        " ya teraz tutaj tu jest sa juz ! ? just side ice and y ok okay yes si tak"
    )
)
# Who and what is counted: "kedzie and 26 agents" is not 26th Street.
COUNTED = words(
    "agent agents cop cops police officers officer feds guys men people cars vans trucks suv suvs vehicles minutes"
    " min mins hours ice agentes agente policias hombres personas carros camionetas minutos agentow ludzi osob aut"
    " minut"
)
# A train station is named after streets but may stand a block from where they cross.
STATION = words("station estacion stacja stacji stop istasyon станція 站 محطة")
# Words that take back what was just said: "26th, no wait, 27th".
CORRECTION = words(
    "no wait sorry actually meant mean correction nope perdon mejor digo quise nie jednak przepraszam ні"
)
NOT = words("not nie ni не")
BLOCK = words("block blk blocks blks cuadra bloque kwartal")
# A number after one of these is a plate, a phone or a badge, never a house.
NOT_A_HOUSE = words(
    "plate plates placa placas tablica tablice rejestracja license lic badge phone tel call tip ref number # $ unit"
    " apt suite bus route ruta car"
)
