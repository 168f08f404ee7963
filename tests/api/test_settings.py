"""A wrong setting is a clear sentence, a right one is taken from the environment or its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from api import settings
from tipline.errors import SetupError

TWILIO = {
    "TIPLINE_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TIPLINE_TWILIO_AUTH_TOKEN": "t",
    "TIPLINE_TWILIO_FROM": "+17735550100",
    "TIPLINE_PUBLIC_URL": "https://tips.example.org",
}


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in TWILIO.items() if key != name}


WRONG = [
    ({"TIPLINE_TIMEZONE": "Chicago"}, "America/Chicago"),
    ({"TIPLINE_PUBLIC_URL": "tips.example.org"}, "web address"),
    ({"TIPLINE_PUBLIC_URL": "https://tips.example.org/?a=1"}, "without ?"),
    ({"TIPLINE_PORT": "many"}, "TIPLINE_PORT"),
    ({"TIPLINE_PORT": "70000"}, "TIPLINE_PORT"),
    ({"TIPLINE_KEEP_ORIGINAL": "yes"}, "sealed"),
    ({"TIPLINE_TWILIO_API_URL": "ftp://x"}, "web address"),
    ({"TIPLINE_KEY_DIR": "data/keys", "TIPLINE_DATA_DIR": "data"}, "TIPLINE_DATA_DIR"),
    ({"TIPLINE_KEY_DIR": "data", "TIPLINE_DATA_DIR": "data"}, "TIPLINE_DATA_DIR"),
    ({"TIPLINE_TELEGRAM_TOKEN": "1:a", "TIPLINE_PUBLIC_URL": "https://tips.example.org"}, "TIPLINE_TELEGRAM_SECRET"),
    ({**TWILIO, "TIPLINE_TWILIO_ACCOUNT_SID": "123"}, "begins with AC"),
    (without("TIPLINE_TWILIO_AUTH_TOKEN"), "all three"),
    (without("TIPLINE_TWILIO_FROM"), "all three"),
    (without("TIPLINE_PUBLIC_URL"), "TIPLINE_PUBLIC_URL"),
    ({"TIPLINE_SECRET_SAUCE": "1"}, "TIPLINE_SECRET_SAUCE"),
    ({"TIPLINE_LINE_NAME_FILE": "/nowhere/at/all"}, "cannot be read"),
]


@pytest.mark.parametrize(("environ", "word"), WRONG)
def test_a_wrong_setting_is_one_clear_sentence(environ: dict[str, str], word: str) -> None:
    with pytest.raises(SetupError) as told:
        settings.load(environ)
    assert word in str(told.value)


def test_a_secret_is_never_in_the_sentence_or_the_repr() -> None:
    with pytest.raises(SetupError) as told:
        settings.load({**TWILIO, "TIPLINE_TWILIO_AUTH_TOKEN": "hush-hush", "TIPLINE_TWILIO_FROM": ""})
    assert "hush" not in str(told.value)
    assert "hush" not in repr(settings.load({**TWILIO, "TIPLINE_TWILIO_AUTH_TOKEN": "hush-hush"}))


def test_a_value_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "name").write_text("Night Line\n", encoding="utf-8")
    assert settings.load({"TIPLINE_LINE_NAME_FILE": str(tmp_path / "name")}).line_name == "Night Line"


def test_value_and_file_together_are_refused(tmp_path: Path) -> None:
    (tmp_path / "name").write_text("x", encoding="utf-8")
    with pytest.raises(SetupError, match="not both"):
        settings.load({"TIPLINE_LINE_NAME": "a", "TIPLINE_LINE_NAME_FILE": str(tmp_path / "name")})


def test_nothing_set_is_the_embedded_default() -> None:
    found = settings.load({})
    assert found.embedded
    assert found.database.endswith("tipline.db")
    assert not found.real_credentials
