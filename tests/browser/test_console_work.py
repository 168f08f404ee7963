"""A dispatcher at work, in a browser: what is promised of the console is done with its keys and buttons."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api import app as console_app
from tests.api import seed
from tests.browser.conftest import Served
from tipline.desk.records import CaseEvent

pytestmark = pytest.mark.browser


def live(page: Page) -> None:
    expect(page.locator("#live")).to_have_attribute("data-state", "live")


def test_the_worst_open_case_stands_first_and_opens_with_the_keyboard(enter: Any) -> None:
    page = enter("dana", "/console")
    expect(page.locator(".case-row").first).to_contain_text("26th & Kedzie")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("#case-title")).to_contain_text("Detention, 26th & Kedzie")
    expect(page).to_have_url(re.compile(r"/console/cases/\d+"))
    expect(page.locator(".case-row > a[aria-current=true]")).to_contain_text("26th & Kedzie")


def test_a_key_acknowledges_the_open_case(enter: Any, made: seed.Desk) -> None:
    page = enter("dana", "/console/cases/1")
    page.keyboard.press("a")
    expect(page.locator("#said")).to_contain_text("Acknowledged.")
    with made.store.read() as tx:
        assert tx.cases.get(1).status == "triage"


def test_a_fact_leads_to_the_words_it_came_from(enter: Any) -> None:
    page = enter("dana", "/console/cases/1")
    page.locator("#report-1 a[data-field=injury]").click()
    expect(page.locator("mark.lit")).to_have_text("bleeding from the head")
    expect(page.locator("mark.lit")).to_be_in_viewport()


def test_a_new_report_arrives_by_itself_without_moving_focus_or_scroll(enter: Any, made: seed.Desk) -> None:
    for number in range(20):
        story = replace(seed.STORIES[2], pseudonym=f"Tern {number:04d}", reference=f"Z{number:03d}")
        seed.tell(made, replace(story, ago=timedelta(minutes=30 + number)))
    page = enter("dana", "/console")
    live(page)
    row = page.locator(".case-row > a").nth(15)
    row.scroll_into_view_if_needed()
    row.focus()
    before, text = row.bounding_box(), row.inner_text()
    seed.tell(made, replace(seed.STORIES[0], pseudonym="Robin 0007", reference="N2EW", ago=timedelta(seconds=2), photos=0))
    expect(page.locator("#lane-urgent .count")).to_have_text("3")
    expect(page.locator("#arrivals")).to_contain_text("New. Urgent: Detention, 26th & Kedzie, district 10.")
    focused = page.locator(".case-row > a:focus")
    assert focused.inner_text().split("\n")[1:3] == text.split("\n")[1:3]
    assert abs(focused.bounding_box()["y"] - before["y"]) < 2


def test_what_a_colleague_does_shows_in_the_open_case_and_leaves_the_typed_reply_alone(enter: Any) -> None:
    mine, theirs = enter("dana", "/console/cases/1"), enter("sol", "/console/cases/1")
    live(mine)
    mine.keyboard.press("r")
    mine.keyboard.type("Are you somewhere sa")
    theirs.locator("#acknowledge").click()
    expect(mine.locator(".timeline")).to_contain_text("sol acknowledged it")
    expect(mine.locator("#reply-text")).to_have_value("Are you somewhere sa")
    expect(mine.locator("#reply-text")).to_be_focused()
    mine.keyboard.type("fe?")
    mine.keyboard.press("Control+Enter")
    expect(mine.locator("#said")).to_contain_text("Your reply goes out.")
    expect(mine.locator("#reply-text")).to_have_value("")
    expect(mine.locator("#talk .said").last).to_contain_text("Are you somewhere safe?")


def test_who_was_slower_is_told_what_happened_and_keeps_the_typed_words(enter: Any, made: seed.Desk) -> None:
    page = enter("dana", "/console/cases/1")
    live(page)
    page.route("**/now", lambda route: route.abort())  # the refresh does not come through in time
    page.locator("#reply-text").fill("We are on our way to look")
    with made.store.write() as tx:
        case = tx.cases.get(1)
        tx.cases.add_event(CaseEvent(1, made.clock.now(), "lee", "moved", before="new", after="triage"))
        tx.cases.save(replace(case, status="triage"), case.version)
    page.get_by_role("button", name="Send and mark documenting").click()
    trouble = page.locator("#trouble")
    expect(trouble).to_contain_text("Somebody else was faster.")
    expect(trouble.locator("tbody tr")).to_contain_text(["StatusNewTriagelee"])
    expect(page.locator("#reply-text")).to_have_value("We are on our way to look")
    enter.complaints.clear()  # a 409 is an error to the browser's console


def test_all_five_duties_are_recorded_before_a_case_is_documented_and_closed(enter: Any, made: seed.Desk) -> None:
    page = enter("dana", "/console/cases/1")
    expect(page.locator("#to-documented")).to_be_disabled()
    expect(page.locator(".duties .title").first).to_have_text("Summon medical aid")
    for duty, outcome, blank, text in (
        ("summon_aid", "summoned", "time", "15:06"), ("document", "documented", "report_number", "JK100100"),
        ("preserve_footage", "none_recorded", "", ""), ("identify_supervisor", "refused", "", ""),
        ("complete_report", "no_violation", "", ""),
    ):
        card = page.locator(f"#duty-{duty}")
        card.locator("summary").click()
        card.locator(f"input[value={outcome}]").check()
        if blank:
            card.locator(f"input[name='{outcome}.{blank}']").fill(text)
        card.get_by_role("button", name="Record the outcome").click()
        expect(page.locator("#said")).to_contain_text("Recorded:")
        expect(card).not_to_have_attribute("open", "")
    page.locator("#to-documented").click()
    expect(page.locator("#said")).to_contain_text("documented now")
    page.locator("#close > summary").click()
    page.locator("#resolution").select_option("documented")
    page.get_by_role("button", name="Close the case").click()
    expect(page.locator("#case")).to_contain_text("This case is closed: documented.")
    with made.store.read() as tx:
        kinds = [row.notice for row in tx.outbox.of_case(1) if row.stream == "notice"]
    assert sorted(set(kinds)) == ["closed", "documented", "documenting"]


def test_lost_live_updates_say_so_and_come_back_by_themselves(enter: Any, made: seed.Desk, served: Any) -> None:
    page = enter("dana", "/console")
    live(page)
    served.stop()
    expect(page.locator("#live-words")).to_contain_text(re.compile(r"Live updates lost (just now|\d+ s ago), retrying"))
    seed.tell(made, replace(seed.STORIES[0], pseudonym="Robin 0007", reference="N2EW", ago=timedelta(seconds=2), photos=0))
    again = Served(console_app.application(made), served.port)
    try:
        expect(page.locator("#live")).to_have_attribute("data-state", "live", timeout=15_000)
        expect(page.locator("#lane-urgent .count")).to_have_text("3")
    finally:
        page.close()
        again.stop()
        enter.complaints.clear()  # the browser reports the refused connections


def test_words_of_a_reporter_never_become_markup(enter: Any, made: seed.Desk) -> None:
    hostile = '<img src=x onerror=alert(1)><script>alert(2)</script>"\'><a href="javascript:alert(3)">'
    facts = {"activity": (["sighting"], ""), "place_text": (hostile, hostile), "descriptions": ([hostile], hostile)}
    case = seed.tell(made, replace(seed.STORIES[2], pseudonym="Crow 6666", reference="X55X", says=(hostile,), facts=facts))
    page = enter("dana", f"/console/cases/{case}")
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    expect(page.locator("#talk .bubble").first).to_have_text(hostile)
    assert page.locator("#view img[src=x], #view script, #view a[href^=javascript]").count() == 0


def test_the_map_is_drawn_without_asking_anybody_else(enter: Any, served: Any) -> None:
    page = enter("dana", "/console/cases/1")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("w")
    expect(page.locator("svg.map")).to_contain_text("Kedzie")
    expect(page.locator("svg.map")).to_contain_text("District 10")
    assert asked
    assert all(url.startswith(served.url) for url in asked)
