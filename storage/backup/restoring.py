"""The way back: check everything first, fill an empty place, then make good what happened after the backup.

People who were forgotten after a backup was made are forgotten again, as far as a later backup in the same folder knows
of them. Messages that were waiting to go out may have gone since: they are marked as unknown, so that the vendor is
asked before anything is said twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import update

from storage import migrate
from storage.backup import disk, embedded, evidence, server
from storage.backup.making import DATABASE, Place, apart
from storage.backup.manifest import Manifest, choose, manifests
from storage.engine import make_engine
from storage.store import SqlStore, SqlTx
from storage.tables import outbox
from storage.vault import ObjectVault, open_vault
from tipline import custody
from tipline.errors import SetupError

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """`faults`: sentences about what does not hold; the rest is in place all the same."""

    manifest: Manifest
    forgotten_again: int
    asked_first: int  # messages whose vendor is asked before they go
    faults: tuple[str, ...]


def restore(
    place: Place, folder: Path, *, name: str | None, keys: Mapping[str, str], now: datetime, version: str, say: Say
) -> Restored:
    """Restore the newest backup, or the one of this name. `keys`: fingerprints of the key folder that is here, none
    when there is none. Raises SetupError, before anything is written, when it cannot or should not be done.
    """
    held = choose(folder, name)
    apart(place, folder)
    vault = open_vault(place.vault)
    _may(place, held, vault, keys)
    say(f"Restoring the backup {held.name}, made by version {held.version}.")
    faults = _check(folder, held, say)
    _load(place, folder / DATABASE / held.database)
    evidence.bring_back(folder, held.listed, vault, say)
    migrate.upgrade(place.database)
    later = {number for each in manifests(folder) for number in each.forgotten if each.name > held.name}
    store = SqlStore(make_engine(place.database), version)
    try:
        again, asked = _make_good(store, held, later, now)
        return Restored(held, again, asked, (*faults, *_chain(store, held, vault)))
    finally:
        store.close()


def _may(place: Place, held: Manifest, vault: ObjectVault, keys: Mapping[str, str]) -> None:
    if held.kind != place.kind:
        raise SetupError(f"The backup is of {held.kind}, TIPLINE_DATABASE_URL names {place.kind}; they have to agree.")
    if not migrate.knows(held.revision):
        raise SetupError("The backup was made by a newer version of the tip line; restore it with that version.")
    if place.kind == "sqlite":
        embedded.must_be_empty(place.file)
    elif not server.is_empty(place.database):
        raise SetupError("There are tables in the database already. A backup is restored into an empty place only.")
    if next(iter(vault.listing()), None) is not None:
        raise SetupError("There are files in the vault already. A backup is restored into an empty place only.")
    wrong = [key for key, fingerprint in held.keys.items() if keys.get(key) != fingerprint]
    if keys and wrong:
        raise SetupError(
            f"The key folder {place.key_dir} is not the one of this backup ({', '.join(sorted(wrong))}): without its "
            "own keys every contact is lost. Put your copy of the key folder there first."
        )


def _check(folder: Path, held: Manifest, say: Say) -> list[str]:
    path = folder / DATABASE / held.database
    if not path.exists() or disk.sha256(path) != held.sha256:
        raise SetupError(f"The backup's database {path} is missing or was altered; choose another backup with --at.")
    if held.kind == "sqlite":
        embedded.look(path)
    say("The backup's database is as it was made.")
    return evidence.check(folder, held.listed, held.list_sha256, say)


def _load(place: Place, source: Path) -> None:
    if place.kind == "sqlite":
        embedded.load(source, place.file)
    else:
        server.load(source, place.database, place.programs)


def _make_good(store: SqlStore, held: Manifest, later: set[int], now: datetime) -> tuple[int, int]:
    """(forgotten again, to be asked about)."""
    with store.write() as tx:
        again = sorted(later - set(held.forgotten))
        for reporter in again:
            tx.people.forget(reporter)
        asked = _doubt(tx, held.made_at, now)
        tx.custody.append(now, "operator", f"restored from the backup {held.name}", "database", held.sha256)
    return len(again), asked


def _doubt(tx: SqlTx, since: datetime, now: datetime) -> int:
    """What was due may have been sent between the backup and the loss; what lay in the future cannot have been."""
    c = outbox.c
    due = update(outbox).where(c.state.in_(("queued", "sending")), c.not_before <= now)
    unclear = {"unclear": 1, "unclear_at": since}
    return tx.conn.execute(due.values(state="unknown", lease_until=None, not_before=now, **unclear)).rowcount


def _chain(store: SqlStore, held: Manifest, vault: ObjectVault) -> list[str]:
    with store.read() as tx:
        entries = list(tx.custody.entries())
    faults = custody.verify(entries)
    if held.head is not None and not any((e.seq, e.hash) == held.head for e in entries):
        faults.append("The custody log does not hold the entry that was the last when the backup was made.")
    digests = {e.digest for e in entries if e.digest and e.action.endswith(" stored")}
    missing = sorted(d for d in digests if not vault.exists(f"originals/{d[:2]}/{d}"))
    return faults + [f"The original with SHA-256 {digest} is missing from the vault." for digest in missing]
