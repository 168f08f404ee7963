"""What Telegram holds about the bot: seen first, set, and read back."""

from dataclasses import replace

import pytest

from bot import held
from bot.settings import BotSettings
from tests.bot.conftest import NOW, SECRET, TOKEN, WITNESS
from tipline.errors import SetupError


def wrong(found):
    return {each.name: each.value for each in found.wrong}


async def test_a_new_bot_is_compared_before_anything_is_set(settings, fake):
    found = await held.read(settings, fake.transport)
    assert wrong(found) == {"webhook": "", "allowed_updates": "", "menu of everybody": "", "menu es": ""}
    assert fake.webhook_url == ""
    assert fake.menus == {}


async def test_the_webhook_its_secret_and_the_menus_are_set_and_read_back(settings, fake):
    fake.message(WITNESS, "waiting since before")
    found = await held.write(settings, fake.transport)
    assert found.wrong == ()
    assert (fake.webhook_url, fake.webhook_secret) == ("https://tips.example.org/bot/webhook", SECRET)
    assert found.pending == len(fake.waiting) == 1


async def test_a_line_that_polls_has_no_webhook_and_its_menus_all_the_same(settings, fake):
    await held.write(settings, fake.transport)
    polling = replace(settings, public_url=None, secret="")
    assert wrong(await held.read(polling, fake.transport)) == {"webhook": "https://tips.example.org/bot/webhook"}
    found = await held.write(polling, fake.transport)
    assert found.wrong == ()
    assert fake.webhook_url == ""


async def test_the_last_error_of_a_delivery_is_told_with_its_time(settings, fake):
    fake.last_error = ("Wrong response from the webhook: 403 Forbidden", NOW)
    found = await held.read(settings, fake.transport)
    assert (found.last_error, found.last_error_at) == ("Wrong response from the webhook: 403 Forbidden", NOW)


@pytest.mark.parametrize(("break_it", "word"), [
    (lambda fake: fake.fail_next(401, "Unauthorized"), "token"),
    (lambda fake: fake.fail_next(502), "try again"),
    (lambda fake: setattr(fake, "unreachable", True), "unreachable"),
])
@pytest.mark.parametrize("call", [held.read, held.write])
@pytest.mark.parametrize("public_url", ["https://tips.example.org", None])
async def test_what_goes_wrong_is_a_sentence_without_the_token(settings, fake, break_it, word, call, public_url):
    break_it(fake)
    with pytest.raises(SetupError) as told:
        await call(replace(settings, public_url=public_url), fake.transport)
    assert word in str(told.value)
    assert TOKEN not in str(told.value)
    assert told.value.__cause__ is told.value.__context__ is None


async def test_another_bots_token_is_refused(settings, fake):
    with pytest.raises(SetupError, match="token"):
        await held.read(BotSettings(token="1:another"), fake.transport)
