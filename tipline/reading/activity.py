"""What happened: codes that the text asserts, with the words they came from."""

from __future__ import annotations

from tipline.reading.model import ACTIVITIES
from tipline.reading.scan import Hit, Scan

# Codes of appearance may stand beside a sighting; every other code is an act and replaces it.
_APPEARANCE = frozenset({"masked_no_id", "firearm_shown", "minor_involved"})
_NOT_FORCE = frozenset({"vehicle_ramming", "chemical_agent", "shots_fired", "projectile"})


def activities(scan: Scan) -> dict[str, Hit]:
    """Codes told as having happened, with the first words of each; without `sighting`, see `add_sighting`."""
    found: dict[str, Hit] = {}
    for code in ACTIVITIES:
        if code == "sighting":
            continue
        void = scan.find(f"activity_void.{code}")
        hits = [h for h in scan.told(f"activity.{code}") if not any(h.meets(v) for v in void)]
        if hits:
            found[code] = hits[0]
    worker = scan.told("act.worker_taken")
    if worker and "workplace_raid" not in found and scan.has("place_type.workplace", "place_type.store"):
        found["workplace_raid"] = worker[0]
    return _settled(scan, found)


def _settled(scan: Scan, found: dict[str, Hit]) -> dict[str, Hit]:
    """Codes that swallow one another when the same words gave both."""
    if "checkpoint" in found:
        found.pop("stop_person", None)
        found.pop("stop_vehicle", None)
    if "vehicle_ramming" in found and "chase" in found and found["chase"].meets(found["vehicle_ramming"]):
        found.pop("chase")
    if "stop_vehicle" in found and "stop_person" in found and found["stop_person"].meets(found["stop_vehicle"]):
        found.pop("stop_person")
    if "projectile" in found and scan.has("activity.pepper_round"):
        found.setdefault("chemical_agent", scan.find("activity.pepper_round")[0])
    force = found.get("use_of_force")
    if force and all(
        any(h.meets(found[c]) for c in _NOT_FORCE if c in found) for h in scan.told("activity.use_of_force")
    ):
        found.pop("use_of_force")
    return {code: found[code] for code in ACTIVITIES if code in found}


def add_sighting(scan: Scan, found: dict[str, Hit], actor: Hit | None) -> dict[str, Hit]:
    """They are or were there, and no act is told. A gun aimed or used is an act."""
    acts = [code for code in found if code not in _APPEARANCE]
    if acts or actor is None or ("firearm_shown" in found and scan.said("act.aimed")):
        return found
    if scan.asked(actor) or scan.announced(actor) or scan.denied(actor):
        return found
    told = scan.told("activity.sighting") or scan.told("act.presence") or not found
    return {"sighting": actor, **found} if told else found
