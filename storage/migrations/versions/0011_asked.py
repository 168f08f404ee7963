"""What the desk asked from the phrasebook, and how it was answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.base import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'clear', 'unsure', 'words')", name=op.f("ck_asked_state")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_asked_outbox_id_outbox")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_asked_report_id_report")),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_asked_address_id_address")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_asked_message_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked")),
    )
    op.create_index(op.f("ix_asked_address_id_at"), "asked", ["address_id", "at"])
    op.create_index(op.f("ix_asked_report_id"), "asked", ["report_id"])


def downgrade() -> None:
    op.drop_table("asked")
