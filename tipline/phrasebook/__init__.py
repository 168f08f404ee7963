"""The phrasebook: what the desk asks and says in the witness's own language, and how the answers are understood."""

from __future__ import annotations

from tipline.phrasebook.model import Answer, Asked, Entry, State, Wants
from tipline.phrasebook.sentences import SENTENCES
from tipline.phrasebook.table import BY_KEY, ENTRIES

__all__ = ["BY_KEY", "ENTRIES", "SENTENCES", "Answer", "Asked", "Entry", "State", "Wants"]
