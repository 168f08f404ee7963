"""Accounts and signing in, on the real SQLite store with real seals."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher

from api.auth import Argon2Passwords, TotpCodes
from storage.keys import FileKeys, init_keys
from storage.seals import AesSeals
from storage.store import SqlStore
from tests.desk.house import NOON, later, store_from
from tipline.desk import signin, staff
from tipline.desk.records import Actor
from tipline.desk.rights import OPERATOR, Role
from tipline.desk.signin import SignedIn, Ticket, WrongSignIn
from tipline.desk.slowdown import TooSoon, pause
from tipline.errors import Invalid, NotFound, Refused

PASSWORD = "correct horse battery"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # argon2id all the same; tests need not be slow


@dataclass(frozen=True)
class Means:
    store: SqlStore
    seals: AesSeals
    passwords: Argon2Passwords
    codes: TotpCodes


class Door:
    """One account, ana, and what she types."""

    def __init__(self, means: Means) -> None:
        self.means, self.secret = means, pyotp.random_base32()
        self.staff_id = staff.add_user(
            means, OPERATOR, "ana", Role.DISPATCHER, means.passwords.hash(PASSWORD), self.secret, NOON
        )
        self._tickets = 0

    def ticket(self) -> Ticket:
        self._tickets += 1
        return Ticket(f"token-{self._tickets}", f"csrf-{self._tickets}")

    def code(self, at: datetime) -> str:
        return pyotp.TOTP(self.secret).at(at)

    def types_password(self, at: datetime = NOON, password: str = PASSWORD, name: str = "ana") -> str:
        ticket = self.ticket()
        signin.begin(self.means, name, password, ticket, at)
        return ticket.token

    def signs_in(self, at: datetime = NOON) -> str:
        token, ticket = self.types_password(at), self.ticket()
        signin.confirm(self.means, token, self.code(at), ticket, at)
        return ticket.token

    def who(self, token: str, at: datetime = NOON, *, touch: bool = True) -> SignedIn | None:
        return signin.who(self.means, token, at, touch=touch)


@pytest.fixture
def door(migrated: Path, tmp_path: Path) -> Iterator[Door]:
    init_keys(tmp_path / "keys")
    with store_from(migrated, tmp_path / "desk.db") as store:
        yield Door(Means(store, AesSeals(FileKeys(tmp_path / "keys")), Argon2Passwords(CHEAP), TotpCodes()))


def custody(door: Door) -> list[tuple[str, str]]:
    with door.means.store.read() as tx:
        return [(e.action, e.subject) for e in tx.custody.entries()]


def test_password_and_code_open_a_session_for_one_person(door: Door) -> None:
    held = door.who(door.signs_in())
    assert held is not None
    assert (held.actor, held.locked) == (Actor(door.staff_id, "ana", "dispatcher"), False)
    assert ("signed in", f"staff:{door.staff_id}") in custody(door)


def test_the_password_alone_opens_nothing(door: Door) -> None:
    held = door.who(door.types_password())
    assert held is not None
    assert held.locked


def test_the_code_gives_the_session_a_fresh_token(door: Door) -> None:
    before = door.types_password()
    after = door.ticket()
    signin.confirm(door.means, before, door.code(NOON), after, NOON)
    assert door.who(before) is None, "whoever saw the first cookie has nothing"
    assert door.who(after.token) is not None


@pytest.mark.parametrize(("name", "password"), [("ana", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_sign_in_does_not_tell_what_was_wrong(door: Door, name: str, password: str) -> None:
    with pytest.raises(WrongSignIn, match=r"^Name or password is wrong\.$"):
        door.types_password(name=name, password=password)


def test_a_code_works_once(door: Door) -> None:
    door.signs_in()
    again = door.types_password()
    with pytest.raises(WrongSignIn, match="used before"):
        signin.confirm(door.means, again, door.code(NOON), door.ticket(), NOON)
    earlier = NOON - timedelta(seconds=30)
    with pytest.raises(WrongSignIn):
        signin.confirm(door.means, again, door.code(earlier), door.ticket(), NOON)
    following = NOON + timedelta(seconds=30)
    signin.confirm(door.means, again, door.code(following), door.ticket(), following)


def test_of_two_people_with_the_same_code_at_once_one_gets_in(door: Door) -> None:
    tokens, start, heard = [door.types_password(), door.types_password()], threading.Barrier(2), []

    def give(token: str, ticket: Ticket) -> None:
        start.wait()
        try:
            signin.confirm(door.means, token, door.code(NOON), ticket, NOON)
            heard.append("in")
        except WrongSignIn:
            heard.append("out")

    threads = [threading.Thread(target=give, args=(t, door.ticket())) for t in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heard) == ["in", "out"]


@pytest.mark.parametrize(("drift", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_drift_by_one_step(door: Door, drift: int, right: bool) -> None:
    step = TotpCodes().step(door.secret, door.code(NOON + timedelta(seconds=drift)), NOON)
    assert (step is not None) == right


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "123 56"])
def test_what_is_not_six_digits_is_no_code(door: Door, code: str) -> None:
    assert TotpCodes().step(door.secret, code, NOON) is None


def test_five_failures_slow_the_password_path_and_only_that(door: Door) -> None:
    inside = door.signs_in()
    for second in range(5):
        with pytest.raises(WrongSignIn):
            door.types_password(NOON + timedelta(seconds=second), "wrong")
    soon = NOON + timedelta(seconds=6)
    with pytest.raises(TooSoon, match="Wait 5 seconds"):
        door.types_password(soon)
    assert door.who(inside, soon) is not None, "who is inside stays inside"
    signin.make_link(door.means, "ana", "link", soon)
    signin.by_link(door.means, "link", door.ticket(), soon)
    door.types_password(NOON + timedelta(seconds=20))


def test_slowness_is_forgotten_after_a_quarter_of_an_hour(door: Door) -> None:
    for second in range(5):
        with pytest.raises(WrongSignIn):
            door.types_password(NOON + timedelta(seconds=second), "wrong")
    for _ in range(4):
        with pytest.raises(WrongSignIn):
            door.types_password(later(16), "wrong")
    door.types_password(later(16))


def test_an_unknown_name_slows_down_like_a_known_one(door: Door) -> None:
    for _ in range(5):
        with pytest.raises(WrongSignIn):
            door.types_password(name="nobody")
    with pytest.raises(TooSoon):
        door.types_password(name="nobody")
    door.types_password()


def test_wrong_codes_count_as_failures(door: Door) -> None:
    token = door.types_password()
    for _ in range(5):
        with pytest.raises(WrongSignIn):
            signin.confirm(door.means, token, "000000", door.ticket(), NOON)
    with pytest.raises(TooSoon):
        signin.confirm(door.means, token, door.code(NOON), door.ticket(), NOON)


def test_many_tries_at_once_are_still_one_once_slowed(door: Door) -> None:
    for _ in range(5):
        with pytest.raises(WrongSignIn):
            door.types_password(password="wrong")
    heard, start = [], threading.Barrier(6)

    def guess() -> None:
        start.wait()
        try:
            signin.begin(door.means, "ana", "wrong", Ticket("t", "c"), later(1))
        except (WrongSignIn, TooSoon) as error:
            heard.append(type(error).__name__)

    threads = [threading.Thread(target=guess) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heard) == ["TooSoon"] * 5 + ["WrongSignIn"]


def test_pauses_grow_and_stay_bearable() -> None:
    assert [int(pause(n).total_seconds()) for n in (0, 4, 5, 6, 7, 8, 9, 1000)] == [0, 0, 5, 10, 20, 40, 60, 60]


def test_a_session_ends_after_half_an_hour_of_silence(door: Door) -> None:
    token = door.signs_in()
    assert door.who(token, later(29)) is not None
    assert door.who(token, later(58)) is not None, "using it keeps it alive"
    assert door.who(token, later(89)) is None


def test_a_live_page_left_open_does_not_keep_a_session_alive(door: Door) -> None:
    token = door.signs_in()
    for minute in range(0, 30, 5):
        assert door.who(token, later(minute), touch=False) is not None
    assert door.who(token, later(31), touch=False) is None


def test_a_session_ends_after_twelve_hours_however_busy_also_through_the_lock(door: Door) -> None:
    token = door.signs_in()
    for minute in range(0, 12 * 60, 20):
        assert door.who(token, later(minute)) is not None
    signin.lock(door.means, token, later(12 * 60 - 10))
    fresh = door.ticket()
    signin.confirm(door.means, token, door.code(later(12 * 60 - 9)), fresh, later(12 * 60 - 9))
    assert door.who(fresh.token, later(12 * 60)) is not None
    assert door.who(fresh.token, later(12 * 60 + 1)) is None


def test_a_locked_session_shows_nothing_until_the_next_code(door: Door) -> None:
    token = door.signs_in()
    signin.lock(door.means, token, NOON)
    held = door.who(token)
    assert held is not None
    assert held.locked
    fresh = door.ticket()
    signin.confirm(door.means, token, door.code(later(1)), fresh, later(1))
    held = door.who(fresh.token, later(1))
    assert held is not None
    assert not held.locked


def test_signing_out_ends_this_session_only(door: Door) -> None:
    here = door.signs_in()
    there = door.signs_in(later(1))
    signin.sign_out(door.means, here)
    assert door.who(here, later(1)) is None
    assert door.who(there, later(1)) is not None


@pytest.mark.parametrize("how", ["disable", "reset"])
def test_a_disabled_or_reset_account_is_out_at_once(door: Door, how: str) -> None:
    token = door.signs_in()
    if how == "disable":
        staff.disable(door.means, OPERATOR, "ana", NOON)
    else:
        staff.reset(door.means, OPERATOR, "ana", door.means.passwords.hash("new"), door.secret, NOON)
    assert door.who(token) is None
    with pytest.raises(WrongSignIn):
        door.types_password()


def test_a_reset_account_signs_in_with_its_new_secrets_only(door: Door) -> None:
    staff.disable(door.means, OPERATOR, "ana", NOON)
    old, door.secret = door.secret, pyotp.random_base32()
    staff.reset(door.means, OPERATOR, "ana", door.means.passwords.hash("new password"), door.secret, NOON)
    token = door.types_password(password="new password")
    with pytest.raises(WrongSignIn):
        signin.confirm(door.means, token, pyotp.TOTP(old).at(NOON), door.ticket(), NOON)
    signin.confirm(door.means, token, door.code(NOON), door.ticket(), NOON)


def test_a_link_signs_in_once_and_not_after_its_time(door: Door) -> None:
    signin.make_link(door.means, "ana", "first", NOON)
    ticket = door.ticket()
    assert signin.by_link(door.means, "first", ticket, NOON).name == "ana"
    held = door.who(ticket.token)
    assert held is not None
    assert not held.locked
    with pytest.raises(WrongSignIn):
        signin.by_link(door.means, "first", door.ticket(), NOON)
    signin.make_link(door.means, "ana", "second", NOON)
    with pytest.raises(WrongSignIn):
        signin.by_link(door.means, "second", door.ticket(), later(12 * 60 + 1))
    with pytest.raises(WrongSignIn):
        signin.by_link(door.means, "guessed", door.ticket(), NOON)


def test_a_link_of_a_disabled_account_opens_nothing(door: Door) -> None:
    signin.make_link(door.means, "ana", "link", NOON)
    staff.disable(door.means, OPERATOR, "ana", NOON)
    with pytest.raises(WrongSignIn):
        signin.by_link(door.means, "link", door.ticket(), NOON)


@pytest.mark.parametrize("role", ["dispatcher", "supervisor", "officer"])
def test_only_an_admin_or_the_operator_manages_accounts(door: Door, role: str) -> None:
    actor = Actor(door.staff_id, "ana", role)
    for act in (
        lambda: staff.add_user(door.means, actor, "eve", Role.ADMIN, "hash", "secret", NOON),
        lambda: staff.reset(door.means, actor, "ana", "hash", "secret", NOON),
        lambda: staff.disable(door.means, actor, "ana", NOON),
        lambda: staff.all_users(door.means, actor),
    ):
        with pytest.raises(Refused, match=r"An admin can\.$"):
            act()
    assert [s.name for s in staff.all_users(door.means, Actor(9, "ada", "admin"))] == ["ana"]


def test_every_change_of_an_account_is_in_the_custody_log(door: Door) -> None:
    staff.reset(door.means, OPERATOR, "ana", "hash", door.secret, NOON)
    staff.disable(door.means, OPERATOR, "ana", NOON)
    subject = f"staff:{door.staff_id}"
    assert custody(door) == [
        ("account added as dispatcher", subject), ("account reset", subject), ("account disabled", subject),
    ]


@pytest.mark.parametrize("name", ["", "a", "Ana", "1ana", "ana maria", "añá", "a" * 33, "ana\n"])
def test_a_name_must_be_typeable_anywhere(door: Door, name: str) -> None:
    with pytest.raises(Invalid, match="sign-in name"):
        staff.add_user(door.means, OPERATOR, name, Role.DISPATCHER, "hash", "secret", NOON)


def test_a_taken_name_and_an_unknown_one_are_told(door: Door) -> None:
    with pytest.raises(Invalid, match="already"):
        staff.add_user(door.means, OPERATOR, "ana", Role.DISPATCHER, "hash", "secret", NOON)
    with pytest.raises(NotFound, match="no account 'eve'"):
        staff.disable(door.means, OPERATOR, "eve", NOON)


def test_neither_secret_nor_token_is_in_the_database_in_clear(door: Door, tmp_path: Path) -> None:
    token = door.signs_in()
    held = b"".join(path.read_bytes() for path in tmp_path.glob("desk.db*"))
    assert b"ana" in held, "this searches the right files"
    for secret in (door.secret, PASSWORD, token):
        assert secret.encode() not in held


def test_a_code_unlocks_a_session_under_the_tokens_that_its_pages_hold(door: Door) -> None:
    token = door.signs_in()
    before = door.who(token)
    signin.lock(door.means, token, NOON)
    locked = door.who(token)
    assert locked is not None
    assert (locked.locked, locked.confirmed) == (True, True)
    soon = later(minutes=1)
    signin.unlock(door.means, token, door.code(soon), soon)
    assert door.who(token, soon) == before


def test_a_code_that_signed_in_does_not_unlock(door: Door) -> None:
    token = door.signs_in()
    signin.lock(door.means, token, NOON)
    with pytest.raises(WrongSignIn, match="used before"):
        signin.unlock(door.means, token, door.code(NOON), NOON)


def test_a_password_alone_is_no_locked_screen(door: Door) -> None:
    token = door.types_password()
    held = door.who(token)
    assert held is not None
    assert not held.confirmed
    with pytest.raises(WrongSignIn, match="Sign in again"):
        signin.unlock(door.means, token, door.code(NOON), NOON)


def test_an_idle_lock_ends_with_its_session(door: Door) -> None:
    token = door.signs_in()
    signin.lock(door.means, token, NOON)
    late = later(minutes=31)
    with pytest.raises(WrongSignIn, match="Sign in again"):
        signin.unlock(door.means, token, door.code(late), late)
