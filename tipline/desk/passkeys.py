"""Passkeys: registered by a person who has just shown that it is them; they sign in and unlock, the person verified.

A ceremony begins with a challenge that is good once and for five minutes. Failures slow nothing down: there is no
secret to guess. All raise WrongSignIn when the answer does not fit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from tipline.desk.acts import custody_name, written
from tipline.desk.ports import Store
from tipline.desk.records import Actor, Passkey, Session
from tipline.desk.signin import Ticket, WrongSignIn, alive, digest
from tipline.desk.tx import Tx
from tipline.errors import Invalid, NotFound, Refused

CHALLENGE_LIFE = timedelta(minutes=5)
FRESH = timedelta(minutes=10)  # how long ago a person may have shown who they are, to add a passkey
MOST = 10
SIGN_IN, REGISTER = "sign in", "register"
Answer = Mapping[str, Any]  # what the browser gives back, as JSON


@dataclass(frozen=True, slots=True)
class Site:
    """Where the browser is: what a passkey is bound to ("tips.example.org"), and its page's origin."""

    rp_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class NewKey:
    credential_id: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
    sign_count: int


class Ceremonies(Protocol):
    """WebAuthn's arithmetic. Both checks demand that the person was verified, and raise WrongSignIn."""

    def challenge(self, answer: Answer) -> bytes:
        """The challenge that this answer says it answers."""

    def credential(self, answer: Answer) -> bytes:
        """The id of the passkey that answers."""

    def registered(self, answer: Answer, challenge: bytes, site: Site) -> NewKey: ...

    def asserted(self, answer: Answer, challenge: bytes, site: Site, key: Passkey) -> int:
        """The passkey's new count of uses."""


class PasskeyMeans(Protocol):
    @property
    def store(self) -> Store: ...

    @property
    def ceremonies(self) -> Ceremonies: ...


def begin_sign_in(means: PasskeyMeans, challenge: bytes, now: datetime, actor: Actor | None = None) -> list[bytes]:
    """Remember the challenge; gives the passkeys that may answer it: an actor's own, or none named for anybody's."""
    with means.store.write() as tx:
        tx.passkeys.add_challenge(digest(challenge.hex()), SIGN_IN, now + CHALLENGE_LIFE, now)
        return _credentials(tx, actor) if actor is not None else []


def begin_register(means: PasskeyMeans, actor: Actor, token: str, challenge: bytes, now: datetime) -> list[bytes]:
    """Remember the challenge; gives the passkeys that the actor has. Raises Refused as `register` does."""
    with means.store.write() as tx:
        _shown_lately(tx, token, now)
        tx.passkeys.add_challenge(digest(challenge.hex()), REGISTER, now + CHALLENGE_LIFE, now)
        return _credentials(tx, actor)


def register(
    means: PasskeyMeans, actor: Actor, token: str, answer: Answer, site: Site, name: str, now: datetime
) -> int:
    """Keep a new passkey of the actor's; returns its id. Refused when they have not shown lately who they are."""
    with means.store.write() as tx:
        _shown_lately(tx, token, now)
        challenge = _spent(tx, means, REGISTER, answer, now)
        found = means.ceremonies.registered(answer, challenge, site)
        if len(tx.passkeys.of_staff(actor.staff_id)) >= MOST:
            raise Invalid(f"You have {MOST} passkeys, which is the most. Remove one that you do not use.")
        if tx.passkeys.by_credential(found.credential_id) is not None:
            raise Invalid("This passkey is registered already.")
        key_id = tx.passkeys.add(
            Passkey(
                0, actor.staff_id, found.credential_id, found.public_key, found.sign_count, site.rp_id,
                written(name, 40, "name"), now,
            )
        )
        tx.custody.append(now, custody_name(actor), "passkey added", f"staff:{actor.staff_id}", None)
        return key_id


def own(means: PasskeyMeans, actor: Actor) -> list[Passkey]:
    """The actor's passkeys, oldest first."""
    with means.store.read() as tx:
        return tx.passkeys.of_staff(actor.staff_id)


def remove(means: PasskeyMeans, actor: Actor, key_id: int, now: datetime) -> None:
    """The passkey opens nothing any more. Raises NotFound when it is not the actor's."""
    with means.store.write() as tx:
        if not any(key.id == key_id for key in tx.passkeys.of_staff(actor.staff_id)):
            raise NotFound("You have no such passkey.")
        tx.passkeys.remove(key_id)
        tx.custody.append(now, custody_name(actor), "passkey removed", f"staff:{actor.staff_id}", None)


def sign_in(means: PasskeyMeans, answer: Answer, site: Site, ticket: Ticket, now: datetime) -> Actor:
    """Open a session for whose passkey answers: it is both factors, held and verified."""
    with means.store.write() as tx:
        key = _answered(tx, means, answer, site, now)
        staff = tx.staff.get(key.staff_id)
        if staff.disabled:
            raise WrongSignIn("This account is disabled. An admin can enable it.")
        tx.staff.forget_reasons(staff.id)
        tx.staff.add_session(Session(digest(ticket.token), staff.id, ticket.csrf, now, now, confirmed_at=now))
        tx.custody.append(now, f"staff:{staff.id}", "signed in by passkey", f"staff:{staff.id}", None)
        return Actor(staff.id, staff.name, staff.role, staff.districts)


def unlock(means: PasskeyMeans, token: str, answer: Answer, site: Site, now: datetime) -> None:
    """Unlock a session that was signed in before; it keeps its tokens, so that the page stays as it is."""
    with means.store.write() as tx:
        session = alive(tx, token, now)
        if session is None or session.confirmed_at is None:
            raise WrongSignIn("This sign-in took too long. Sign in again.")
        if _answered(tx, means, answer, site, now).staff_id != session.staff_id:
            raise WrongSignIn("This is somebody else's passkey.")
        tx.staff.save_session(replace(session, locked=False, seen_at=now, confirmed_at=now))


def _credentials(tx: Tx, actor: Actor) -> list[bytes]:
    return [key.credential_id for key in tx.passkeys.of_staff(actor.staff_id)]


def _shown_lately(tx: Tx, token: str, now: datetime) -> None:
    session = alive(tx, token, now)
    if session is None or session.confirmed_at is None or now - session.confirmed_at > FRESH:
        raise Refused(
            "To add a passkey, show once more that it is you: lock the screen, unlock it, then add the passkey within "
            f"{FRESH.seconds // 60} minutes. Nobody else can do that for you."
        )


def _answered(tx: Tx, means: PasskeyMeans, answer: Answer, site: Site, now: datetime) -> Passkey:
    challenge = _spent(tx, means, SIGN_IN, answer, now)
    key = tx.passkeys.by_credential(means.ceremonies.credential(answer))
    if key is None:
        raise WrongSignIn("This passkey is not known here. Sign in with name and password, then add it.")
    count = means.ceremonies.asserted(answer, challenge, replace(site, rp_id=key.rp_id), key)
    tx.passkeys.used(key.id, count, now)
    return key


def _spent(tx: Tx, means: PasskeyMeans, purpose: str, answer: Answer, now: datetime) -> bytes:
    challenge = means.ceremonies.challenge(answer)
    if tx.passkeys.take_challenge(digest(challenge.hex()), now) != purpose:
        raise WrongSignIn("This took too long or was answered before. Try again.")
    return challenge
