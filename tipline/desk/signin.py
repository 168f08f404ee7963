"""Signing in: a password, then a code that works once; sessions that live on the server and end at once.

A session begins locked. The code unlocks it under a fresh token, and locking the screen asks for a code again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from tipline.desk.ports import Seals, Store
from tipline.desk.records import Actor, Session, Staff
from tipline.desk.slowdown import count_failure, slow_down
from tipline.desk.tx import Tx
from tipline.errors import NotFound, Refused

SESSION_LIFE = timedelta(hours=12)
IDLE = timedelta(minutes=30)
TOUCH_EVERY = timedelta(seconds=60)  # how exactly idleness is known; spares a write with every click
LINK_LIFE = timedelta(hours=12)
_WRONG_CODE = "This code is wrong or was used before. Wait for the next one."


class Passwords(Protocol):
    def hash(self, password: str) -> str: ...

    def verify(self, held: str | None, given: str) -> bool:
        """Whether the password is right. `held` None (no such person) takes as long and is never right."""


class Codes(Protocol):
    def step(self, secret: str, code: str, at: datetime) -> int | None:
        """The time step whose code this is, one step early or late allowed; None when it is no code of now."""


class SignInMeans(Protocol):
    @property
    def store(self) -> Store: ...

    @property
    def seals(self) -> Seals: ...

    @property
    def passwords(self) -> Passwords: ...

    @property
    def codes(self) -> Codes: ...


@dataclass(frozen=True, slots=True)
class Ticket:
    """Fresh secrets for one session: the cookie's token, and the token that forms must carry."""

    token: str = field(repr=False)
    csrf: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a session belongs to. While `locked`, it may do nothing but give a code or sign out."""

    actor: Actor
    csrf: str = field(repr=False)
    locked: bool
    confirmed: bool = True  # False: only the password was given so far


class WrongSignIn(Refused):
    """Name, password, code or link is wrong; which one is not told."""


def begin(means: SignInMeans, name: str, password: str, ticket: Ticket, now: datetime) -> None:
    """Check name and password and open a locked session. Raises WrongSignIn or TooSoon.

    Three short transactions rather than one: the database must not wait for argon2.
    """
    name = name.strip().lower()
    with means.store.write() as tx:
        counted = slow_down(tx, name, now)
        held = tx.staff.by_name(name)
    usable = held if held is not None and not held.disabled else None
    right = means.passwords.verify(usable.password if usable else None, password)
    with means.store.write() as tx:
        if right and usable is not None:
            tx.staff.add_session(Session(digest(ticket.token), usable.id, ticket.csrf, now, now, locked=True))
        elif not counted:
            count_failure(tx, name, now)
    if not right:
        raise WrongSignIn("Name or password is wrong.")


def confirm(means: SignInMeans, token: str, code: str, ticket: Ticket, now: datetime) -> Actor:
    """Unlock a session with a TOTP code; it goes on under a fresh token. A code works once, whoever saw it."""
    right = False
    with means.store.write() as tx:
        session = alive(tx, token, now)
        if session is None:
            raise WrongSignIn("This sign-in took too long. Begin again with name and password.")
        staff = tx.staff.get(session.staff_id)
        counted = slow_down(tx, staff.name, now)
        step = _step(means, staff, code, now)
        if step is not None and step > staff.last_step:
            right = True
            tx.staff.save(replace(staff, last_step=step))
            tx.staff.end_sessions(staff.id, session.id_hash)
            tx.staff.forget_reasons(staff.id)
            tx.staff.add_session(
                replace(
                    session, id_hash=digest(ticket.token), csrf=ticket.csrf, seen_at=now, locked=False, confirmed_at=now
                )
            )
            tx.custody.append(now, f"staff:{staff.id}", "signed in", f"staff:{staff.id}", None)
        elif not counted:
            count_failure(tx, staff.name, now)
    if not right:
        raise WrongSignIn(_WRONG_CODE)
    return _actor(staff)


def unlock(means: SignInMeans, token: str, code: str, now: datetime) -> None:
    """Unlock a session that was signed in before, by a TOTP code; it keeps its tokens, so that the page stays."""
    right = False
    with means.store.write() as tx:
        session = alive(tx, token, now)
        if session is None or session.confirmed_at is None:
            raise WrongSignIn("This sign-in took too long. Sign in again.")
        staff = tx.staff.get(session.staff_id)
        counted = slow_down(tx, staff.name, now)
        step = _step(means, staff, code, now)
        if step is not None and step > staff.last_step:
            right = True
            tx.staff.save(replace(staff, last_step=step))
            tx.staff.save_session(replace(session, locked=False, seen_at=now, confirmed_at=now))
        elif not counted:
            count_failure(tx, staff.name, now)
    if not right:
        raise WrongSignIn(_WRONG_CODE)


def make_link(means: SignInMeans, name: str, link: str, now: datetime) -> None:
    """Remember a one-time sign-in link (demo only: who wires the routes decides)."""
    with means.store.write() as tx:
        held = tx.staff.by_name(name)
        if held is None:
            raise NotFound(f"There is no account {name!r}.")
        tx.staff.add_link(digest(link), held.id, now + LINK_LIFE)


def by_link(means: SignInMeans, link: str, ticket: Ticket, now: datetime) -> Actor:
    """Spend a one-time link and open a session. Raises WrongSignIn when it was spent, is too old or unknown."""
    with means.store.write() as tx:
        staff_id = tx.staff.take_link(digest(link), now)
        staff = tx.staff.get(staff_id) if staff_id is not None else None
        if staff is None or staff.disabled:
            raise WrongSignIn("This sign-in link was used before or is too old.")
        tx.staff.add_session(Session(digest(ticket.token), staff.id, ticket.csrf, now, now, confirmed_at=now))
        tx.staff.forget_reasons(staff.id)
        tx.custody.append(now, f"staff:{staff.id}", "signed in by link", f"staff:{staff.id}", None)
        return _actor(staff)


def who(means: SignInMeans, token: str, now: datetime, *, touch: bool = True) -> SignedIn | None:
    """Whose session this is; None when it ended. `touch` False: looking does not count as activity (live pages)."""
    with means.store.read() as tx:
        session = alive(tx, token, now)
        staff = tx.staff.get(session.staff_id) if session is not None else None
    if session is None or staff is None:
        return None
    if touch and now - session.seen_at >= TOUCH_EVERY:
        with means.store.write() as tx:
            held = alive(tx, token, now)  # it may have been revoked or locked meanwhile
            if held is None:
                return None
            session = replace(held, seen_at=now)
            tx.staff.save_session(session)
    confirmed = session.confirmed_at is not None or not session.locked
    return SignedIn(_actor(staff), session.csrf, session.locked, confirmed)


def lock(means: SignInMeans, token: str, now: datetime) -> None:
    """Hide the content until the next code."""
    with means.store.write() as tx:
        session = alive(tx, token, now)
        if session is not None:
            tx.staff.save_session(replace(session, locked=True))


def sign_out(means: SignInMeans, token: str) -> None:
    with means.store.write() as tx:
        session = tx.staff.session(digest(token))
        if session is not None:
            tx.staff.end_sessions(session.staff_id, session.id_hash)


def digest(token: str) -> bytes:
    """What the database holds of a token."""
    return hashlib.sha256(token.encode()).digest()


def alive(tx: Tx, token: str, now: datetime) -> Session | None:
    """The session behind this token, locked or not; None when it ended."""
    session = tx.staff.session(digest(token))
    if session is None or now - session.created_at > SESSION_LIFE or now - session.seen_at > IDLE:
        return None
    return None if tx.staff.get(session.staff_id).disabled else session


def _step(means: SignInMeans, staff: Staff, code: str, now: datetime) -> int | None:
    if staff.totp is None:
        return None
    return means.codes.step(means.seals.open_staff(staff.name, staff.totp), code.strip().replace(" ", ""), now)


def _actor(staff: Staff) -> Actor:
    return Actor(staff.id, staff.name, staff.role, staff.districts)
