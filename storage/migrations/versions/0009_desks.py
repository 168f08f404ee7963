"""Which districts a person's desk has, and for which other cases they gave a reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.base import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("districts", sa.JSON(), nullable=True))
    op.drop_column("staff", "district")
    op.create_table(
        "reason_given",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_reason_given_staff_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_reason_given_case_id_case_file")),
        sa.PrimaryKeyConstraint("staff_id", "case_id", name=op.f("pk_reason_given")),
    )


def downgrade() -> None:
    op.drop_table("reason_given")
    op.add_column("staff", sa.Column("district", sa.String(), nullable=True))
    op.drop_column("staff", "districts")
