"""Debian's Chromium against a served, seeded desk. Each test has a desk of its own; the browser is shared."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import Any, Literal

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page

from api.clock import SystemClock
from tests.api import app as console_app
from tests.api import seed

CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
FLAGS = [
    "--no-sandbox", "--headless", "--disable-gpu", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]
HOST = "127.0.0.1"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    if CHROMIUM is None:
        pytest.skip("No Chromium on this machine: install the system's chromium package.")
    return {"executable_path": CHROMIUM, "args": FLAGS, "headless": True}


class Served:
    """An application behind a real port, in a thread."""

    def __init__(self, application: FastAPI, port: int = 0, *, lifespan: Literal["on", "off"] = "off") -> None:
        self._at_once = lifespan == "off"  # what lives as long as the application is ended in order
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((HOST, port))
        self.port = int(self._socket.getsockname()[1])
        self.url = f"http://{HOST}:{self.port}"
        config = uvicorn.Config(application, log_level="critical", timeout_graceful_shutdown=0, lifespan=lifespan)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)
        self._thread.start()
        until = time.monotonic() + 10
        while not self._server.started:
            assert time.monotonic() < until, "The application did not start within 10 s."
            time.sleep(0.02)

    def stop(self) -> None:
        self._server.should_exit = True
        self._server.force_exit = self._at_once
        self._thread.join(10)
        self._socket.close()


@pytest.fixture
def made(tmp_path: Path) -> Iterator[seed.Desk]:
    """A desk with the seeded stories and a clock that runs."""
    desk = seed.desk(tmp_path, SystemClock())
    seed.stories(desk)
    yield desk
    desk.close()


@pytest.fixture
def served(made: seed.Desk) -> Iterator[Served]:
    running = Served(console_app.application(made))
    yield running
    running.stop()


Enter = Callable[..., Page]


@pytest.fixture
def enter(browser: Browser, made: seed.Desk, served: Served) -> Iterator[Enter]:
    """`enter("dana", "/console")`: a signed-in person's page. At the end it fails on anything the browser complained of."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(name: str, path: str, *, theme: str = "dark", width: int = 1440, height: int = 900) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "tipline", "value": made.tokens[name], "url": served.url}])
        context.add_init_script(f"localStorage.getItem('theme') ?? localStorage.setItem('theme', '{theme}')")
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(served.url + path)
        return page

    open_page.complaints = complaints  # type: ignore[attr-defined]
    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, complaints


@pytest.fixture
def shoot(tmp_path: Path) -> Callable[[Page, str], None]:
    """Takes a picture of a page, into the folder that SCREENS_DIR names; `docs/screens` shows the main ones."""
    folder = Path(os.environ.get("SCREENS_DIR") or tmp_path / "screens")
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        assert page.screenshot(path=folder / f"{name}.png")

    return take
