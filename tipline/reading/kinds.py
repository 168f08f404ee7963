"""The kinds of place that the words name: home, school, street and so on."""

from __future__ import annotations

import re

from tipline.reading.model import PLACE_TYPES
from tipline.reading.scan import Hit, Scan


def _street_name(scan: Scan, hit: Hit) -> bool:
    """The second word of a street's name: "Irving Park"."""
    before = re.search(r"(\w+) $", scan.folded[max(0, hit.start - 20) : hit.start])
    return before is not None and f"{before.group(1)} {scan.folded[hit.start : hit.end]}" in scan.vocabulary.set(
        "street"
    )


def place_types(scan: Scan, streets: tuple[Hit, ...]) -> tuple[str, ...]:
    """The kinds, in the order of the text; a street's own name is none, nor is the first half of "park elementary".

    Where no place is named, a landlord, a lease or a door kicked in speak of a dwelling.
    """
    void, whole = scan.find("place_type.void"), scan.find("place_type.whole")
    hits = {kind: scan.find(f"place_type.{kind}") for kind in PLACE_TYPES}
    starts = {hit.start for some in hits.values() for hit in some}

    def counts(hit: Hit) -> bool:
        part = any(hit.meets(w) and not w.inside(hit) for w in whole)
        half = hit.end + 1 in starts and scan.folded[hit.end] == " "
        street = _street_name(scan, hit) or any(hit.inside(s) for s in streets)
        return not (part or half or street or any(hit.meets(v) for v in void))

    found = [(hit.start, kind) for kind, some in hits.items() if (hit := next(filter(counts, some), None))]
    if not found and scan.has("place_type.dwelling"):
        return ("home",)
    return tuple(kind for _, kind in sorted(found))
