"""What an operator acts on: what waits, for how long, and what stands still. Counts and moments only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, text

from storage.tables import banner, custody, evidence, inbox, outbox
from storage.tables.evidence import PENDING
from storage.tables.outbox import ALIVE, QUEUED


@dataclass(frozen=True, slots=True)
class Health:
    """Moments are the oldest of their kind, None when there is none.

    `outbox`: (channel, state) -> rows not settled yet. `outbox_due`: channel -> since when the oldest could have gone.
    """

    inbox: Mapping[str, int]  # "waiting", "parked"
    inbox_oldest: datetime | None
    outbox: Mapping[tuple[str, str], int]
    outbox_due: Mapping[str, datetime]
    evidence: int
    evidence_oldest: datetime | None
    custody: int
    banners: Mapping[str, tuple[int, datetime]]  # kind -> (times raised, last)


def health(connection: Connection, now: datetime) -> Health:
    states = select(inbox.c.state, func.count()).group_by(inbox.c.state)
    waiting = select(func.min(inbox.c.received_at)).where(inbox.c.state == "waiting")
    rows = select(outbox.c.channel, outbox.c.state, func.count()).where(text(ALIVE))
    due = select(outbox.c.channel, func.min(outbox.c.not_before)).where(text(QUEUED), outbox.c.not_before <= now)
    wanted = select(func.count(), func.min(evidence.c.at)).select_from(evidence).where(text(PENDING))
    pending, oldest = connection.execute(wanted).one()
    raised = select(banner.c.kind, banner.c["count"], banner.c.last_at)
    return Health(
        inbox={"waiting": 0, "parked": 0} | {state: count for state, count in connection.execute(states)},
        inbox_oldest=connection.execute(waiting).scalar(),
        outbox={(c, s): n for c, s, n in connection.execute(rows.group_by(outbox.c.channel, outbox.c.state))},
        outbox_due={channel: at for channel, at in connection.execute(due.group_by(outbox.c.channel))},
        evidence=pending,
        evidence_oldest=oldest,
        custody=connection.execute(select(func.max(custody.c.seq))).scalar() or 0,
        banners={kind: (count, last) for kind, count, last in connection.execute(raised)},
    )
