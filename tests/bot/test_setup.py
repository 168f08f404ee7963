"""What Telegram is told about the bot, and settings that say what is wrong with them."""

import pytest

from bot.fake import FakeTelegram, pretend_settings
from bot.parse import COMMANDS
from bot.settings import BotSettings
from bot.setup import MENU, link, set_webhook
from tests.bot.conftest import SECRET, TOKEN, WITNESS
from tipline.errors import SendFailed, SetupError


async def test_the_webhook_points_at_the_public_address_with_its_secret(settings, fake: FakeTelegram):
    fake.message(WITNESS, "waiting since before")
    await set_webhook(settings, fake.transport)
    assert fake.webhook_url == "https://tips.example.org/bot/webhook"
    params = dict(fake.calls)["setWebhook"]
    assert (params["secret_token"], params["drop_pending_updates"]) == (SECRET, "false")
    assert fake.allowed == ("message", "edited_message", "callback_query", "my_chat_member")
    assert len(fake.waiting) == 1


async def test_the_menu_speaks_english_and_spanish_and_names_every_command(settings, fake):
    await set_webhook(settings, fake.transport)
    assert fake.menus.keys() == {"", "es"}
    for menu in fake.menus.values():
        assert {command["command"] for command in menu} == set(COMMANDS)
    assert "!" not in str(MENU)


async def test_a_refused_token_is_an_alarm(settings, fake):
    fake.fail_next(401, "Unauthorized")
    with pytest.raises(SendFailed) as failed:
        await set_webhook(settings, fake.transport)
    assert (failed.value.code, failed.value.alarm) == ("bad_token", True)


async def test_a_group_is_told_the_link_to_write_privately(settings, fake):
    assert await link(settings, fake.transport) == "https://t.me/tip_line_test_bot"
    fake.unreachable = True
    assert await link(settings, fake.transport) is None


@pytest.mark.parametrize(("wrong", "names"), [
    ({"token": ""}, "TIPLINE_TELEGRAM_TOKEN"), ({"token": "12:ab/../x"}, "TIPLINE_TELEGRAM_TOKEN"),
    ({"token": "12:ab c"}, "TIPLINE_TELEGRAM_TOKEN"), ({"secret": "a b"}, "TIPLINE_TELEGRAM_SECRET"),
    ({"secret": "ñ"}, "TIPLINE_TELEGRAM_SECRET"), ({"secret": "x" * 257}, "TIPLINE_TELEGRAM_SECRET"),
])
def test_a_wrong_setting_is_a_sentence_that_does_not_quote_it(wrong, names):
    with pytest.raises(SetupError) as refused:
        BotSettings(**{"token": TOKEN, **wrong})
    assert names in str(refused.value)
    assert all(value not in str(refused.value) for value in wrong.values() if len(value) > 1)


async def test_without_a_public_address_there_is_no_webhook_to_set(fake):
    with pytest.raises(SetupError):
        await set_webhook(BotSettings(token=TOKEN), fake.transport)


def test_settings_show_no_secret():
    shown = repr(pretend := pretend_settings("https://tips.example.org"))
    assert pretend.token not in shown
    assert pretend.secret not in shown
