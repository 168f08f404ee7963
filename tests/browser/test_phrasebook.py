"""A question picked from the phrasebook in English, read and answered in Polish, shown in English: through the demo's phones."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.look import faults, spill
from tests.browser.test_story import PATIENCE, Stage, case_of, hears, phone, stage, write

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
__all__ = ["stage"]
SEEN = "Agenci ICE zabrali mężczyznę na rogu 26th i Kedzie, 4 agentów"


def pick(console: Page, words: str, english: str) -> None:
    """With keys alone: open, type, arrow, Enter to Send, Enter."""
    console.keyboard.press("p")
    find = console.get_by_role("combobox", name="Find a sentence")
    expect(find).to_be_focused()
    find.press_sequentially(words)
    expect(console.locator("#book-list [aria-selected=true]")).to_contain_text(english)
    find.press("Enter")
    expect(console.locator("#book-send")).to_be_focused()
    console.keyboard.press("Enter")
    expect(console.locator("#said")).to_contain_text("It goes out in their language.")
    expect(console.locator("#phrasebook")).to_be_hidden()


def flawless(stage: Stage, console: Page) -> None:
    assert spill(console) == 0
    assert faults(console) == []
    stage.complaints.clear()  # axe itself tries inline styles, which the policy refuses


def asked(console: Page, english: str) -> Any:
    return console.locator("#talk li.said", has=console.locator(".english", has_text=english)).last


def test_a_phrasebook_exchange_in_polish_ends_in_english_facts(stage: Stage, shoot: Any) -> None:
    console, page = stage.console(), stage.page("/phone")
    console.evaluate("document.documentElement.dataset.theme = 'light'")  # at night it would be dark
    sms = phone(page, "sms")
    write(sms, SEEN)
    hears(sms, "przyjęto")
    case_of(console, "26th & Kedzie")
    expect(console.locator("#open-book")).to_be_visible()

    console.keyboard.press("p")
    expect(console.locator("#book-title")).to_have_text(re.compile(r"Ask \w+ \d+ in Polish"))
    console.get_by_role("combobox").press_sequentially("which way")
    expect(console.locator("#book-list [aria-selected=true] .reads")).to_have_text(re.compile("W którą stronę odjechali"))
    flawless(stage, console)
    shoot(console, "phrasebook-light")
    console.keyboard.press("Escape")
    expect(console.locator("#open-book")).to_be_focused()

    pick(console, "which way", "Which way did they go?")
    hears(sms, "W którą stronę odjechali.*1 = północ")
    question = asked(console, "Which way did they go?")
    expect(question.locator(".back")).to_have_text("No answer yet")
    expect(question.locator("[data-tone]").first).to_have_text(re.compile("Sent|Delivered"), timeout=PATIENCE)
    write(sms, "na północ")
    expect(question.locator(".back")).to_contain_text("Answered: North", timeout=PATIENCE)
    expect(question.locator(".back q")).to_have_text("na północ")
    expect(console.locator("a.source[data-field=direction]")).to_contain_text("North")

    pick(console, "warrant", "Did they show a warrant")
    hears(sms, "Czy pokazali nakaz")
    write(sms, "jakiś papier, ale nie widziałem co")
    expect(asked(console, "Did they show a warrant").locator(".back")).to_contain_text("Does not know", timeout=PATIENCE)
    expect(console.locator("a.source[data-field=firsthand]")).to_have_count(0)

    console.locator("#reply-text").fill("Thank you. Please stay where you are.")
    console.locator("#reply-text").press("Control+Enter")
    hears(sms, "Od pracownika, bez tłumaczenia: Thank you")
    expect(console.locator("#talk li.said").last).to_contain_text("Not translated")
    flawless(stage, console)
    shoot(console, "phrasebook-answered-light")


def test_only_a_confirmed_claim_goes_out_and_the_list_fits_a_small_phone(stage: Stage, shoot: Any) -> None:
    console, page = stage.console(), stage.page("/phone")
    chat = phone(page, "telegram")
    write(chat, SEEN)
    hears(chat, "przyjęto")
    case_of(console, "26th & Kedzie")
    console.emulate_media(color_scheme="dark")
    console.evaluate("document.documentElement.dataset.theme = 'dark'")
    console.keyboard.press("p")
    console.get_by_role("combobox").press_sequentially("police officer")
    console.keyboard.press("Enter")
    confirm = console.get_by_role("checkbox")
    expect(confirm).to_be_focused()
    flawless(stage, console)
    shoot(console, "phrasebook-confirm-dark")
    console.locator("#book-send").click()
    expect(console.locator("#phrasebook")).to_be_visible()  # the browser asks for the tick first
    confirm.check()
    console.locator("#book-send").click()
    hears(chat, "Poproszono policjanta")
    pick(console, "children", "Are there children")
    hears(chat, "Czy na miejscu są dzieci")
    chat.get_by_role("button", name="tak", exact=True).last.click()
    expect(asked(console, "Are there children").locator(".back")).to_contain_text("Answered: Yes", timeout=PATIENCE)
    console.set_viewport_size({"width": 320, "height": 640})
    console.locator("#open-book").click()
    expect(console.locator("#book-find")).to_be_focused()
    for part in ("#book-title", "#book-close"):
        expect(console.locator(part)).to_be_in_viewport(ratio=1)
    flawless(stage, console)
    shoot(console, "phrasebook-320-dark")
