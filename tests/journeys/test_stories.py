"""The stories this product exists for, over HTTP, signed by the vendors' own libraries, on both databases."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.house import Dispatcher, Phone, open_house
from tipline.case import Duty

WORDS_EN = "ICE grabbed a man at 26th and Kedzie, 4 agents, 2 white vans, 5 min ago"
WORDS_ES = "La migra agarró a un señor, 4 agentes, 2 camionetas blancas, hace 5 minutos"
# duty -> outcome and its fields, as the console's form names them
DUTIES = {
    Duty.DOCUMENT: {"outcome": "documented", "documented.report_number": "JK100001"},
    Duty.PRESERVE_FOOTAGE: {"outcome": "preserved", "preserved.video_ids": "BWC 1021"},
    Duty.IDENTIFY_SUPERVISOR: {"outcome": "refused"},
    Duty.COMPLETE_REPORT: {"outcome": "completed", "completed.number": "JK 100012"},
    Duty.SUMMON_AID: {"outcome": "no_injury"},
}


async def answer_questions(phone: Phone, first: str, answer: str, most: int = 3) -> int:
    """Answer each question once; gives how many were asked. Ends when a message asks nothing."""
    asked, text = 0, first
    while "?" in text:
        asked += 1
        assert asked <= most, f"More than {most} questions: {phone.heard}"
        await phone.says(answer)
        text = await phone.hears()
    return asked


async def walk_to_closed(desk: Dispatcher, case_id: int) -> None:
    await desk.does(case_id, "acknowledge")
    await desk.does(case_id, "move", to="documenting")
    for duty, form in DUTIES.items():
        await desk.does(case_id, "duty", duty=duty.value, **form)
    await desk.does(case_id, "move", to="documented")
    await desk.does(case_id, "close", resolution="documented")


async def test_a_text_becomes_a_report_the_desk_answers_and_the_phone_hears_each_notice_in_order(
    tmp_path: Path, url: str,
) -> None:
    async with open_house(tmp_path / "house", url) as house, house.dispatcher() as desk:
        phone = house.sms_phone()
        await phone.says(WORDS_EN)
        first = await phone.hears("ref", "911")
        await phone.hears("nickname")
        await phone.sends_photo()
        await answer_questions(phone, first if "?" in first else await phone.hears(), "pass")
        case_id = await desk.finds("detention", "ICE", "26th", "district 10", "SHA-256")
        shown = await desk.page(f"/console/cases/{case_id}")
        assert "4" in shown
        assert phone.address.value[-4:] not in shown
        await desk.does(case_id, "reply", text="Thank you. Is the van still there", report="1")
        await phone.hears("Is the van still there")
        await walk_to_closed(desk, case_id)
        for number, word in ((2, "document"), (3, "document"), (4, "closed")):
            await phone.hears(f"Notice {number}", word)


async def test_the_same_story_in_spanish_on_telegram_with_a_pin(tmp_path: Path, url: str) -> None:
    async with open_house(tmp_path / "house", url) as house, house.dispatcher() as desk:
        phone = house.telegram_phone()
        await phone.says(WORDS_ES)
        first = await phone.hears("911")
        assert "?" in first
        await phone.drops_pin(41.8446, -87.7053)
        await phone.sends_photo()
        case_id = await desk.finds("detention", "district 10", "SHA-256")
        await walk_to_closed(desk, case_id)
        for number, word in ((2, "document"), (3, "document"), (4, "cerrado")):
            await phone.hears(f"{number}", word)
