"""Alembic's entry: runs on the connection that storage.migrate hands in."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel.sql.sqltypes import AutoString

from storage import words
from storage.tables import UtcDateTime, metadata


def _plain_types(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Migrations stand alone: they name SQLAlchemy's own types, not ours, which may change."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


def _in_both(name: str | None, kind: str, _parents: object) -> bool:
    """Whether it is to be compared: the table of words is of another kind on each database (storage.words)."""
    return not (kind == "table" and (name or "").startswith(words.NAME))


context.configure(
    include_name=_in_both,
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True,
    compare_type=True, compare_server_default=True, transactional_ddl=True, render_item=_plain_types,
)
with context.begin_transaction():
    context.run_migrations()
