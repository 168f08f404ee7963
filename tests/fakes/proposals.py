"""Proposals of one admin to another, in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tests.fakes.memory import Tables
from tipline.desk.tx_passkeys import Proposal


class FakeProposals:
    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def add(self, new: Proposal) -> int:
        number = self._t.number("proposal")
        self._t.proposals[number] = replace(new, id=number)
        return number

    def since(self, at: datetime) -> list[Proposal]:
        return [held for held in self._t.proposals.values() if held.at >= at]

    def remove(self, proposal_id: int) -> None:
        self._t.proposals.pop(proposal_id, None)
