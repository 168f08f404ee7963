"""The stand-in is an honest vendor: what Telegram refuses, it refuses."""

from collections.abc import Awaitable, Callable

import httpx2
import pytest

from bot.fake import FakeMessage, FakeTelegram
from bot.settings import BotSettings
from tests.bot.conftest import NOW, SECRET, TOKEN, WITNESS

Call = Callable[..., Awaitable[tuple[int, dict]]]


@pytest.fixture
def call(fake: FakeTelegram) -> Call:
    async def made(method: str, token: str = TOKEN, **params: str) -> tuple[int, dict]:
        async with httpx2.AsyncClient(transport=fake.transport, base_url="http://telegram.invalid") as client:
            answer = await client.post(f"/bot{token}/{method}", data=params)
            return answer.status_code, answer.json()

    return made


@pytest.mark.parametrize(("params", "status", "words"), [
    ({"chat_id": str(WITNESS), "text": "x" * 4097}, 400, "too long"),
    ({"chat_id": str(WITNESS), "text": "\U0001f600" * 2049}, 400, "too long"),
    ({"chat_id": str(WITNESS), "text": " "}, 400, "empty"),
    ({"chat_id": str(WITNESS)}, 400, "empty"),
    ({"text": "x"}, 400, "chat_id is empty"),
    ({"chat_id": "@nobody", "text": "x"}, 400, "chat not found"),
    ({"chat_id": "7735550199", "text": "x"}, 400, "chat not found"),
    ({"chat_id": str(WITNESS), "text": "x", "reply_markup": "{"}, 400, "JSON"),
    ({"chat_id": str(WITNESS), "text": "x", "reply_markup": '{"inline_keyboard": [[{"text": "a", "callback_data": ""}]]}'}, 400, "BUTTON_DATA_INVALID"),
    ({"chat_id": str(WITNESS), "text": "x", "reply_markup": '{"inline_keyboard": [[{"text": "", "callback_data": "a"}]]}'}, 400, "non-empty"),
    ({"token": "1:forged", "chat_id": str(WITNESS), "text": "x"}, 401, "Unauthorized"),
])
async def test_a_message_telegram_would_refuse_is_refused(fake, call, params, status, words):
    fake.message(WITNESS, "hi")
    answered, said = await call("sendMessage", **params)
    assert (answered, said["ok"], words in said["description"]) == (status, False, True)
    assert fake.messages_to(WITNESS) == []


async def test_a_method_telegram_does_not_have_is_404_and_names_know_no_case(call):
    assert (await call("sendTelepathy"))[0] == 404
    assert (await call("getme"))[0] == 200


async def test_polling_beside_a_webhook_is_a_conflict(call):
    assert (await call("setWebhook", url="https://tips.example.org/bot/webhook", secret_token=SECRET))[0] == 200
    assert (await call("getUpdates"))[0] == 409
    await call("deleteWebhook")
    assert (await call("getUpdates"))[0] == 200


@pytest.mark.parametrize("params", [{"url": "http://tips.example.org"}, {"url": "https://x.org", "secret_token": "a b"}])
async def test_a_webhook_without_tls_or_with_an_odd_secret_is_refused(call, params):
    assert (await call("setWebhook", **params))[0] == 400


async def test_updates_wait_until_an_offset_confirms_them(fake, call):
    first, second = (fake.message(WITNESS, text) for text in ("one", "two"))
    for _ in range(2):
        assert [u["update_id"] for u in (await call("getUpdates"))[1]["result"]] == [first.update_id, second.update_id]
    assert len((await call("getUpdates", limit="1"))[1]["result"]) == 1
    assert len((await call("getUpdates", offset=str(second.update_id)))[1]["result"]) == 1
    assert len((await call("getUpdates"))[1]["result"]) == 1


async def test_kinds_that_were_not_asked_for_are_not_told(fake, call):
    fake.block(WITNESS)
    assert (await call("getUpdates", allowed_updates='["message"]'))[1]["result"] == []


async def test_whoever_watches_the_phone_hears_each_message(fake, sender, outbound):
    heard: list[FakeMessage] = []
    fake.on_message.append(heard.append)
    fake.message(WITNESS, "hi")
    await sender.send(outbound("Where is it?"))
    assert [m.text for m in heard] == ["Where is it?"]


async def test_only_a_button_that_was_offered_can_be_pressed(fake):
    fake.message(WITNESS, "hi")
    with pytest.raises(ValueError, match="no such button"):
        fake.press(WITNESS, "yes")


@pytest.mark.parametrize("impossible", [
    lambda fake: fake.edit(WITNESS, "x"), lambda fake: fake.move_pin(WITNESS, 1, 1), lambda fake: fake.group_message(5, "x"),
])
async def test_what_nobody_could_do_is_not_pretended(fake, impossible):
    with pytest.raises(ValueError, match=r"no message|no live pin|negative"):
        impossible(fake)


async def test_files_need_the_token(fake):
    file = fake.keep("photos", "jpg", b"x")
    async with httpx2.AsyncClient(transport=fake.transport, base_url="http://telegram.invalid") as client:
        assert (await client.get(f"/file/bot1:forged/{file.path}")).status_code == 401
        assert (await client.get(f"/file/bot{TOKEN}/photos/other.jpg")).status_code == 404
        assert (await client.get(f"/file/bot{TOKEN}/{file.path}")).content == b"x"


def test_a_bot_that_polls_sends_no_secret():
    fake = FakeTelegram(BotSettings(token=TOKEN), lambda: NOW)
    assert list(fake.message(WITNESS, "x").headers) == ["Content-Type"]
