"""Two admins for what makes a person powerful: one proposes, another confirms. The operator needs nobody.

Proposed are a new account or another role with power, and a reset of an account that has it. Nothing happens until it
is confirmed, by another admin and within a week.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from tipline.desk import staff
from tipline.desk.acts import custody_name
from tipline.desk.records import Actor
from tipline.desk.rights import POWERFUL, Right, Role, check
from tipline.desk.staff import Secrets, StaffMeans
from tipline.desk.tx_passkeys import Proposal
from tipline.errors import Invalid, NotFound, Refused

ADD, CHANGE, RESET = "add", "change", "reset"
LIFE = timedelta(days=7)


def needs_two(role: Role) -> bool:
    return role in POWERFUL


def propose(
    means: StaffMeans, actor: Actor, kind: str, name: str, role: Role, districts: Sequence[str], now: datetime
) -> int:
    """Put it before another admin. Raises Invalid where it could not be carried out as it stands."""
    check(actor, Right.MANAGE_STAFF)
    with means.store.write() as tx:
        if kind == ADD:
            staff.free_name(tx, name)
            words = f"proposed a new {role.value}"
        else:
            whom = f"staff:{staff.named(tx, name).id}"
            words = f"proposed to reset {whom}" if kind == RESET else f"proposed {whom} as {role.value}"
        desk = staff.fitting_desk(role, districts)
        if any(p.name == name for p in tx.proposals.since(now - LIFE)):
            raise Invalid(f"Something is proposed for {name!r} already: confirm or withdraw that first.")
        proposal_id = tx.proposals.add(Proposal(0, kind, name, role.value, desk, actor.staff_id, now))
        tx.custody.append(now, custody_name(actor), words, f"proposal:{proposal_id}", None)
        return proposal_id


def pending(means: StaffMeans, actor: Actor, now: datetime) -> list[Proposal]:
    check(actor, Right.MANAGE_STAFF)
    with means.store.read() as tx:
        return tx.proposals.since(now - LIFE)


def confirm(means: StaffMeans, actor: Actor, proposal_id: int, fresh: Secrets, now: datetime) -> Proposal:
    """Carry it out. `fresh` serves a new account and a reset. Raises Refused for whoever proposed it."""
    check(actor, Right.MANAGE_STAFF)
    with means.store.write() as tx:
        found = _one(tx.proposals.since(now - LIFE), proposal_id)
        if found.by == actor.staff_id:
            raise Refused("You proposed this yourself. Another admin confirms it.")
        role = Role(found.role)
        if found.kind == ADD:
            staff.put(tx, means.seals, actor, found.name, role, found.districts, fresh, now)
        elif found.kind == RESET:
            staff.renew(tx, means.seals, actor, staff.named(tx, found.name), fresh, now)
        else:
            staff.give(tx, actor, staff.named(tx, found.name), role, found.districts, now)
        tx.proposals.remove(proposal_id)
        words = f"confirmed what staff:{found.by} proposed"
        tx.custody.append(now, custody_name(actor), words, f"proposal:{proposal_id}", None)
        return found


def withdraw(means: StaffMeans, actor: Actor, proposal_id: int, now: datetime) -> None:
    """Any admin may: it takes power from nobody."""
    check(actor, Right.MANAGE_STAFF)
    with means.store.write() as tx:
        _one(tx.proposals.since(now - LIFE), proposal_id)
        tx.proposals.remove(proposal_id)
        tx.custody.append(now, custody_name(actor), "proposal withdrawn", f"proposal:{proposal_id}", None)


def _one(held: Sequence[Proposal], proposal_id: int) -> Proposal:
    found = next((p for p in held if p.id == proposal_id), None)
    if found is None:
        raise NotFound("This was confirmed or withdrawn, or it is more than a week old.")
    return found
