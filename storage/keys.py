"""The key store on files: read once at start, never in the database, never in its backups.

Whoever loses the folder loses all contacts; whoever has it and the database has them too.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path

from tipline.errors import SetupError

KEY_BYTES = 32
FIRST_EPOCH = 1
_SINGLE = ("index", "seen", "staff")
_EPOCH = re.compile(r"epoch-(\d{1,5})\.key")


class FileKeys:
    """All keys of an installation. `epochs` maps an epoch's id to its key; new things are sealed under the newest."""

    __slots__ = ("epoch_id", "epochs", "index", "seen", "staff")

    def __init__(self, folder: Path) -> None:
        """Read a folder made by `init_keys`. Raises SetupError, one sentence that says what to change."""
        _check_private(folder, "folder")
        names = sorted(path.name for path in folder.iterdir())
        epochs = {int(m[1]): _read(folder / name) for name in names if (m := _EPOCH.fullmatch(name))}
        if not epochs:
            raise SetupError(f"The key folder {folder} holds no epoch key. {_ADVICE}")
        self.epochs: Mapping[int, bytes] = epochs
        self.epoch_id = max(epochs)
        self.index, self.seen, self.staff = (_read(folder / f"{name}.key") for name in _SINGLE)

    def fingerprints(self) -> dict[str, str]:
        """Key file's name -> a short keyed hash by which a copy is recognized; it opens nothing."""
        held = {f"epoch-{number:05d}": key for number, key in self.epochs.items()}
        held |= {name: getattr(self, name) for name in _SINGLE}
        return {name: hmac.digest(key, b"tipline key fingerprint", "sha256").hex()[:16] for name, key in held.items()}

    def __repr__(self) -> str:
        return f"FileKeys(epochs={sorted(self.epochs)})"


_ADVICE = "Restore it from your own copy, or run `tipline keys init` for a new installation."


def init_keys(folder: Path) -> bool:
    """Make the folder (0700) and its key files (0400); True when they were made, False when all were there already.

    Never overwrites: a folder that lacks some of its keys is refused with SetupError, for new ones beside old data
    would silently cut every link to it.
    """
    wanted = [f"epoch-{FIRST_EPOCH:05d}.key", *(f"{name}.key" for name in _SINGLE)]
    try:
        held = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
        if held:
            FileKeys(folder)
            return False
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        for name in wanted:
            _write(folder / name)
        _sync_folder(folder)
    except OSError as error:
        raise SetupError(f"The key folder {folder} cannot be written: {error.strerror}.") from error
    return True


def check_key_folder(folder: Path, data_dir: Path) -> None:
    """Raises SetupError when the keys lie inside the data folder or can be read by others."""
    keys, data = folder.resolve(), data_dir.resolve()
    if keys == data or data in keys.parents:
        raise SetupError(
            "TIPLINE_KEY_DIR lies inside TIPLINE_DATA_DIR: whoever takes one must not have the other. Move the keys."
        )
    _check_private(folder, "folder")
    for path in folder.iterdir():
        _check_private(path, "file")


def _check_private(path: Path, kind: str) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise SetupError(f"The key {kind} {path} is missing. {_ADVICE}") from None
    except OSError as error:
        raise SetupError(f"The key {kind} {path} cannot be read: {error.strerror}.") from error
    if (kind == "folder") != stat.S_ISDIR(mode):
        raise SetupError(f"The key {kind} {path} is not a {kind}.")
    if mode & 0o077:
        raise SetupError(f"The key {kind} {path} can be read by others; run: chmod go-rwx {path}")


def _read(path: Path) -> bytes:
    _check_private(path, "file")
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise SetupError(f"The key file {path} cannot be read: {error.strerror}.") from error
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise SetupError(f"The key file {path} is damaged. {_ADVICE}")
    return key


def _write(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
