"""Every door in one application: health, refusals that store nothing, and what a caller hears."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode
from xml.etree import ElementTree

import httpx2
import pytest

from api import web
from api.stand_ins import Request
from tests.desk.line import SAW, Line, client_of, logs_of_a_process, open_line
from tipline.message import Channel

FORM = "application/x-www-form-urlencoded"
SIGNATURE = "X-Twilio-Signature"
SECRET = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    with logs_of_a_process():
        yield


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with open_line(tmp_path) as made:
        yield made


@pytest.fixture
async def client(line: Line) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(web.build(line.wiring, with_worker=False)) as made:
        yield made


async def post(client: httpx2.AsyncClient, request: Request, **changed: object) -> httpx2.Response:
    request = replace(request, **changed)  # type: ignore[arg-type]
    return await client.post(request.path, headers=dict(request.headers), content=request.body)


def stored(line: Line) -> list[int]:
    return [line.count(table) for table in ("inbox", "seen", "message", "outbox", "custody")]


# Health


async def test_a_process_that_runs_says_so(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


async def test_a_line_that_can_serve_is_ready(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "reason": None})


async def test_a_database_of_another_version_is_not_ready_and_the_reason_says_what_to_do(
    line: Line, client: httpx2.AsyncClient
) -> None:
    line.query("DELETE FROM alembic_version")
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert "tipline migrate" in answer.json()["reason"]


@pytest.mark.parametrize("fault", ["gone", "garbage"])
async def test_a_database_that_does_not_answer_is_not_ready(line: Line, client: httpx2.AsyncClient, fault: str) -> None:
    path = line.wiring.settings.data_dir / "tipline.db"
    line.wiring.store.close()
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    path.unlink() if fault == "gone" else path.write_bytes(b"not a database, surely" * 500)
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert answer.json()["reason"]
    assert (await client.get("/healthz")).status_code == 200


async def test_the_front_door_leads_to_the_console(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console")


# What is refused


ODD_SMS = {
    "no signature": lambda r: replace(r, headers={"Content-Type": FORM}),
    "an empty signature": lambda r: replace(r, headers={**r.headers, SIGNATURE: ""}),
    "a wrong signature": lambda r: replace(r, headers={**r.headers, SIGNATURE: "A" * 27 + "="}),
    "a signature of other letters": lambda r: replace(r, headers={**r.headers, SIGNATURE: "\xff\xfe"}),
    "another body": lambda r: replace(r, body=r.body + b"&Body=more"),
    "one field less": lambda r: replace(r, body=urlencode(parse_qsl(r.body.decode())[1:]).encode()),
    "another query": lambda r: replace(r, path=r.path + "?x=1"),
    "another door": lambda r: replace(r, path="/sms/voice"),
    "a lone surrogate": lambda r: replace(r, body=b"From=%2B17735550166&Body=%ED%A0%80"),
    "no UTF-8": lambda r: replace(r, body=b"From=%FF%FE"),
    "no form": lambda r: replace(r, headers={**r.headers, "Content-Type": "text/plain"}),
    "JSON without its hash": lambda r: replace(r, headers={**r.headers, "Content-Type": "application/json"}, body=b"{}"),
    "a thousand fields too many": lambda r: replace(r, body=b"a=1&" * 1001),
    "nothing": lambda r: replace(r, body=b"", headers={}),
}


@pytest.mark.parametrize("odd", ODD_SMS)
async def test_what_twilio_did_not_sign_is_refused_and_nothing_is_stored(
    line: Line, client: httpx2.AsyncClient, odd: str
) -> None:
    request = ODD_SMS[odd](line.vendors.text(line.phone().address, SAW))
    before = stored(line)
    answer = await client.post(
        request.path, headers={k: v.encode("latin-1") for k, v in request.headers.items()}, content=request.body
    )
    assert (answer.status_code, answer.content) == (403, b"")
    assert stored(line) == before


@pytest.mark.parametrize(
    "headers", [{}, {SECRET: ""}, {SECRET: "wrong"}, {SECRET: "\xff"}, {"Authorization": "Bearer x"}], ids=str
)
async def test_what_does_not_know_the_secret_is_refused_and_nothing_is_stored(
    line: Line, client: httpx2.AsyncClient, headers: dict[str, str]
) -> None:
    request = line.vendors.text(line.phone(Channel.TELEGRAM).address, SAW)
    given = {k: v.encode("latin-1") for k, v in {"Content-Type": "application/json", **headers}.items()}
    answer = await client.post(request.path, headers=given, content=request.body)
    assert (answer.status_code, answer.content) == (403, b"")
    assert stored(line) == [0] * 5


async def test_the_secret_twice_is_refused(line: Line, client: httpx2.AsyncClient) -> None:
    request = line.vendors.text(line.phone(Channel.TELEGRAM).address, SAW)
    twice = [*request.headers.items(), (SECRET, "wrong")]
    assert (await client.post(request.path, headers=twice, content=request.body)).status_code == 403


@pytest.mark.parametrize("channel", list(Channel))
async def test_a_body_over_the_cap_is_refused_before_anybody_reads_it(
    line: Line, client: httpx2.AsyncClient, channel: Channel
) -> None:
    answer = await post(client, line.vendors.text(line.phone(channel).address, "a" * 70_000))
    assert answer.status_code == 413
    assert stored(line) == [0] * 5


async def test_webhooks_are_only_posted_to(client: httpx2.AsyncClient) -> None:
    for path in ("/sms/inbound", "/sms/status", "/sms/voice", "/bot/webhook"):
        assert (await client.get(path)).status_code == 405


async def test_machine_readable_descriptions_of_the_doors_are_not_published(client: httpx2.AsyncClient) -> None:
    for path in ("/docs", "/redoc"):
        assert (await client.get(path)).status_code == 404


# What is taken


@pytest.mark.parametrize("channel", list(Channel))
async def test_a_delivery_is_stored_before_the_answer_and_understood_afterwards(
    line: Line, client: httpx2.AsyncClient, channel: Channel
) -> None:
    answer = await post(client, line.vendors.text(line.phone(channel).address, SAW))
    assert answer.status_code == 200
    assert stored(line) == [1, 1, 0, 0, 0]
    assert b"Kedzie" not in answer.content


async def test_a_signed_json_delivery_is_taken(line: Line, client: httpx2.AsyncClient) -> None:
    body = json.dumps({"MessageSid": "SM" + "4" * 32, "From": "+17735550166", "Body": SAW})
    assert (await post(client, line.vendors.twilio.signer.json("/sms/inbound", body))).status_code == 200
    assert stored(line)[0] == 1


@pytest.mark.parametrize("channel", list(Channel))
async def test_while_the_store_is_down_the_vendor_is_asked_to_come_again_and_nothing_is_lost(
    line: Line, client: httpx2.AsyncClient, channel: Channel
) -> None:
    request = line.vendors.text(line.phone(channel).address, SAW)
    line.query("ALTER TABLE inbox RENAME TO elsewhere")
    refused = await post(client, request)
    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) > 0
    assert refused.content == b""
    line.query("ALTER TABLE elsewhere RENAME TO inbox")
    assert (await post(client, request)).status_code == 200
    assert (await post(client, request)).status_code == 200
    assert stored(line)[:2] == [1, 1]


async def test_a_status_callback_moves_the_message_it_names(line: Line, client: httpx2.AsyncClient) -> None:
    phone = line.phone()
    await phone.says(SAW)
    for request in line.vendors.twilio.status_callbacks():
        assert (await post(client, request)).status_code == 200
    assert {row.state for row in phone.outbox} == {"delivered"}


async def test_who_calls_hears_in_two_languages_that_texts_are_wanted_and_911_in_danger(
    line: Line, client: httpx2.AsyncClient
) -> None:
    answer = await post(client, line.vendors.twilio.signer.form("/sms/voice", {"CallSid": "CA1", "From": "+17735550166"}))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    spoken = ElementTree.fromstring(answer.content)
    said = [(part.get("language"), part.text or "") for part in spoken.iter("Say")]
    assert [language for language, _ in said] == ["en-US", "es-MX"]
    assert all("9 1 1" in words for _, words in said)
    assert {part.tag for part in spoken} == {"Say", "Hangup"}, "nothing is asked and nothing is recorded"
    assert stored(line) == [0] * 5


async def test_who_calls_without_twilio_hears_nothing(client: httpx2.AsyncClient) -> None:
    assert (await client.post("/sms/voice", data={"CallSid": "CA1"})).status_code == 403


# A wrong public address


async def refuse(line: Line, client: httpx2.AsyncClient, times: int, every: float = 0, **fields: str) -> None:
    """Requests that Twilio signed for another address."""
    given = {"AccountSid": line.vendors.sms.account_sid, "From": "+17735550166", **fields}
    for _ in range(times):
        request = line.vendors.twilio.signer.form("/elsewhere", given)
        assert (await post(client, request, path="/sms/inbound")).status_code == 403
        line.pass_time(timedelta(seconds=every))
    await asyncio.sleep(0.1)  # the banner is written beside the answer


async def test_three_refusals_that_name_our_account_are_no_alarm(line: Line, client: httpx2.AsyncClient) -> None:
    await refuse(line, client, 3)
    assert line.banners() == []


async def test_more_than_three_in_five_minutes_raise_the_banner(line: Line, client: httpx2.AsyncClient) -> None:
    await refuse(line, client, 4, every=60)
    assert line.banners() == ["wrong_public_url"]


async def test_a_flood_of_refusals_is_written_once_in_five_minutes(line: Line, client: httpx2.AsyncClient) -> None:
    await refuse(line, client, 40)
    assert line.count("change") == 1
    line.pass_time(timedelta(minutes=5))
    await refuse(line, client, 40)
    assert line.count("change") == 2


async def hears(line: Line, client: httpx2.AsyncClient, request: Request) -> None:
    assert (await post(client, request)).status_code == 200
    await asyncio.sleep(0.2)  # what is written beside the answer


async def test_a_good_webhook_ends_the_alarm_once_a_minute_has_gone_well(line: Line, client: httpx2.AsyncClient) -> None:
    await refuse(line, client, 4)
    await hears(line, client, line.vendors.twilio.inbound("+17735550142", "they took a man"))
    assert line.banners() == ["wrong_public_url"], "some come through, others do not"
    line.pass_time(timedelta(minutes=1))
    await hears(line, client, line.vendors.twilio.inbound("+17735550142", "two vans"))
    assert line.banners() == []
    changes = line.count("change")
    await hears(line, client, line.vendors.twilio.inbound("+17735550142", "and a third"))
    assert line.count("change") == changes, "where no alarm stands nothing is written"


async def test_the_alarm_of_an_earlier_process_is_ended_too(line: Line, client: httpx2.AsyncClient) -> None:
    with line.write() as tx:
        tx.board.raise_banner("wrong_public_url", line.now)
    await hears(line, client, line.vendors.twilio.inbound("+17735550142", "they took a man"))
    assert line.banners() == []


async def test_wrong_secrets_of_telegrams_raise_a_banner_of_their_own(line: Line, client: httpx2.AsyncClient) -> None:
    for _ in range(4):
        given = {"X-Telegram-Bot-Api-Secret-Token": "of another set-up"}
        assert (await client.post("/bot/webhook", headers=given, json={})).status_code == 403
    await asyncio.sleep(0.2)
    assert line.banners() == ["wrong_telegram_secret"]
    line.pass_time(timedelta(minutes=1))
    await hears(line, client, line.vendors.telegram.message(7_735_550_142, "they took a man"))
    assert line.banners() == []


async def test_refusals_far_apart_raise_none(line: Line, client: httpx2.AsyncClient) -> None:
    await refuse(line, client, 12, every=110)
    assert line.banners() == []


async def test_strangers_who_do_not_know_our_account_raise_none(line: Line, client: httpx2.AsyncClient) -> None:
    await refuse(line, client, 12, AccountSid="AC" + "9" * 32)
    assert line.banners() == []
