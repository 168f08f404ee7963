"""The door: size, secret, commit, answer."""

import json

import httpx2
import pytest
from fastapi import FastAPI

import bot.webhook
from bot.fake import FakeTelegram
from bot.settings import BotSettings
from tests.bot.conftest import SECRET, TOKEN, WITNESS
from tipline.message import Choice

PATH, HEADER = "/bot/webhook", "X-Telegram-Bot-Api-Secret-Token"
BODY = json.dumps({"update_id": 3, "message": {"chat": {"id": 5}}}).encode()


async def test_an_update_is_accepted_once_it_is_committed(fake: FakeTelegram, post, door):
    answer = await post(fake.message(WITNESS, "ICE at 26th and Kedzie"))
    assert (answer.status_code, answer.content) == (200, b"")
    assert [a.address for a in door.arrivals] == [str(WITNESS)]
    assert not fake.waiting


async def test_telegram_keeps_an_update_the_desk_could_not_commit(fake, post, door):
    door.break_with = RuntimeError("the disk is full")
    answer = await post(fake.message(WITNESS, "ICE at 26th and Kedzie"))
    assert answer.status_code == 503
    assert b"disk" not in answer.content
    assert len(fake.waiting) == 1


@pytest.mark.parametrize(("headers", "reason"), [
    ([], "no_secret"),
    ([(HEADER, "")], "wrong_secret"),
    ([(HEADER, SECRET + "x")], "wrong_secret"),
    ([(HEADER, SECRET[:-1])], "wrong_secret"),
    ([(HEADER, SECRET.upper())], "wrong_secret"),
    ([(HEADER, " " + SECRET + " x")], "wrong_secret"),
    ([(HEADER, SECRET), (HEADER, SECRET)], "wrong_secret"),
    ([(HEADER, "forged"), (HEADER, SECRET)], "wrong_secret"),
    ([(HEADER, b"\xff\xfe\x80")], "wrong_secret"),
    ([(HEADER, "sécret".encode())], "wrong_secret"),
    ([("Authorization", SECRET)], "no_secret"),
])
async def test_whoever_lacks_the_secret_is_refused(client, door, headers, reason):
    answer = await client.post(PATH, content=BODY, headers=headers)
    assert (answer.status_code, door.arrivals) == (403, [])
    assert door.refusals == [(reason, reason == "wrong_secret")]


async def test_the_secret_in_any_case_of_its_headers_name_is_let_in(client, door):
    assert (await client.post(PATH, content=BODY, headers={HEADER.upper(): SECRET})).status_code == 200
    assert len(door.arrivals) == 1


async def test_a_line_without_a_secret_lets_nobody_in():
    accepted, refused, app = [], [], FastAPI()

    async def accept(arrival):
        accepted.append(arrival)
        return True

    settings = BotSettings(token=TOKEN)
    app.include_router(bot.webhook.router(settings, accept, on_refusal=lambda *why: refused.append(why)))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://inside") as client:
        for headers in ({}, {HEADER: ""}):
            assert (await client.post(PATH, content=BODY, headers=headers)).status_code == 403
    assert (accepted, refused) == ([], [("no_secret_set", False)] * 2)


@pytest.mark.parametrize(("size", "status"), [(64 * 1024, 200), (64 * 1024 + 1, 413), (1024 * 1024, 413)])
async def test_a_body_over_64_kb_is_not_read_further(client, door, size, status):
    answer = await client.post(PATH, content=b"x" * size, headers={HEADER: SECRET})
    assert answer.status_code == status
    assert len(door.arrivals) == (status == 200)


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\x00\xff", b"null", b"[" * 60_000, b'{"update_id": "x", "message": 5}'])
async def test_an_authentic_body_nobody_understands_is_kept(client, door, raw):
    assert (await client.post(PATH, content=raw, headers={HEADER: SECRET})).status_code == 200
    assert door.arrivals[0].vendor_id is None


async def test_a_pressed_button_stops_turning_once_it_is_committed(fake, post, door, sender, outbound):
    fake.message(WITNESS, "hi")
    await sender.send(outbound(choices=(Choice("now", "Now"), Choice("past", "Earlier"))))
    press = fake.press(WITNESS, "past")
    door.break_with = RuntimeError()
    await post(press)
    assert fake.answered == []
    door.break_with = None
    await post(press)
    assert fake.answered == [json.loads(press.body)["callback_query"]["id"]]


async def test_other_methods_and_paths_are_not_ours(client):
    assert (await client.get(PATH)).status_code == 405
    assert (await client.post("/bot/webhook/x")).status_code == 404
