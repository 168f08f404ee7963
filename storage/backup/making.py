"""Make a backup: the database, then the vault (which by then holds all the database speaks of), the manifest last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from storage.backup import disk, embedded, evidence, server
from storage.backup.facts import Facts
from storage.backup.manifest import FOLDER, Manifest, manifests
from storage.vault import open_vault
from tipline.errors import SetupError

DATABASE = "database"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an installation keeps what it has. `programs`: the folder of pg_dump and pg_restore, None: looked for."""

    database: str  # address
    vault: str
    data_dir: Path
    key_dir: Path
    programs: Path | None = None

    @property
    def kind(self) -> str:
        return make_url(self.database).get_backend_name()

    @property
    def file(self) -> Path:
        """The embedded database's file."""
        return Path(make_url(self.database).database or "")


def make(
    place: Place, folder: Path, *, keys: Mapping[str, str], now: datetime, version: str, keep: int, say: Say
) -> Manifest:
    """One backup into `folder`, beside earlier ones, of which the newest `keep` stay. Raises SetupError."""
    apart(place, folder)
    with disk.alone(disk.private(folder)):
        name = f"{now.astimezone(UTC):%Y%m%dT%H%M%S}.{now.microsecond // 1000:03d}Z"
        target, found = _dump(place, disk.private(folder / DATABASE), name, say)
        say("Database copied.")
        listed, list_hash, held = evidence.add(open_vault(place.vault), folder, say)
        made = Manifest(
            name=name, made_at=now, version=version, revision=found.revision, kind=place.kind, database=target.name,
            size=target.stat().st_size, sha256=disk.sha256(target), head=found.head, counts=found.counts,
            listed=listed, list_sha256=list_hash, vault_bytes=held, forgotten=found.forgotten, keys=dict(keys),
        )
        made.write(folder)
        _prune(folder, keep)
    return made


def apart(place: Place, folder: Path) -> None:
    """Raises SetupError when the backup would go down with the data, or lie beside the keys."""
    wanted, data, keys = folder.resolve(), place.data_dir.resolve(), place.key_dir.resolve()
    if wanted == data or data in wanted.parents:
        raise SetupError(f"{folder} lies inside TIPLINE_DATA_DIR: what takes the data takes the backup with it.")
    if wanted == keys or keys in wanted.parents or wanted in keys.parents:
        raise SetupError(f"{folder} and TIPLINE_KEY_DIR lie in one another: a backup never goes with the keys.")


def _dump(place: Place, folder: Path, name: str, say: Say) -> tuple[Path, Facts]:
    if place.kind == "sqlite":
        if not place.file.exists():
            raise SetupError(f"There is no database at {place.file} to make a backup of.")
        target = folder / (name + embedded.ENDING)
        return target, embedded.dump(place.file, target, say)
    target = folder / (name + server.ENDING)
    return target, server.dump(place.database, target, place.programs)


def _prune(folder: Path, keep: int) -> None:
    """The newest stay, the manifest goes before the database it speaks of; what was cut short goes as well."""
    for old in manifests(folder)[keep:]:
        (folder / FOLDER / f"{old.name}.json").unlink()
    kept = {each.database for each in manifests(folder)}
    for path in (folder / DATABASE).iterdir():
        if path.name not in kept:
            path.unlink()
