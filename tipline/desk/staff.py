"""Accounts of the people who sign in. Only an admin, or the operator at the machine, manages them.

Secrets come in ready made: a password as its argon2id hash, a TOTP secret in clear to be sealed here. What gives
somebody a powerful role, or takes over the account of one, an admin only proposes (tipline.desk.powers).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from tipline.desk.acts import custody_name
from tipline.desk.ports import Seals, Store
from tipline.desk.records import Actor, Staff
from tipline.desk.rights import OPERATOR, POWERFUL, Right, Role, check
from tipline.desk.tx import Tx
from tipline.errors import Invalid, NotFound, Refused

_DISTRICT = re.compile(r"[0-9A-Za-z]{1,8}")
_NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")


class StaffMeans(Protocol):
    """What managing accounts needs; tipline.desk.means.Means has it all."""

    @property
    def store(self) -> Store: ...

    @property
    def seals(self) -> Seals: ...


@dataclass(frozen=True, slots=True)
class Secrets:
    """A fresh password as its hash, and a fresh TOTP secret."""

    password_hash: str = field(repr=False)
    totp: str = field(repr=False)


def add_user(
    means: StaffMeans, actor: Actor, name: str, role: Role, password_hash: str, totp_secret: str, now: datetime,
    *, districts: Sequence[str] = (),
) -> int:
    """A new account at the desk of these districts; returns its id.

    Raises Invalid on a name that is taken or cannot be typed anywhere, and for an officer without a district; Refused
    for a powerful role unless the operator gives it.
    """
    check(actor, Right.MANAGE_STAFF)
    _alone(actor, role)
    with means.store.write() as tx:
        return put(tx, means.seals, actor, name, role, districts, Secrets(password_hash, totp_secret), now)


def reset(means: StaffMeans, actor: Actor, name: str, password_hash: str, totp_secret: str, now: datetime) -> int:
    """New password, new second factor, no passkeys, enabled again; every session of the person ends at once."""
    check(actor, Right.MANAGE_STAFF)
    with means.store.write() as tx:
        held = named(tx, name)
        _alone(actor, Role(held.role))
        return renew(tx, means.seals, actor, held, Secrets(password_hash, totp_secret), now)


def disable(means: StaffMeans, actor: Actor, name: str, now: datetime) -> int:
    """Nobody signs in with this account any more; every session of the person ends at once. One admin is enough."""
    check(actor, Right.MANAGE_STAFF)
    with means.store.write() as tx:
        held = named(tx, name)
        _keep_an_admin(tx, actor, held)
        tx.staff.save(replace(held, disabled=True))
        tx.staff.end_sessions(held.id)
        trace(tx, actor, held.id, "account disabled", now)
        return held.id


def change(
    means: StaffMeans, actor: Actor, name: str, role: Role, districts: Sequence[str], now: datetime
) -> int:
    """Another role or another desk, from the next click on. Raises Refused for a powerful role, Invalid."""
    check(actor, Right.MANAGE_STAFF)
    with means.store.write() as tx:
        held = named(tx, name)
        if role != held.role:
            _alone(actor, role)
            _keep_an_admin(tx, actor, held)
        return give(tx, actor, held, role, districts, now)


def set_desk(means: StaffMeans, actor: Actor, name: str, districts: Sequence[str], now: datetime) -> int:
    """From now on the person works at the desk of these districts; of none: of the whole city. Holds at once."""
    check(actor, Right.MANAGE_STAFF)
    with means.store.write() as tx:
        held = named(tx, name)
        return give(tx, actor, held, Role(held.role), districts, now)


def all_users(means: StaffMeans, actor: Actor) -> list[Staff]:
    check(actor, Right.MANAGE_STAFF)
    with means.store.read() as tx:
        return tx.staff.all()


def fitting_desk(role: Role, districts: Sequence[str]) -> tuple[str, ...]:
    """Districts as cases name them ("10", not "010"), each once. Raises Invalid."""
    if not all(_DISTRICT.fullmatch(district) for district in districts):
        raise Invalid("A district is a number or a short code such as 10.")
    if role is Role.OFFICER and not districts:
        raise Invalid("A district officer reads only the cases of their own district: say which.")
    return tuple(dict.fromkeys(district.lstrip("0") or "0" for district in districts))


def free_name(tx: Tx, name: str) -> str:
    """Raises Invalid when it is taken or cannot be typed anywhere."""
    if not _NAME.fullmatch(name):
        raise Invalid("A sign-in name has 2 to 32 of a-z, 0-9, dot, dash and underscore, and begins with a letter.")
    if tx.staff.by_name(name) is not None:
        raise Invalid(f"There is an account {name!r} already; use reset to give it a new password.")
    return name


def put(
    tx: Tx, seals: Seals, actor: Actor, name: str, role: Role, districts: Sequence[str], fresh: Secrets, now: datetime
) -> int:
    """Add the account, whoever may do so having been asked."""
    desk, sealed = fitting_desk(role, districts), seals.seal_staff(free_name(tx, name), fresh.totp)
    staff_id = tx.staff.add(name, role.value, fresh.password_hash, sealed, now, desk)
    trace(tx, actor, staff_id, f"account added as {role.value}{_at(desk)}", now)
    return staff_id


def renew(tx: Tx, seals: Seals, actor: Actor, held: Staff, fresh: Secrets, now: datetime) -> int:
    totp = seals.seal_staff(held.name, fresh.totp)
    tx.staff.save(replace(held, password=fresh.password_hash, totp=totp, last_step=0, disabled=False))
    tx.staff.end_sessions(held.id)
    tx.passkeys.remove_all(held.id)
    trace(tx, actor, held.id, "account reset", now)
    return held.id


def give(tx: Tx, actor: Actor, held: Staff, role: Role, districts: Sequence[str], now: datetime) -> int:
    desk = fitting_desk(role, districts)
    tx.staff.save(replace(held, role=role.value, districts=desk))
    tx.staff.forget_reasons(held.id)
    if role != held.role:
        trace(tx, actor, held.id, f"role changed from {held.role} to {role.value}", now)
    if desk != held.districts:
        trace(tx, actor, held.id, f"desk changed{_at(desk) or ' to the whole city'}", now)
    return held.id


def named(tx: Tx, name: str) -> Staff:
    held = tx.staff.by_name(name)
    if held is None:
        raise NotFound(f"There is no account {name!r}.")
    return held


def trace(tx: Tx, actor: Actor, staff_id: int, words: str, now: datetime) -> None:
    tx.custody.append(now, custody_name(actor), words, f"staff:{staff_id}", None)


def _alone(actor: Actor, role: Role) -> None:
    if role in POWERFUL and actor != OPERATOR:
        raise Refused(f"The role {role.value} takes two admins: propose it, and another admin confirms.")


def _keep_an_admin(tx: Tx, actor: Actor, held: Staff) -> None:
    others = [s for s in tx.staff.all() if s.role == Role.ADMIN and not s.disabled and s.id != held.id]
    if held.role == Role.ADMIN and not others and actor != OPERATOR:
        raise Invalid("This is the last admin. Add another one first, or ask the operator at the machine.")


def _at(desk: Sequence[str]) -> str:
    return f" at the desk of district {', '.join(desk)}" if desk else ""
