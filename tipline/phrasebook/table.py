"""The phrasebook: everything the desk may ask or say in the witness's language, in the order in which it is listed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tipline.phrasebook.model import Entry, Wants

YES_NO = Wants.YES_NO


def _means(**values: object) -> Mapping[str, object]:
    return MappingProxyType(values)


def _act(key: str, group: str, code: str) -> Entry:
    """A yes tells an act; a no tells none."""
    return Entry(key, group, f"desk_{key}", YES_NO, "activity", yes=_means(activity=(code,)))


def _fact(key: str, group: str, name: str) -> Entry:
    return Entry(key, group, f"desk_{key}", YES_NO, name, yes=_means(**{name: True}), no=_means(**{name: False}))


HAPPENING, PEOPLE, WHERE, SHOWN, AFTER, SAYING = (
    "What is happening", "People", "Where and when", "What can be shown", "Afterwards", "To say",
)  # fmt: skip
OFFICER = "An officer has been sent there, and I have this from dispatch."
WORKING = "Somebody has this case and is working on it."

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "still_there", HAPPENING, "desk_still_there", YES_NO, "ongoing", yes=_means(ongoing=True),
        no=_means(ongoing=False),
    ),
    Entry("which_way", HAPPENING, "desk_which_way", Wants.DIRECTION, "direction"),
    Entry("agents", HAPPENING, "desk_agents", Wants.NUMBER, "agents"),
    Entry("vehicles", HAPPENING, "desk_vehicles", Wants.NUMBER, "vehicles"),
    Entry("vehicle_look", HAPPENING, "desk_vehicle_look", Wants.LOOK, "descriptions"),
    Entry("plate", HAPPENING, "desk_plate", Wants.PLATE, "plates"),
    Entry("agency", HAPPENING, "desk_agency", Wants.AGENCY, "agencies"),
    Entry("clothes", HAPPENING, "desk_clothes", Wants.LOOK, "descriptions"),
    _fact("masks", HAPPENING, "face_covered"),
    _fact("identified", HAPPENING, "identified"),
    _fact("warrant", HAPPENING, "warrant_shown"),
    _fact("entered", HAPPENING, "entered_building"),
    _act("taken", HAPPENING, "detention"),
    _act("force", HAPPENING, "use_of_force"),
    _act("gas", HAPPENING, "chemical_agent"),
    _act("weapons", HAPPENING, "firearm_shown"),
    Entry(
        "injury", PEOPLE, "ask_injury", YES_NO, "injury", yes=_means(injury="reported"), no=_means(injury="none")
    ),
    Entry(
        "ambulance", PEOPLE, "desk_ambulance", YES_NO, "emergency", yes=_means(emergency=True, injury="reported")
    ),
    Entry(
        "safe", PEOPLE, "desk_safe", YES_NO, "witness_safe", yes=_means(witness_safe=True),
        no=_means(witness_safe=False, emergency=True),
    ),
    _act("children", PEOPLE, "minor_involved"),
    Entry("place", WHERE, "desk_place", Wants.PLACE, "place"),
    Entry("pin", WHERE, "desk_pin", Wants.PLACE, "place", sms="desk_pin_sms"),
    Entry("when", WHERE, "ask_when", Wants.TIME, "when"),
    Entry(
        "firsthand", SHOWN, "desk_firsthand", YES_NO, "firsthand", yes=_means(firsthand=True),
        no=_means(firsthand=False),
    ),
    _fact("others", SHOWN, "other_witnesses"),
    _fact("cameras", SHOWN, "cameras"),
    Entry("photos", SHOWN, "desk_photos", Wants.MEDIA, "attachments"),
    Entry("more_photos", SHOWN, "desk_more_photos", Wants.MEDIA, "attachments"),
    Entry("original", SHOWN, "desk_original", Wants.MEDIA, "attachments", sms="desk_original_sms"),
    Entry("keep", SHOWN, "desk_keep"),
    _fact("contact", AFTER, "contact_again"),
    Entry("witness", AFTER, "desk_witness", Wants.CONSENT, "witness", before="desk_witness_means"),
    Entry("thanks", SAYING, "desk_thanks"),
    Entry("working", SAYING, "desk_working", confirm=WORKING),
    Entry("officer", SAYING, "desk_officer", confirm=OFFICER),
    Entry("unverified", SAYING, "desk_unverified"),
    Entry("local", SAYING, "desk_local"),
    Entry("again", SAYING, "desk_again"),
    Entry("no_more", SAYING, "desk_no_more"),
    Entry("stay_back", SAYING, "stay_back"),
    Entry("call_911", SAYING, "call_911"),
    Entry("legal", SAYING, "answer_legal"),
)
BY_KEY: Mapping[str, Entry] = MappingProxyType({entry.key: entry for entry in ENTRIES})
