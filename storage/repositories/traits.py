"""The rows that the queue's filters read, kept in step with their case."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, update

from storage.sql import Work
from storage.standing import standing
from storage.tables import case_trait
from tipline.case import Status
from tipline.desk.records import CaseRow

_MOVE = (
    update(case_trait).where(case_trait.c.case_id == bindparam("which")).values(standing=bindparam("stands"))
)
_DROP = delete(case_trait).where(
    case_trait.c.case_id == bindparam("which"), case_trait.c.trait.in_(bindparam("gone", expanding=True))
)
_ADD = case_trait.insert()


def traits_of(case: CaseRow) -> frozenset[str]:
    """Those its reports tell, its status, and its lane while it is open."""
    own = {f"status:{case.status}"} | ({f"lane:{case.lane}"} if case.status != Status.CLOSED else set())
    return frozenset(own | set(case.traits))


def stands(case: CaseRow) -> int:
    return standing(case.urgency, case.created_at, is_open=case.status != Status.CLOSED)


def follow(conn: Work, before: CaseRow, after: CaseRow) -> None:
    """Write what is different of the rows; nothing when a case was saved for another reason. A case's first saving,
    which is its first version's, writes them all."""
    had, has = traits_of(before) if before.version > 1 else frozenset[str](), traits_of(after)
    if had - has:
        conn.execute(_DROP, {"which": after.id, "gone": sorted(had - has)})
    if had & has and stands(before) != stands(after):
        conn.execute(_MOVE, {"which": after.id, "stands": stands(after)})
    if has - had:
        rows = [{"case_id": after.id, "trait": trait, "standing": stands(after)} for trait in sorted(has - had)]
        conn.execute(_ADD, rows)
