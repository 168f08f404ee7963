"""Both stories at once, on both databases: with one process, and with the doors and two workers apart."""

from __future__ import annotations

import asyncio
from pathlib import Path

from api.phone import pictures
from storage import queries
from tests.journeys.house import House, Phone, open_house
from tests.journeys.test_stories import WORDS_EN, WORDS_ES, answer_questions, walk_to_closed
from tipline import custody


async def until_settled(house: House) -> None:
    """A phone hears before its worker has written so."""
    for _ in range(100):
        with house.demo.wiring.store.read() as tx:
            if tx.conn.exec_driver_sql("SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')").scalar() == 0:
                return
        await asyncio.sleep(0.05)


def everything_was_done_once(house: House, *phones: Phone) -> None:
    """The chain holds, nothing waits or is parked, and each phone heard each message of the outbox once."""
    made = house.demo.wiring
    with made.store.read() as tx:
        assert custody.verify(tx.custody.entries()) == []
        assert tx.inbox.due(made.clock.now(), 10) == []
        assert tx.inbox.parked() == []
        assert tx.board.banners() == []
        assert len(queries.queue_page(tx.conn, closed=True).rows) == len(phones)
        for phone in phones:
            person = tx.people.by_lookup(phone.address.channel, made.seals.lookup(phone.address))
            assert person is not None
            said = [row for row in tx.outbox.of_address(person.address_id) if row.state != "cancelled"]
            assert {row.state for row in said} <= {"accepted", "delivered"}
            assert len(said) == len(phone._messages())


async def test_both_stories_at_once_are_told_to_their_end_and_everything_was_done_once(tmp_path: Path, url: str) -> None:
    async with open_house(tmp_path / "house", url) as house, house.dispatcher() as desk:
        assert (await house.client.get("/readyz")).status_code == 200
        texting, chatting = house.sms_phone(), house.telegram_phone()
        await texting.says(WORDS_EN)
        await chatting.says(WORDS_ES)
        first = await texting.hears("ref", "911")
        await texting.sends_photo()
        await answer_questions(texting, first if "?" in first else await texting.hears(), "pass")
        await chatting.hears("911")
        await chatting.drops_pin(41.8086, -87.6648)  # another event: elsewhere, and another picture
        await chatting.sends_photo(data=pictures.jpeg("street"))
        english = await desk.finds("detention", "ICE", "26th", "district 10", "SHA-256")
        await walk_to_closed(desk, english)
        for number, word in ((2, "document"), (3, "document"), (4, "closed")):
            await texting.hears(f"Notice {number}", word)
        await chatting.hears("?")
        spanish = await desk.finds("detention", "camionetas", "district 9", "SHA-256")
        await walk_to_closed(desk, spanish)
        for number, word in ((2, "document"), (3, "document"), (4, "cerrado")):
            await chatting.hears(f"{number}", word)
        await until_settled(house)
        everything_was_done_once(house, texting, chatting)
