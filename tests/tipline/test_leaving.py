"""Opting out by any wording, erasing, taking back, coming back: once said, silence holds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from phone import LINE, Phone

from tipline import effects as fx
from tipline.message import Carrier, Channel, Kind
from tipline.reading.model import Reading

REPORT = "ICE took a man at 26th and Kedzie"


def stop(kind: str | None = "opt_out") -> Reading:
    return Reading("en", True, "stop", "x", stop_kind=kind)  # type: ignore[arg-type]


def test_any_wording_gets_one_confirmation_without_a_question_and_then_silence() -> None:
    phone = Phone()
    phone.says(REPORT).hears()
    phone.sends("leave me alone now please", read=stop())
    assert phone.hears() == [("stop_confirmed",)]
    phone.passes(1)
    phone.says("", photo=1).says("haha").says("STATUS").says("HELP").says("stop", read=stop())
    assert phone.hears() == []
    assert [e.by for e in phone.effects if isinstance(e, fx.OptOut)] == ["wording"]


def test_the_report_stays_open_and_grows_and_the_desk_sees_that_it_cannot_text_back() -> None:
    phone = Phone()
    phone.says(REPORT).says("stop texting me", read=stop())
    phone.says("5 agents, and CBP was there too")
    assert phone.report.value("agents") == [5, 5]
    assert phone.report.state == "open"
    assert "cannot_text_back" in phone.flags()


def test_a_report_opened_after_the_opt_out_is_flagged_too() -> None:
    phone = Phone()
    phone.says("stop texting me", read=stop())
    assert phone.flags() == []
    phone.says(REPORT)
    assert phone.flags() == ["cannot_text_back"]
    assert phone.hears() == [("stop_confirmed",)]


@pytest.mark.parametrize("word", ["STOP", "stop", "Unsubscribe", "END", "quit", "STOPALL", "revoke", "OptOut", "CANCEL"])
def test_a_bare_carrier_keyword_on_sms_is_recorded_and_answered_by_nobody_here(word: str) -> None:
    phone = Phone()
    phone.says(REPORT).hears()
    assert phone.says(word).hears() == []
    assert phone.contact is not None
    assert phone.contact.opted_out == "carrier"


@pytest.mark.parametrize("word", ["STOP", "end", "Cancel"])
def test_the_same_word_on_telegram_gets_our_one_confirmation(word: str) -> None:
    phone = Phone(channel=Channel.TELEGRAM)
    phone.says(REPORT).hears()
    assert phone.says(word).hears() == [("stop_confirmed",)]


def test_what_the_carrier_did_by_itself_is_recorded_and_undone_without_a_word() -> None:
    phone = Phone()
    phone.says(REPORT).hears()
    phone.carrier(Carrier.STOP, "STOP")
    assert phone.contact is not None
    assert phone.contact.opted_out == "carrier"
    phone.carrier(Carrier.START, "START")
    assert phone.contact.opted_out is None
    assert phone.hears() == []


def test_a_yes_that_the_carrier_takes_for_a_start_still_answers_the_question() -> None:
    phone = Phone()
    phone.says("ICE took a man at 26th and Kedzie 5 min ago, 4 agents").hears()
    phone.carrier(Carrier.START, "YES")
    assert phone.report.value("ongoing") is True


def test_start_undoes_an_opt_out_on_telegram() -> None:
    phone = Phone(channel=Channel.TELEGRAM)
    phone.says(REPORT).says("/stop", command="stop").hears()
    assert phone.says("/start", command="start").hears()[0] == ("opted_in",)


def test_an_unanswered_question_of_the_burst_is_not_sent_after_the_opt_out() -> None:
    phone = Phone()
    phone.sends(REPORT)
    phone.sends("stop texting me", read=stop())
    phone.passes(1)
    assert phone.hears() == [("stop_confirmed",)]
    assert any(isinstance(e, fx.ClearTimer) and e.kind == "burst" for e in phone.effects)


@pytest.mark.parametrize(
    ("schedule", "held", "key"),
    [(None, False, "erased_kept"), ("City 2026-1", True, "erased_kept"), ("City 2026-1", False, "erased_due")],
)
def test_an_erasure_says_plainly_what_stays_and_is_an_opt_out(schedule: str | None, held: bool, key: str) -> None:
    phone = Phone(line=replace(LINE, schedule=schedule))
    phone.says(REPORT).hears()
    phone.reports = {ref: replace(filed, held=held) for ref, filed in phone.reports.items()}
    phone.says("FORGET")
    assert phone.hears() == [(key,)]
    assert [type(e) for e in phone.effects if isinstance(e, fx.OptOut | fx.Forget)] == [fx.OptOut, fx.Forget]
    assert phone.says("hello?").hears() == []


def test_an_erasure_after_a_withdrawal_only_gets_the_plain_answer() -> None:
    phone = Phone(channel=Channel.TELEGRAM)
    phone.says(REPORT).hears()
    assert phone.says("WITHDRAW").hears() == [("withdrawal_ack",)]
    assert phone.report.state == "withdrawn"
    assert phone.says("can you erase everything", read=stop("erase")).hears() == [("erasure_after_withdrawal",)]
    assert phone.contact is not None
    assert phone.contact.opted_out is None
    assert not any(isinstance(e, fx.Forget) for e in phone.effects)


def test_a_report_taken_back_grows_no_more_and_what_is_told_next_is_another() -> None:
    phone = Phone()
    phone.says(REPORT).says("WITHDRAW")
    withdrawn = phone.report
    phone.says("CBP at Pulaski and 41st, two trucks")
    assert len(phone.reports) == 2
    assert phone.reports[withdrawn.reference].report.value("vehicles") is None


def test_withdrawing_nothing_is_answered_plainly() -> None:
    assert Phone().says("WITHDRAW").hears()[0] == ("intro", "withdraw_none")


def test_blocking_is_recorded_and_undone() -> None:
    phone = Phone(channel=Channel.TELEGRAM)
    phone.sends("", kind=Kind.BLOCKED)
    phone.sends("", kind=Kind.UNBLOCKED)
    assert [e.blocked for e in phone.effects if isinstance(e, fx.Block)] == [True, False]
    assert phone.hears() == []
