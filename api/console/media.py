"""Pictures for people to look at, and originals for those who ask on record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from api.console.means import ConsoleWiring, now_of, wiring_of
from api.console.visitor import Person
from storage import queries
from tipline.desk import originals
from tipline.desk.acts import case_for
from tipline.desk.records import Actor
from tipline.desk.rights import Right, check
from tipline.errors import NotFound

Derivative = Literal["thumb", "view", "sound"]
_KINDS = (  # what a derivative begins with: the decoder writes nothing else
    (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG", "image/png"), (b"RIFF", "image/webp"),
    (b"OggS", "audio/ogg"), (b"\x00\x00\x00", "audio/mp4"), (b"ID3", "audio/mpeg"),
    (b"\xff", "audio/mpeg"),
)


async def derivative(request: Request, who: Person, evidence_id: int, name: Derivative) -> Response:
    """A copy without metadata. Its bytes never change, so the browser may keep it for an hour."""
    wiring = wiring_of(request)
    data = await wiring.call(_derivative, wiring, who.actor, evidence_id, name)
    kind = next((kind for start, kind in _KINDS if data.startswith(start)), "application/octet-stream")
    headers = {"Cache-Control": "private, max-age=3600", **_inert(f"evidence-{evidence_id}-{name}", "inline")}
    return Response(data, media_type=kind, headers=headers)


def _derivative(wiring: ConsoleWiring, actor: Actor, evidence_id: int, name: str) -> bytes:
    check(actor, Right.READ_CASE)
    with wiring.store.read() as tx:
        case_for(tx, actor, Right.READ_CASE, queries.case_of_evidence(tx.conn, evidence_id))
        key = queries.viewed_evidence(tx.conn, evidence_id).views.get(name)
    if key is None:
        raise NotFound("There is no such picture of this evidence.")
    return wiring.vault.read(key)


async def original(request: Request, who: Person, evidence_id: int) -> Response:
    """The bytes as they came, as a download no browser opens by itself; the request is in the custody log first."""
    wiring = wiring_of(request)
    row = await wiring.call(originals.open_original, wiring.store, who.actor, evidence_id, now_of(request))
    chunks: Iterable[bytes] = await wiring.call(wiring.vault.stream, row.vault_key)
    headers = _inert(f"evidence-{evidence_id}.bin", "attachment")
    return StreamingResponse(chunks, media_type="application/octet-stream", headers=headers)


def _inert(name: str, disposition: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'{disposition}; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
