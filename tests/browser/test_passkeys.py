"""Passkeys and the lock in a real browser, with Chromium's virtual authenticator."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.api import seed
from tests.browser.conftest import Served
from tipline.desk.signin import digest

pytestmark = pytest.mark.browser


class Person:
    """A person at a browser, whose device holds passkeys and knows them by their finger."""

    def __init__(self, browser: Browser, made: seed.Desk, served: Served, name: str, **view: Any) -> None:
        self.made, self.name, self.site = made, name, f"http://localhost:{served.port}"
        self.context = browser.new_context(reduced_motion="reduce", **view)
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.device = self.context.new_cdp_session(self.page)
        self.device.send("WebAuthn.enable")
        self.key = self.device.send("WebAuthn.addVirtualAuthenticator", {"options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }})["authenticatorId"]

    def finger(self, *, known: bool) -> None:
        self.device.send("WebAuthn.setUserVerified", {"authenticatorId": self.key, "isUserVerified": known})

    def signed_in(self) -> None:
        token = self.made.tokens[self.name]
        with self.made.store.write() as tx:
            held = tx.staff.session(hashlib.sha256(token.encode()).digest())
            tx.staff.save_session(replace(held, confirmed_at=self.made.clock.now()))
        self.context.add_cookies([{"name": "tipline", "value": token, "url": self.site}])

    def goes(self, path: str) -> None:
        self.page.goto(self.site + path)

    def adds_a_passkey(self, name: str = "Desk 4") -> None:
        self.goes("/console/account")
        self.page.get_by_label("Name of this device").fill(name)
        self.page.get_by_role("button", name="Add a passkey").click()
        expect(self.page.get_by_role("rowheader", name=name)).to_be_visible()


@pytest.fixture
def person(browser: Browser, made: seed.Desk, served: Served) -> Iterator[Callable[..., Person]]:
    people: list[Person] = []

    def comes(name: str, *, theme: str = "light", width: int = 1440, height: int = 900) -> Person:
        view = {"viewport": {"width": width, "height": height}, "color_scheme": theme}
        people.append(Person(browser, made, served, name, **view))
        people[-1].context.add_init_script(f"localStorage.setItem('theme', '{theme}')")
        return people[-1]

    yield comes
    for each in people:
        each.context.close()
    assert [each.complaints for each in people if each.complaints] == []


def locked(made: seed.Desk, name: str) -> bool:
    with made.store.read() as tx:
        held = tx.staff.session(digest(made.tokens[name]))
    return held is not None and held.locked


def clean(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []


def narrow_enough(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


def test_a_passkey_is_added_locks_nobody_out_unlocks_where_one_was_and_signs_in(
    person: Callable[..., Person], made: seed.Desk, shoot: Callable[[Page, str], None]
) -> None:
    dana = person("dana")
    dana.signed_in()
    dana.adds_a_passkey()
    clean(dana.page)

    dana.goes("/console/cases/1")
    page = dana.page
    page.locator("#note-text, #reply-text").first.fill("half a sentence")
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    expect(page.locator("#lock-strip")).to_contain_text("2 urgent")
    assert locked(made, "dana")
    expect(page.locator(".frame")).to_be_hidden()
    assert page.title() == "Locked"
    assert "grabbed" not in page.inner_text("body")
    clean(page)
    shoot(page, "lock-light")

    dana.finger(known=False)
    page.get_by_role("button", name="Unlock with a passkey").click()
    expect(page.locator("#lock-error")).to_contain_text("Try again")
    assert locked(made, "dana"), "a passkey without the person's finger opens nothing"
    dana.finger(known=True)
    page.get_by_role("button", name="Unlock with a passkey").click()
    expect(page.locator(".frame")).to_be_visible()
    assert not locked(made, "dana")
    assert page.locator("#note-text, #reply-text").first.input_value() == "half a sentence"
    page.get_by_role("button", name="Acknowledge").first.click()
    expect(page.get_by_text("Acknowledged.")).to_be_visible()

    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    clean(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("#queue")).to_be_visible()
    with made.store.read() as tx:
        assert "signed in by passkey" in [entry.action for entry in tx.custody.entries()]


def test_a_device_that_does_not_verify_its_person_gets_no_passkey(person: Callable[..., Person]) -> None:
    dana = person("dana")
    dana.signed_in()
    dana.finger(known=False)
    dana.goes("/console/account")
    dana.page.get_by_label("Name of this device").fill("Desk 4")
    dana.page.get_by_role("button", name="Add a passkey").click()
    expect(dana.page.locator("#add-error")).to_contain_text("Try again")
    expect(dana.page.get_by_text("You have none yet")).to_be_visible()


def test_the_lock_holds_in_every_tab_of_the_session_and_by_itself_when_nobody_is_there(
    person: Callable[..., Person], made: seed.Desk
) -> None:
    dana = person("dana")
    dana.signed_in()
    dana.adds_a_passkey()
    other = dana.context.new_page()
    other.goto(dana.site + "/console/cases/2")
    dana.page.clock.install()
    dana.goes("/console")
    dana.page.keyboard.press("Shift+L")
    expect(other.get_by_role("heading", name="Locked")).to_be_visible()
    dana.page.get_by_role("button", name="Unlock with a passkey").click()
    expect(other.locator(".frame")).to_be_visible()
    expect(dana.page.locator(".frame")).to_be_visible()
    dana.page.clock.fast_forward(605_000)
    expect(dana.page.get_by_role("heading", name="Locked")).to_be_visible()
    expect(other.get_by_role("heading", name="Locked")).to_be_visible()
    expect(dana.page.locator("#lock-strip")).to_contain_text("8 open")  # it is asked for once the server has locked
    assert locked(made, "dana")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_of_signing_in_are_whole_at_320_pixels(
    person: Callable[..., Person], shoot: Callable[[Page, str], None], theme: str
) -> None:
    dana = person("dana", theme=theme, width=320, height=640)
    dana.goes("/console/signin")
    narrow_enough(dana.page)
    clean(dana.page)
    shoot(dana.page, f"signin-{theme}-320")
    dana.signed_in()
    dana.adds_a_passkey("The old laptop by the window")
    narrow_enough(dana.page)
    clean(dana.page)
    shoot(dana.page, f"account-{theme}-320")
    dana.page.get_by_role("button", name="Lock").click()
    expect(dana.page.get_by_role("heading", name="Locked")).to_be_visible()
    narrow_enough(dana.page)
    clean(dana.page)
    shoot(dana.page, f"lock-{theme}-320")
