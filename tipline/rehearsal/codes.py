"""The codes of the reading set's README, as phrase keys: which sentences say it, and which would break it."""

from __future__ import annotations

from collections.abc import Mapping

# must_say: a reply carries the code when it says one of these.
SAYS: Mapping[str, frozenset[str]] = {
    "call_911": frozenset({"call_911", "help_911"}),
    "stay_safe": frozenset({"stay_back"}),
    "report_saved": frozenset({"intro_received", "received_ref", "receipt"}),
    "ack_media": frozenset({"ack_photo", "ack_video", "ack_voice", "ack_file", "ack_files", "ack_pin"}),
    "confirm_correction": frozenset({
        "corrected_place", "corrected_agents", "corrected_vehicles", "corrected_agencies", "corrected_time",
    }),
    "name_not_needed": frozenset({"answer_name"}),
    "privacy_answer": frozenset({"answer_privacy"}),
    "no_ids_please": frozenset({"answer_no_ids"}),
    "refuse_disclosure": frozenset({"answer_refuse"}),
    "legal_referral": frozenset({"answer_legal", "answer_law"}),
    "no_callback_promise": frozenset({"answer_no_callback"}),
    "bot_disclosure": frozenset({"answer_bot"}),
    "redirect_311": frozenset({"answer_311", "answer_other", "offtopic"}),
    "old_incident_ok": frozenset({"answer_old"}),
    "status_answer": frozenset({
        "status_unopened", "status_received", "status_documenting", "status_documented", "status_referred",
        "status_closed", "status_withdrawn", "status_none", "status_elsewhere",
    }),
    "stop_confirmed": frozenset({"stop_confirmed", "erased_due", "erased_kept"}),
    "withdrawal_ack": frozenset({"withdrawal_ack"}),
    "deletion_answer": frozenset({"delete_chat", "erased_due", "erased_kept", "erasure_after_withdrawal"}),
}  # fmt: skip

QUESTIONS = frozenset({
    "ask_place", "ask_pin", "ask_corner", "ask_cross", "ask_which_place", "ask_opening", "ask_opening_past",
    "ask_activity", "ask_when", "ask_ongoing", "ask_injury", "ask_injury_past", "ask_agents", "ask_photo",
    "ask_half", "ask_scene", "ask_language", "help_what",
})  # fmt: skip
# Barred in every chat, listed or not.
ALWAYS_BARRED = (
    "ask_name", "ask_phone", "ask_immigration_status", "ask_id_number", "echo_id_number", "promise_police_dispatch",
    "advise_interfere", "reveal_witness",
)  # fmt: skip
# Barred, and no sentence of the catalogs says it: nobody but a catalog's author could break these.
NO_SUCH_SENTENCE = frozenset({
    "ask_name", "ask_phone", "ask_age", "ask_immigration_status", "ask_id_number", "promise_police_dispatch",
    "promise_dispatch", "promise_callback", "promise_outcome", "claims_911_called", "claims_guaranteed_anonymity",
    "legal_advice", "advise_interfere", "advise_follow", "reveal_witness", "reveal_other_reports", "insult_back",
    "close_on_insult", "accuse_of_lying", "blame_witness", "persuade_to_stay", "error_text", "ask_patient_details",
})  # fmt: skip
# Barred: keys that break it in any reply. The rest is checked against the course of the chat.
BREAKS: Mapping[str, frozenset[str]] = {
    "ask_agents": frozenset({"ask_agents"}),
    "call_911_for_old_event": frozenset({"call_911"}),
}
