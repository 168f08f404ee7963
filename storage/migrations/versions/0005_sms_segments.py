"""What a month of texts costs is read from an index alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SMS = sa.text("channel = 'sms'")


def upgrade() -> None:
    op.create_index("ix_outbox_sent", "outbox", ["sent_at", "segments"], sqlite_where=_SMS, postgresql_where=_SMS)


def downgrade() -> None:
    op.drop_index("ix_outbox_sent", "outbox")
