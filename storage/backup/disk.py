"""Files of a backup: readable by their owner only, and on the disk before anything speaks of them."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.vault import sync
from tipline.errors import SetupError

_CHUNK = 1024 * 1024


def private(folder: Path) -> Path:
    """The folder, made 0700 when it is not there. Raises SetupError."""
    try:
        for each in reversed([folder, *folder.parents]):  # `parents=True` would make those in between for everybody
            each.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise SetupError(f"The folder {folder} cannot be made: {error.strerror}.") from error
    return folder


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def write(path: Path, chunks: Iterable[bytes]) -> str:
    """Write a new file whole or not at all, durable on return; gives its SHA-256."""
    digest, staged = hashlib.sha256(), path.with_name(path.name + ".partial")
    with os.fdopen(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for chunk in chunks:
            digest.update(chunk)
            file.write(chunk)
    settle(staged, path)
    return digest.hexdigest()


def settle(staged: Path, path: Path) -> None:
    """Give a finished file its name: first its bytes to the disk, then the name."""
    staged.chmod(0o600)
    sync(staged)
    staged.rename(path)
    sync(path.parent)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One backup at a time in a folder. Raises SetupError when another one is at work."""
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise SetupError(f"Another backup into {folder} is at work; wait for it to end.") from None
    try:
        yield
    finally:
        os.close(handle)
