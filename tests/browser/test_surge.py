"""A surge through the real webhooks while two dispatchers triage; and two cases brought together by hand and apart."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from api import auth, demo
from api.auth import Argon2Passwords
from api.auth.passwords import new_password, new_totp_secret
from api.settings import Settings
from bench.surge.figures import made as made_surge
from storage import queries
from tests.browser.conftest import Served
from tests.browser.look import faults, spill
from tipline.desk import staff
from tipline.desk.rights import OPERATOR, Role
from tipline.message import Address, Channel

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
SEED, REPORTS, AT_ONCE = 11, 200, 8
PATIENCE = 40_000


class House:
    """A served line with its worker, and dispatchers in browsers of their own."""

    def __init__(self, folder: Path, browser: Browser) -> None:
        self.made = demo.prepare(Settings(), folder, "http://localhost:8000", witnesses=False)
        self.served = Served(self.made.app, lifespan="on")
        self._browser, self._contexts = browser, []
        self.complaints: list[str] = []

    def dispatcher(self, name: str, theme: str = "light") -> Page:
        """Somebody signed in, with the queue open and live."""
        hashed = Argon2Passwords().hash(new_password())
        wiring = self.made.wiring
        staff.add_user(wiring, OPERATOR, name, Role.DISPATCHER, hashed, new_totp_secret(), wiring.clock.now())
        context = self._browser.new_context(
            viewport={"width": 1440, "height": 900}, color_scheme=theme, reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(f"localStorage.getItem('theme') ?? localStorage.setItem('theme', '{theme}')")
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.served.url + auth.sign_in_link(self.made.app, name))
        page.get_by_role("button").first.click()
        page.wait_for_url("**/console")
        expect(page.locator("#live")).to_have_attribute("data-state", "live")
        return page

    def post(self, texts: Sequence[tuple[Address, str]]) -> list[int]:
        """Each as its vendor would post it, several at once; what the webhooks answered."""
        making = Lock()
        with httpx2.Client(base_url=self.served.url, timeout=PATIENCE / 1000) as client:
            def one(told: tuple[Address, str]) -> int:
                with making:
                    request = self.made.stage.vendors.text(*told)
                return client.post(request.path, headers=dict(request.headers), content=request.body).status_code

            with ThreadPoolExecutor(AT_ONCE) as pool:
                return list(pool.map(one, texts))

    def queue(self) -> list[int]:
        """Every open case, the worst first, as the database has it."""
        with self.made.wiring.store.read() as tx:
            return [row.case.id for row in queries.queue_page(tx.conn, limit=10_000).rows]

    def reports(self) -> dict[int, int]:
        """How many reports each open case has."""
        with self.made.wiring.store.read() as tx:
            return {row.case.id: len(row.reports) for row in queries.queue_page(tx.conn, limit=10_000).rows}

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        self.served.stop()
        self.made.wiring.close()


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    """Two browsers, a worker and two hundred reports share the machine with other tests."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def house(tmp_path: Path, browser: Browser) -> Iterator[House]:
    made = House(tmp_path / "demo", browser)
    yield made
    made.close()
    assert not made.complaints, made.complaints


def surge(house: House) -> list[tuple[Address, str]]:
    """The words of a made surge in eight languages; everybody who sends them is another person."""
    told = made_surge(SEED, house.made.wiring.city, count=14, reports=REPORTS + 60)
    texts = [each.text for each in told if each.text and not each.more][:REPORTS]
    phones = [Address(Channel.SMS, f"+1773555{1000 + n}") if n % 2 else Address(Channel.TELEGRAM, str(880_000 + n)) for n in range(REPORTS)]
    return list(zip(phones, texts, strict=True))


def triage(page: Page, cases: int, *, last: bool) -> list[str]:
    """Open so many cases that still wait, from the top or the bottom of what is shown, and acknowledge each."""
    done = []
    for _ in range(cases):
        waiting = page.locator(".case-row:has(.stand.wait)")
        row = waiting.last if last else waiting.first
        case = row.get_attribute("id").removeprefix("row-")  # type: ignore[union-attr]
        page.locator(f"#row-{case} > a").click()
        expect(page.locator(f'#view [data-case="{case}"]')).to_be_visible()
        page.keyboard.press("a")
        expect(page.locator("#said")).to_contain_text("Acknowledged.")
        done.append(case)
    return done


def listed(page: Page, wanted: list[int]) -> list[int]:
    """The numbers of the cases in the list, in its order; waits until they are those wanted."""
    until = time.monotonic() + PATIENCE / 1000
    while True:
        ids = page.locator(".case-row").evaluate_all("rows => rows.map(r => r.id)")
        found = [int(each.removeprefix("row-")) for each in ids]
        if found == wanted or time.monotonic() > until:
            return found
        page.wait_for_timeout(200)


def settled(house: House) -> list[int]:
    """The queue once all reports are understood and it has stopped moving. A patient limit, no measure."""
    until, before = time.monotonic() + 240, []
    while time.monotonic() < until:
        with house.made.wiring.store.read() as tx:
            waiting = tx.conn.exec_driver_sql("SELECT count(*) FROM inbox").scalar()
        now = house.queue()
        if not waiting and now == before:
            return now
        before = now
        time.sleep(0.7)
    pytest.fail("The surge was not understood within four minutes.")


def test_two_dispatchers_triage_a_surge_of_two_hundred_and_miss_nothing(house: House, shoot: Any) -> None:
    print(f"surge of seed {SEED}")
    dana, lee = house.dispatcher("dana"), house.dispatcher("lee", theme="dark")
    texts = surge(house)
    with ThreadPoolExecutor(1) as outside:
        posting = outside.submit(house.post, texts)
        expect(dana.locator(".case-row").first).to_be_visible()
        mine, theirs = triage(dana, 3, last=False), triage(lee, 3, last=True)
        assert set(posting.result()) == {200}
    queue = settled(house)
    reports = house.reports()
    assert sum(reports.values()) >= REPORTS * 0.9, "words without anything to act on open no case"
    assert len(queue) <= queries.PAGE, "reports of one event stand together: all of it is one page of the list"
    for page in (dana, lee):
        expect(page.locator("#lane-all .count")).to_have_text(str(len(queue)))
        first = page.locator(".case-row").first
        expect(first).to_have_id(f"row-{queue[0]}")
        assert listed(page, queue) == queue
        assert spill(page) == 0
    for page, done in ((lee, mine), (dana, theirs)):
        for case in set(done) & {str(number) for number in queue}:
            expect(page.locator(f"#row-{case} .stand")).not_to_have_text("Waiting")
    greatest = max(reports, key=lambda case: reports[case])
    dana.locator(f"#row-{greatest} > a").click()
    expect(dana.locator("#view")).to_contain_text("joined by itself")
    shoot(dana, "surge-1440-light")
    shoot(lee, "surge-1440-dark")
    assert not house.complaints, house.complaints
    assert faults(dana) == []
    dana.close()  # what the browser has to say of it has been said
    house.complaints.clear()  # axe itself tries inline styles, which the policy refuses


def test_two_cases_are_brought_together_and_taken_apart_again_on_both_pages(house: House) -> None:
    dana, lee = house.dispatcher("dana"), house.dispatcher("lee")
    phones = [Address(Channel.SMS, f"+1773555012{n}") for n in range(2)]
    texts = ("ICE, 4 agents, stopped a car at 26th and Kedzie just now", "12 CBP agents took a woman away at 26th and Kedzie just now")
    house.post([(phones[0], texts[0])])
    expect(dana.locator(".case-row")).to_have_count(1)
    house.post([(phones[1], texts[1])])
    for page in (dana, lee):
        expect(page.locator(".case-row")).to_have_count(2)
    older, newer = sorted(house.queue())
    dana.locator(f"#row-{newer} > a").click()
    offer = dana.locator(".together")
    expect(offer).to_contain_text("Looks like another case")
    expect(offer).to_contain_text("same spot")
    offer.get_by_role("button", name=f"Bring case {older} in here").click()
    expect(dana.locator("#view")).to_contain_text("2 people")
    for page in (dana, lee):
        expect(page.locator(f"#row-{older}")).to_have_count(0)
        expect(page.locator(f"#row-{newer}")).to_contain_text("2 people")
    dana.get_by_role("button", name="Undo: ").click()
    for page in (dana, lee):
        expect(page.locator(f"#row-{older}")).to_be_visible()
        expect(page.locator(f"#row-{newer}")).to_contain_text("1 person")
    assert house.reports() == {older: 1, newer: 1}
