"""The queue's filters and its search: traits of cases, the words of reports, what each person has seen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage import words
from storage.standing import standing
from tipline import search
from tipline.report import from_dict
from tipline.triage import traits

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_file", sa.Column("traits", sa.JSON(), nullable=True))
    op.create_table(
        "case_trait",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("trait", sa.String(), nullable=False),
        sa.Column("standing", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_case_trait_case_id_case_file"),
        sa.PrimaryKeyConstraint("case_id", "trait", name="pk_case_trait"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_trait_trait_standing_case_id", "case_trait", ["trait", "standing", "case_id"])
    op.create_table(
        "look",
        sa.Column("staff_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_look_staff_id_staff"),
        sa.PrimaryKeyConstraint("staff_id", "case_id", name="pk_look"),
    )
    where = sa.text("topic = 'case'")
    op.create_index("ix_change_case", "change", ["ident", "seq"], sqlite_where=where, postgresql_where=where)
    conn = op.get_bind()
    words.create(conn)
    _fill_words(conn)
    _fill_traits(conn)


def downgrade() -> None:
    words.drop(op.get_bind())
    op.drop_index("ix_change_case", table_name="change")
    for name in ("look", "case_trait"):
        op.drop_table(name)
    op.drop_column("case_file", "traits")


def _fill_words(conn: sa.Connection) -> None:
    """What was told before this revision is found as well."""
    postgres = conn.dialect.name == "postgresql"
    add = sa.text(
        "INSERT INTO report_words (report_id, words) VALUES (:which, CAST(:words AS tsvector))" if postgres
        else "INSERT INTO report_words (rowid, words) VALUES (:which, :words)"
    )
    for ids in _batches(conn, "SELECT id FROM report WHERE id > :last ORDER BY id LIMIT :most"):
        told: dict[int, list[str]] = {number: [] for number in ids}
        texts = sa.text("SELECT report_id, masked_text FROM message WHERE report_id BETWEEN :low AND :high ORDER BY id")
        for number, text in conn.execute(texts, {"low": ids[0], "high": ids[-1]}):
            told[number] += search.words(text)
        rows = sa.text("SELECT id, data FROM report WHERE id BETWEEN :low AND :high")
        for number, data in conn.execute(rows, {"low": ids[0], "high": ids[-1]}):
            place = from_dict(_plain(data)).value("place")
            told[number] += search.words(str(place.get("label") or "")) if isinstance(place, dict) else ()
        kept = [{"which": number, "words": words.kept(said, conn.dialect.name)} for number, said in told.items()]
        conn.execute(add, kept)


def _fill_traits(conn: sa.Connection) -> None:
    save = sa.text("UPDATE case_file SET traits = :traits WHERE id = :which")
    add = sa.text("INSERT INTO case_trait (case_id, trait, standing) VALUES (:which, :trait, :stands)")
    for ids in _batches(conn, "SELECT id FROM case_file WHERE id > :last ORDER BY id LIMIT :most"):
        reports: dict[int, list[Any]] = {number: [] for number in ids}
        told = sa.text("SELECT case_id, data FROM report WHERE case_id BETWEEN :low AND :high ORDER BY id")
        for number, data in conn.execute(told, {"low": ids[0], "high": ids[-1]}):
            reports[number].append(from_dict(_plain(data)))
        cases = sa.text(
            "SELECT id, status, lane, urgency, created_at FROM case_file WHERE id BETWEEN :low AND :high"
        )
        for row in conn.execute(cases, {"low": ids[0], "high": ids[-1]}).all():
            found = traits(reports[row.id])
            conn.execute(save, {"which": row.id, "traits": json.dumps(found)})
            is_open = row.status != "closed"
            stands = standing(row.urgency, _moment(row.created_at), is_open=is_open)
            own = (f"status:{row.status}", *((f"lane:{row.lane}",) if is_open else ()), *found)
            conn.execute(add, [{"which": row.id, "trait": trait, "stands": stands} for trait in own])


def _batches(conn: sa.Connection, wanted: str) -> Iterator[list[int]]:
    last = 0
    while ids := list(conn.execute(sa.text(wanted), {"last": last, "most": 500}).scalars()):
        yield ids
        last = ids[-1]


def _plain(data: Any) -> dict[str, object]:
    held: dict[str, object] = json.loads(data) if isinstance(data, str) else data
    return held


def _moment(held: Any) -> datetime:
    at = datetime.fromisoformat(held) if isinstance(held, str) else held
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
