"""How the console looks: no page spills over its width, none fails axe, in both themes and at every width."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api import seed
from tests.browser.look import faults, spill

pytestmark = pytest.mark.browser
WIDTHS = {1440: 900, 1024: 768, 390: 844, 320: 640}


def settle(page: Page) -> None:
    expect(page.locator("#live")).to_have_attribute("data-state", "live")
    page.wait_for_load_state("load")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_their_width_in_both_themes(enter: Any, shoot: Any, theme: str, width: int) -> None:
    page = enter("dana", "/console", theme=theme, width=width, height=WIDTHS[width])
    settle(page)
    assert spill(page) == 0
    shoot(page, f"queue-{width}-{theme}")
    page.goto(page.url + "/cases/1")
    settle(page)
    assert spill(page) == 0
    shoot(page, f"case-{width}-{theme}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_queue_case_and_forms(enter: Any, theme: str) -> None:
    page = enter("dana", "/console", theme=theme)
    settle(page)
    assert faults(page) == []
    page.goto(page.url + "/cases/1")
    settle(page)
    page.locator("a.source").first.click()
    assert faults(page) == []
    page.locator("#duty-identify_supervisor summary").click()
    page.locator("input[value=identified]").check()
    assert faults(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    expect(page.locator("svg.map")).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("?")
    assert faults(page) == []
    enter.complaints.clear()  # axe itself tries inline styles, which the policy refuses


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_a_phone(enter: Any, theme: str) -> None:
    page = enter("dana", "/console/cases/1", theme=theme, width=390, height=844)
    settle(page)
    assert faults(page) == []
    enter.complaints.clear()  # axe itself tries inline styles, which the policy refuses


def test_twice_the_text_size_still_fits(enter: Any) -> None:
    """200 % zoom of a 1280 px window is a 640 px window."""
    page = enter("dana", "/console/cases/1", width=640, height=400)
    settle(page)
    assert spill(page) == 0
    expect(page.locator("#case-title")).to_be_in_viewport()


def test_an_arabic_message_reads_from_right_to_left_and_spills_nowhere(enter: Any, made: seed.Desk) -> None:
    long = "شاحنتان بيضاوان أمام المسجد في شارع بولاسكي و" * 12
    case = seed.tell(made, replace(seed.STORIES[7], pseudonym="Swallow 1212", reference="A7RR", says=(long,), facts={"place_text": ("شارع بولاسكي", "شارع بولاسكي")}))
    page = enter("dana", f"/console/cases/{case}", width=320, height=640)
    settle(page)
    bubble = page.locator("#talk .heard .bubble").first
    assert bubble.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert spill(page) == 0


def test_an_empty_queue_says_that_nothing_waits(enter: Any) -> None:
    page = enter("dana", "/console?lane=bulk")
    expect(page.locator("#queue")).to_contain_text("Nothing waits in bulk.")
    expect(page.locator("#queue")).to_contain_text("Last report")


def test_an_admin_is_told_who_reads_cases(enter: Any, shoot: Any) -> None:
    page = enter("ada", "/console")
    expect(page.locator(".problem")).to_contain_text("The role admin does not read cases")
    assert page.locator("#rows, .rail").count() == 0
    shoot(page, "admin-1440-dark")
