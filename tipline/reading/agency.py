"""Who acted: federal agencies by name, federal agents without one, or somebody local."""

from __future__ import annotations

from tipline.reading.model import AGENCIES
from tipline.reading.scan import Hit, Scan

_NAMED = tuple(code for code in AGENCIES if code not in ("UNKNOWN_FEDERAL", "NOT_FEDERAL"))


def federal_hits(scan: Scan, code: str, *, frozen: bool) -> list[Hit]:
    """Asserted mentions of an agency. `frozen`: the message speaks of frozen water, so a lower-case "ice" is that."""
    void = [*scan.find("agency.void"), *(scan.find("intent.offtopic_ice") if code == "ICE" else ())]
    hits = [h for h in scan.said(f"agency.{code}") if not any(h.meets(v) for v in void)]
    if code == "ICE" and frozen:
        hits = [h for h in hits if scan.part(h).isupper()]
    if code == "DHS":
        hits = [h for h in hits if not any(h.inside(longer) for longer in scan.find("agency.HSI"))]
    return hits


def agencies(scan: Scan, *, frozen: bool) -> dict[str, Hit]:
    """Codes with the first words that gave each, in the order of the code list."""
    found = {code: hits[0] for code in _NAMED if (hits := federal_hits(scan, code, frozen=frozen))}
    if not found:
        unknown = federal_hits(scan, "UNKNOWN_FEDERAL", frozen=frozen)
        if unknown:
            found["UNKNOWN_FEDERAL"] = unknown[0]
    local = local_hit(scan, federal=bool(found))
    if local is not None:
        return {"NOT_FEDERAL": local}
    return found


def denied_hits(scan: Scan) -> list[Hit]:
    """ "not ICE": federal agencies that are named and denied."""
    codes = (*_NAMED, "UNKNOWN_FEDERAL")
    return [hit for code in codes for hit in scan.find(f"agency.{code}") if scan.denied(hit)]


def local_hit(scan: Scan, *, federal: bool) -> Hit | None:
    """The words that say those acting were local; police who merely stand by do not count."""
    only = [h for h in scan.find("agency.local_only") if not scan.denied(h) and not scan.asked(h)]
    gone = denied_hits(scan)
    # "no fue ICE fue la policia": the negation spends itself on the first name it meets.
    local = [
        h
        for h in scan.find("agency.LOCAL")
        if not scan.asked(h) and (not scan.denied(h) or any(g.end <= h.start for g in gone))
    ]
    if gone and not federal and (only or local):
        return (only or local)[0]
    if federal:
        return None
    return only[0] if only else _acting_police(scan)


def _acting_police(scan: Scan) -> Hit | None:
    """ "arrested by cops", "la policia paro": local police named as those who act. Not if masked."""
    if scan.has("activity.masked_no_id"):
        return None
    void = scan.find("agency.local_acts_void")
    return next((h for h in scan.told("agency.local_acts") if not any(h.meets(v) for v in void)), None)
