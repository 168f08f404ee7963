"""Up to when what a vendor received for us is known to be here."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('caught_up',
        sa.Column('source', sa.String(), nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('source', name='pk_caught_up')
    )


def downgrade() -> None:
    op.drop_table('caught_up')
