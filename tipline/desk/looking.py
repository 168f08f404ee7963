"""What a person of the desk has seen of the queue, so that the page can mark what changed since."""

from __future__ import annotations

from datetime import datetime

from tipline.desk.means import Means
from tipline.desk.records import Actor
from tipline.desk.rights import Right, check


def saw_queue(means: Means, actor: Actor, seq: int, now: datetime) -> None:
    """The person says that they have seen the queue as it stood at the change `seq`. Raises Refused."""
    check(actor, Right.READ_CASE)
    with means.store.write() as tx:
        tx.changes.saw(actor.staff_id, None, min(seq, tx.changes.last()), now)


def saw_case(means: Means, actor: Actor, case_id: int, now: datetime) -> None:
    """A case lies open before the person, or they have just done something with it. Raises Refused."""
    check(actor, Right.READ_CASE)
    with means.store.write() as tx:
        tx.changes.saw(actor.staff_id, case_id, tx.changes.last(), now)
