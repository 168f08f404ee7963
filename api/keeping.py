"""Backup and restore as the command line asks for them: settings and keys here, the work in storage.backup."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from api import product
from api.clock import SystemClock
from api.settings import Settings
from storage import backup as backups
from storage.backup import Manifest, Place, Restored
from storage.keys import FileKeys, check_key_folder
from tipline.desk.ports import Clock
from tipline.errors import SetupError

KEYS_APART = (
    "Keep a copy of the key folder apart from the backups, where whoever takes one does not get the other: without it "
    "every contact is lost."
)
Say = Callable[[str], None]


def target(settings: Settings, folder: Path | None) -> Path:
    """The folder named on the command line, else the setting's. Raises SetupError."""
    if folder is None and not settings.backup_dir:
        raise SetupError("Where to? Name a folder, or set TIPLINE_BACKUP_DIR.")
    return folder or Path(settings.backup_dir)


def place(settings: Settings, programs: Path | None) -> Place:
    return Place(settings.database, settings.vault, settings.data_dir, settings.key_dir, programs)


def back_up(
    settings: Settings, folder: Path, *, keep: int, say: Say, programs: Path | None = None, clock: Clock | None = None
) -> Manifest:
    """One backup. The keys are looked at for their fingerprints and go nowhere."""
    check_key_folder(settings.key_dir, settings.data_dir)
    return backups.make(
        place(settings, programs), folder, keys=FileKeys(settings.key_dir).fingerprints(),
        now=(clock or SystemClock()).now(), version=product.VERSION, keep=keep, say=say,
    )


def bring_back(
    settings: Settings, folder: Path, *, name: str | None, without_keys: bool, say: Say, programs: Path | None = None,
    clock: Clock | None = None,
) -> Restored:
    """Restore into an empty place. The key folder has to be there first, or the caller has to say that it is lost."""
    keys: dict[str, str] = {}
    if not without_keys:
        try:
            check_key_folder(settings.key_dir, settings.data_dir)
            keys = FileKeys(settings.key_dir).fingerprints()
        except SetupError as error:
            raise SetupError(
                f"{error} Put your own copy of the key folder there first: backups never hold it. If it is lost for "
                "good, --without-keys restores reports and evidence; no contact can be answered any more."
            ) from None
    return backups.restore(
        place(settings, programs), folder, name=name, keys=keys, now=(clock or SystemClock()).now(),
        version=product.VERSION, say=say,
    )
