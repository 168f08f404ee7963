"""A worker's claim on deliveries, and the way to an address's other ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

_WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.add_column('inbox', sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        'ix_inbox_sender', 'inbox', ['lookup', 'id'], sqlite_where=_WAITING, postgresql_where=_WAITING
    )


def downgrade() -> None:
    op.drop_index('ix_inbox_sender', 'inbox')
    op.drop_column('inbox', 'lease_until')
