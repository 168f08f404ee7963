"""Words for kinds of places in each language: station, park, school, hospital. Folded and joined: "highschool"."""

from __future__ import annotations

from tipline.places.landmarks import LandmarkKind
from tipline.places.words import words

LONGEST_KIND = 4  # tokens of the longest phrase below


def _all(kind: LandmarkKind, words: str, group: str = "") -> dict[str, tuple[LandmarkKind, str]]:
    return dict.fromkeys(words.split(), (kind, group))


# Phrase -> kind, and the group it tells (the level of a school).
KINDS: dict[str, tuple[LandmarkKind, str]] = {
    **_all(
        "park",
        "park parks parku parkiem parque parkpark 公園 公园 парк парку парке حديقة منتزه بارك parke liwasan fieldhouse"
        " playground playlot beach parkfieldhouse",
    ),
    **_all(
        "school",
        "school escuela escuelita colegio szkola szkoly szkole szkola szkolapodstawowa szkolypodstawowej szkole"
        " школа школи школі школу 学校 學校 مدرسة مدرسه المدرسة paaralan eskwelahan academy academia gradeschool",
    ),
    **_all(
        "school",
        "elementary elementaryschool elem primaryschool primaria escuelaprimaria escuelaelemental elemental podstawowka"
        " podstawowa podstawowej 小学 小學 ابتدائية початкова elementarya",
        "ES",
    ),
    **_all(
        "school",
        "hs highschool high"
        " preparatoria prepa secundaria escuelasecundaria liceum liceo 高中 中学 中學 ثانوية ліцей haiskul"
        " mataasnapaaralan collegeprep careeracademy",
        "HS",
    ),
    **_all("school", "middleschool juniorhigh gimnazjum", "MS"),
    **_all(
        "hospital",
        "hospital hospitals er emergencyroom medicalcenter medical medctr medcenter clinicahospital hospitalu szpital"
        " szpitalu szpitala 医院 醫院 مستشفى مستشفي المستشفى лікарня лікарні лікарню больница ospital pagamutan",
    ),
    **_all(
        "police",
        "policestation policedistrict policeprecinct precinct districtstation comisaria estaciondepolicia delegacion"
        " komisariat komisariacie komisariatpolicji 警察局 派出所 مركزالشرطة مركزشرطة відділокполіції поліція"
        " istasyonngpulis presinto",
    ),
}  # fmt: skip
# Words that make a name a train station's. "l" and "el" are the train only beside a name.
STATIONS = words(
    "station stop stops estacion parada stacja stacji przystanek stacje metra metro cta platform trainstation trainstop"
    " subway tren train станція станції станция 站 車站 车站 地铁站 地鐵站 محطة محطه istasyon estasyon"
)
# Words that make a colour a train line.
LINE = words("line lines linea linia linii linie ln лінія лінії лінію 线 線 الخط خط linya")
OR = words("or o lub albo або 或 أو او kaya u ni")
# Stops of these are no train stations.
BUS = words("bus buses autobus autobusu autobusowy camion buss автобус 公车 巴士 公交 باص حافلة")
# Words between a kind and its name: "parque de", "szkoła imienia".
OF = words("of de del la el the imienia im . called llamada llamado named 的 ng na")
# Words between a train line and the stop on it: "blue line at Racine".
LEADS = words("at @ on in en na w przy by sa 在 на у في عند near")
# Words that call a name a part of the city.
AREA = words(
    "neighborhood neighbourhood area barrio vecindario colonia zona dzielnica dzielnicy rejon район районі 区 區 社区"
    " حي منطقة"
)
IN = words("in en w na у в في sa 在 near por around cerca kolo przy")
