"""Custody entries: hash-linked, so that a missing or altered one shows (SECURITY section 5)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the custody log. `at` is ISO 8601 UTC to 1/100 s; hashes are lower-case hex SHA-256.

    `subject` names the object ("evidence:7"), `digest` its SHA-256 where it has bytes.
    """

    seq: int
    at: str
    actor: str
    action: str
    subject: str
    digest: str | None
    previous: str
    version: str
    hash: str


def stamp(at: datetime) -> str:
    """ISO 8601 UTC to 1/100 s."""
    if at.utcoffset() is None:
        raise ValueError("A time without a zone cannot be stored; use aware UTC.")
    utc = at.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 10_000:02d}Z"


def canonical(entry: Entry) -> bytes:
    """RFC 8785 JSON of everything but the hash itself.

    Our values are strings, integers and null under ASCII names, for which sorted keys without spaces are canonical.
    """
    body = {
        "seq": entry.seq, "at": entry.at, "actor": entry.actor, "action": entry.action, "subject": entry.subject,
        "digest": entry.digest, "previous": entry.previous, "version": entry.version,
    }
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def link(
    seq: int, at: str, actor: str, action: str, subject: str, digest: str | None, previous: str, version: str
) -> Entry:
    """The entry with its hash: SHA-256(0x00 | canonical JSON), the leaf hash of RFC 6962."""
    bare = Entry(seq, at, actor, action, subject, digest, previous, version, "")
    hashed = hashlib.sha256(b"\x00" + canonical(bare)).hexdigest()
    return Entry(seq, at, actor, action, subject, digest, previous, version, hashed)


def verify(entries: Iterable[Entry]) -> list[str]:
    """Sentences about everything that does not hold, in order; empty when the chain is whole."""
    return _follow(entries, GENESIS, 1)


def verify_part(entries: Sequence[Entry]) -> list[str]:
    """The same for a stretch of the chain, oldest first; what lies before it is not known."""
    return _follow(entries, entries[0].previous, entries[0].seq) if entries else []


def _follow(entries: Iterable[Entry], previous: str, expected: int) -> list[str]:
    faults: list[str] = []
    for entry in entries:
        if entry.seq != expected:
            faults.append(f"Entry {expected} is missing; the next one held is {entry.seq}.")
        if entry.previous != previous:
            faults.append(f"Entry {entry.seq} does not follow the entry before it.")
        again = link(
            entry.seq, entry.at, entry.actor, entry.action, entry.subject, entry.digest, entry.previous, entry.version
        )
        if again.hash != entry.hash:
            faults.append(f"Entry {entry.seq} was altered after it was written.")
        previous, expected = entry.hash, entry.seq + 1
    return faults
