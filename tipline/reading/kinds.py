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
    """The kinds of place that the words name, in the order of the text; a street's own name is none."""
    void, whole = scan.find("place_type.void"), scan.find("place_type.whole")
    found: list[tuple[int, str]] = []
    for kind in PLACE_TYPES:
        for hit in scan.find(f"place_type.{kind}"):
            part = any(hit.meets(w) and not w.inside(hit) for w in whole)
            if (
                not part
                and not _street_name(scan, hit)
                and not any(hit.meets(v) for v in void)
                and not any(hit.inside(s) for s in streets)
            ):
                found.append((hit.start, kind))
                break
    return tuple(kind for _, kind in sorted(found))
