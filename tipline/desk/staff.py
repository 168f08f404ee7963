"""Accounts of the people who sign in. Only an admin, or the operator at the machine, manages them.

Secrets come in ready made: a password as its argon2id hash, a TOTP secret in clear to be sealed here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from tipline.desk.acts import custody_name
from tipline.desk.ports import Seals, Store
from tipline.desk.records import Actor, Staff
from tipline.desk.rights import Right, Role, check
from tipline.desk.tx import Tx
from tipline.errors import Invalid, NotFound

_DISTRICT = re.compile(r"[0-9A-Za-z]{1,8}")
_NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")


class StaffMeans(Protocol):
    """What managing accounts needs; tipline.desk.means.Means has it all."""

    @property
    def store(self) -> Store: ...

    @property
    def seals(self) -> Seals: ...


def add_user(
    means: StaffMeans, actor: Actor, name: str, role: Role, password_hash: str, totp_secret: str, now: datetime,
    *, districts: Sequence[str] = (),
) -> int:
    """A new account at the desk of these districts; returns its id.

    Raises Invalid on a name that is taken or cannot be typed anywhere, and for an officer without a district.
    """
    check(actor, Right.MANAGE_STAFF)
    if not _NAME.fullmatch(name):
        raise Invalid("A sign-in name has 2 to 32 of a-z, 0-9, dot, dash and underscore, and begins with a letter.")
    desk = fitting_desk(role, districts)
    with means.store.write() as tx:
        if tx.staff.by_name(name) is not None:
            raise Invalid(f"There is an account {name!r} already; use reset to give it a new password.")
        sealed = means.seals.seal_staff(name, totp_secret)
        staff_id = tx.staff.add(name, role.value, password_hash, sealed, now, desk)
        _trace(tx, actor, staff_id, f"account added as {role.value}{_at(desk)}", now)
        return staff_id


def reset(means: StaffMeans, actor: Actor, name: str, password_hash: str, totp_secret: str, now: datetime) -> int:
    """New password, new second factor, no passkeys, enabled again; every session of the person ends at once."""
    check(actor, Right.MANAGE_STAFF)
    with means.store.write() as tx:
        held = _named(tx, name)
        totp = means.seals.seal_staff(name, totp_secret)
        tx.staff.save(replace(held, password=password_hash, totp=totp, last_step=0, disabled=False))
        tx.staff.end_sessions(held.id)
        tx.passkeys.remove_all(held.id)
        _trace(tx, actor, held.id, "account reset", now)
        return held.id


def disable(means: StaffMeans, actor: Actor, name: str, now: datetime) -> int:
    """Nobody signs in with this account any more; every session of the person ends at once."""
    check(actor, Right.MANAGE_STAFF)
    with means.store.write() as tx:
        held = _named(tx, name)
        tx.staff.save(replace(held, disabled=True))
        tx.staff.end_sessions(held.id)
        _trace(tx, actor, held.id, "account disabled", now)
        return held.id


def set_desk(means: StaffMeans, actor: Actor, name: str, districts: Sequence[str], now: datetime) -> int:
    """From now on the person works at the desk of these districts; of none: of the whole city. Holds at once."""
    check(actor, Right.MANAGE_STAFF)
    with means.store.write() as tx:
        held = _named(tx, name)
        desk = fitting_desk(Role(held.role), districts)
        tx.staff.save(replace(held, districts=desk))
        tx.staff.forget_reasons(held.id)
        _trace(tx, actor, held.id, f"desk changed{_at(desk) or ' to the whole city'}", now)
        return held.id


def fitting_desk(role: Role, districts: Sequence[str]) -> tuple[str, ...]:
    """Districts as cases name them ("10", not "010"), each once. Raises Invalid."""
    if not all(_DISTRICT.fullmatch(district) for district in districts):
        raise Invalid("A district is a number or a short code such as 10.")
    if role is Role.OFFICER and not districts:
        raise Invalid("A district officer reads only the cases of their own district: say which, with --district.")
    return tuple(dict.fromkeys(district.lstrip("0") or "0" for district in districts))


def all_users(means: StaffMeans, actor: Actor) -> list[Staff]:
    check(actor, Right.MANAGE_STAFF)
    with means.store.read() as tx:
        return tx.staff.all()


def _named(tx: Tx, name: str) -> Staff:
    held = tx.staff.by_name(name)
    if held is None:
        raise NotFound(f"There is no account {name!r}.")
    return held


def _at(desk: Sequence[str]) -> str:
    return f" at the desk of district {', '.join(desk)}" if desk else ""


def _trace(tx: Tx, actor: Actor, staff_id: int, words: str, now: datetime) -> None:
    tx.custody.append(now, custody_name(actor), words, f"staff:{staff_id}", None)
