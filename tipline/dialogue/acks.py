"""What we say back about what a message told: media and pins that arrived, corrections, odd places."""

from __future__ import annotations

from collections.abc import Mapping

from tipline.dialogue import readback, timing
from tipline.dialogue.draft import Draft
from tipline.dialogue.model import Heard
from tipline.dialogue.state import Offer, Option
from tipline.message import Kind, Media
from tipline.report import Report, State, Told

_MEDIA: Mapping[Media, str] = {
    Media.PHOTO: "ack_photo", Media.VIDEO: "ack_video", Media.VOICE: "ack_voice", Media.AUDIO: "ack_voice",
    Media.DOCUMENT: "ack_file",
}  # fmt: skip
_ACKS = frozenset({*_MEDIA.values(), "ack_files"})
TIMES = frozenset({"time_noted", "corrected_time"})
# Acts and harms for which a picture's own details matter: on Telegram only a file keeps them.
_MATTERS = frozenset({
    "use_of_force", "shots_fired", "firearm_shown", "vehicle_ramming", "chemical_agent", "projectile", "medical_denied",
})  # fmt: skip
_PLACE_MOST = 60  # characters of a place that are said back


def after(draft: Draft, before: Report, now: Report, event: Heard, told: Told) -> None:
    """Everything to say about one message that went into a report."""
    media(draft, event)
    timed = time(draft, before, now, told)
    confirmed = corrections(draft, before, now, told, timed=timed)
    if told.point and not confirmed and not told.reading.ignore_pin:
        draft.pend("ack_pin", place=event.located.label or _point(event))
    place(draft, before, now, event.message)
    _retraction(draft, told)
    _ask_for_file(draft, now, event)


def media(draft: Draft, event: Heard) -> None:
    """Each kind by its name; several together by their number. A file too large to fetch gets its own sentence."""
    if event.inbound.kind is Kind.EDIT:
        return
    for attachment in event.inbound.attachments:
        if attachment.too_large:
            draft.pend("media_too_large")
        else:
            _one_more(draft, _MEDIA[attachment.media])


def _one_more(draft: Draft, key: str) -> None:
    waiting = next((s for s in draft.state.pending if s.key in _ACKS), None)
    if waiting is None:
        draft.pend(key)
        return
    count = int(dict(waiting.params).get("count", "1")) + 1
    draft.change(pending=tuple(s for s in draft.state.pending if s.key not in _ACKS))
    draft.pend("ack_files", count=str(count))


def _point(event: Heard) -> str:
    pin = event.inbound.pin
    return f"{pin.lat:.4f}, {pin.lng:.4f}" if pin else ""


def label(report: Report) -> str:
    """The place as people say it: "26th & Kedzie", else the witness's masked words, else the coordinates."""
    held = report.value("place")
    if isinstance(held, Mapping) and held.get("label"):
        return str(held["label"])
    words = report.value("place_text")
    if isinstance(words, str):
        return words[:_PLACE_MOST]
    point = report.value("coordinates")
    return f"{point[0]:.4f}, {point[1]:.4f}" if isinstance(point, list) else ""


def time(draft: Draft, before: Report, now: Report, told: Told) -> bool:
    """Read the time back when it is new or another. True when that confirms a correction; in doubt it is asked for."""
    if now.state is not State.OPEN or now.value("agencies") == ["NOT_FEDERAL"]:
        return False
    if all(before.value(name) == now.value(name) for name in ("when_interval", "when_other")):
        return False
    code = readback.moment(now, draft.context.now, draft.context.zone)
    if code is None or timing.clocks(now, draft.context.zone):
        return False
    corrected = told.correcting and before.value("when_interval") is not None
    draft.pend("corrected_time" if corrected else "time_noted", when=code)
    return corrected


def corrections(draft: Draft, before: Report, now: Report, told: Told, *, timed: bool = False) -> bool:
    """Say each value that a correction put in place of another. True when the place was among them."""
    awaited = draft.state.taken_back
    changed = [name for name in _CONFIRM if _differs(before.value(name), now.value(name))]
    if label(before) == label(now):
        changed = [name for name in changed if name not in ("place", "place_text")]
    said = (told.correcting or told.amending or told.reading.denied) and told.reading.retracted is None
    denied = told.reading.denied  # "three... no, four" corrects itself in one breath
    wanted = [n for n in changed if n in awaited or (said and (before.value(n) is not None or n in denied))]
    for name in wanted:
        key, param, text = _CONFIRM[name](now)
        draft.pend(key, **({param: text} if param else {}))
    _emptied(draft, before, now)
    draft.change(taken_back=tuple(n for n in draft.state.taken_back if n not in _same(changed)))
    if told.reading.correction and told.reading.retracted is None and not (wanted or timed) and _replaced(before, now):
        draft.pend("corrected_other")
    return any(name in ("place", "place_text") for name in wanted)


def _differs(before: object, now: object) -> bool:
    if isinstance(before, list) and isinstance(now, list) and all(isinstance(item, str) for item in now):
        return set(before) != set(now)
    return now is not None and before != now


def _replaced(before: Report, now: Report) -> bool:
    """Something that was held is held otherwise; a longer list is no correction."""
    held = {name: fact for name, fact in before.facts.items() if not fact.by and name != "attachments"}
    return any(now.value(name) not in (None, fact.value) for name, fact in held.items())


def _same(changed: list[str]) -> set[str]:
    return {*changed, *(("place", "place_text") if {"place", "place_text"} & set(changed) else ())}


def _emptied(draft: Draft, before: Report, now: Report) -> None:
    """A place taken back without another: the next one is confirmed, and the question may be put again."""
    if label(before) and not label(now):
        asked = tuple(name for name in draft.state.asked if name != "place")
        draft.change(taken_back=("place", "place_text"), asked=asked)


def _agents(report: Report) -> tuple[str, str, str]:
    held = report.value("agents")
    low, high = (held[0], held[1]) if isinstance(held, list) else (0, 0)
    return "corrected_agents", "count", str(low) if low == high else f"{low}-{high}"


def _agencies(report: Report) -> tuple[str, str, str]:
    held = report.value("agencies")
    named = [str(a) for a in held if a not in ("UNKNOWN_FEDERAL", "NOT_FEDERAL")] if isinstance(held, list) else []
    if not named:
        return "corrected_other", "", ""
    return "corrected_agencies", "agencies", ", ".join(named).replace("_", " ")


# Field -> (phrase key, placeholder, its text). Both names of the place lead to one sentence.
_CONFIRM = {
    "place": lambda r: ("corrected_place", "place", label(r)),
    "place_text": lambda r: ("corrected_place", "place", label(r)),
    "agents": _agents,
    "vehicles": lambda r: ("corrected_vehicles", "count", str(r.value("vehicles"))),
    "agencies": _agencies,
}


def place(draft: Draft, before: Report, now: Report, message: int) -> None:
    """A place outside the city is said to be so; one of two places is asked for."""
    held = now.value("place")
    if not isinstance(held, Mapping) or held == before.value("place"):
        return
    if held["status"] == "outside" and draft.first(f"outside:{now.reference}"):
        draft.pend("outside_city")
    if draft.state.offer is not None and draft.state.offer.kind == "place" and held["status"] != "ambiguous":
        draft.change(offer=None)  # told in words meanwhile
    candidates = held["candidates"] if held["status"] == "ambiguous" else []
    if len(candidates) >= 2:
        options = tuple(
            Option(f"place:{n}", str(c["label"]), float(c["lat"]), float(c["lng"]), c["district"])
            for n, c in enumerate(candidates[:2], 1)
        )
        draft.change(offer=Offer("place", options, message, now.reference))


def _retraction(draft: Draft, told: Told) -> None:
    if told.reading.retracted == "hoax":
        draft.pend("retracted_ack")
    elif told.reading.retracted == "mistaken":
        draft.pend("mistaken_ack")


def _ask_for_file(draft: Draft, now: Report, event: Heard) -> None:
    held = now.value("activity")
    acts = {str(a) for a in held} if isinstance(held, list) else set()
    photo = any(a.media is Media.PHOTO for a in event.inbound.attachments)
    matters = bool(acts & _MATTERS) or now.value("injury") in ("reported", "serious")
    if photo and matters and draft.context.contact.channel == "telegram" and draft.first("ask_file"):
        draft.pend("ask_file")
