"""Words worth keeping verbatim: vehicles, gear, clothing; and which way they left."""

from __future__ import annotations

from tipline.reading.scan import Hit, Scan


def descriptions(scan: Scan) -> tuple[str, ...]:
    """Phrases on vehicles, gear and clothing, in order, the longest where they overlap, each once."""
    hits = sorted(scan.find("describe.vehicle") + scan.find("describe.gear"), key=lambda h: (h.start, -h.end))
    kept: list[Hit] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return tuple(dict.fromkeys(scan.part(hit).strip() for hit in kept))


def direction(scan: Scan) -> Hit | None:
    """The words that say where they went."""
    return max(scan.said("place.direction"), key=lambda hit: hit.end - hit.start, default=None)
