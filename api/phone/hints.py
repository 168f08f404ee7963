"""What a witness might write, in every language the line speaks: a report, a correction, an end, a question, a command.

Invented events at real corners. The page offers them as buttons, so that nobody has to know the language to try it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hints:
    """One language's hints; `placeholder` is what an empty message box shows."""

    placeholder: str
    texts: tuple[str, ...]


HINTS: Mapping[str, Hints] = {
    "en": Hints("Text message", (
        "ICE grabbed a man at 26th and Kedzie, 4 agents, 2 white vans, 5 min ago",
        "he's bleeding from the head and wont wake up",
        "no wait, there were 6 agents",
        "that's all",
        "who can see my number?",
        "STATUS",
    )),
    "es": Hints("Mensaje", (
        "La migra agarró a un señor en la 26 y Kedzie, 4 agentes, 2 camionetas blancas, hace 5 minutos",
        "está sangrando de la cabeza y no despierta",
        "corrijo: eran 6 agentes",
        "eso es todo",
        "¿va a venir la policía?",
        "ESTADO",
    )),
    "pl": Hints("Wiadomość", (
        "ICE zabrało mężczyznę na rogu Belmont i Central, 4 agentów, 2 białe vany, 5 minut temu",
        "krwawi z głowy i nie rusza się",
        "a nie, jednak było 6 agentów",
        "to wszystko",
        "czy muszę podać nazwisko?",
        "STATUS",
    )),
    "zh-Hans": Hints("短信", (
        "移民局刚才在 Cermak 和 Wentworth 路口抓了一个男人，4个探员，2辆白色面包车",
        "他头部流血，叫不醒",
        "不对，是6个探员",
        "就这些",
        "谁能看到我的号码？",
        "状态",
    )),
    "zh-Hant": Hints("簡訊", (
        "移民局剛才在 Cermak 和 Wentworth 路口抓了一個男人，4個探員，2輛白色廂型車",
        "他頭部流血，叫不醒",
        "不對，是6個探員",
        "就這些",
        "誰能看到我的號碼？",
        "狀態",
    )),
    "ar": Hints("رسالة", (
        "اعتقلت دائرة الهجرة رجلا عند تقاطع Lawrence و Kedzie قبل 5 دقائق، 4 عناصر وسيارتان بيضاوان",
        "ينزف من رأسه ولا يستيقظ",
        "لا، بل كانوا 6 عناصر",
        "هذا كل شيء",
        "من يستطيع أن يرى رقمي؟",
        "الحالة",
    )),
    "uk": Hints("Повідомлення", (
        "ICE забрали чоловіка на розі Chicago та Western, 4 агенти, 2 білі фургони, 5 хвилин тому",
        "у нього кров з голови і він не рухається",
        "ні, насправді було 6 агентів",
        "це все",
        "чи приїде поліція?",
        "СТАТУС",
    )),
    "tl": Hints("Mensahe", (
        "Hinuli ng ICE ang isang lalaki sa kanto ng Lawrence at Damen, 4 na ahente, 2 puting van, 5 minuto na",
        "dumudugo ang ulo niya at ayaw magising",
        "hindi pala, 6 ang ahente",
        "iyon lang po",
        "kailangan ba ang pangalan ko?",
        "STATUS",
    )),
}  # fmt: skip
