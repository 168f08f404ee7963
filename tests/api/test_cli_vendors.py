"""`sms set-up` and `bot set-up`: the difference first, then set, then read back; never a secret on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api import cli_vendors
from api.cli import app
from api.cli_vendors import Wires, shown
from bot.fake import FakeTelegram
from bot.settings import BotSettings
from sms.fake import FakeTwilio
from sms.settings import SmsSettings
from tests.desk.line import logs_of_a_process

NOW = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
ACCOUNT, TOKEN, BOT, SECRET = "AC" + "a1" * 16, "b2" * 16, "7735550100:AAtest-token", "hush-hush"
SET = {
    "TIPLINE_TWILIO_ACCOUNT_SID": ACCOUNT, "TIPLINE_TWILIO_AUTH_TOKEN": TOKEN, "TIPLINE_TWILIO_FROM": "+17735550100",
    "TIPLINE_PUBLIC_URL": "https://tips.example.org", "TIPLINE_FALLBACK_URL": "https://tips2.example.net",
    "TIPLINE_TELEGRAM_TOKEN": BOT, "TIPLINE_TELEGRAM_SECRET": SECRET,
    "TIPLINE_TWILIO_API_URL": "http://twilio.invalid", "TIPLINE_TELEGRAM_API_URL": "http://telegram.invalid",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    with logs_of_a_process():
        yield


@pytest.fixture
def twilio() -> FakeTwilio:
    return FakeTwilio(
        SmsSettings(ACCOUNT, TOKEN, "+17735550100", "https://tips.example.org", "http://twilio.invalid"), lambda: NOW
    )


@pytest.fixture
def telegram() -> FakeTelegram:
    return FakeTelegram(BotSettings(BOT, SECRET, "https://tips.example.org", "http://telegram.invalid"), lambda: NOW)


def run(*words: str, env: dict[str, str] = SET, given: str = "", **wires: object) -> Result:
    result = CliRunner().invoke(app, list(words), env=env, input=given, obj=Wires(**wires))  # type: ignore[arg-type]
    assert TOKEN not in result.output
    assert SECRET not in result.output
    assert BOT not in result.output
    return result


def test_a_dry_run_shows_the_difference_and_changes_nothing(twilio: FakeTwilio) -> None:
    before = dict(twilio.numbers[0].settings)
    result = run("sms", "set-up", "--dry-run", sms=twilio.transport)
    assert result.exit_code == 0, result.output
    assert "number +17735550100, sms_url: https://demo.twilio.com/welcome/sms/reply/ -> https://tips.example.org/sms/inbound" in result.output
    assert "sms_fallback_url: nothing -> https://tips2.example.net/sms/inbound" in result.output
    assert twilio.numbers[0].settings == before


def test_it_asks_before_it_changes_anything(twilio: FakeTwilio) -> None:
    before = dict(twilio.numbers[0].settings)
    assert run("sms", "set-up", given="n\n", sms=twilio.transport).exit_code == 1
    assert twilio.numbers[0].settings == before
    result = run("sms", "set-up", given="y\n", sms=twilio.transport)
    assert result.exit_code == 0, result.output
    assert "read back" in result.output
    assert twilio.numbers[0].settings["voice_url"] == "https://tips.example.org/sms/voice"
    again = run("sms", "set-up", sms=twilio.transport)
    assert "Twilio is set up for this line." in again.output


def test_the_bot_is_set_up_with_its_secret_each_time(telegram: FakeTelegram) -> None:
    first = run("bot", "set-up", "--yes", bot=telegram.transport)
    assert first.exit_code == 0, first.output
    assert telegram.webhook_secret == SECRET
    telegram.webhook_secret = "another"
    second = run("bot", "set-up", bot=telegram.transport)
    assert second.exit_code == 0, second.output
    assert telegram.webhook_secret == SECRET


def test_a_dry_run_of_the_bot_tells_of_its_last_error_and_changes_nothing(telegram: FakeTelegram) -> None:
    telegram.last_error = ("Wrong response from the webhook: 403 Forbidden", NOW)
    result = run("bot", "set-up", "--dry-run", bot=telegram.transport)
    assert "403 Forbidden" in result.output
    assert telegram.webhook_url == ""


@pytest.mark.parametrize(("group", "word"), [("sms", "TIPLINE_TWILIO_ACCOUNT_SID"), ("bot", "TIPLINE_TELEGRAM_TOKEN")])
def test_without_an_account_a_sentence_says_what_to_set(group: str, word: str) -> None:
    result = run(group, "set-up", env={})
    assert result.exit_code == 2
    assert word in result.stderr


def test_a_vendor_that_refuses_is_one_sentence(twilio: FakeTwilio) -> None:
    twilio.fail_next(20003, 401)
    result = run("sms", "set-up", "--yes", sms=twilio.transport)
    assert result.exit_code == 2
    assert "credentials" in result.stderr


def test_what_does_not_stay_set_is_said_and_fails(twilio: FakeTwilio) -> None:
    left = cli_vendors._carry
    with pytest.raises(cli_vendors.typer.Exit) as told:
        left("Twilio", [("number", Kept())], False, True, lambda: [("number", Kept())])
    assert told.value.exit_code == 1


class Kept:
    name, value, wanted = "sms_url", "https://a.example/", "https://b.example/"


def test_an_address_is_shown_without_what_may_be_a_password_in_it() -> None:
    assert shown("https://user:pass@host.example:8/x?key=1") == "https://host.example:8/x?..."
    assert shown("") == "nothing"
