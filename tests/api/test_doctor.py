"""The doctor: one line for everything the line needs, a sentence to mend each, and never a secret."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from api import doctor, keeping
from api.cli import app
from api.cli_vendors import Wires
from api.clock import SystemClock
from api.doctor import Level
from api.doctor.desk import clocks
from api.settings import Settings
from api.stand_ins import arrival
from api.vendors import bot_settings, sms_settings
from bot import held
from sms.setup import SmsSetup
from storage import migrate
from tests.desk.line import SAW, Line, logs_of_a_process, open_line
from tipline.desk import inbox

NEWER = "9999"


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    with logs_of_a_process():
        yield


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with open_line(tmp_path) as made:
        made.clock.move_to(SystemClock().now())  # SQLite's clock is the machine's
        yield made


def of(line: Line, **changes: Any) -> Settings:
    """The line's settings as an operator would have set them."""
    account, bot = line.vendors.sms, line.vendors.bot
    given = {
        "data_dir": line.wiring.settings.data_dir, "key_dir": line.wiring.settings.key_dir,
        "public_url": account.public_url, "fallback_url": "https://tips2.example.net",
        "twilio_account_sid": account.account_sid, "twilio_auth_token": account.auth_token,
        "twilio_from": account.sender, "twilio_api_url": account.api_url,
        "telegram_token": bot.token, "telegram_secret": bot.secret, "telegram_api_url": bot.api_url or "",
        "backup_dir": str(line.wiring.settings.data_dir.parent / "backups"), "city": line.wiring.settings.city,
    }  # fmt: skip
    return Settings(**given | changes)


def examine(line: Line, settings: Settings | None = None) -> list[doctor.Finding]:
    return asyncio.run(doctor.examine(
        settings or of(line), line.now, sms=line.vendors.twilio.transport, bot=line.vendors.telegram.transport
    ))


def made_well(line: Line, settings: Settings) -> None:
    """What a careful operator has done."""
    asyncio.run(SmsSetup(sms_settings(settings), line.vendors.twilio.transport).write())
    asyncio.run(held.write(bot_settings(settings), line.vendors.telegram.transport))
    keeping.back_up(settings, Path(settings.backup_dir), keep=1, say=lambda _: None, clock=line.clock)


def told(found: list[doctor.Finding], topic: str) -> list[tuple[str, str]]:
    return [(each.level.value, each.words) for each in found if each.topic == topic]


def test_a_line_in_good_health_fails_nowhere(line: Line) -> None:
    settings = of(line)
    made_well(line, settings)
    found = examine(line, settings)
    assert [each for each in found if each.level is Level.FAIL] == []
    assert {each.topic for each in found} >= {
        "configuration", "keys", "database", "clock", "migrations", "inbox", "outbox", "refused", "budget", "vault",
        "decoder", "disk, data", "backup", "Twilio", "Telegram",
    }
    assert len(told(found, "clock")) == 3  # the database's, Twilio's, Telegram's


def test_keys_beside_the_data_are_warned_about_and_their_loss_is_spelled_out(line: Line) -> None:
    beside, good = told(examine(line), "keys")
    assert beside[0] == "warn"
    assert "same disk" in beside[1]
    assert "whoever loses the folder loses every contact" in good[1]


def readable(line: Line) -> None:
    line.wiring.settings.key_dir.chmod(0o755)


def no_keys(line: Line) -> None:
    shutil.rmtree(line.wiring.settings.key_dir)


def waiting(line: Line) -> None:
    request = line.vendors.text(line.phone().address, SAW)
    assert inbox.accept(line.wiring.store, line.wiring.seals, arrival(request), line.now - timedelta(minutes=2))


def refused(line: Line) -> None:
    with line.write() as tx:
        tx.board.raise_banner("wrong_public_url", line.now)


def read_only(line: Line) -> None:
    vault = line.wiring.settings.data_dir / "vault"
    shutil.rmtree(vault, ignore_errors=True)
    vault.write_bytes(b"a file where a folder should be")


def newer(line: Line) -> None:
    line.query("UPDATE alembic_version SET version_num = ?", NEWER)


def behind(line: Line) -> None:
    line.query("UPDATE alembic_version SET version_num = '0001'")


def gone(line: Line) -> None:
    line.wiring.store.close()
    (line.wiring.settings.data_dir / "tipline.db").unlink()


def far_clock(line: Line) -> None:
    now = line.now
    line.vendors.twilio.clock = lambda: now + timedelta(minutes=5)


FAULTS: list[tuple[Callable[[Line], None], str, str]] = [
    (readable, "keys", "chmod"), (no_keys, "keys", "missing"), (waiting, "inbox", "running"),
    (refused, "refused", "TIPLINE_PUBLIC_URL"), (read_only, "vault", "cannot be made"), (newer, "migrations", "newer version"),
    (behind, "migrations", "tipline migrate"), (gone, "database", "tipline migrate"), (far_clock, "clock", "NTP"),
    (lambda line: line.vendors.twilio.fail_next(20003, 401), "Twilio", "credentials"),
    (lambda line: line.vendors.telegram.fail_next(401, "Unauthorized"), "Telegram", "token"),
    (lambda line: setattr(line.vendors.twilio, "unreachable", True), "Twilio", "network"),
]  # fmt: skip


@pytest.mark.parametrize(("break_it", "topic", "word"), FAULTS, ids=lambda value: getattr(value, "__name__", value))
def test_what_is_broken_is_one_failing_line_that_says_what_to_do(line: Line, break_it: Callable[[Line], None], topic: str, word: str) -> None:
    settings = of(line)
    made_well(line, settings)
    break_it(line)
    failing = [each for each in examine(line, settings) if each.level is Level.FAIL]
    assert {each.topic for each in failing} == {topic}
    assert word in " ".join(each.words for each in failing)


def test_webhooks_that_are_not_ours_name_the_command_that_mends_them(line: Line) -> None:
    found = examine(line)
    assert all("tipline sms set-up" in said for level, said in told(found, "Twilio") if level == "fail")
    assert all("tipline bot set-up" in said for level, said in told(found, "Telegram") if level == "fail")
    assert any(level == "fail" for level, _ in told(found, "Twilio"))


async def test_the_budget_is_told_before_and_when_it_is_spent(line: Line) -> None:
    phone = line.phone()
    await phone.says(SAW)
    with line.read() as tx:
        used = tx.outbox.sms_segments(line.now - timedelta(hours=1))
    levels = []
    for segments in (used * 10, used + 1, used):
        settings = of(line, sms_monthly_segments=segments, sms_reserve_percent=0)
        found = await doctor.examine(settings, line.now, ask_vendors=False)
        levels += [level for level, _ in told(found, "budget")]
    assert levels == ["ok", "warn", "fail"]


def test_a_backup_that_is_missing_or_old_is_told(line: Line) -> None:
    settings = of(line)
    assert told(examine(line, settings), "backup")[0][0] == "fail"
    made_well(line, settings)
    for passed, level in ((timedelta(minutes=5), "ok"), (timedelta(hours=2), "warn"), (timedelta(days=2), "fail")):
        line.pass_time(passed)
        assert told(examine(line, settings), "backup")[0][0] == level
    assert told(examine(line, of(line, backup_dir="")), "backup")[0][0] == "warn"


@pytest.mark.parametrize(("changes", "level", "word"), [
    ({"public_url": "http://tips.example.org"}, "fail", "https"),
    ({"fallback_url": ""}, "warn", "TIPLINE_FALLBACK_URL"),
    ({"fallback_url": "https://tips.example.org/other"}, "warn", "fails the other"),
    ({"metrics_listen": "0.0.0.0:9464"}, "warn", "TIPLINE_METRICS_LISTEN"),
    ({"metrics_listen": "8.8.8.8:9464"}, "warn", "TIPLINE_METRICS_LISTEN"),
])
def test_settings_that_are_allowed_and_unwise_are_told(line: Line, changes: dict[str, str], level: str, word: str) -> None:
    found = told(examine(line, of(line, **changes)), "configuration")
    assert [said for found_level, said in found if found_level == level and word in said]


@pytest.mark.parametrize(("apart", "level"), [(0, "ok"), (2, "ok"), (10, "warn"), (-40, "fail")])
def test_a_clock_that_is_off_is_told(line: Line, apart: int, level: str) -> None:
    [found] = clocks("Twilio", line.now + timedelta(seconds=apart), line.now)
    assert found.level.value == level


def test_nothing_it_says_holds_a_secret_or_a_word_about_a_reporter(line: Line) -> None:
    settings = of(line)
    asyncio.run(line.phone().says(SAW))
    phone = line.phone()
    phone.types("my name is Zebulon")
    line.pass_time(timedelta(minutes=2))
    for keys in (settings.key_dir, Path("/nowhere")):
        said = json.dumps([each.words for each in examine(line, settings.model_copy(update={"key_dir": keys}))])
        secrets = [line.vendors.sms.auth_token, line.vendors.bot.token, line.vendors.bot.secret, phone.address.value, "Zebulon", "Kedzie"]
        secrets += [path.read_text(encoding="ascii").strip() for path in settings.key_dir.iterdir()]
        assert [secret for secret in secrets if secret in said] == []


def test_postgresql_tells_its_safety_and_what_its_own_log_may_quote(line: Line, postgresql_url: str) -> None:
    settings = of(line, database_url=postgresql_url)
    quoted, safe = told(examine(line, settings), "database")
    assert safe[0] == "fail"  # the tests' own server runs without fsync, and the doctor sees it
    assert "fsync" in safe[1]
    assert "log_error_verbosity" in quoted[1]
    with psycopg.connect(postgresql_url, autocommit=True) as conn:
        name = conn.execute("SELECT current_database()").fetchone()[0]  # type: ignore[index]
        conn.execute(f"ALTER DATABASE {name} SET log_error_verbosity = terse")
        conn.execute(f"ALTER DATABASE {name} SET log_parameter_max_length_on_error = 0")
    assert len(told(examine(line, settings), "database")) == 1
    assert told(examine(line, settings), "migrations")[0][0] == "ok"


def test_a_database_that_does_not_answer_is_told_without_its_password(line: Line) -> None:
    settings = of(line, database_url="postgresql://desk:hush@127.0.0.1:1/none")
    [(level, said)] = told(examine(line, settings), "database")
    assert level == "fail"
    assert "hush" not in said


# The command


def environ(line: Line) -> dict[str, str]:
    settings = of(line)
    given = {name: getattr(settings, name) for name in settings.model_fields_set}
    plain = {name: value.get_secret_value() if hasattr(value, "get_secret_value") else str(value) for name, value in given.items()}
    return {f"TIPLINE_{name.upper()}": value for name, value in plain.items()}


def test_the_command_ends_with_one_when_something_fails_and_with_none_when_nothing_does(line: Line) -> None:
    wires = Wires(line.vendors.twilio.transport, line.vendors.telegram.transport)
    first = CliRunner().invoke(app, ["doctor"], env=environ(line), obj=wires)
    assert first.exit_code == 1
    assert "fail Twilio: " in first.output
    made_well(line, of(line))
    second = CliRunner().invoke(app, ["doctor", "--json"], env=environ(line), obj=wires)
    assert second.exit_code == 0, second.output
    rows = json.loads(second.stdout)
    assert {row["level"] for row in rows} <= {"ok", "warn"}
    assert all(set(row) == {"level", "topic", "words"} for row in rows)


def test_settings_that_cannot_be_read_are_a_failing_line_too() -> None:
    result = CliRunner().invoke(app, ["doctor", "--json"], env={"TIPLINE_PORT": "many"})
    assert result.exit_code == 1
    [row] = json.loads(result.stdout)
    assert (row["level"], row["topic"]) == ("fail", "configuration")


def test_offline_it_asks_nobody(line: Line) -> None:
    result = CliRunner().invoke(app, ["doctor", "--json", "--offline"], env=environ(line))
    assert not {"Twilio", "Telegram"} & {row["topic"] for row in json.loads(result.stdout)}


def test_the_revision_expected_is_the_programs_own(line: Line) -> None:
    [(level, said)] = told(examine(line), "migrations")
    assert (level, migrate.head() in said) == ("ok", True)
