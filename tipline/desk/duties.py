"""The five duties as this line ships them: texts, outcomes and fields (DOMAIN section 1).

A default: the police write the procedures later, and an installation hands in its own table of the same shape.
"""

from __future__ import annotations

from types import MappingProxyType

from tipline.case import Blank, Duty, DutyText, DutyTexts, Outcome

_TEXTS = (
    DutyText(
        Duty.DOCUMENT, "Document the activity",
        "Document the federal enforcement activity.",
        (
            Outcome("documented", "Documented", (
                Blank("report_number", "Report number", needed=True), Blank("event_number", "Event number"),
            )),
        ),
    ),
    DutyText(
        Duty.PRESERVE_FOOTAGE, "Preserve footage",
        "Preserve body-camera footage of force, detention, injury or other enforcement.",
        (
            Outcome("preserved", "Preserved", (Blank("video_ids", "Camera or video ids", needed=True),)),
            Outcome("none_recorded", "None recorded"),
        ),
    ),
    DutyText(
        Duty.IDENTIFY_SUPERVISOR, "Identify the federal supervisor",
        "Identify the federal supervisory officer on scene: name, badge, credential check on camera.",
        (
            Outcome("identified", "Identified", (
                Blank("name", "Name", needed=True), Blank("badge", "Badge number", needed=True),
                Blank("credential_check", "Credential check on camera"),
            )),
            Outcome("refused", "Attempted and refused", (Blank("attempt", "Who asked, and when"),)),
            Outcome("no_supervisor", "No supervisor found"),
        ),
    ),
    DutyText(
        Duty.COMPLETE_REPORT, "Report the violation",
        "Complete a report on any violation of state or local law.",
        (
            Outcome("completed", "Completed", (
                Blank("number", "Number", needed=True), Blank("offences", "Alleged offences"),
            )),
            Outcome("no_violation", "No violation found"),
        ),
    ),
    DutyText(
        Duty.SUMMON_AID, "Summon medical aid",
        "Immediately summon emergency medical services and render aid to the injured.",
        (
            Outcome("summoned", "Summoned", (Blank("time", "Time", needed=True),)),
            Outcome("aid_rendered", "Aid rendered"),
            Outcome("no_injury", "No injury"),
            Outcome("on_scene", "Already on scene"),
        ),
    ),
)

DEFAULT_DUTIES: DutyTexts = MappingProxyType({t.duty: t for t in _TEXTS})
