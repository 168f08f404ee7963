"""The door through HTTP: sign-in pages, cookie, forgery checks, headers. Real store, real seals, real argon2id."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import pyotp
import pytest
from argon2 import PasswordHasher
from fastapi import Depends, FastAPI, Request
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient

from api import auth
from api.clock import ManualClock
from api.console import signin as pages
from storage.keys import FileKeys, init_keys
from storage.seals import AesSeals
from storage.store import SqlStore
from tests.desk.house import NOON, store_from
from tipline.desk import signin, staff
from tipline.desk.records import Actor
from tipline.desk.rights import OPERATOR, Right, Role
from tipline.errors import Refused

PASSWORD = "correct horse battery"
OWN = {"Sec-Fetch-Site": "same-origin"}
HTML = {"Accept": "text/html"}


@dataclass(frozen=True)
class Settings:
    public_url: str = ""
    real_credentials: bool = False


@dataclass(frozen=True)
class Wiring:
    store: SqlStore
    seals: AesSeals
    clock: ManualClock
    settings: Settings = Settings()

    async def call(self, use_case: Callable[..., Any], *args: Any, **named: Any) -> Any:
        return await asyncio.to_thread(use_case, *args, **named)


@dataclass
class Site:
    app: FastAPI
    wiring: Wiring
    passwords: auth.Argon2Passwords
    secret: str

    def browser(self, base_url: str = "http://localhost") -> TestClient:
        return TestClient(self.app, base_url=base_url, follow_redirects=False)

    def code(self) -> str:
        return pyotp.TOTP(self.secret).at(self.wiring.clock.now())

    def signed_in(self, base_url: str = "http://localhost") -> TestClient:
        browser = self.browser(base_url)
        browser.post("/console/signin", data={"name": "ana", "password": PASSWORD}, headers=OWN)
        page = browser.get("/console/signin/code", headers=HTML)
        done = browser.post("/console/signin/code", data={"code": self.code(), "csrf": csrf(page.text)}, headers=OWN)
        assert (done.status_code, done.headers["location"]) == (303, "/console")
        return browser

    def passes(self, **time: float) -> None:
        self.wiring.clock.move_to(self.wiring.clock.now() + timedelta(**time))


def csrf(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


def make_app(wiring: Wiring, passwords: auth.Argon2Passwords) -> FastAPI:
    app = FastAPI()
    app.state.wiring = wiring
    app.include_router(pages.routes())

    @app.get("/console")
    async def console(actor: Annotated[Actor, Depends(auth.current_actor)]) -> str:
        return actor.name

    @app.post("/console/act")
    async def act(actor: Annotated[Actor, Depends(auth.require(Right.WORK_CASE))]) -> str:
        return f"done by {actor.name}"

    @app.post("/console/users")
    async def users(actor: Annotated[Actor, Depends(auth.require(Right.MANAGE_STAFF))]) -> str:
        return actor.name

    @app.get("/console/alive")
    async def alive(request: Request) -> bool:
        return await auth.still_signed_in(request)

    @app.get("/console/csrf")
    async def token(held: Annotated[signin.SignedIn, Depends(auth.session_of)]) -> PlainTextResponse:
        return PlainTextResponse(held.csrf)

    @app.exception_handler(Refused)
    async def refused(_request: Request, error: Refused) -> PlainTextResponse:
        return PlainTextResponse(str(error), 403)

    auth.protect(app, passwords, wiring.clock)
    return app


@pytest.fixture
def site(migrated: Path, tmp_path: Path) -> Iterator[Site]:
    init_keys(tmp_path / "keys")
    passwords = auth.Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    with store_from(migrated, tmp_path / "desk.db") as store:
        wiring = Wiring(store, AesSeals(FileKeys(tmp_path / "keys")), ManualClock(NOON))
        secret = pyotp.random_base32()
        staff.add_user(wiring, OPERATOR, "ana", Role.DISPATCHER, passwords.hash(PASSWORD), secret, NOON)
        yield Site(make_app(wiring, passwords), wiring, passwords, secret)


def test_a_person_signs_in_with_password_and_code(site: Site) -> None:
    assert site.signed_in().get("/console").json() == "ana"


def test_without_a_session_a_page_leads_to_the_sign_in_page(site: Site) -> None:
    answer = site.browser().get("/console", headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/signin")


def test_without_a_session_htmx_moves_the_whole_window(site: Site) -> None:
    answer = site.browser().get("/console", headers={"HX-Request": "true", "Accept": "text/html"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/console/signin")


def test_without_a_session_a_stream_hears_401(site: Site) -> None:
    answer = site.browser().get("/console", headers={"Accept": "text/event-stream"})
    assert (answer.status_code, answer.headers.get("location")) == (401, None)


def test_between_password_and_code_nothing_opens(site: Site) -> None:
    browser = site.browser()
    browser.post("/console/signin", data={"name": "ana", "password": PASSWORD}, headers=OWN)
    answer = browser.get("/console", headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/signin/code")
    token = csrf(browser.get("/console/signin/code").text)
    refused = browser.post("/console/act", headers={**OWN, "X-CSRF-Token": token})
    assert refused.status_code == 401


@pytest.mark.parametrize(("name", "password"), [("ana", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_password_is_told_in_one_sentence_without_a_cookie(site: Site, name: str, password: str) -> None:
    answer = site.browser().post("/console/signin", data={"name": name, "password": password}, headers=OWN)
    assert answer.status_code == 401
    assert "Name or password is wrong." in answer.text
    assert "set-cookie" not in answer.headers


def test_what_was_typed_comes_back_escaped_and_the_password_never(site: Site) -> None:
    typed = '"><script>alert(1)</script>'
    answer = site.browser().post("/console/signin", data={"name": typed, "password": "hunter2-secret"}, headers=OWN)
    assert "<script>" not in answer.text
    assert "hunter2-secret" not in answer.text


def test_a_used_code_is_refused_on_the_page(site: Site) -> None:
    site.signed_in()
    browser = site.browser()
    browser.post("/console/signin", data={"name": "ana", "password": PASSWORD}, headers=OWN)
    token = csrf(browser.get("/console/signin/code").text)
    answer = browser.post("/console/signin/code", data={"code": site.code(), "csrf": token}, headers=OWN)
    assert answer.status_code == 401
    assert "used before" in answer.text


def test_after_five_failures_the_page_says_how_long_to_wait(site: Site) -> None:
    browser = site.browser()
    for _ in range(5):
        browser.post("/console/signin", data={"name": "ana", "password": "wrong"}, headers=OWN)
    answer = browser.post("/console/signin", data={"name": "ana", "password": PASSWORD}, headers=OWN)
    assert answer.status_code == 429
    assert "Wait 5 seconds" in answer.text


def test_the_cookie_is_for_this_host_and_our_pages_only(site: Site) -> None:
    posted = {"name": "ana", "password": PASSWORD}
    plain = site.browser().post("/console/signin", data=posted, headers=OWN).headers["set-cookie"]
    assert re.fullmatch(r"tipline=[\w-]{43}; HttpOnly; Path=/; SameSite=strict", plain)
    secure = site.browser("https://tips.example.org").post("/console/signin", data=posted, headers=OWN)
    assert re.fullmatch(
        r"__Host-tipline=[\w-]{43}; HttpOnly; Path=/; SameSite=strict; Secure", secure.headers["set-cookie"]
    )


def test_behind_a_proxy_that_speaks_https_the_cookie_is_secure_too(site: Site) -> None:
    behind = replace(site.wiring, settings=Settings(public_url="https://tips.example.org"))
    browser = TestClient(make_app(behind, site.passwords), base_url="http://tips.example.org", follow_redirects=False)
    answer = browser.post("/console/signin", data={"name": "ana", "password": PASSWORD}, headers=OWN)
    assert answer.headers["set-cookie"].startswith("__Host-tipline=")


def test_over_https_the_whole_way_in_works(site: Site) -> None:
    assert site.signed_in("https://tips.example.org").get("/console").json() == "ana"


FORGED = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Origin": "http://evil.example"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:8001"},
    {"Origin": "null"},
    {"Origin": ""},
    {},
]


@pytest.mark.parametrize("headers", FORGED)
def test_a_request_from_elsewhere_is_refused_even_with_the_right_token(site: Site, headers: dict[str, str]) -> None:
    browser = site.signed_in()
    token = browser.get("/console/csrf").text
    answer = browser.post("/console/act", headers={**headers, "X-CSRF-Token": token})
    assert answer.status_code == 403
    assert "did not come from a page of the console" in answer.text


@pytest.mark.parametrize("headers", FORGED)
def test_nobody_is_signed_in_from_elsewhere(site: Site, headers: dict[str, str]) -> None:
    link = auth.sign_in_link(site.app, "ana")
    posted = {"name": "ana", "password": PASSWORD}
    assert site.browser().post("/console/signin", data=posted, headers=headers).status_code == 403
    assert site.browser().post(link, headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [OWN, {"Origin": "http://localhost"}])
def test_our_own_page_may_act_with_the_token_in_header_or_form(site: Site, headers: dict[str, str]) -> None:
    browser = site.signed_in()
    token = browser.get("/console/csrf").text
    assert browser.post("/console/act", headers={**headers, "X-CSRF-Token": token}).json() == "done by ana"
    assert browser.post("/console/act", headers=headers, data={"csrf": token}).json() == "done by ana"
    assert browser.post("/console/act", headers=headers, files={"f": b"x"}, data={"csrf": token}).status_code == 200


@pytest.mark.parametrize("token", ["", "wrong", "ü", None])
def test_without_the_right_token_nothing_is_done(site: Site, token: str | None) -> None:
    browser = site.signed_in()
    named = {} if token is None else {"csrf": token}
    assert browser.post("/console/act", headers=OWN, data=named).status_code == 403
    assert browser.post("/console/act", headers=OWN, json={"csrf": token}).status_code == 403


def test_a_token_of_another_session_is_worth_nothing(site: Site) -> None:
    first = site.signed_in()
    site.passes(minutes=1)
    token = site.signed_in().get("/console/csrf").text
    assert first.post("/console/act", headers={**OWN, "X-CSRF-Token": token}).status_code == 403


def test_a_role_without_the_right_hears_who_can(site: Site) -> None:
    browser = site.signed_in()
    token = browser.get("/console/csrf").text
    answer = browser.post("/console/users", headers={**OWN, "X-CSRF-Token": token})
    assert (answer.status_code, answer.text) == (403, "The role dispatcher may not manage accounts. An admin can.")


def test_signing_out_ends_the_session_on_the_server(site: Site) -> None:
    browser = site.signed_in()
    kept = dict(browser.cookies)
    answer = browser.post("/console/signout", data={"csrf": browser.get("/console/csrf").text}, headers=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/signin")
    assert browser.cookies.get("tipline") is None
    thief = site.browser()
    thief.cookies.update(kept)
    assert thief.get("/console").status_code == 401


def test_a_disabled_person_is_out_with_the_next_click(site: Site) -> None:
    browser = site.signed_in()
    staff.disable(site.wiring, OPERATOR, "ana", NOON)
    assert browser.get("/console").status_code == 401
    assert browser.get("/console/alive").json() is False


def test_locking_hides_everything_until_a_code(site: Site) -> None:
    browser = site.signed_in()
    locked = browser.post(
        "/console/lock", headers={**OWN, "HX-Request": "true", "X-CSRF-Token": browser.get("/console/csrf").text}
    )
    assert (locked.status_code, locked.headers["hx-redirect"]) == (204, "/console/signin/code")
    assert browser.get("/console").status_code == 401
    assert browser.get("/console/alive").json() is False
    site.passes(minutes=1)
    token = csrf(browser.get("/console/signin/code").text)
    browser.post("/console/signin/code", data={"code": site.code(), "csrf": token}, headers=OWN)
    assert browser.get("/console").json() == "ana"


def test_a_stream_learns_that_its_session_ended(site: Site) -> None:
    browser = site.signed_in()
    for _ in range(3):
        assert browser.get("/console/alive").json() is True
        site.passes(minutes=10)
    site.passes(minutes=1)
    assert browser.get("/console/alive").json() is False


def test_a_link_is_spent_by_its_button_not_by_a_preview(site: Site) -> None:
    link = auth.sign_in_link(site.app, "ana")
    preview = site.browser()
    for _ in range(3):
        assert preview.get(link).status_code == 200
    assert "set-cookie" not in preview.get(link).headers
    browser = site.browser()
    assert browser.post(link, headers=OWN).headers["location"] == "/console"
    assert browser.get("/console").json() == "ana"
    again = site.browser().post(link, headers=OWN)
    assert again.status_code == 401
    assert "used before" in again.text


@pytest.mark.parametrize("path", ["/console", "/console/signin", "/console/link/x", "/nowhere"])
def test_every_answer_carries_the_headers(site: Site, path: str) -> None:
    headers = site.browser().get(path, headers=HTML).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in headers


def test_https_asks_browsers_to_stay_with_https(site: Site) -> None:
    headers = site.browser("https://localhost").get("/console/signin").headers
    assert headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize("path", ["/console/signin", "/console/link/x"])
def test_sign_in_pages_hold_nothing_inline(site: Site, path: str) -> None:
    page = site.browser().get(path).text
    assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=", page)


def test_long_input_is_refused_before_it_costs_anything(site: Site) -> None:
    posted = {"name": "ana", "password": "x" * 201}
    assert site.browser().post("/console/signin", data=posted, headers=OWN).status_code == 422


def test_skipping_hours_at_the_desk_signs_nobody_out(site: Site) -> None:
    skipped = replace(site.wiring, clock=ManualClock(NOON + timedelta(days=3)))
    app = make_app(site.wiring, site.passwords)
    app.state.wiring = skipped  # the desk's clock moved; the door keeps the machine's
    browser = TestClient(app, base_url="http://localhost", follow_redirects=False)
    browser.post(auth.sign_in_link(app, "ana"), headers=OWN)
    assert browser.get("/console").json() == "ana"
