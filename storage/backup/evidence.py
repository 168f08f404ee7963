"""The vault's copy: what is new is copied by its name and hash-checked; `sha256sum -c vault.sha256` checks it, too."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from storage.backup import disk
from storage.vault import ObjectVault, sync
from tipline.errors import SetupError

LIST, COPY = "vault.sha256", "vault"
_ORIGINALS = "originals/"
Say = Callable[[str], None]


def add(vault: ObjectVault, folder: Path, say: Say) -> tuple[int, str, int]:
    """Copy what the backup does not hold yet; gives (lines of the list, their hash, bytes of all files)."""
    copy, known = disk.private(folder / COPY), dict(_lines(folder))
    new = [(key, size) for key, size in vault.listing() if key not in known]
    total = sum(size for _, size in new)
    done = 0
    for number, (key, size) in enumerate(new, 1):
        known[key] = _copy(vault, key, copy / key)
        _list(folder, known[key], key)
        done += size
        if number % 50 == 0 or number == len(new):
            say(f"Vault: {number} of {len(new)} new files, {done * 100 // max(total, 1)} %")
    held = sum((copy / key).stat().st_size for key in known if (copy / key).exists())
    return len(known), _hash_of_list(folder, len(known)), held


def check(folder: Path, listed: int, list_sha256: str, say: Say) -> list[str]:
    """Sentences about everything of the first `listed` files that does not hold; empty when all is as it was."""
    if _hash_of_list(folder, listed) != list_sha256:
        return [f"The list of files {LIST} is not the one this backup was made with."]
    faults = []
    for number, (key, digest) in enumerate(islice(_lines(folder), listed), 1):
        path = folder / COPY / key
        if not path.exists():
            faults.append(f"{key} is missing from the backup.")
        elif disk.sha256(path) != digest:
            faults.append(f"{key} was altered in the backup.")
        if number % 200 == 0:
            say(f"Vault: {number} of {listed} files checked")
    return faults


def bring_back(folder: Path, listed: int, vault: ObjectVault, say: Say) -> None:
    """Put the first `listed` files into the vault; those that were checked and found wrong included, never changed."""
    for number, (key, _) in enumerate(islice(_lines(folder), listed), 1):
        path = folder / COPY / key
        if path.exists():
            vault.put(key, path)
        if number % 200 == 0:
            say(f"Vault: {number} of {listed} files restored")


def _copy(vault: ObjectVault, key: str, target: Path) -> str:
    """Raises SetupError when an original is no longer what its name says: that is found out here, not years later."""
    disk.private(target.parent)
    digest = disk.write(target, vault.stream(key))
    if key.startswith(_ORIGINALS) and not key.endswith(f"/{digest}"):
        target.unlink()
        raise SetupError(f"The vault's original {key} was altered; run tipline verify-custody and ask why.")
    return digest


def _lines(folder: Path) -> Iterator[tuple[str, str]]:
    """(key, hash) in the order in which they were added. A line cut by a crash is no line."""
    path = folder / LIST
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            digest, _, name = line.rstrip("\n").partition("  ")
            if line.endswith("\n") and len(digest) == 64 and name.startswith(f"{COPY}/"):
                yield name.removeprefix(f"{COPY}/"), digest


def _list(folder: Path, digest: str, key: str) -> None:
    path = folder / LIST
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "rb+") as file:
        end = file.seek(0, os.SEEK_END)
        if end:
            file.seek(end - 1)
            if file.read(1) != b"\n":
                file.write(b"\n")
        file.write(f"{digest}  {COPY}/{key}\n".encode())
    sync(path)


def _hash_of_list(folder: Path, lines: int) -> str:
    digest = hashlib.sha256()
    for key, held in islice(_lines(folder), lines):
        digest.update(f"{held}  {COPY}/{key}\n".encode())
    return digest.hexdigest()
