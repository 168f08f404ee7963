"""One transaction, as repositories. `storage` implements them; nothing here knows SQL."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from tipline.desk.asked import AskedRows
from tipline.desk.gathered import Incidents
from tipline.desk.tx_files import Cases, Custody, EvidenceRows, StaffRows
from tipline.desk.tx_passkeys import Passkeys, Proposals
from tipline.desk.tx_reporters import Dialogues, Inbox, Messages, People, Reports
from tipline.desk.tx_sending import Changes, Locks, Notices, Outbox

__all__ = [
    "AskedRows", "Cases", "Changes", "Custody", "Dialogues", "EvidenceRows", "Inbox", "Incidents", "Locks", "Messages",
    "Notices", "Outbox", "Passkeys", "People", "Proposals", "Reports", "StaffRows", "Tx",
]


class Tx(Protocol):
    """All repositories of one open transaction."""

    def part(self) -> AbstractContextManager[Tx]:
        """A part of this transaction, with repositories of its own: what fails inside is undone alone, and the
        exception goes on. Commits with the whole. Raises Unavailable when the whole is lost already."""

    @property
    def inbox(self) -> Inbox: ...

    @property
    def people(self) -> People: ...

    @property
    def dialogues(self) -> Dialogues: ...

    @property
    def messages(self) -> Messages: ...

    @property
    def reports(self) -> Reports: ...

    @property
    def cases(self) -> Cases: ...

    @property
    def outbox(self) -> Outbox: ...

    @property
    def evidence(self) -> EvidenceRows: ...

    @property
    def custody(self) -> Custody: ...

    @property
    def staff(self) -> StaffRows: ...

    @property
    def passkeys(self) -> Passkeys: ...

    @property
    def proposals(self) -> Proposals: ...

    @property
    def changes(self) -> Changes: ...

    @property
    def board(self) -> Notices: ...

    @property
    def locks(self) -> Locks: ...

    @property
    def incidents(self) -> Incidents: ...

    @property
    def asked(self) -> AskedRows: ...
