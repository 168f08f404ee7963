"""One case and the people who work on it, in a browser: duties, races, corrections."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api import seed
from tests.browser.look import faults, spill

pytestmark = pytest.mark.browser


def live(page: Page) -> None:
    expect(page.locator("#live")).to_have_attribute("data-state", "live")


def test_five_duties_to_documented_by_keyboard_and_a_wrong_number_is_explained(enter: Any, made: seed.Desk, shoot: Any) -> None:
    page = enter("dana", "/console/cases/1", theme="light")
    live(page)
    expect(page.locator("#undone")).to_contain_text("summon medical aid, document the activity")

    def record(duty: str, outcome: str, *typed: str) -> None:
        page.locator(f"#duty-{duty} summary").focus()
        page.keyboard.press("Enter")
        page.locator(f"#duty-{duty} input[value={outcome}]").focus()
        page.keyboard.press("Space")
        for text in typed:
            page.keyboard.press("Tab")
            page.keyboard.type(text)
        page.keyboard.press("Enter")

    record("summon_aid", "summoned", "3:06 pm", "26-326-0123", "4711")
    expect(page.locator("#duty-summon_aid .outcome")).to_contain_text("Summoned")
    record("document", "documented", "JK-100", "", "12a")
    expect(page.locator("#trouble")).to_contain_text("Not done.")
    report = page.locator("input[name='documented.report_number']")
    expect(report).to_have_value("JK-100")
    expect(report).to_have_attribute("aria-invalid", "true")
    expect(page.locator("input[name='documented.star']")).to_have_value("12a")
    expect(page.locator("#duty-document")).to_contain_text("two letters and six digits, such as JK123456")
    assert faults(page) == []
    assert spill(page) == 0
    shoot(page, "case-duty-wrong-light")
    report.fill("jk 100-100")
    page.locator("input[name='documented.star']").fill("12012")
    report.press("Enter")
    expect(page.locator("#duty-document .outcome")).to_contain_text("Documented")
    record("preserve_footage", "preserved", "X60A1234B")
    expect(page.locator("#duty-preserve_footage .outcome")).to_contain_text("Preserved")
    record("identify_supervisor", "refused", "Asked twice, no answer")
    expect(page.locator("#duty-identify_supervisor .outcome")).to_contain_text("Attempted and refused")
    expect(page.locator("#to-documented")).to_be_disabled()
    record("complete_report", "no_violation")
    expect(page.locator("#undone")).to_have_count(0)
    page.locator("#to-documented").press("Enter")
    expect(page.locator("#said")).to_contain_text("documented now")
    with made.store.read() as tx:
        held = {d.duty: dict(d.detail) for d in tx.cases.duties(1)}
    assert held["summon_aid"] == {"time": "15:06", "ems": "263260123", "star": "4711"}
    assert held["document"] == {"report_number": "JK100100", "star": "12012"}
    enter.complaints.clear()  # a 422 and axe's own inline styles


def test_of_two_who_record_one_duty_the_slower_sees_what_changed_and_puts_theirs_in_its_place(
    enter: Any, made: seed.Desk, shoot: Any
) -> None:
    mine, theirs = enter("dana", "/console/cases/1"), enter("sol", "/console/cases/1")
    for page, outcome in ((mine, "summoned"), (theirs, "on_scene")):
        live(page)
        page.locator("#duty-summon_aid summary").click()
        page.locator(f"#duty-summon_aid input[value={outcome}]").check()
    mine.locator("input[name='summoned.time']").fill("15:06")
    theirs.get_by_role("button", name="Record the outcome").locator("visible=true").click()
    expect(mine.locator(".timeline")).to_contain_text("sol recorded summon medical aid")
    expect(mine.locator("input[name='summoned.time']")).to_have_value("15:06")
    mine.locator("input[name='summoned.time']").press("Enter")
    trouble = mine.locator("#trouble")
    expect(trouble).to_contain_text("Somebody else was faster.")
    expect(trouble.locator("tbody tr").first).to_contain_text("Summon medical aid")
    expect(trouble.locator("tbody tr").first).to_contain_text("Already on scene")
    assert faults(mine) == []
    shoot(mine, "case-race-dark")
    mine.locator("#again").click()
    expect(mine.locator("#said")).to_contain_text("Recorded: summon medical aid.")
    with made.store.read() as tx:
        held = [(d.outcome, dict(d.detail)) for d in tx.cases.duties(1)]
    assert held == [("summoned", {"time": "15:06"})]
    expect(theirs.locator("#duty-summon_aid .outcome")).to_contain_text("Summoned")
    expect(theirs.locator("#duty-summon_aid input[value=summoned]")).to_be_checked()
    enter.complaints.clear()  # a 409 and axe's own inline styles


def test_a_fact_is_corrected_beside_the_witness_s_version_and_taken_back(enter: Any, made: seed.Desk, shoot: Any) -> None:
    page = enter("dana", "/console/cases/1", theme="light")
    live(page)
    agents = page.locator("#report-1 .facts > div").filter(has_text="Agents")
    agents.get_by_role("link", name="Correct: Agents").click()
    expect(page.locator("#correct input[name=low]")).to_be_focused()
    page.locator("#correct input[name=low]").fill("six")
    page.locator("#correct input[name=high]").fill("8")
    page.locator("#correct input[name=reason]").fill("counted on the video")
    with made.store.write() as tx:
        tx.changes.bump("case", 1)  # a refresh leaves the form alone
    page.wait_for_timeout(900)
    page.keyboard.press("Enter")
    expect(page.locator("#trouble")).to_contain_text("Write a number in digits.")
    expect(page.locator("#correct input[name=low]")).to_have_value("six")
    page.locator("#correct input[name=low]").fill("6")
    assert faults(page) == []
    assert spill(page) == 0
    shoot(page, "case-correcting-light")
    page.keyboard.press("Enter")
    expect(agents).to_contain_text("6 to 8")
    expect(agents).to_contain_text("Corrected by dana now: counted on the video. The witness told: 4")
    expect(page.locator("#correct")).to_have_count(0)
    expect(page.locator(".timeline")).to_contain_text("dana corrected K7Q2, agents: 4 became 6 to 8. Why: counted on the video")
    page.locator("#report-1 .add > summary").click()
    page.locator("#report-1 .add").get_by_role("link", name="Plates").click()
    page.locator("#correct input[name=text]").fill("ab 123")
    page.locator("#correct input[name=reason]").fill("on the photo")
    page.keyboard.press("Enter")
    expect(page.locator("#report-1")).to_contain_text("No witness told it")
    assert faults(page) == []
    shoot(page, "case-corrected-light")
    agents.get_by_role("link", name="Correct: Agents").click()
    page.locator("#correct input[name=reason]").fill("that was another video")
    page.get_by_role("button", name="Back to what the witness told: 4").click()
    expect(agents).not_to_contain_text("Corrected by")
    with made.store.read() as tx:
        assert tx.reports.get(1).report.value("agents") == [4, 4]
    enter.complaints.clear()  # a 422 and axe's own inline styles
