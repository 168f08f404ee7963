"""Every sentence we say, by key: a registry with notes for translators, and a gettext catalog per language."""

from __future__ import annotations

from tipline.phrases.catalog import Phrases, load_phrases
from tipline.phrases.languages import nearest
from tipline.phrases.registry import PHRASES, Phrase

CATALOGS = "locales"  # the folder beside this file that holds <language>.po

__all__ = ["CATALOGS", "PHRASES", "Phrase", "Phrases", "load_phrases", "nearest"]
