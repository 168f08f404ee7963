"""Everything of step 1."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage import triggers

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('banner',
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('count', sa.Integer(), nullable=False),
        sa.Column('first_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('kind', name='pk_banner')
    )
    op.create_table('change',
        sa.Column('seq', sa.Integer(), nullable=False),
        sa.Column('topic', sa.String(), nullable=False),
        sa.Column('ident', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('seq', name='pk_change'),
        sqlite_autoincrement=True
    )
    op.create_table('custody',
        sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('at', sa.String(), nullable=False),
        sa.Column('actor', sa.String(), nullable=False),
        sa.Column('action', sa.String(), nullable=False),
        sa.Column('subject', sa.String(), nullable=False),
        sa.Column('digest', sa.String(), nullable=True),
        sa.Column('previous', sa.String(), nullable=False),
        sa.Column('version', sa.String(), nullable=False),
        sa.Column('hash', sa.String(), nullable=False),
        sa.PrimaryKeyConstraint('seq', name='pk_custody')
    )
    op.create_index('ix_custody_subject', 'custody', ['subject'])
    op.create_table('inbox',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('channel', sa.String(), nullable=False),
        sa.Column('lookup', sa.LargeBinary(), nullable=False),
        sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('payload', sa.LargeBinary(), nullable=False),
        sa.Column('state', sa.String(), nullable=False),
        sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('error', sa.String(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'parked')", name='ck_inbox_state'),
        sa.PrimaryKeyConstraint('id', name='pk_inbox'),
        sqlite_autoincrement=True
    )
    op.create_index('ix_inbox_waiting', 'inbox', ['id', 'not_before'], sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
    op.create_table('job_slot',
        sa.Column('job', sa.String(), nullable=False),
        sa.Column('slot', sa.String(), nullable=False),
        sa.PrimaryKeyConstraint('job', 'slot', name='pk_job_slot')
    )
    op.create_table('reporter',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('pseudonym', sa.String(), nullable=False),
        sa.Column('wrapped_key', sa.LargeBinary(), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_reporter'),
        sa.UniqueConstraint('pseudonym', name='uq_reporter_pseudonym')
    )
    op.create_table('seen',
        sa.Column('digest', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('digest', name='pk_seen'),
        sqlite_with_rowid=False
    )
    op.create_table('sign_in_failure',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_sign_in_failure')
    )
    op.create_index('ix_sign_in_failure_name_at', 'sign_in_failure', ['name', 'at'])
    op.create_table('staff',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('role', sa.String(), nullable=False),
        sa.Column('password', sa.String(), nullable=False),
        sa.Column('totp', sa.LargeBinary(), nullable=True),
        sa.Column('disabled', sa.Boolean(), nullable=False),
        sa.Column('last_step', sa.Integer(), nullable=False),
        sa.Column('district', sa.String(), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_staff'),
        sa.UniqueConstraint('name', name='uq_staff_name')
    )
    op.create_table('address',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('reporter_id', sa.Integer(), nullable=False),
        sa.Column('channel', sa.String(), nullable=False),
        sa.Column('lookup', sa.LargeBinary(), nullable=True),
        sa.Column('sealed', sa.LargeBinary(), nullable=True),
        sa.Column('lang', sa.String(), nullable=True),
        sa.Column('opted_out', sa.String(), nullable=True),
        sa.Column('blocked', sa.Boolean(), nullable=False),
        sa.Column('muted', sa.Boolean(), nullable=False),
        sa.Column('notice_version', sa.String(), nullable=True),
        sa.Column('confidentiality', sa.String(), nullable=False),
        sa.Column('last_inbound_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("channel IN ('sms', 'telegram')", name='ck_address_channel'),
        sa.CheckConstraint("confidentiality IN ('requested', 'not_requested')", name='ck_address_confidentiality'),
        sa.ForeignKeyConstraint(['reporter_id'], ['reporter.id'], name='fk_address_reporter_id_reporter'),
        sa.PrimaryKeyConstraint('id', name='pk_address'),
        sa.UniqueConstraint('channel', 'lookup', name='uq_address_channel_lookup')
    )
    op.create_index('ix_address_reporter_id', 'address', ['reporter_id'])
    op.create_table('case_file',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('status', sa.String(), nullable=False),
        sa.Column('resolution', sa.String(), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('acknowledged_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('urgency', sa.Integer(), nullable=False),
        sa.Column('reasons', sa.JSON(), nullable=False),
        sa.Column('lane', sa.String(), nullable=False),
        sa.Column('district', sa.String(), nullable=True),
        sa.Column('assigned_to', sa.Integer(), nullable=True),
        sa.CheckConstraint("status IN ('new', 'triage', 'assigned', 'documenting', 'documented', 'closed')", name='ck_case_file_status'),
        sa.ForeignKeyConstraint(['assigned_to'], ['staff.id'], name='fk_case_file_assigned_to_staff'),
        sa.PrimaryKeyConstraint('id', name='pk_case_file')
    )
    op.create_index('ix_case_file_assigned_to', 'case_file', ['assigned_to'])
    op.create_index('ix_case_file_created_at', 'case_file', ['created_at'])
    op.create_index('ix_case_file_open_district', 'case_file', ['district', 'urgency', 'created_at', 'id'], sqlite_where=sa.text("status <> 'closed'"), postgresql_where=sa.text("status <> 'closed'"))
    op.create_index('ix_case_file_open_lane', 'case_file', ['lane', 'urgency', 'created_at', 'id'], sqlite_where=sa.text("status <> 'closed'"), postgresql_where=sa.text("status <> 'closed'"))
    op.create_index('ix_case_file_open_newest', 'case_file', ['created_at', 'id'], sqlite_where=sa.text("status <> 'closed'"), postgresql_where=sa.text("status <> 'closed'"))
    op.create_index('ix_case_file_open_worst', 'case_file', ['urgency', 'created_at', 'id'], sqlite_where=sa.text("status <> 'closed'"), postgresql_where=sa.text("status <> 'closed'"))
    op.create_table('session',
        sa.Column('id_hash', sa.LargeBinary(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('csrf', sa.String(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('locked', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name='fk_session_staff_id_staff'),
        sa.PrimaryKeyConstraint('id_hash', name='pk_session')
    )
    op.create_index('ix_session_staff_id', 'session', ['staff_id'])
    op.create_table('sign_in_link',
        sa.Column('digest', sa.LargeBinary(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('expires', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name='fk_sign_in_link_staff_id_staff'),
        sa.PrimaryKeyConstraint('digest', name='pk_sign_in_link')
    )
    op.create_table('case_event',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('case_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('actor', sa.String(), nullable=False),
        sa.Column('action', sa.String(), nullable=False),
        sa.Column('before', sa.String(), nullable=True),
        sa.Column('after', sa.String(), nullable=True),
        sa.Column('note', sa.String(), nullable=True),
        sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name='fk_case_event_case_id_case_file'),
        sa.PrimaryKeyConstraint('id', name='pk_case_event')
    )
    op.create_index('ix_case_event_case_id', 'case_event', ['case_id'])
    op.create_table('dialogue',
        sa.Column('address_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('state', sa.JSON(), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['address_id'], ['address.id'], name='fk_dialogue_address_id_address'),
        sa.PrimaryKeyConstraint('address_id', name='pk_dialogue')
    )
    op.create_table('duty',
        sa.Column('case_id', sa.Integer(), nullable=False),
        sa.Column('duty', sa.String(), nullable=False),
        sa.Column('outcome', sa.String(), nullable=False),
        sa.Column('detail', sa.JSON(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name='fk_duty_case_id_case_file'),
        sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name='fk_duty_staff_id_staff'),
        sa.PrimaryKeyConstraint('case_id', 'duty', name='pk_duty')
    )
    op.create_table('outbox',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('address_id', sa.Integer(), nullable=False),
        sa.Column('case_id', sa.Integer(), nullable=True),
        sa.Column('stream', sa.String(), nullable=False),
        sa.Column('notice', sa.String(), nullable=True),
        sa.Column('notice_number', sa.Integer(), nullable=True),
        sa.Column('urgent', sa.Boolean(), nullable=False),
        sa.Column('lang', sa.String(), nullable=False),
        sa.Column('lines', sa.JSON(), nullable=False),
        sa.Column('choices', sa.JSON(), nullable=False),
        sa.Column('silent', sa.Boolean(), nullable=False),
        sa.Column('author', sa.String(), nullable=True),
        sa.Column('state', sa.String(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('delivery', sa.String(), nullable=True),
        sa.Column('code', sa.String(), nullable=True),
        sa.Column('segments', sa.Integer(), nullable=True),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('token', sa.String(), nullable=True),
        sa.Column('token_digest', sa.LargeBinary(), nullable=True),
        sa.Column('vendor_id', sa.LargeBinary(), nullable=True),
        sa.Column('vendor_lookup', sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("state IN ('queued', 'sending', 'accepted', 'unknown', 'delivered', 'failed', 'cancelled')", name='ck_outbox_state'),
        sa.CheckConstraint("stream IN ('conversation', 'notice', 'alert')", name='ck_outbox_stream'),
        sa.ForeignKeyConstraint(['address_id'], ['address.id'], name='fk_outbox_address_id_address'),
        sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name='fk_outbox_case_id_case_file'),
        sa.PrimaryKeyConstraint('id', name='pk_outbox'),
        sa.UniqueConstraint('token_digest', name='uq_outbox_token_digest')
    )
    op.create_index('ix_outbox_address_id', 'outbox', ['address_id'])
    op.create_index('ix_outbox_alive', 'outbox', ['address_id', 'stream', 'state', 'id'], sqlite_where=sa.text("state IN ('queued', 'sending', 'unknown')"), postgresql_where=sa.text("state IN ('queued', 'sending', 'unknown')"))
    op.create_index('ix_outbox_case_id', 'outbox', ['case_id'])
    op.create_index('ix_outbox_due', 'outbox', ['not_before', 'id'], sqlite_where=sa.text("state = 'queued'"), postgresql_where=sa.text("state = 'queued'"))
    op.create_index('ix_outbox_vendor_lookup', 'outbox', ['vendor_lookup'])
    op.create_index('uq_outbox_notice', 'outbox', ['case_id', 'notice', 'address_id'], unique=True, sqlite_where=sa.text('notice IS NOT NULL AND case_id IS NOT NULL'), postgresql_where=sa.text('notice IS NOT NULL AND case_id IS NOT NULL'))
    op.create_table('report',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('reporter_id', sa.Integer(), nullable=False),
        sa.Column('address_id', sa.Integer(), nullable=False),
        sa.Column('case_id', sa.Integer(), nullable=False),
        sa.Column('reference', sa.String(), nullable=False),
        sa.Column('state', sa.String(), nullable=False),
        sa.Column('lang', sa.String(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('lat', sa.Float(), nullable=True),
        sa.Column('lng', sa.Float(), nullable=True),
        sa.Column('cell', sa.BigInteger(), nullable=True),
        sa.Column('data', sa.JSON(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'set_aside', 'withdrawn')", name='ck_report_state'),
        sa.ForeignKeyConstraint(['address_id'], ['address.id'], name='fk_report_address_id_address'),
        sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name='fk_report_case_id_case_file'),
        sa.ForeignKeyConstraint(['reporter_id'], ['reporter.id'], name='fk_report_reporter_id_reporter'),
        sa.PrimaryKeyConstraint('id', name='pk_report'),
        sa.UniqueConstraint('reference', name='uq_report_reference')
    )
    op.create_index('ix_report_case_id', 'report', ['case_id'])
    op.create_index('ix_report_cell_created_at', 'report', ['cell', 'created_at'])
    op.create_index('ix_report_created_at', 'report', ['created_at'])
    op.create_index('ix_report_reporter_id', 'report', ['reporter_id'])
    op.create_table('timer',
        sa.Column('address_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('due', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['address_id'], ['address.id'], name='fk_timer_address_id_address'),
        sa.PrimaryKeyConstraint('address_id', 'kind', name='pk_timer')
    )
    op.create_index('ix_timer_due', 'timer', ['due'])
    op.create_table('message',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('reporter_id', sa.Integer(), nullable=False),
        sa.Column('address_id', sa.Integer(), nullable=False),
        sa.Column('report_id', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('masked_text', sa.String(), nullable=False),
        sa.Column('lang', sa.String(), nullable=True),
        sa.Column('amends', sa.Integer(), nullable=True),
        sa.Column('lat', sa.Float(), nullable=True),
        sa.Column('lng', sa.Float(), nullable=True),
        sa.Column('reading', sa.JSON(), nullable=False),
        sa.Column('vendor_lookup', sa.LargeBinary(), nullable=True),
        sa.Column('vendor_id', sa.LargeBinary(), nullable=True),
        sa.Column('original', sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(['address_id'], ['address.id'], name='fk_message_address_id_address'),
        sa.ForeignKeyConstraint(['amends'], ['message.id'], name='fk_message_amends_message'),
        sa.ForeignKeyConstraint(['report_id'], ['report.id'], name='fk_message_report_id_report'),
        sa.ForeignKeyConstraint(['reporter_id'], ['reporter.id'], name='fk_message_reporter_id_reporter'),
        sa.PrimaryKeyConstraint('id', name='pk_message')
    )
    op.create_index('ix_message_report_id', 'message', ['report_id'])
    op.create_index('ix_message_reporter_id', 'message', ['reporter_id'])
    op.create_index('ix_message_vendor_lookup', 'message', ['vendor_lookup'])
    op.create_table('evidence',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('report_id', sa.Integer(), nullable=False),
        sa.Column('message_id', sa.Integer(), nullable=False),
        sa.Column('address_id', sa.Integer(), nullable=False),
        sa.Column('media', sa.String(), nullable=False),
        sa.Column('state', sa.String(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
        sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('pointer', sa.LargeBinary(), nullable=True),
        sa.Column('content_type', sa.String(), nullable=True),
        sa.Column('size', sa.BigInteger(), nullable=True),
        sa.Column('sha256', sa.String(), nullable=True),
        sa.Column('vault_key', sa.String(), nullable=True),
        sa.Column('width', sa.Integer(), nullable=True),
        sa.Column('height', sa.Integer(), nullable=True),
        sa.Column('display', sa.String(), nullable=True),
        sa.Column('views', sa.JSON(), nullable=False),
        sa.Column('stored_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('vendor_deleted_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('code', sa.String(), nullable=True),
        sa.CheckConstraint("state IN ('wanted', 'fetching', 'stored', 'too_large', 'gone', 'failed')", name='ck_evidence_state'),
        sa.ForeignKeyConstraint(['address_id'], ['address.id'], name='fk_evidence_address_id_address'),
        sa.ForeignKeyConstraint(['message_id'], ['message.id'], name='fk_evidence_message_id_message'),
        sa.ForeignKeyConstraint(['report_id'], ['report.id'], name='fk_evidence_report_id_report'),
        sa.PrimaryKeyConstraint('id', name='pk_evidence')
    )
    op.create_index('ix_evidence_address_id', 'evidence', ['address_id'])
    op.create_index('ix_evidence_message_id', 'evidence', ['message_id'])
    op.create_index('ix_evidence_pending', 'evidence', ['not_before', 'id'], sqlite_where=sa.text("state IN ('wanted', 'fetching')"), postgresql_where=sa.text("state IN ('wanted', 'fetching')"))
    op.create_index('ix_evidence_report_id', 'evidence', ['report_id'])
    op.create_index('ix_evidence_sha256', 'evidence', ['sha256'])
    op.create_index('ix_evidence_undeleted', 'evidence', ['not_before', 'id'], sqlite_where=sa.text("vendor_deleted_at IS NULL AND pointer IS NOT NULL AND state = 'stored'"), postgresql_where=sa.text("vendor_deleted_at IS NULL AND pointer IS NOT NULL AND state = 'stored'"))
    triggers.create(op.get_bind())


_TABLES = (
    'banner', 'change', 'custody', 'inbox', 'job_slot', 'reporter', 'seen', 'sign_in_failure', 'staff', 'address',
    'case_file', 'session', 'sign_in_link', 'case_event', 'dialogue', 'duty', 'outbox', 'report', 'timer', 'message',
    'evidence',
)


def downgrade() -> None:
    for name in reversed(_TABLES):  # their indexes and triggers go with them
        op.drop_table(name)
    triggers.drop_functions(op.get_bind())
