"""Cases of many reports are ranked a little later, once for all that came meanwhile."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.base import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_to_rank",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_to_rank_case_id_case_file")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_to_rank")),
    )
    op.create_index(op.f("ix_case_to_rank_due"), "case_to_rank", ["due"])


def downgrade() -> None:
    op.drop_table("case_to_rank")
