"""The two sentences that keep people safe: call 911, and stay back."""

from __future__ import annotations

from collections.abc import Mapping

from tipline.dialogue.draft import Draft
from tipline.effects import FlagDesk
from tipline.reading.model import Reading
from tipline.report import Report, State

_RECENT_MIN = 60  # an event told as this many minutes old may still be going on
# Act -> kind of emergency. The line is said again only when another kind comes up.
_CAUSES: Mapping[str, str] = {"shots_fired": "shots", "medical_denied": "medical", "minor_involved": "child"}


def emergency(draft: Draft, reading: Reading) -> None:
    """Someone needs 911: say so first and at once, and flag it at the desk. Not again for each message about it."""
    if not reading.emergency or (reading.when and reading.when.kind == "date"):
        return
    causes = {_CAUSES[act] for act in reading.activity if act in _CAUSES}
    if reading.injury in ("reported", "serious"):
        causes.add("medical")
    new = (causes or {"other"}) - set(draft.state.alarms)
    if not new or (not causes and draft.state.alarms):
        return
    draft.change(alarms=(*draft.state.alarms, *sorted(new)))
    draft.do(FlagDesk(draft.state.scene, "emergency"))
    lines = [draft.said("call_911")]
    if draft.first("stay_back"):
        lines.append(draft.said("stay_back"))
    draft.say(*lines, urgent=True)


def keep_away(draft: Draft, reading: Reading) -> None:
    """Once in every conversation about something going on, and each time the witness speaks of going near."""
    scene = draft.scene
    live = scene is not None and scene.state is State.OPEN and going_on(scene)
    if reading.approaching or (live and draft.first("stay_back")):
        draft.pend("stay_back")
        draft.first("stay_back")


def going_on(report: Report) -> bool:
    """Told as going on, as happening now, or as so recent that it may be."""
    ongoing, when = report.value("ongoing"), report.value("when")
    if not isinstance(when, Mapping):
        return ongoing is True
    if ongoing is not None:
        return bool(ongoing) and when["kind"] != "date"
    return when["kind"] == "now" or (when["kind"] == "ago" and int(when["minutes"]) <= _RECENT_MIN)
