"""Attachments: wanted, fetched under a lease, stored; then deleted at the vendor."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, or_, select, text, update

from storage.sql import Repository, over
from storage.tables import evidence
from storage.tables.evidence import PENDING, UNDELETED
from tipline.desk.records import EvidenceRow
from tipline.errors import NotFound
from tipline.message import Media

_c = evidence.c
_FIELDS = tuple(EvidenceRow.__dataclass_fields__)
_ROW = select(*(_c[name] for name in _FIELDS)).order_by(_c.id)
_SAVED = (
    "state", "tries", "not_before", "content_type", "size", "sha256", "vault_key", "width", "height", "display",
    "phash", "stored_at", "vendor_deleted_at", "code",
)


_OF_REPORT = _ROW.where(_c.report_id == bindparam("which"))


class SqlEvidence(Repository):
    def add(
        self, *, report_id: int, message_id: int, address_id: int, media: Media, at: datetime, state: str,
        content_type: str | None, size: int | None,
    ) -> int:
        return self._insert(evidence, {
            "report_id": report_id, "message_id": message_id, "address_id": address_id, "media": media.value,
            "state": state, "at": at, "not_before": at, "content_type": content_type, "size": size, "views": {},
        })

    def set_pointer(self, evidence_id: int, sealed: bytes | None) -> None:
        self._conn.execute(update(evidence).where(_c.id == evidence_id).values(pointer=sealed))

    def claim(self, now: datetime, lease_until: datetime, limit: int) -> list[EvidenceRow]:
        """Also those whose pointer went with a forgotten reporter: they wait for somebody to say that they are gone."""
        wanted = and_(_c.state == "wanted", or_(_c.tries == 0, _c.not_before <= now))
        abandoned = and_(_c.state == "fetching", over(_c.lease_until, now))
        due = select(_c.id).where(text(PENDING), or_(wanted, abandoned))
        return self._take(due.order_by(_c.id).limit(limit), state="fetching", lease_until=lease_until)

    def claim_undeleted(self, now: datetime, lease_until: datetime, limit: int) -> list[EvidenceRow]:
        due = select(_c.id).where(text(UNDELETED), _c.not_before <= now)
        return self._take(due.order_by(_c.id).limit(limit), not_before=lease_until)

    def _take(self, due: Select[Any], **changes: Any) -> list[EvidenceRow]:
        if self._conn.dialect.name == "postgresql":
            due = due.with_for_update(skip_locked=True)
        change = update(evidence).where(_c.id.in_(due)).values(changes).returning(*(_c[name] for name in _FIELDS))
        return sorted((_row(r) for r in self._conn.execute(change)), key=lambda row: row.id)

    def get(self, evidence_id: int) -> EvidenceRow:
        found = self._rows(_ROW.where(_c.id == evidence_id))
        if not found:
            raise NotFound(f"There is no evidence {evidence_id}.")
        return found[0]

    def save(self, row: EvidenceRow, lease_until: datetime | None = None) -> None:
        """Writes everything that can change but the pointer, which has its own call."""
        changes = {name: getattr(row, name) for name in _SAVED}
        changes |= {"views": dict(row.views), "lease_until": lease_until}
        self._conn.execute(update(evidence).where(_c.id == row.id).values(changes))

    def of_report(self, report_id: int) -> list[EvidenceRow]:
        return list(self._conn.held(evidence, report_id, lambda: self._rows(_OF_REPORT, which=report_id)))

    def _rows(self, wanted: Select[Any], **values: Any) -> list[EvidenceRow]:
        return [_row(r) for r in self._conn.execute(wanted, values)]


def _row(row: Row[Any]) -> EvidenceRow:
    return EvidenceRow(**{**row._mapping, "media": Media(row.media)})
