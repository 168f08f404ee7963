"""`tipline user`: accounts from the command line, on the real store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyotp
import pytest
from typer.testing import CliRunner, Result

from api.auth import Argon2Passwords, Door, TotpCodes
from api.auth.passkeys import WebAuthn
from api.cli_users import users_app
from api.clock import ManualClock
from storage.keys import FileKeys, init_keys
from storage.seals import AesSeals
from storage.store import SqlStore
from tests.desk.house import NOON, store_from
from tipline.desk import signin
from tipline.desk.signin import Ticket, WrongSignIn
from tipline.errors import SetupError


@dataclass(frozen=True)
class Settings:
    line_name: str = "Chicago Tip Line"


@dataclass(frozen=True)
class Wiring:
    store: SqlStore
    seals: AesSeals
    clock: ManualClock
    settings: Settings = Settings()


class Terminal:
    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring

    def types(self, *words: str) -> Result:
        @contextmanager
        def opener() -> Iterator[Wiring]:
            yield self.wiring

        return CliRunner().invoke(users_app, list(words), obj=opener)

    def signs_in(self, printed: str) -> None:
        """With what was printed, through the use cases."""
        shown = dict(re.findall(r"^(Name|Password|TOTP) +(\S+)$", printed, re.M))
        door = Door(self.wiring.store, self.wiring.seals, Argon2Passwords(), TotpCodes(), self.wiring.clock, WebAuthn())
        signin.begin(door, shown["Name"], shown["Password"], Ticket("t1" + shown["TOTP"], "c"), NOON)
        code = pyotp.TOTP(shown["TOTP"]).at(NOON)
        signin.confirm(door, "t1" + shown["TOTP"], code, Ticket("t2" + shown["TOTP"], "c"), NOON)


@pytest.fixture
def terminal(tmp_path: Path, migrated: Path) -> Iterator[Terminal]:
    init_keys(tmp_path / "keys")
    with store_from(migrated, tmp_path / "desk.db") as store:
        yield Terminal(Wiring(store, AesSeals(FileKeys(tmp_path / "keys")), ManualClock(NOON)))


def test_an_added_person_signs_in_with_what_was_printed(terminal: Terminal) -> None:
    result = terminal.types("add", "ana", "--role", "dispatcher")
    assert result.exit_code == 0
    assert "otpauth://totp/Chicago%20Tip%20Line:ana?secret=" in result.stdout
    terminal.signs_in(result.stdout)


def test_a_reset_replaces_both_secrets(terminal: Terminal) -> None:
    old = terminal.types("add", "ana", "--role", "supervisor").stdout
    new = terminal.types("reset", "ana").stdout
    terminal.signs_in(new)
    with pytest.raises(WrongSignIn):
        terminal.signs_in(old)


def test_the_list_names_people_roles_and_state_and_no_secret(terminal: Terminal) -> None:
    assert "no accounts yet" in terminal.types("list").stdout
    printed = terminal.types("add", "ana", "--role", "dispatcher", "--district", "010", "--district", "12").stdout
    terminal.types("add", "sol", "--role", "supervisor")
    assert terminal.types("disable", "sol").exit_code == 0
    listed = terminal.types("list").stdout
    assert [line.split() for line in listed.splitlines() if line.strip()][1:] == [
        ["ana", "dispatcher", "10,", "12", "enabled"], ["sol", "supervisor", "all", "disabled"],
    ]
    for secret in re.findall(r"^(?:Password|TOTP) +(\S+)$", printed, re.M):
        assert secret not in listed


def test_an_error_is_one_sentence(terminal: Terminal) -> None:
    result = terminal.types("disable", "nobody")
    assert (result.exit_code, result.stderr) == (1, "There is no account 'nobody'.\n")
    assert terminal.types("add", "ana", "--role", "king").exit_code == 2


def test_a_wrong_setting_ends_with_two() -> None:
    def opener() -> AbstractContextManager[Wiring]:
        raise SetupError("TIPLINE_KEY_DIR is missing.")

    result = CliRunner().invoke(users_app, ["list"], obj=opener)
    assert (result.exit_code, result.stderr) == (2, "TIPLINE_KEY_DIR is missing.\n")
