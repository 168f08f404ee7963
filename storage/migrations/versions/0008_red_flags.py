"""What a case is to be looked at twice for, and how many independent people tell it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_file", sa.Column("flags", sa.JSON(), nullable=True))
    op.add_column("case_file", sa.Column("people", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("case_file", sa.Column("passed_on", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    for name in ("passed_on", "people", "flags"):
        op.drop_column("case_file", name)
