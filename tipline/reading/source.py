"""Whether the writer saw it, or was told."""

from __future__ import annotations

from dataclasses import dataclass

from tipline.reading.scan import Hit, Scan


@dataclass(frozen=True, slots=True)
class Source:
    """`seen`: seen, filmed, suffered, or written from the spot; False: told by others, or a rumour."""

    seen: bool
    words: Hit


def firsthand(scan: Scan) -> Source | None:
    """None where the text does not say."""
    void = (*scan.find("source.own_void"), *scan.find("name.intro"))
    saw = [h for h in scan.find("source.saw") if not any(h.meets(v) for v in void)]
    heard = scan.find("source.heard")
    if heard and not (saw and scan.has("source.surely")):
        return Source(False, heard[0])
    return Source(True, saw[0]) if saw else None
