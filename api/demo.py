"""`tipline demo`: the whole line on this machine, with stand-in vendors and two simulated phones."""

from __future__ import annotations

import shutil
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

import storage.keys
import storage.migrate
from api import auth, serving, web, wiring
from api.auth import Argon2Passwords, policy
from api.auth.passwords import code_of, new_password, new_totp_secret
from api.clock import ShiftedClock
from api.phone import pictures, routes
from api.phone.stage import Stage
from api.readers import Knowledge
from api.settings import Settings
from api.stand_ins import StandIns
from tipline.desk import staff
from tipline.desk.rights import OPERATOR, Role
from tipline.errors import SetupError

_MARK = ".tipline-demo"
_STAFF: tuple[tuple[str, Role, tuple[str, ...]], ...] = (
    ("dispatcher", Role.DISPATCHER, ()), ("officer", Role.OFFICER, ("10",)), ("supervisor", Role.SUPERVISOR, ()),
    ("auditor", Role.AUDITOR, ()), ("admin", Role.ADMIN, ()),
)  # fmt: skip
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo ready to be served: its application, and what to open."""

    app: FastAPI
    wiring: wiring.Wiring
    stage: Stage
    links: dict[str, str]


def run(settings: Settings, folder: Path, port: int, *, witnesses: bool, say: Tell) -> None:
    """Serve the demo on localhost until it is stopped. Each start begins afresh. Raises SetupError."""
    say("Preparing the line: keys, database, accounts ...")
    with _listener(port) as listener:
        address = f"http://localhost:{listener.getsockname()[1]}"
        demo = prepare(settings, folder, address, witnesses=witnesses)
        _announce(address, demo.links, say)
        try:
            serving.serve(demo.app, listener=listener)
        finally:
            demo.wiring.close()


def prepare(
    settings: Settings, folder: Path, address: str, *, witnesses: bool, known: Knowledge | None = None
) -> Demo:
    """Everything but the serving. `address`: where the browser finds it; `known`: what was read from the packages
    before. Refuses beside real credentials.
    """
    if settings.real_credentials:
        raise SetupError(
            "The demo does not start beside real credentials: its phones would speak for strangers. "
            "Unset TIPLINE_TWILIO_... and TIPLINE_TELEGRAM_..., or use `tipline serve`."
        )
    _fresh(folder)
    settings = settings.model_copy(
        update={
            "data_dir": folder / "data",
            "key_dir": folder / "keys",
            "database_url": "",
            "vault_url": "",
            "public_url": address,
        }
    )
    storage.keys.init_keys(settings.key_dir)
    storage.migrate.upgrade(settings.database)
    clock = ShiftedClock(settings.zone)
    vendors = StandIns(clock, address)
    made = wiring.build(settings, clock=clock, vendors=vendors, known=known)
    stage = Stage(vendors, clock, witnesses=witnesses)
    app = web.build(made, with_worker=True, also=_playing(stage))
    app.include_router(routes.routes(made, stage), dependencies=[policy.DEMO])
    for picture in pictures.ROLL:
        pictures.jpeg(picture.name)  # drawn once, before the first page asks
    return Demo(app, made, stage, _accounts(made, app))


def _playing(stage: Stage) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def playing(app: FastAPI) -> AsyncIterator[None]:
        async with stage.play(app):
            yield

    return playing


def _fresh(folder: Path) -> None:
    """An empty folder of our own; anything else that stands there is left alone."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _MARK).exists():
            raise SetupError(f"{folder} holds something that is not the demo's; choose another with --folder.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / _MARK).write_text("Made by tipline demo; removed at its next start.\n", encoding="utf-8")


def _accounts(made: wiring.Wiring, app: FastAPI) -> dict[str, str]:
    """One account a role, each with a password nobody knows and a one-time link."""
    links, secrets = {}, {}
    hashed = Argon2Passwords().hash(new_password())
    for name, role, districts in _STAFF:
        secrets[name] = new_totp_secret()
        staff.add_user(made, OPERATOR, name, role, hashed, secrets[name], made.clock.now(), districts=districts)
        links[name] = auth.sign_in_link(app, name)
    _tell_codes(app, secrets)
    return links


def _tell_codes(app: FastAPI, secrets: dict[str, str]) -> None:
    """Nobody has an authenticator app for the demo: a page says which code unlocks whom right now."""

    @app.get("/phone/codes", include_in_schema=False, dependencies=[policy.DEMO])
    async def codes() -> PlainTextResponse:
        now = app.state.door.clock.now()
        lines = [f"{name:<12}{code_of(secret, now)}" for name, secret in secrets.items()]
        return PlainTextResponse("\n".join(["Each works once; a new one comes every 30 seconds.", "", *lines, ""]))


def _listener(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen()  # who opens a link as soon as it is shown waits a moment and is not refused
    except OSError as error:
        listener.close()
        raise SetupError(
            f"Port {port} on localhost is taken ({error.strerror}); choose another with --port."
        ) from error
    return listener


def _announce(address: str, links: dict[str, str], say: Tell) -> None:
    say("")
    say(f"  Phones      {address}/phone")
    for name, link in links.items():
        say(f"  {name.capitalize():<12}{address}{link}")
    say("")
    say(f"  Locked?     {address}/phone/codes")
    say("")
    say("The links sign in once. Ctrl-C stops the demo; nothing of it leaves this machine.")
