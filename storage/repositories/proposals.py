"""Proposals of one admin to another."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select

from storage.sql import Repository
from storage.tables import proposal
from tipline.desk.tx_passkeys import Proposal


class SqlProposals(Repository):
    def add(self, new: Proposal) -> int:
        values = asdict(new) | {"districts": list(new.districts)}
        del values["id"]
        return self._insert(proposal, values)

    def since(self, at: datetime) -> list[Proposal]:
        wanted = select(proposal).where(proposal.c.at >= at).order_by(proposal.c.id)
        return [
            Proposal(**dict(row._mapping) | {"districts": tuple(row.districts or ())})
            for row in self._conn.execute(wanted)
        ]

    def remove(self, proposal_id: int) -> None:
        self._conn.execute(delete(proposal).where(proposal.c.id == proposal_id))
