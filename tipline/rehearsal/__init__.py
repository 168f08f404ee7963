"""Scripted chats and what they demand: `check(chat, played)` holds a chat that was played against its script."""

from __future__ import annotations

from tipline.rehearsal.check import KINDS, check, unknown
from tipline.rehearsal.model import Chat, Finding, Played, Reply
from tipline.rehearsal.shape import shape

__all__ = ["KINDS", "Chat", "Finding", "Played", "Reply", "check", "shape", "unknown"]
