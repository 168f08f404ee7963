"""The queue at work: a triage by keyboard alone, filters and search that live on, the map in step with the list."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api import seed
from tests.browser.look import faults, spill
from tests.browser.test_console_work import live
from tipline.desk.records import CaseEvent

pytestmark = pytest.mark.browser

NEW = replace(seed.STORIES[0], pseudonym="Robin 0007", reference="N2EW", ago=timedelta(seconds=2), photos=0)


def rows(page: Page) -> Any:
    return page.locator(".case-row")


def test_a_triage_goes_by_keyboard_alone(enter: Any, shoot: Any) -> None:
    page = enter("dana", "/console")
    press = page.keyboard.press
    press("?")
    expect(page.locator("#keys")).to_contain_text("Mine")
    shoot(page, "console-keys-dark")
    press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    press("4")
    expect(page.locator("#lane-no_place")).to_have_attribute("aria-current", "page")
    press("1")
    expect(rows(page)).to_have_count(8)
    press("s")
    expect(page.locator("#seen")).to_contain_text("Nothing changed since")
    press("j")
    press("Enter")
    expect(page.locator("#case-title")).to_contain_text("26th & Kedzie")
    press("a")
    expect(page.locator("#said")).to_contain_text("Acknowledged.")
    press("/")
    page.keyboard.type("camioneta")
    press("Enter")
    expect(page.locator("#queue")).to_contain_text("1 report with these words")
    expect(rows(page)).to_have_count(1)
    assert "camioneta" not in page.url
    press("Escape")
    press("f")
    page.keyboard.type("15")  # the district, chosen as in any list
    press("Enter")
    page.locator("#filter-form button").press("Enter")
    expect(page.locator("#queue")).to_contain_text("with these filters")
    press("c")
    expect(rows(page)).to_have_count(8)
    page.locator("#filters > summary").press("Enter")
    assert enter.complaints == []
    assert faults(page) == []
    enter.complaints.clear()  # axe's own inline styles


def test_a_filtered_list_lives_on_and_an_urgent_report_is_told_without_a_word_of_it(enter: Any, made: seed.Desk) -> None:
    page = enter("dana", "/console?district=12&lang=es")
    live(page)
    expect(rows(page)).to_have_count(1)
    page.evaluate("document.addEventListener('told-urgent', (e) => { document.body.dataset.told = e.detail; })")
    expect(page.locator("#sound")).to_have_text("Sound: off")
    page.keyboard.press("n")
    expect(page.locator("#sound")).to_have_text("Sound: on")
    case = seed.tell(made, NEW)
    with made.store.write() as tx:
        tx.cases.add_event(CaseEvent(case, made.clock.now(), "line", "urgent", note="someone may need 911"))
        tx.changes.bump("case", case)
    seed.tell(made, replace(seed.STORIES[1], pseudonym="Finch 0008", reference="N3EW", ago=timedelta(seconds=1), photos=0))
    expect(rows(page)).to_have_count(2)
    expect(page.locator("#queue")).to_contain_text("2 cases")
    expect(page.locator("body")).to_have_attribute("data-told", "Urgent report, district 10")
    page.locator("a.chip").first.click()
    expect(page).to_have_url(re.compile(r"/console\?lane=all&lang=es$"))
    page.locator("#search input[type=search]").fill("muchachos")
    page.locator("#search input[type=search]").press("Enter")
    expect(rows(page)).to_have_count(2)
    seed.tell(made, replace(seed.STORIES[1], pseudonym="Finch 0009", reference="N4EW", ago=timedelta(seconds=1), photos=0))
    expect(rows(page)).to_have_count(3)  # the search lives on too
    assert "muchachos" not in page.url


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_list_and_map_are_in_step(enter: Any, served: Any, shoot: Any, theme: str) -> None:
    page = enter("dana", "/console", theme=theme)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("m")
    pane = page.locator("#map-pane")
    expect(pane).to_have_attribute("data-state", "drawn", timeout=30_000)
    expect(page.locator("#map-says")).to_contain_text("5 cases on the map; 3 without a point.")
    page.keyboard.press("j")
    expect(pane).to_have_attribute("data-picked", "1")
    page.wait_for_timeout(600)
    shoot(page, f"console-map-{theme}")
    where = page.locator(".picked-mark").bounding_box()
    page.mouse.move(where["x"] + 18, where["y"] + 18)
    expect(page.locator("#row-1")).to_have_class(re.compile("pointed"))
    page.mouse.click(where["x"] + 18, where["y"] + 18)
    expect(page.locator("#case-title")).to_contain_text("26th & Kedzie")
    assert enter.complaints == []
    assert faults(page) == []
    enter.complaints.clear()  # axe's own inline styles
    assert all(url.startswith((served.url, "blob:", "data:")) for url in asked)


def test_without_webgl_the_list_stands_alone_and_says_so(enter: Any) -> None:
    page = enter("dana", "/console", width=320, height=720)
    page.evaluate("HTMLCanvasElement.prototype.getContext = () => null")
    page.locator("#map-toggle").click()
    expect(page.locator("#map-says")).to_contain_text("This browser cannot draw the map")
    expect(rows(page)).to_have_count(8)
    page.locator("#filters > summary").click()
    assert spill(page) <= 0
    assert enter.complaints == []
    assert faults(page) == []
    enter.complaints.clear()  # axe's own inline styles
