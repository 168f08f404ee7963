"""Backups: the database as of one moment and the vault, never the keys; and the way back into an empty place."""

from __future__ import annotations

from storage.backup.making import Place, make
from storage.backup.manifest import Manifest, manifests
from storage.backup.restoring import Restored, restore

__all__ = ["Manifest", "Place", "Restored", "make", "manifests", "restore"]
