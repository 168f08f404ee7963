"""Sends whose answer never came: since when, how often; the channel of a message, and when it is too late for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

_DUE = sa.text("state = 'queued'")
_UNKNOWN = sa.text("state = 'unknown'")


def upgrade() -> None:
    # SQLite wants a default for a new column that may not be empty; every row written from now on names its own value
    op.add_column('outbox', sa.Column('channel', sa.String(), nullable=False, server_default='sms'))
    op.execute("UPDATE outbox SET channel = (SELECT channel FROM address WHERE address.id = outbox.address_id)")
    op.add_column('outbox', sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('outbox', sa.Column('unclear', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('outbox', sa.Column('unclear_at', sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE outbox SET unclear = 1, unclear_at = not_before WHERE state = 'unknown'")
    op.drop_index('ix_outbox_due', 'outbox')
    op.create_index('ix_outbox_due', 'outbox', ['channel', 'not_before', 'id'], sqlite_where=_DUE, postgresql_where=_DUE)
    op.create_index('ix_outbox_unknown', 'outbox', ['not_before', 'id'], sqlite_where=_UNKNOWN, postgresql_where=_UNKNOWN)


def downgrade() -> None:
    op.drop_index('ix_outbox_unknown', 'outbox')
    op.drop_index('ix_outbox_due', 'outbox')
    op.create_index('ix_outbox_due', 'outbox', ['not_before', 'id'], sqlite_where=_DUE, postgresql_where=_DUE)
    for name in ('unclear_at', 'unclear', 'expires_at', 'channel'):
        op.drop_column('outbox', name)
