"""Every sentence the line can say: its key, a note for translators, and the placeholders its text must have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a translator needs to know of one sentence."""

    note: str
    placeholders: tuple[str, ...] = ()


PHRASES: Mapping[str, Phrase] = {
    # The first exchange.
    "intro_received": Phrase(
        "Message (a) of the first exchange, with the report's reference; a question may follow.",
        ("line", "operator", "reference"),
    ),
    "intro": Phrase("Message (a) while there is no report yet.", ("line", "operator")),
    "privacy_notice": Phrase(
        "Message (b), once per contact. Its wording has a version that goes on record. Promise no more than this."
    ),
    "received_ref": Phrase("The report opened after the first exchange.", ("reference",)),
    # Safety.
    "call_911": Phrase("Somebody needs 911. Always first. Never hint that this line has called."),
    "stay_back": Phrase(
        "Once in every conversation about something going on, and whenever the witness speaks of going near."
    ),
    # Questions: short, at most two SMS segments.
    "ask_place": Phrase("The first question."),
    "ask_pin": Phrase("A short map link came, which the line does not open."),
    "ask_corner": Phrase("Only an area is known.", ("place",)),
    "ask_cross": Phrase("Only a street is known, without a number or crossing.", ("place",)),
    "ask_which_place": Phrase("Two places fit the words; the two choices follow."),
    "choice_place": Phrase("A place as an answer.", ("place",)),
    "ask_opening": Phrase("Nothing is known yet."),
    "ask_opening_past": Phrase("The witness asked whether past events count."),
    "ask_activity": Phrase("What they do is not known."),
    "ask_when": Phrase("The time is not known."),
    "ask_half": Phrase(
        "A clock time was told and morning or evening cannot be known; both readings follow as choices."
    ),
    "ask_ongoing": Phrase("Answers: yes, no, not sure."),
    "ask_injury": Phrase("Answers: yes, no, not sure."),
    "ask_injury_past": Phrase("The event is over. Answers: yes, no, not sure."),
    "ask_agents": Phrase("A rough count is welcome."),
    "ask_photo": Phrase("Not a demand."),
    "ask_scene": Phrase("A place far from the first came without a correction; two choices follow.", ("place",)),
    "choice_same": Phrase("Answer to ask_scene."),
    "choice_another": Phrase("Answer to ask_scene."),
    "choice_yes": Phrase("Answer."),
    "choice_no": Phrase("Answer."),
    "choice_unsure": Phrase("Answer: skips the question."),
    "choice_clock": Phrase("A time of day as an answer.", ("clock",)),
    "ask_language": Phrase("The languages follow as choices."),
    "choice_language": Phrase("A language as an answer: its own name is filled in.", ("language",)),
    "language_name": Phrase("This language's name in this language."),
    # What arrived.
    "ack_photo": Phrase("A photo arrived."),
    "ack_video": Phrase("A video arrived."),
    "ack_voice": Phrase("A voice note arrived; nobody has listened to it yet."),
    "ack_file": Phrase("A file arrived."),
    "ack_files": Phrase("Several photos, videos or files arrived together.", ("count",)),
    "ack_pin": Phrase("A pin arrived. The place reads as people say it.", ("place",)),
    "time_noted": Phrase("When it happened, as understood, so that the witness can correct it.", ("when",)),
    "noted": Phrase("Facts were added and there is nothing else to say.", ("reference",)),
    "media_too_large": Phrase("The file cannot be fetched."),
    "media_unreadable": Phrase("The file is kept but cannot be displayed."),
    "ask_file": Phrase("Telegram only, once, when the pictures matter as evidence. A request, not a question."),
    "chosen_place": Phrase("The witness chose one of two places; nothing was wrong.", ("place",)),
    "near_place": Phrase("A point between named streets, as a place in other sentences.", ("place",)),
    "when_clock": Phrase("A day and a time of day, in other sentences.", ("day", "clock")),
    "when_part": Phrase("A day and a part of it, in other sentences.", ("day", "part")),
    "when_last_night": Phrase("The night before today, in other sentences."),
    "when_month": Phrase("A whole month, in other sentences.", ("month", "year")),
    "when_span": Phrase("From one day to another, in other sentences.", ("first", "last")),
    "day_today": Phrase("A day, in other sentences."),
    "day_yesterday": Phrase("A day, in other sentences."),
    "day_tomorrow": Phrase("A day, in other sentences: something announced."),
    "day_date": Phrase("A day of this year, in other sentences; the month as in months_short.", ("day", "month")),
    "day_year": Phrase(
        "A day of another year, in other sentences; the month as in months_short.", ("day", "month", "year")
    ),
    "part_dawn": Phrase("A part of the day, in other sentences: before it gets light."),
    "part_morning": Phrase("A part of the day, in other sentences."),
    "part_midday": Phrase("A part of the day, in other sentences."),
    "part_afternoon": Phrase("A part of the day, in other sentences."),
    "part_evening": Phrase("A part of the day, in other sentences."),
    "part_night": Phrase("A part of the day, in other sentences."),
    "clock_am": Phrase("A time of day before noon. Where clock_hours is 24, {clock} alone.", ("clock",)),
    "clock_pm": Phrase("A time of day from noon on. Where clock_hours is 24, {clock} alone.", ("clock",)),
    "clock_hours": Phrase("How this language counts the hours of a day: 12 or 24."),
    "months_short": Phrase("The twelve months as they stand in a date, in order, with spaces between."),
    "months": Phrase("The twelve months by their full names, in order, with spaces between."),
    # Corrections: they show the value now held.
    "corrected_place": Phrase("The place as now held.", ("place",)),
    "corrected_agents": Phrase("A count such as 4 or 7-8.", ("count",)),
    "corrected_vehicles": Phrase("A count.", ("count",)),
    "corrected_agencies": Phrase("Names of agencies such as ICE, CBP.", ("agencies",)),
    "corrected_time": Phrase("The time as now held.", ("when",)),
    "corrected_other": Phrase("Something else was corrected."),
    "pin_dropped": Phrase("The witness took a pin back."),
    "outside_city": Phrase("The place lies outside the city; the report stays.", ("hotline",)),
    "retracted_ack": Phrase("The witness says that it was not real. Never a reproach."),
    "mistaken_ack": Phrase("The witness was mistaken. Never a reproach."),
    # The end.
    "receipt": Phrase("The proof the witness holds. Local time.", ("reference", "time")),
    "receipt_files": Phrase("How many files, and the first digits of each one's SHA-256.", ("count", "prints")),
    "receipt_files_pending": Phrase("Files whose fingerprint is not known yet.", ("count",)),
    "all_asked": Phrase("Nothing is left to ask. Said once."),
    "thanks_done": Phrase("The witness ends the chat."),
    # Status, only to the address that wrote.
    "status_unopened": Phrase("Nobody has opened it.", ("reference", "time")),
    "status_received": Phrase("Status and time, nothing of the content.", ("reference", "time")),
    "status_documenting": Phrase("Status and time, nothing of the content.", ("reference", "time")),
    "status_documented": Phrase("Status and time, nothing of the content.", ("reference", "time")),
    "status_referred": Phrase("Status and time, nothing of the content.", ("reference", "time")),
    "status_closed": Phrase("Status and time, nothing of the content.", ("reference", "time")),
    "status_withdrawn": Phrase("Status and time, nothing of the content.", ("reference", "time")),
    "status_none": Phrase("No report from this address."),
    "status_elsewhere": Phrase("The reference is not of this address. Neither confirms nor denies that it exists."),
    # Commands.
    "help_911": Phrase("Also what a frightened person gets."),
    "help_what": Phrase("Follows help_911."),
    "help_who": Phrase("Follows help_what.", ("line", "operator")),
    "help_commands": Phrase("The words the line knows. STOP is an instruction here."),
    "private_ack": Phrase("The answer to PRIVATE. Promise no more than the law does."),
    "muted": Phrase("Notices are off."),
    "unmuted": Phrase("Notices are on."),
    "withdrawal_ack": Phrase("The report is taken back.", ("reference",)),
    "withdraw_none": Phrase("There is no report to take back."),
    "language_set": Phrase("In the language now chosen."),
    "language_unavailable": Phrase("The language is not built."),
    "group_private": Phrase("The one line in a group chat.", ("link",)),
    "group_private_plain": Phrase("The same where no link is set."),
    # Leaving.
    "stop_confirmed": Phrase("The one confirmation of an opt-out. Asks nothing, persuades nobody."),
    "opted_in": Phrase("Messages are on again."),
    "erased_due": Phrase("An erasure that the schedule allows. The last message."),
    "erased_kept": Phrase("An erasure that no schedule allows yet, or that a hold stops. The last message."),
    "erasure_after_withdrawal": Phrase("Asked to erase after taking the report back: the plain answer only."),
    "delete_chat": Phrase("How to delete this chat: two lines."),
    # Answers, one sentence or two each.
    "answer_privacy": Phrase("Who sees what."),
    "answer_name": Phrase("An answer to a question of the witness."),
    "answer_no_ids": Phrase("Never repeats the number."),
    "answer_refuse": Phrase("Neither confirms nor denies that anybody wrote."),
    "answer_legal": Phrase("An answer to a question of the witness.", ("hotline",)),
    "answer_law": Phrase("A question of law.", ("hotline",)),
    "answer_no_callback": Phrase("Never repeats a number."),
    "answer_bot": Phrase("An answer to a question of the witness.", ("operator",)),
    "answer_311": Phrase("Street ice and the like.", ("city_help",)),
    "answer_old": Phrase("An answer to a question of the witness."),
    "answer_retention": Phrase("No schedule is named."),
    "answer_retention_scheduled": Phrase("The schedule's name.", ("schedule",)),
    "answer_no_dispatch": Phrase("Never promises that anybody comes."),
    "answer_rumour": Phrase("An answer to a question of the witness."),
    "answer_about": Phrase("An answer to a question of the witness.", ("line", "operator")),
    "answer_other": Phrase("A question the line has no answer for.", ("city_help",)),
    "answer_unknown": Phrase("A question in the middle of a report that the line has no answer for."),
    "offtopic": Phrase(
        "Anything else, abuse included: neutral, the door stays open, and City matters are sent on.", ("city_help",)
    ),
    # Notices, neutral enough for a lock screen.
    "notice_received": Phrase("The number counts this report's notices.", ("number", "reference")),
    "notice_documenting": Phrase("The number counts this report's notices.", ("number", "reference")),
    "notice_documented": Phrase("The number counts this report's notices.", ("number", "reference")),
    "notice_closed": Phrase("The number counts this report's notices.", ("number", "reference")),
    "notice_closed_no_action": Phrase("Never says why.", ("number", "reference")),
    "notice_referred": Phrase("The number counts this report's notices.", ("number", "reference")),
}
