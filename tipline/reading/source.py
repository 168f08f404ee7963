"""Whether the writer saw it, or was told."""

from __future__ import annotations

from tipline.reading.scan import Hit, Scan


def firsthand(scan: Scan) -> tuple[bool, Hit] | None:
    """True if seen, filmed, suffered, or written from the spot; False if told or a rumour; None if it does not say."""
    void = (*scan.find("source.own_void"), *scan.find("name.intro"))
    saw = [h for h in scan.find("source.saw") if not any(h.meets(v) for v in void)]
    heard = scan.find("source.heard")
    if heard and not (saw and scan.has("source.surely")):
        return False, heard[0]
    return (True, saw[0]) if saw else None
