"""One turn's working place, shared by everything that carries effects out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from tipline.desk.means import Means
from tipline.desk.records import Contact, ReportRow
from tipline.desk.tx import Tx

LINE = "line"  # the actor when the product itself acts
GOODBYE = "goodbye"  # the one message that may go out after an opt-out


@dataclass(slots=True)
class Turn:
    """One turn's working place: the contact changes as effects are carried out."""

    tx: Tx
    means: Means
    contact: Contact
    now: datetime
    message_id: int | None

    def save(self, **changes: object) -> None:
        self.contact = replace(self.contact, **changes)  # type: ignore[arg-type]
        self.tx.people.save(self.contact)

    def report(self, reference: str | None) -> ReportRow | None:
        return self.tx.reports.by_reference(reference) if reference else None

    def touch_cases(self) -> None:
        """Live pages of this person's cases look again."""
        for row in self.tx.reports.of_reporter(self.contact.reporter_id):
            self.tx.changes.bump("case", row.case_id)
