"""Incidents: how reports came together, what events are known by, and the hash of a picture."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evidence", sa.Column("phash", sa.BigInteger(), nullable=True))
    op.create_table(
        "gathering",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("from_case", sa.Integer(), nullable=False),
        sa.Column("to_case", sa.Integer(), nullable=False),
        sa.Column("from_status", sa.String(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.CheckConstraint("act IN ('joined', 'merged', 'split', 'undone', 'apart')", name="ck_gathering_act"),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name="fk_gathering_report_id_report"),
        sa.ForeignKeyConstraint(["from_case"], ["case_file.id"], name="fk_gathering_from_case_case_file"),
        sa.ForeignKeyConstraint(["to_case"], ["case_file.id"], name="fk_gathering_to_case_case_file"),
        sa.PrimaryKeyConstraint("id", name="pk_gathering"),
    )
    op.create_index("ix_gathering_batch", "gathering", ["batch"])
    op.create_index("ix_gathering_from_case", "gathering", ["from_case"])
    op.create_index("ix_gathering_to_case", "gathering", ["to_case"])
    op.create_table(
        "mark",
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name="fk_mark_report_id_report"),
        sa.PrimaryKeyConstraint("mark", "report_id", name="pk_mark"),
    )


def downgrade() -> None:
    op.drop_table("mark")
    op.drop_table("gathering")
    op.drop_column("evidence", "phash")
