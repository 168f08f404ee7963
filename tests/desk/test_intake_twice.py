"""Every webhook twice and in any order: one message a delivery, and not one reply more than without the repeats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from api.phone import pictures
from api.stand_ins import Request, arrival
from tests.desk.line import SAW, Line, Phone, dice, open_line
from tipline.desk import inbox
from tipline.message import Channel

CHATS = (
    (SAW, "they left toward Pulaski", "done"),
    ("hello", "ICE is at 47th and Ashland with guns", "skip"),
    ("La migra agarró a un señor en la 26 y Kedzie", "hace 5 minutos", "listo"),
    ("they are banging on doors at 2600 s kedzie", "no wait 2700 s kedzie", "nobody hurt"),
)


def deliveries(line: Line) -> list[tuple[Phone, Request]]:
    """What four people on each channel send, as their vendors would deliver it, with a pin each and a picture."""
    made = []
    for channel in Channel:
        for chat in CHATS:
            phone = line.phone(channel)
            made += [(phone, line.vendors.text(phone.address, text)) for text in chat]
            made.append((phone, line.vendors.pin(phone.address, 41.8446, -87.7053)))
        made.append((phone, line.vendors.photo(phone.address, pictures.jpeg("vans"))))
    return made


async def play(line: Line, requests: Sequence[tuple[int, Request]]) -> None:
    """Bring them; the number is how many seconds pass after each."""
    for seconds, request in requests:
        inbox.accept(line.wiring.store, line.wiring.seals, arrival(request), line.now)
        line.pass_time(timedelta(seconds=seconds))
        await line.work()
    await line.passes(seconds=30)


async def test_every_webhook_twice_and_shuffled_is_one_message_each_and_no_reply_more(tmp_path: Path) -> None:
    chance = dice()
    with open_line(tmp_path / "twice") as twice, open_line(tmp_path / "once") as once:
        made = deliveries(twice)
        for phone, _ in made:
            if phone.address.channel is Channel.TELEGRAM:
                once.vendors.telegram.chat(phone.address.value)
        once.vendors.twilio.media.update(twice.vendors.twilio.media)
        once.vendors.telegram.files.update(twice.vendors.telegram.files)
        shuffled = [request for _, request in made for _ in range(2)]
        chance.shuffle(shuffled)
        seen: set[bytes] = set()
        both: list[tuple[int, Request]] = []
        unique: list[tuple[int, Request]] = []
        for request in shuffled:
            again = request.body in seen
            both.append((0 if again else chance.choice((0, 1, 4)), request))
            seen.add(request.body)
            if not again:
                unique.append(both[-1])
        await play(twice, both)
        await play(once, unique)

        assert twice.count("message") == len(made)
        assert twice.count("inbox") == 0
        assert twice.count("evidence") == once.count("evidence") == len(Channel)
        for phone in {id(p): p for p, _ in made}.values():
            said = [[line.key for line in row.lines] for row in phone.outbox]
            assert said == [[line.key for line in row.lines] for row in Phone(once, phone.address).outbox]
            assert len(phone.heard) == len(said)
