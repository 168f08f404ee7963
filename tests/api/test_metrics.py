"""/metrics: what an operator acts on, on an address of its own, and never a word about a reporter."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from prometheus_client import generate_latest

from api import keeping, metrics, product, web
from api.stand_ins import arrival
from tests.desk.line import SAW, Line, Phone, logs_of_a_process, open_line
from tests.desk.test_limits import limit, notice
from tests.desk.test_outbox import put
from tipline.budget import Budget
from tipline.desk import inbox
from tipline.errors import SendFailed
from tipline.message import Address, Channel, Sent

SAMPLE = re.compile(r'^(\w+)(?:\{(.*)\})? (\S+)$')
WORDS = re.compile(r"[a-z_0-9.]+")


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    with logs_of_a_process():
        yield


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with open_line(tmp_path) as made:
        yield made


def shown(line: Line) -> dict[str, float]:
    text = generate_latest(metrics.registry(line.wiring)).decode()
    found = [SAMPLE.match(row) for row in text.splitlines() if row and not row.startswith("#")]
    return {f"{m[1]}{{{m[2]}}}" if m[2] else m[1]: float(m[3]) for m in found if m}


async def test_what_waits_is_counted_with_its_age(line: Line) -> None:
    phone = line.phone()
    phone.types(SAW)
    line.pass_time(timedelta(seconds=90))
    before = shown(line)
    assert before['tipline_inbox_messages{state="waiting"}'] == 1
    assert before["tipline_inbox_oldest_seconds"] == pytest.approx(90)
    await line.work()
    await phone.says("more")
    put(line, phone, "one")
    line.pass_time(timedelta(seconds=30))
    after = shown(line)
    assert after['tipline_inbox_messages{state="waiting"}'] == 0
    assert after['tipline_outbox_messages{channel="sms",state="queued"}'] == 1
    assert after['tipline_outbox_oldest_due_seconds{channel="sms"}'] == pytest.approx(30)
    assert after["tipline_custody_entries"] > 0
    assert after[f'tipline_build_info{{version="{product.VERSION}"}}'] == 1


async def test_what_is_parked_unknown_or_raised_is_seen(line: Line) -> None:
    broken = replace(line.vendors.text(line.phone().address, "x"), body=b"\xff not a form")
    assert inbox.accept(line.wiring.store, line.wiring.seals, arrival(broken), line.now)
    for _ in range(8):
        await line.passes(hours=1)
    phone = line.phone()
    await phone.says(SAW)
    line.vendors.twilio.drop_next()
    put(line, phone, "one")
    await line.sends()
    found = shown(line)
    assert found['tipline_inbox_messages{state="parked"}'] == 1
    assert found['tipline_outbox_messages{channel="sms",state="unknown"}'] == 1


async def test_the_month_and_its_budget_are_seen_and_the_banner_of_a_spent_one(line: Line) -> None:
    phone = line.phone()
    await phone.says(SAW)
    limit(line, Budget(10, 3))
    used = shown(line)
    assert used["tipline_sms_segments_used"] > 0
    assert (used["tipline_sms_segments_budget"], used["tipline_sms_segments_reserve"]) == (10, 3)
    limit(line, Budget(1, 1))
    notice(line, phone)
    await line.sends()
    assert shown(line)['tipline_banner_raised{kind="budget_spent"}'] == 1


def test_this_process_counts_deliveries_refusals_and_sends(line: Line) -> None:
    meters = line.wiring.meters
    before = shown(line)

    def more(name: str) -> float:
        return shown(line)[name] - before.get(name, 0)

    meters.delivered(Channel.SMS, new=True)
    meters.delivered(Channel.SMS, new=False)
    meters.refused("wrong_signature")
    for result in (Sent("SM1"), SendFailed("30003", permanent=True), SendFailed("x", ambiguous=True), SendFailed("y")):
        meters.sent(Channel.SMS, result)
    meters.breaker(Channel.SMS, is_open=True)
    assert more('tipline_deliveries_total{channel="sms",kind="new"}') == 1
    assert more('tipline_webhooks_refused_total{reason="wrong_signature"}') == 1
    for outcome in ("taken", "refused", "unclear", "later"):
        assert more(f'tipline_sends_total{{channel="sms",outcome="{outcome}"}}') == 1
    assert shown(line)['tipline_breaker_open{channel="sms"}'] == 1
    meters.breaker(Channel.SMS, is_open=False)


async def test_no_metric_holds_a_word_a_number_or_an_id_of_a_reporter(line: Line) -> None:
    """Labels are single lower-case words; the numbers and pseudonyms of these people appear nowhere."""
    limit(line, Budget(100, 10), ("+1",))
    people = [line.phone(), line.phone(Channel.TELEGRAM), Phone(line, Address(Channel.SMS, "+4915550123456"))]
    secrets = []
    for person in people:
        await person.says(f"{SAW}. My name is Zebulon Quux and my number is 773-555-0177")
        await person.sends_photo()
        secrets += [person.address.value, person.contact.pseudonym, *(r.report.reference for r in person.reports)]
    secrets += [*line.vendors.twilio.messages, "Zebulon", "5550177", "Kedzie"]
    text = generate_latest(metrics.registry(line.wiring)).decode()
    for secret in secrets:
        assert secret not in text
        assert secret.lstrip("+") not in text
    labels = re.findall(r'="([^"]*)"', text)
    assert labels
    assert all(WORDS.fullmatch(label) for label in labels), labels


def test_nothing_of_the_process_or_the_platform_comes_along(line: Line) -> None:
    text = generate_latest(metrics.registry(line.wiring)).decode()
    assert {name for name in re.findall(r"^# TYPE (\w+)", text, re.MULTILINE)} == {
        name for name in re.findall(r"^# TYPE (tipline_\w+)", text, re.MULTILINE)
    }


def test_a_database_that_does_not_answer_is_a_metric_too(line: Line) -> None:
    line.query("ALTER TABLE banner RENAME TO elsewhere")
    found = shown(line)
    assert found["tipline_database_up"] == 0
    assert "tipline_custody_entries" not in found


def listening(line: Line, where: str) -> Line:
    line.wiring = replace(line.wiring, settings=line.wiring.settings.model_copy(update={"metrics_listen": where}))
    return line


async def test_it_is_served_on_its_own_address_and_never_by_the_public_application(line: Line) -> None:
    with metrics.served(listening(line, "127.0.0.1:0").wiring) as port:
        async with httpx2.AsyncClient() as client:
            answer = await client.get(f"http://127.0.0.1:{port}/metrics")
        assert answer.status_code == 200
        assert "tipline_database_up 1.0" in answer.text
    app = web.build(line.wiring, with_worker=False)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://inside") as client:
        assert (await client.get("/metrics")).status_code == 404


def test_without_an_address_it_is_off(line: Line) -> None:
    with metrics.served(listening(line, "").wiring) as port:
        assert port is None


def test_an_address_that_is_taken_keeps_nobody_from_working(line: Line) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        where = f"127.0.0.1:{other.getsockname()[1]}"
        with metrics.served(listening(line, where).wiring) as port:
            assert port is None


def test_the_age_of_the_newest_backup_is_seen(line: Line, tmp_path: Path) -> None:
    settings = line.wiring.settings.model_copy(update={"backup_dir": str(tmp_path / "backups")})
    line.wiring = replace(line.wiring, settings=settings)
    assert "tipline_backup_age_seconds" not in shown(line)
    keeping.back_up(settings, tmp_path / "backups", keep=1, say=lambda _: None, clock=line.clock)
    line.pass_time(timedelta(minutes=5))
    assert shown(line)["tipline_backup_age_seconds"] == pytest.approx(300, abs=1)
