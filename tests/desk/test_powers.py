"""Two admins for what makes a person powerful."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from storage.keys import FileKeys, init_keys
from storage.seals import AesSeals
from storage.store import SqlStore
from tests.desk.house import NOON, store_from
from tipline.desk import powers, staff
from tipline.desk.records import Actor, Staff
from tipline.desk.rights import OPERATOR, POWERFUL, Role
from tipline.desk.staff import Secrets
from tipline.errors import Invalid, NotFound, Refused

FRESH = Secrets("hashed anew", "JBSWY3DPEHPK3PXP")
WEAK = [role for role in Role if role not in POWERFUL]


@dataclass(frozen=True)
class Means:
    store: SqlStore
    seals: AesSeals

    def add(self, name: str, role: Role, by: Actor = OPERATOR) -> Actor:
        staff_id = staff.add_user(self, by, name, role, "hashed", FRESH.totp, NOON, districts=("10",))
        return Actor(staff_id, name, role.value, ("10",))

    def held(self, name: str) -> Staff | None:
        with self.store.read() as tx:
            return tx.staff.by_name(name)


@pytest.fixture
def means(migrated: Path, tmp_path: Path) -> Iterator[Means]:
    init_keys(tmp_path / "keys")
    with store_from(migrated, tmp_path / "desk.db") as store:
        yield Means(store, AesSeals(FileKeys(tmp_path / "keys")))


@pytest.fixture
def admins(means: Means) -> tuple[Actor, Actor]:
    return means.add("ada", Role.ADMIN), means.add("abe", Role.ADMIN)


@pytest.mark.parametrize("role", sorted(POWERFUL))
def test_no_admin_alone_adds_makes_or_takes_over_somebody_with_power(
    means: Means, admins: tuple[Actor, Actor], role: Role
) -> None:
    ada, _ = admins
    means.add("sol", role)
    means.add("dana", Role.DISPATCHER)
    for act in (
        lambda: means.add("new", role, by=ada),
        lambda: staff.reset(means, ada, "sol", "hashed", FRESH.totp, NOON),
        lambda: staff.change(means, ada, "dana", role, ("10",), NOON),
    ):
        with pytest.raises(Refused, match="two admins"):
            act()
    assert (means.held("new"), means.held("dana").role, means.held("sol").password) == (None, "dispatcher", "hashed")  # type: ignore[union-attr]


@pytest.mark.parametrize("role", WEAK)
def test_one_admin_is_enough_for_the_others_and_to_take_power_away(
    means: Means, admins: tuple[Actor, Actor], role: Role
) -> None:
    ada, _ = admins
    means.add("sol", Role.SUPERVISOR)
    means.add("new", role, by=ada)
    staff.reset(means, ada, "new", "again", FRESH.totp, NOON)
    staff.change(means, ada, "sol", role, ("12",), NOON)
    assert (means.held("sol").role, means.held("sol").districts) == (role.value, ("12",))  # type: ignore[union-attr]
    staff.disable(means, ada, "sol", NOON)


def test_a_second_admin_confirms_once_and_the_first_never(means: Means, admins: tuple[Actor, Actor]) -> None:
    ada, abe = admins
    number = powers.propose(means, ada, powers.ADD, "sol", Role.SUPERVISOR, ("10",), NOON)
    with pytest.raises(Refused, match="Another admin"):
        powers.confirm(means, ada, number, FRESH, NOON)
    assert means.held("sol") is None
    powers.confirm(means, abe, number, FRESH, NOON)
    held = means.held("sol")
    assert held is not None
    assert (held.role, held.districts, held.password) == ("supervisor", ("10",), "hashed anew")
    with pytest.raises(NotFound):
        powers.confirm(means, abe, number, FRESH, NOON)
    with means.store.read() as tx:
        told = [(e.actor, e.action) for e in tx.custody.entries()][-3:]
    assert told == [
        (f"staff:{ada.staff_id}", "proposed a new supervisor"),
        (f"staff:{abe.staff_id}", "account added as supervisor at the desk of district 10"),
        (f"staff:{abe.staff_id}", f"confirmed what staff:{ada.staff_id} proposed"),
    ]


def test_a_change_and_a_reset_are_confirmed_the_same_way(means: Means, admins: tuple[Actor, Actor]) -> None:
    ada, abe = admins
    means.add("dana", Role.DISPATCHER)
    powers.confirm(means, abe, powers.propose(means, ada, powers.CHANGE, "dana", Role.SUPERVISOR, (), NOON), FRESH, NOON)
    assert means.held("dana").role == "supervisor"  # type: ignore[union-attr]
    powers.confirm(means, ada, powers.propose(means, abe, powers.RESET, "dana", Role.SUPERVISOR, (), NOON), FRESH, NOON)
    assert means.held("dana").password == "hashed anew"  # type: ignore[union-attr]


def test_a_proposal_is_withdrawn_or_runs_out_and_there_is_one_a_name(means: Means, admins: tuple[Actor, Actor]) -> None:
    ada, abe = admins
    number = powers.propose(means, ada, powers.ADD, "sol", Role.AUDITOR, (), NOON)
    with pytest.raises(Invalid, match="already"):
        powers.propose(means, abe, powers.ADD, "sol", Role.ADMIN, (), NOON)
    powers.withdraw(means, abe, number, NOON)
    assert powers.pending(means, ada, NOON) == []
    late = powers.propose(means, ada, powers.ADD, "sol", Role.AUDITOR, (), NOON)
    with pytest.raises(NotFound):
        powers.confirm(means, abe, late, FRESH, NOON + timedelta(days=8))


def test_the_last_admin_stays(means: Means, admins: tuple[Actor, Actor]) -> None:
    ada, _ = admins
    staff.disable(means, ada, "abe", NOON)
    for act in (
        lambda: staff.disable(means, ada, "ada", NOON),
        lambda: staff.change(means, ada, "ada", Role.DISPATCHER, (), NOON),
    ):
        with pytest.raises(Invalid, match="last admin"):
            act()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_else_proposes_or_confirms(means: Means, admins: tuple[Actor, Actor], role: Role) -> None:
    number = powers.propose(means, admins[0], powers.ADD, "sol", Role.SUPERVISOR, (), NOON)
    other = means.add("eve", role)
    for act in (
        lambda: powers.propose(means, other, powers.ADD, "pal", Role.ADMIN, (), NOON),
        lambda: powers.confirm(means, other, number, FRESH, NOON), lambda: powers.withdraw(means, other, number, NOON),
        lambda: powers.pending(means, other, NOON), lambda: staff.change(means, other, "eve", Role.DISPATCHER, (), NOON),
    ):  # fmt: skip
        with pytest.raises(Refused):
            act()
