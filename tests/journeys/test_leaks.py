"""Planted numbers, names and vendor ids: after whole conversations on both channels none is anywhere in clear.

Searched are the database and its log, the vault and its names, the key folder, what the process printed, every page of
the console and its live stream, in many spellings. A self-check shows that the search would find one.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

import httpx2
import pytest
from fastapi import FastAPI

from api import auth, web
from api.phone import pictures
from api.stand_ins import Request
from storage.tables import metadata
from tests.conftest import DATABASES
from tests.desk.line import SAW, Line, Phone, client_of, logs_of_a_process, open_line
from tests.storage import postgres
from tipline.desk import inbox, staff
from tipline.desk.ports import Arrival
from tipline.desk.rights import OPERATOR, Role
from tipline.message import Address, Channel

HOME = "https://tips.example.org"
SENDERS = ("+17735550181", "+17735550182", "+17735550183")
CHATS = ("7735550191", "7735550192")
GROUP = "-7735550193"
NAMES = ("Xochiquetzalina", "Wolframowska", "quetzal_witness_77", "Rapid Response Plantation")
TOWN = "PLANTEDVILLE"
IN_TEXTS = {  # as it is written -> what may not be found
    "773-555-0161": "7735550161",
    "(773) 555-0162": "7735550162",
    "773.555.0163": "7735550163",
    "+1 773 555 0164": "7735550164",
    "7735550165": "7735550165",
    "987-65-4327": "987654327",
    "987 65 4322": "987654322",
    "A999-123-456": "A999123456",
    "A999123457": "A999123457",
    "planted.witness@example.com": "planted.witness@example.com",
    "testigo.plantado@example.net": "testigo.plantado@example.net",
}


# The search

_SHORTEST = 6  # bytes; anything shorter stands everywhere by chance


def spellings(value: str) -> set[str]:
    """A value as it could be written: with other separators, other case, backwards, escaped."""
    found = {value, value.casefold(), value.upper(), quote(value, safe="")}
    digits = re.sub(r"\D", "", value)
    if len(digits) >= 9:
        national = digits[-10:] if len(digits) >= 10 else digits
        cuts = (3, 6) if len(national) == 10 else (3, 5)
        groups = (national[: cuts[0]], national[cuts[0] : cuts[1]], national[cuts[1] :])
        found |= {mark.join(groups) for mark in ("", "-", " ", ".", "\u00a0", "\u2011")}
        found |= {"({}) {}-{}".format(*groups), national[::-1], "-".join(groups)[::-1]}
        found |= {f"{int(national):,}", " ".join(national)}
    return found


def disguises(value: str) -> set[bytes]:
    """Every spelling in every alphabet a file or page could hold it in."""
    found: set[bytes] = set()
    for form in spellings(value):
        found |= {form.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")}
        found.add(json.dumps(form)[1:-1].encode())
    for form in {value, value.lstrip("+")}:
        found |= {form.encode().hex().encode(), form.encode().hex().upper().encode(), form[::-1].encode()}
        for lead in range(3):  # base64 at each of its three alignments, without the ragged ends
            coded = base64.b64encode(b"\0" * lead + form.encode())
            found.add(coded[4 if lead else 0 : -4])
    return {form for form in found if len(form) >= _SHORTEST}


def leaks(places: Mapping[str, bytes], values: Iterable[str]) -> list[str]:
    """"value in place" for everything found. Looked up by its first bytes: one pass a place, however many forms."""
    starts: dict[bytes, list[tuple[str, bytes]]] = {}
    for value in values:
        for form in disguises(value):
            starts.setdefault(form[:_SHORTEST], []).append((value, form))
    found = set()
    for name, lake in places.items():
        for at in range(len(lake) - _SHORTEST + 1):
            for value, form in starts.get(lake[at : at + _SHORTEST], ()):
                if lake.startswith(form, at):
                    found.add(f"{value} in {name}")
    return sorted(found)


def files(line: Line) -> dict[str, bytes]:
    root = line.wiring.settings.data_dir.parent
    found = {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    return found | rows(line) | {"names of files": "\n".join(found).encode()}


def rows(line: Line) -> dict[str, bytes]:
    """Every table as it is read, for values that a page on the disk holds packed."""
    found = {}
    for table in metadata.sorted_tables:
        values = [v for row in line.query(f'SELECT * FROM "{table.name}"') for v in row if v is not None]
        texts = [v if isinstance(v, bytes) else str(v).encode() for v in values]
        texts += [json.dumps(v, ensure_ascii=False).encode() for v in values if isinstance(v, dict | list)]
        found[f"table {table.name}"] = b"\n".join(texts)
    return found


class Disk:
    """The server's files as far as our tables reach: those of the tables, and the log of changes since now."""

    def __init__(self, server: postgres.Server, line: Line) -> None:
        self._server, self._line = server, line
        server.run("SELECT pg_switch_wal()")
        self._before = set(self._log())

    def read(self) -> dict[str, bytes]:
        self._server.run("CHECKPOINT")
        ours = """SELECT pg_relation_filepath(c.oid) FROM pg_class c WHERE c.relkind IN ('r', 'i', 't')
                  AND (c.relnamespace = 'public'::regnamespace OR c.oid IN (
                    SELECT reltoastrelid FROM pg_class WHERE relnamespace = 'public'::regnamespace))"""
        data = self._server.folder / "data"
        files = [data / name for (name,) in self._line.query(ours)] + sorted(set(self._log()) - self._before)
        files.append(self._server.folder / "log")
        return {f"server {path.name}": re.sub(rb"\0{8,}", b"\0", path.read_bytes()) for path in files}

    def _log(self) -> list[Path]:
        return [path for path in (self._server.folder / "data" / "pg_wal").iterdir() if path.is_file()]


# The conversations


@dataclass
class Town:
    """Vendors and phones around one line, all over HTTP; remembers every id that went over the wire."""

    line: Line
    app: FastAPI
    client: httpx2.AsyncClient
    ids: set[str] = field(default_factory=set)

    async def brings(self, request: Request, *, status: int = 200) -> None:
        self.ids |= set(re.findall(r"(?:SM|MM|ME)[0-9a-f]{32}|FAKE[0-9a-f]{32}", request.body.decode("latin-1")))
        answer = await self.client.post(request.path, headers=dict(request.headers), content=request.body)
        assert answer.status_code == status, answer.status_code
        await self.line.work()
        self.line.pass_time(timedelta(seconds=3))
        await self.line.work()
        for callback in list(self.line.vendors.twilio.status_callbacks()):
            assert (await self.client.post(callback.path, headers=dict(callback.headers), content=callback.body)).is_success

    async def texts(self, number: str, words: str, media: bytes | None = None) -> None:
        """With what Twilio adds about a person."""
        twilio = self.line.vendors.twilio
        plain = twilio.inbound(number, words, [("image/jpeg", media)] if media else ())
        fields = dict(parse_qsl(plain.body.decode(), keep_blank_values=True))
        fields |= {"ProfileName": NAMES[0], "FromCity": TOWN}
        await self.brings(twilio.signer.form(plain.path, fields))

    async def posts(self, request: Any) -> None:
        """With what Telegram adds about a person or a chat."""
        body = request.body
        for made_up, planted in zip((b"Test", b"Person", b"test_person", b"Test Group"), NAMES, strict=True):
            body = body.replace(b'"' + made_up + b'"', json.dumps(planted).encode())
        assert any(name.encode() in body for name in NAMES)
        update = json.loads(body)
        self.ids |= {str(update["update_id"]), *re.findall(r'"id": "([0-9a-f]{16})"', body.decode())}
        await self.brings(replace(request, body=body))


async def everybody_speaks(town: Town) -> None:
    phones, emails = list(IN_TEXTS)[:5], list(IN_TEXTS)[9:]
    await town.texts(SENDERS[0], SAW)
    await town.texts(SENDERS[0], f"call me at {phones[0]} or {phones[1]} or write to {emails[0]}")
    await town.texts(SENDERS[0], "", pictures.jpeg("vans"))
    await town.texts(SENDERS[0], "my ssn is 987-65-4327 and my A-number is A999-123-456")
    await town.texts(SENDERS[0], "PRIVATE")
    await town.texts(SENDERS[0], "STATUS")
    await town.texts(SENDERS[0], "done")
    await town.texts(SENDERS[1], f"La migra está en la 26 y Kedzie, mi numero es {phones[2]}, {emails[1]}")
    await town.texts(SENDERS[1], "mi seguro social es 987 65 4322")
    await town.texts(SENDERS[1], "STOP")
    await town.texts(SENDERS[2], f"hello, this is {phones[3]}")
    await town.texts(SENDERS[2], "ICE is at 47th and Ashland", b"\xff\xd8 no picture")
    await town.texts(SENDERS[2], "FORGET")
    telegram = town.line.vendors.telegram
    await town.posts(telegram.message(CHATS[0], "/start"))
    await town.posts(telegram.message(CHATS[0], f"{SAW}. reach me at {phones[4]}, alien number A999123457"))
    await town.posts(telegram.edit(CHATS[0], f"{SAW}. reach me at {phones[4]}, alien number A999123457, hurry"))
    await town.posts(telegram.photo(CHATS[0], pictures.jpeg("street"), f"my number {phones[4]}"))
    await town.posts(telegram.pin(CHATS[0], 41.8446, -87.7053))
    await town.posts(telegram.message(CHATS[1], "they are at Kedzie and 26th"))
    if offered := [m for m in telegram.messages_to(CHATS[1]) if m.buttons]:
        await town.posts(telegram.press(CHATS[1], offered[-1].buttons[0][0]))
    await town.posts(telegram.block(CHATS[1]))
    await town.posts(telegram.group_message(GROUP, "hello bot"))


async def things_go_wrong(town: Town) -> None:
    """What makes a process write a log line: refusals, faults of the vendors, a delivery nobody can read."""
    line, twilio = town.line, town.line.vendors.twilio
    for _ in range(4):
        await town.brings(replace(twilio.inbound(SENDERS[0], SAW), path="/sms/voice"), status=403)
    twilio.fail_next(21610)
    await town.texts(SENDERS[0], "anything new?")
    line.vendors.telegram.fail_next(403, "Forbidden: bot was blocked by the user")
    await town.posts(line.vendors.telegram.message(CHATS[0], "they left"))
    poison = Arrival(Channel.SMS, "SM" + "f" * 32, SENDERS[1], b'{"From": "' + SENDERS[1].encode())
    inbox.accept(line.wiring.store, line.wiring.seals, poison, line.now)
    line.query("ALTER TABLE seen RENAME TO elsewhere")
    await town.brings(twilio.inbound(SENDERS[2], SAW), status=503)
    line.query("ALTER TABLE elsewhere RENAME TO seen")
    for _ in range(10):
        await line.passes(minutes=1)


# The console


async def sign_in(town: Town, name: str, role: Role) -> httpx2.AsyncClient:
    staff.add_user(town.line.means, OPERATOR, name, role, "no password", "JBSWY3DPEHPK3PXP", town.line.now)
    headers = {"Origin": HOME, "Sec-Fetch-Site": "same-origin"}
    client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=town.app), base_url=HOME, headers=headers)
    assert (await client.post(auth.sign_in_link(town.app, name))).status_code == 303
    return client


async def works(town: Town, client: httpx2.AsyncClient) -> None:
    """A dispatcher answers and moves the first case, so that notices go out."""
    page = (await client.get("/console/cases/1")).text
    token = re.search(r'csrf[^>]*?(?:value|content|data-csrf)="([^"]+)"', page, re.IGNORECASE)
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert token
    assert seen
    form = {"csrf": token[1], "seen": seen[1]}
    for act, more in (("acknowledge", {}), ("reply", {"text": "Is the van still there?", "report": "1"})):
        answer = await client.post(f"/console/cases/1/{act}", data=form | more, follow_redirects=True)
        assert answer.status_code == 200, (act, answer.status_code)
    await town.line.passes(minutes=1)


async def every_page(client: httpx2.AsyncClient) -> dict[str, bytes]:
    """Everything that can be reached from the queue by following what the pages name, with its headers."""
    found: dict[str, bytes] = {}
    waiting = ["/console", "/healthz", "/readyz", "/v1/", "/openapi.json"]
    while waiting:
        path = waiting.pop()
        if path in found or "/events" in path or path.startswith("/static"):
            continue
        answer = await client.get(path)
        assert answer.status_code < 500, path
        found[path] = answer.content + str(dict(answer.headers)).encode()
        if "html" in answer.headers.get("content-type", ""):
            named = re.findall(r'(?:href|src|hx-get|data-[a-z-]+)="(/[^"#]*)"', answer.text)
            waiting += [each.replace("&amp;", "&") for each in named]
    return found


async def live_stream(app: FastAPI, client: httpx2.AsyncClient) -> bytes:
    """What the live stream says from the first change on; it never ends, so we hang up."""
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    headers = [(b"cookie", cookie.encode()), (b"last-event-id", b"0"), (b"host", b"tips.example.org")]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "https",
        "path": "/console/events", "raw_path": b"/console/events", "query_string": b"", "root_path": "",
        "headers": headers, "client": ("127.0.0.1", 1), "server": ("tips.example.org", 443), "state": {},
    }  # fmt: skip
    heard = bytearray()

    async def receive() -> dict[str, object]:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        heard.extend(message.get("body", b"") if message["type"] == "http.response.body" else b"")

    task = asyncio.create_task(app(scope, receive, send))
    while b"event: case-" not in heard and not task.done():
        await asyncio.sleep(0.05)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    return bytes(heard)


# The promise


@pytest.fixture
def secrets() -> list[str]:
    return [*SENDERS, *CHATS, GROUP.lstrip("-"), *NAMES, TOWN, *IN_TEXTS, *IN_TEXTS.values()]


@pytest.mark.parametrize("database", DATABASES)
async def test_after_whole_conversations_nothing_planted_is_anywhere_in_clear(
    tmp_path: Path, secrets: list[str], capfd: pytest.CaptureFixture[str], database: str
) -> None:
    with logs_of_a_process(), ExitStack() as stack:
        server = stack.enter_context(postgres.running()) if database == "postgresql" else None
        url = stack.enter_context(server.database()) if server else ""
        line = stack.enter_context(open_line(tmp_path, url=url))
        disk = Disk(server, line) if server else None
        app = web.build(line.wiring, with_worker=False)
        async with client_of(app) as client:
            town = Town(line, app, client)
            await everybody_speaks(town)
            console = await sign_in(town, "ana", Role.SUPERVISOR)
            await works(town, console)
            await things_go_wrong(town)
            places = files(line) | await every_page(console)
            places["live stream"] = await live_stream(app, console)
            await console.aclose()
        places |= disk.read() if disk else {}
        printed = capfd.readouterr()
        places |= {"standard output": printed.out.encode(), "standard error": printed.err.encode()}

        ids = town.ids | set(line.vendors.twilio.messages) | set(line.vendors.telegram.files)
        ids |= {f"{m.chat_id}:{m.message_id}" for m in line.vendors.telegram.sent}
        assert len(ids) > 40
        assert leaks(places, [*secrets, *ids]) == []

        # It was a real run: reports, evidence, pages, lines in the log; and the addresses still open for those who may.
        assert line.count("report") >= 4
        assert line.count("evidence") == 3
        assert sum(path.startswith("/console/cases/") for path in places) >= 4
        assert b"webhook refused" in places["standard error"]
        assert b"event: case-" in places["live stream"]
        assert any(b"Kedzie" in page for page in places.values())
        assert Phone(line, Address(Channel.SMS, SENDERS[0])).known is not None
        # The same search finds what is there.
        assert leaks(places, ["Kedzie"])
        assert leaks(places, ["JBSWY3DPEHPK3PXP"]) == [], "nor is a colleague's second factor in clear"


@pytest.mark.parametrize("value", ["+17735550199", "987-65-4329", "A999-123-459", "decoy.witness@example.com", "Xipetotec"])
def test_the_search_finds_a_decoy_in_every_spelling(value: str) -> None:
    for form in disguises(value):
        assert leaks({"a file": b"\x00some bytes " + form + b" and more"}, [value]) == [f"{value} in a file"]


async def test_the_search_finds_a_decoy_in_the_database_and_on_a_page(tmp_path: Path) -> None:
    with open_line(tmp_path) as line:
        app = web.build(line.wiring, with_worker=False)
        async with client_of(app) as client:
            town = Town(line, app, client)
            await town.texts(SENDERS[0], SAW)
            line.query("UPDATE message SET masked_text = 'call 773-555-0199'")
            console = await sign_in(town, "ana", Role.SUPERVISOR)
            found = leaks(files(line) | await every_page(console), ["+17735550199"])
            await console.aclose()
    assert any("tipline.db" in place for place in found), found
    assert any("/console/cases/1" in place for place in found), found
