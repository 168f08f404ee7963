"""The five duties as this line ships them: texts, outcomes and fields (DOMAIN section 1).

A default: the police write the procedures later, and an installation hands in its own table of the same shape.
"""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType

from tipline.case import Blank, Duty, DutyText, DutyTexts, Outcome

# With every outcome: who did it on the scene, and when, where that is not the moment it was recorded.
_DONE = (Blank("star", "Officer's star number", form="star"), Blank("done_at", "Done at", form="clock"))
_EMS = Blank("ems", "EMS incident number", form="ems")

_TEXTS = (
    DutyText(
        Duty.DOCUMENT, "Document the activity",
        "Document the federal enforcement activity.",
        (
            Outcome("documented", "Documented", (
                Blank("report_number", "Report number (RD)", needed=True, form="rd"),
                Blank("event_number", "Event number", form="event"), *_DONE,
            )),
        ),
    ),
    DutyText(
        Duty.PRESERVE_FOOTAGE, "Preserve footage",
        "Preserve body-camera footage of force, detention, injury or other enforcement.",
        (
            Outcome("preserved", "Preserved", (
                Blank("video_ids", "Camera or video ids", needed=True, form="ids"),
                Blank("event_number", "Event number", form="event"), *_DONE,
            )),
            Outcome("none_recorded", "None recorded", (Blank("why", "Why none"), *_DONE)),
        ),
    ),
    DutyText(
        Duty.IDENTIFY_SUPERVISOR, "Identify the federal supervisor",
        "Identify the federal supervisory officer on scene: name, badge, credential check on camera.",
        (
            Outcome("identified", "Identified", (
                Blank("name", "Name", needed=True), Blank("badge", "Badge number", needed=True, form="badge"),
                Blank("credential_check", "Credential check on camera: video id", form="ids"), *_DONE,
            )),
            Outcome("refused", "Attempted and refused", (Blank("attempt", "What was asked and answered"), *_DONE)),
            Outcome("no_supervisor", "No supervisor found", _DONE),
        ),
    ),
    DutyText(
        Duty.COMPLETE_REPORT, "Report the violation",
        "Complete a report on any violation of state or local law.",
        (
            Outcome("completed", "Completed", (
                Blank("number", "Report number (RD)", needed=True, form="rd"),
                Blank("offences", "Alleged offences"), *_DONE,
            )),
            Outcome("no_violation", "No violation found", _DONE),
        ),
    ),
    DutyText(
        Duty.SUMMON_AID, "Summon medical aid",
        "Immediately summon emergency medical services and render aid to the injured.",
        (
            Outcome("summoned", "Summoned", (
                Blank("time", "Summoned at", needed=True, form="clock"), _EMS, _DONE[0],
            )),
            Outcome("aid_rendered", "Aid rendered", (_EMS, *_DONE)),
            Outcome("no_injury", "No injury", _DONE),
            Outcome("on_scene", "Already on scene", (_EMS, *_DONE)),
        ),
    ),
)

DEFAULT_DUTIES: DutyTexts = MappingProxyType({t.duty: t for t in _TEXTS})


def stamp(outcome: str, at: datetime) -> str:
    """What tells one record of a duty from the next: whoever writes a later one names the one they saw."""
    return f"{outcome} {at.isoformat()}"
