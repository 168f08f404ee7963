"""Fetch one attachment into the vault: hashed while written, stored create-if-absent, decoded by the child."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import structlog

from api.wiring import Wiring
from tipline.desk import evidence
from tipline.desk.ports import Decoded
from tipline.errors import MediaFailed

log = structlog.get_logger()
_STAGED = "in-"


async def fetch_and_keep(wiring: Wiring, fetch: evidence.Fetch) -> None:
    """Fetch, keep and settle one claimed attachment; a fault of our own is a try that failed."""
    result: evidence.Held | MediaFailed
    try:
        result = await _keep(wiring, fetch)
    except MediaFailed as failed:
        result = failed
    except Exception as error:
        log.error("evidence failed", evidence=fetch.evidence_id, exc_info=error)
        result = MediaFailed("fetch_fault")
    await wiring.call(evidence.settle, wiring.means, fetch.evidence_id, result, wiring.clock.now())


async def delete_at_vendor(wiring: Wiring, fetch: evidence.Fetch) -> None:
    failed: MediaFailed | None = None
    try:
        await wiring.media[fetch.channel].delete(fetch.pointer)
    except MediaFailed as error:
        failed = error
    except Exception as error:
        log.error("vendor delete failed", evidence=fetch.evidence_id, exc_info=error)
        failed = MediaFailed("delete_fault")
    await wiring.call(evidence.settle_deleted, wiring.means, fetch.evidence_id, failed, wiring.clock.now())


def sweep(incoming: Path, before: datetime) -> int:
    """Delete what interrupted fetches left behind before that time, originals among it; gives how many."""
    gone = 0
    for path in incoming.glob(f"{_STAGED}*"):
        with suppress(FileNotFoundError):  # another worker sweeps, too
            if path.stat().st_mtime < before.timestamp():
                shutil.rmtree(path)
                gone += 1
    return gone


async def _keep(wiring: Wiring, fetch: evidence.Fetch) -> evidence.Held:
    limit = (wiring.means.media_limits or {})[fetch.channel]
    with tempfile.TemporaryDirectory(dir=wiring.incoming, prefix=_STAGED) as folder:
        path = Path(folder) / "original"
        with path.open("wb") as sink:
            digest, size = await _hash_into(sink, wiring.media[fetch.channel].stream(fetch.pointer, limit))
        return await wiring.call(_store, wiring, fetch, path, digest, size)


async def _hash_into(sink: BinaryIO, chunks: AsyncIterator[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    async for chunk in chunks:
        digest.update(chunk)
        sink.write(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _store(wiring: Wiring, fetch: evidence.Fetch, path: Path, digest: str, size: int) -> evidence.Held:
    """The original first and untouched, then what may be looked at. Keys are hashes: a name gives nobody away."""
    key = f"originals/{digest[:2]}/{digest}"
    wiring.vault.put(key, path)
    decoded: Decoded = wiring.decoder(path, fetch.content_type)
    views: dict[str, str] = {}
    for view in decoded.derivatives:
        view_key = f"views/{digest[:2]}/{digest}/{view.name}"
        wiring.vault.put(view_key, view.data)
        views[view.name] = view_key
    return evidence.Held(digest, size, key, decoded, views)
