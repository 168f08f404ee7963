"""Codes in the words of the desk; a code without words of its own shows as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

ACTIVITY: Mapping[str, str] = {
    "sighting": "Sighting", "patrol": "Patrol", "stop_person": "Person stopped", "stop_vehicle": "Vehicle stopped",
    "detention": "Detention", "home_entry": "Home entry", "workplace_raid": "Workplace raid",
    "checkpoint": "Checkpoint", "chase": "Chase", "use_of_force": "Use of force", "chemical_agent": "Chemical agent",
    "projectile": "Projectile", "firearm_shown": "Firearm shown", "shots_fired": "Shots fired",
    "vehicle_ramming": "Vehicle ramming", "property_damage": "Property damage",
    "refused_identification": "Refused identification", "masked_no_id": "Masked without identification",
    "protester_targeted": "Protester targeted", "journalist_targeted": "Journalist targeted",
    "minor_involved": "Minor involved", "medical_denied": "Medical help denied",
}
AGENCY: Mapping[str, str] = {
    "NATIONAL_GUARD": "National Guard", "UNKNOWN_FEDERAL": "Unknown federal", "NOT_FEDERAL": "Not federal",
}
LANE: Mapping[str, str] = {
    "all": "All open", "urgent": "Urgent", "standard": "Standard", "no_place": "No place yet", "past": "Past events",
    "bulk": "Bulk", "withdrawn": "Withdrawn", "mine": "Mine", "closed": "Closed",
}
STATUS: Mapping[str, str] = {
    "new": "New", "triage": "Triage", "assigned": "Assigned", "documenting": "Documenting",
    "documented": "Documented", "closed": "Closed",
}
RESOLUTION: Mapping[str, str] = {
    "documented": "Documented", "no_violation_found": "No violation found", "not_federal": "Not federal",
    "false_report": "False report", "insufficient_information": "Insufficient information",
    "outside_city": "Outside the city", "duplicate": "Duplicate", "withdrawn": "Withdrawn",
}
STATE: Mapping[str, str] = {"open": "Open", "set_aside": "Set aside by its sender", "withdrawn": "Taken back"}
CHANNEL: Mapping[str, str] = {"sms": "SMS", "telegram": "Telegram"}
MEDIA: Mapping[str, tuple[str, str]] = {
    "photo": ("photo", "photos"), "video": ("video", "videos"), "voice": ("voice note", "voice notes"),
    "audio": ("audio", "audio"), "document": ("document", "documents"),
}
LANGUAGE: Mapping[str, str] = {
    "en": "English", "es": "Spanish", "pl": "Polish", "zh": "Chinese", "zh-Hans": "Chinese, simplified",
    "zh-Hant": "Chinese, traditional", "ar": "Arabic", "uk": "Ukrainian", "tl": "Tagalog", "ru": "Russian",
    "ur": "Urdu", "hi": "Hindi", "fr": "French", "vi": "Vietnamese", "ko": "Korean",
}
FLAG: Mapping[str, str] = {
    "emergency": "Someone may need 911 now", "help_keyword": "The word HELP came in",
    "too_large": "A file was too large to receive", "cannot_text_back": "Cannot text back",
    "second_scene": "The writer speaks of a second place",
}
UNSEEN: Mapping[str, str] = {  # why an attachment shows no picture
    "wanted": "Waiting to be fetched", "fetching": "Being fetched", "too_large": "Too large to receive",
    "gone": "The vendor no longer has it", "failed": "Could not be fetched",
}
DISPLAY: Mapping[str, str] = {  # why stored bytes cannot be displayed
    "cannot_display": "The file cannot be read", "too_many_pixels": "More pixels than we open",
    "no_view": "Not a kind of file we make a picture of", "no_file": "The file was not there to open",
    "time_out": "It took too long to open", "too_much_memory": "It needs more memory than we give it",
}
SILENCE: Mapping[str, str] = {
    "forgotten": "Cannot text back: this person asked to be forgotten, and their address no longer exists here.",
    "opted_out": "Cannot text back: this person asked for no more messages. Only they can undo it, by sending START.",
    "blocked": "Cannot text back: this person blocked the line.",
}
BANNER: Mapping[str, str] = {
    "wrong_public_url": (
        "Webhooks that name our account fail their signature: TIPLINE_PUBLIC_URL is probably not the address that the "
        "vendor calls. Texts do not come in until it is."
    ),
    "wrong_telegram_secret": (
        "Telegram's webhooks come with another secret than ours: run tipline bot set-up with the present "
        "TIPLINE_TELEGRAM_SECRET. Telegram keeps what people write for a day and tells it then."
    ),
    "disk_nearly_full": (
        "A disk of the line is nine tenths full: photos and videos are left with their vendor until there is room. "
        "Texts still come in. Make room, or give the vault a larger disk."
    ),
    "failed_timer": (
        "An answer that was due could not be put together and is tried again. The report itself is at the desk; the "
        "program's log says what failed."
    ),
    "budget_reserve_only": (
        "The month's budget of texts is used up to the reserve: automatic replies are not sent, notices and your own "
        "replies are. Raise TIPLINE_SMS_MONTHLY_SEGMENTS, or wait for the first of the month."
    ),
    "budget_spent": (
        "The month's whole budget of texts is used: notices wait. 911 lines and your own replies still go. Raise "
        "TIPLINE_SMS_MONTHLY_SEGMENTS, or wait for the first of the month."
    ),
}
LIMIT: Mapping[str, str] = {  # why our own rules hold a message back
    "over_budget": "The month's budget of texts is used up.",
    "not_texted_abroad": "The line does not text to numbers of this country.",
}


def say(table: Mapping[str, str], code: str | None) -> str:
    """The words for a code; an unknown code in readable form, nothing for none."""
    if not code:
        return ""
    return table.get(code) or code.replace("_", " ").capitalize()


def agency(code: str) -> str:
    return AGENCY.get(code, code)


def language(code: str | None) -> str:
    if not code:
        return "Language unknown"
    return LANGUAGE.get(code) or LANGUAGE.get(code.split("-")[0]) or code


def direction(code: str | None) -> str:
    """Text direction of a language, for the `dir` attribute."""
    return "rtl" if (code or "").split("-")[0] in {"ar", "ur", "fa", "he", "yi"} else "ltr"


def count_of(media: str, count: int) -> str:
    """"1 photo", "3 photos"."""
    one, many = MEDIA.get(media, (media, media))
    return f"{count} {one if count == 1 else many}"


def reasons(codes: str) -> str:
    """The reasons of an urgency, "use_of_force, injury" in words."""
    return ", ".join(say(ACTIVITY, code.strip()).lower() for code in codes.split(",") if code.strip())


def banner(kind: str, explain: Callable[[str, str], str | None]) -> str:
    """The operator's sentence for a banner; one raised by a vendor's code is explained by that vendor's table."""
    if kind in BANNER:
        return BANNER[kind]
    channel, _, code = kind.partition("_")
    vendor = CHANNEL.get(channel)
    if vendor is None or not code:
        return say({}, kind) + "."
    return explain(channel, code) or f"{vendor}: the vendor refuses our messages with code {code}."
