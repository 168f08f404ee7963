"""What a backup says of itself, written last: a backup without its manifest is none."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from storage.backup import disk
from tipline.errors import SetupError

FORMAT = 1
FOLDER = "manifests"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`name`: the moment it was made, as in its file's name. Hashes are hex SHA-256.

    `listed`, `list_sha256`: so many first lines of vault.sha256 belong to this backup, and their hash. `forgotten`:
    numbers of the reporters whose key had been destroyed; an older backup is told of them when it is restored. `keys`:
    fingerprints of the key files, which are never part of a backup. `head`: number and hash of the last custody entry.
    """

    name: str
    made_at: datetime
    version: str
    revision: str
    kind: str  # "sqlite" or "postgresql"
    database: str  # file name under database/
    size: int
    sha256: str
    head: tuple[int, str] | None
    counts: Mapping[str, int]
    listed: int
    list_sha256: str
    vault_bytes: int
    forgotten: tuple[int, ...]
    keys: Mapping[str, str]

    def write(self, folder: Path) -> Path:
        text = json.dumps({"format": FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}, indent=1)
        path = disk.private(folder / FOLDER) / f"{self.name}.json"
        disk.write(path, [text.encode()])
        return path


def manifests(folder: Path) -> list[Manifest]:
    """Every backup in a folder, newest first; what is no manifest of ours is passed over."""
    return list(_read(sorted((folder / FOLDER).glob("*.json"), reverse=True)))


def choose(folder: Path, name: str | None) -> Manifest:
    """The newest backup, or the one of this name. Raises SetupError."""
    held = manifests(folder)
    found = held[:1] if name is None else [each for each in held if each.name == name]
    if not found:
        what = "no backup" if name is None else f"no backup named {name}"
        known = ", ".join(each.name for each in held[:5])
        raise SetupError(f"There is {what} in {folder}." + (f" The newest are {known}." if known else ""))
    return found[0]


def _read(paths: list[Path]) -> Iterator[Manifest]:
    for path in paths:
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            if held.pop("format") == FORMAT:
                yield _made(held)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue


def _made(held: dict[str, Any]) -> Manifest:
    head = held["head"]
    return Manifest(**{
        **held, "made_at": datetime.fromisoformat(held["made_at"]), "head": (head[0], head[1]) if head else None,
        "forgotten": tuple(held["forgotten"]),
    })
