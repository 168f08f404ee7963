"""The whole story in the browser: two simulated phones, the console beside them, as a newcomer meets it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from api import demo
from api.settings import Settings
from tests.browser.conftest import Served
from tests.browser.look import faults, spill
from tipline.case import Duty

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
WORDS = "ICE grabbed a man at 26th and Kedzie, 4 agents, 2 white vans, 5 min ago"
PALABRAS = "La migra agarró a un señor, 4 agentes, 2 camionetas blancas, hace 5 minutos"
PATIENCE = 20_000


class Stage:
    """A served demo and one browser in front of it."""

    def __init__(self, made: demo.Demo, served: Served, browser: Browser) -> None:
        self.made, self.url = made, served.url
        self.context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        self.context.set_default_timeout(PATIENCE)
        self.complaints: list[str] = []

    def page(self, path: str) -> Page:
        page = self.context.new_page()
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.url + path)
        return page

    def console(self) -> Page:
        page = self.page(self.made.links["dispatcher"])
        page.get_by_role("button").first.click()
        page.wait_for_url("**/console")
        return page


@pytest.fixture
def stage(tmp_path: Path, browser: Browser) -> Iterator[Stage]:
    made = demo.prepare(Settings(), tmp_path / "demo", "http://localhost:8000", witnesses=False)
    served = Served(made.app, lifespan="on")
    set_up = Stage(made, served, browser)
    yield set_up
    set_up.context.close()
    served.stop()
    made.wiring.close()
    assert not set_up.complaints, set_up.complaints


def phone(page: Page, channel: str) -> Locator:
    return page.locator(f'.phone[data-channel="{channel}"]')


def write(on: Locator, text: str) -> None:
    on.get_by_role("textbox").fill(text)
    on.get_by_role("button", name="Send", exact=True).click()


def hears(on: Locator, words: str) -> Locator:
    found = on.locator("li.line", has_text=re.compile(words, re.IGNORECASE))
    expect(found.last).to_be_visible(timeout=PATIENCE)
    return found.last


def photo(on: Locator) -> None:
    on.get_by_role("button", name="Photo", exact=True).click()
    on.get_by_role("button", name=re.compile("Drawing: two white vans")).click()


def walk(console: Page) -> None:
    """The case to documented and closed, with the buttons and forms a dispatcher has."""
    console.locator("#to-documenting").click()
    for duty, outcome, blanks in (
        (Duty.DOCUMENT, "documented", {"report_number": "JK100001"}),
        (Duty.PRESERVE_FOOTAGE, "none_recorded", {}),
        (Duty.IDENTIFY_SUPERVISOR, "no_supervisor", {}),
        (Duty.COMPLETE_REPORT, "no_violation", {}),
        (Duty.SUMMON_AID, "no_injury", {}),
    ):
        record(console, duty, outcome, blanks)
    console.locator("#to-documented").click()
    console.locator("#close > summary").click()
    console.locator("#resolution").select_option("documented")
    console.get_by_role("button", name="Close the case").click()
    expect(console.get_by_text(re.compile("This case is closed"))).to_be_visible()


def record(console: Page, duty: Duty, outcome: str, blanks: dict[str, str]) -> None:
    box = console.locator(f"#duty-{duty.value}")
    box.locator("summary").click()
    box.locator(f'input[type="radio"][value="{outcome}"]').check()
    for name, text in blanks.items():
        box.locator(f'input[name="{outcome}.{name}"]').fill(text)
    box.get_by_role("button", name="Record the outcome").click()
    expect(box.locator("summary .open")).to_have_count(0)


def case_of(console: Page, *words: str) -> None:
    """Open the case whose row shows these words; it arrives by itself."""
    row = console.locator("a[href*='/console/cases/']")
    for word in words:
        row = row.filter(has_text=word)
    expect(row.first).to_be_visible(timeout=PATIENCE)
    row.first.click()
    console.wait_for_url("**/cases/*")


def test_a_text_and_a_photo_become_a_report_and_each_notice_comes_back(stage: Stage, shoot: Any) -> None:
    console, page = stage.console(), stage.page("/phone")
    sms = phone(page, "sms")
    write(sms, WORDS)
    hears(sms, "ref [A-Z0-9]+")
    photo(sms)
    hears(sms, "photo received")
    write(sms, "that's all")
    hears(sms, "receipt")
    expect(page.locator("#desk")).to_contain_text("26th & Kedzie - district 10")
    console.bring_to_front()
    case_of(console, "Detention", "26th & Kedzie")
    facts = console.locator("main, body").first
    for words in ("ICE", "District 10".lower(), "26th and Kedzie"):
        expect(facts).to_contain_text(words, ignore_case=True)
    expect(console.locator("img[src*='/console/evidence/']").first).to_be_visible()
    walk(console)
    page.bring_to_front()
    for number, word in ((2, "document"), (3, "documented"), (4, "closed")):
        hears(sms, f"Notice {number}.*{word}")
    shoot(page, "phone-story")


def test_the_same_in_spanish_on_telegram_with_a_pin(stage: Stage) -> None:
    console, page = stage.console(), stage.page("/phone")
    telegram = phone(page, "telegram")
    write(telegram, PALABRAS)
    hears(telegram, "recibido, ref")
    telegram.get_by_role("button", name="Pin", exact=True).click()
    telegram.locator(".map svg").click(position={"x": 130, "y": 140})
    hears(telegram, "Pin recibido")
    telegram.locator(".answers button").last.click()
    write(telegram, "eso es todo")
    hears(telegram, "comprobante")
    console.bring_to_front()
    case_of(console, "Detention", "district 10")
    walk(console)
    page.bring_to_front()
    hears(telegram, "4.*cerrado")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_phones_fit_and_axe_finds_nothing(stage: Stage, shoot: Any, theme: Any) -> None:
    page = stage.page("/phone")
    page.emulate_media(color_scheme=theme)
    write(phone(page, "sms"), WORDS)
    hears(phone(page, "sms"), "nickname")
    for width in (1440, 1024, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert (width, spill(page), faults(page)) == (width, 0, [])
        shoot(page, f"phone-{width}-{theme}")
