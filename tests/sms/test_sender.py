"""Sending, against the stand-in vendor: what was taken, what never will be, and what nobody knows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from sms.fake import FakeTwilio
from sms.sender import SmsSender
from tipline.errors import SendFailed
from tipline.message import Sent

WITNESS = "+17735550142"


@pytest.fixture
async def sender(settings, fake):
    made = SmsSender(settings, fake.transport)
    yield made
    await made.aclose()


async def refused(sender, message):
    with pytest.raises(SendFailed) as caught:
        await sender.send(message)
    return caught.value


async def test_a_message_reaches_the_phone(sender, fake, outbound):
    sent = await sender.send(outbound("Received, ref K7Q2."))
    [message] = fake.messages_to(WITNESS)
    assert sent == Sent(message.sid, 1)
    assert (message.body, message.status, message.sender) == ("Received, ref K7Q2.", "queued", "+17735550100")


async def test_the_words_arrive_as_written(sender, fake, outbound):
    text = "¿Dónde está? 50% & más + «ñ» 🚨\nline two = yes"
    await sender.send(outbound(text))
    assert fake.messages_to(WITNESS)[0].body == text


async def test_segments_are_the_vendors_count(sender, outbound):
    assert (await sender.send(outbound("a" * 161))).segments == 2


async def test_a_messaging_service_chooses_the_number(settings, outbound):
    settings = replace(settings, sender="MG" + "c3" * 16)
    fake = FakeTwilio(settings, lambda: datetime(2026, 11, 22, tzinfo=UTC))
    sender = SmsSender(settings, fake.transport)
    sent = await sender.send(outbound("é" * 80 + "ł"))
    [message] = fake.messages_to(WITNESS)
    assert (message.sender, message.service) == (None, settings.sender)
    assert sent.segments == 2  # the service says "0" until it has chosen, so we count
    await sender.aclose()


async def test_the_callback_carries_the_messages_own_token(sender, fake, outbound, doors, post):
    sent = await sender.send(outbound(token="t/o+k e&n"))
    for request in fake.status_callbacks():
        assert (await post(request)).status_code == 200
    assert [(n.token, n.vendor_id, n.status) for n in doors.notes] == [
        ("t/o+k e&n", sent.vendor_id, "sent"), ("t/o+k e&n", sent.vendor_id, "delivered"),
    ]


async def test_a_long_message_goes_in_parts(sender, fake, outbound):
    text = " ".join(["A sentence of some length, over and over."] * 60)
    sent = await sender.send(outbound(text))
    parts = [m.body for m in fake.messages_to(WITNESS)]
    assert len(parts) == 2
    assert " ".join(parts) == text
    assert sent.segments > 10


async def test_a_fault_after_the_first_part_is_never_retried_blindly(sender, fake, outbound):
    text = " ".join(["A sentence of some length, over and over."] * 60)
    taken = []
    fake.on_message.append(lambda m: (taken.append(m), fake.fail_next(20429, 429)))
    failed = await refused(sender, outbound(text))
    assert len(taken) == 1
    assert (failed.ambiguous, failed.permanent) == (True, False)


REFUSALS = [
    # code, HTTP status, permanent, opted_out, ambiguous, alarm, retry_after
    (21610, 400, True, True, False, False, None),
    (21211, 400, True, False, False, False, None),
    (21408, 400, True, False, False, False, None),
    (21612, 400, True, False, False, False, None),
    (21614, 400, True, False, False, False, None),
    (30034, 400, True, False, False, True, None),
    (20003, 401, False, False, False, True, 600),
    (21606, 400, False, False, False, True, 600),
    (20429, 429, False, False, False, False, 10),
    (20500, 500, False, False, False, False, 10),
    (20503, 503, False, False, False, False, 10),
    (99999, 400, True, False, False, False, None),
    (None, 429, False, False, False, False, 10),
    (None, 500, False, False, False, False, 10),
    (None, 502, False, False, True, False, 10),
    (None, 503, False, False, False, False, 10),
    (None, 504, False, False, True, False, 10),
    (None, 401, False, False, False, True, 600),
    (None, 302, False, False, False, False, 10),
    (None, 400, True, False, False, False, None),
]


@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: f"{row[0]}-{row[1]}")
async def test_what_the_vendor_refuses_is_judged_by_the_table(row, sender, fake, outbound):
    code, status, permanent, opted_out, ambiguous, alarm, seconds = row
    fake.fail_next(code, status)
    failed = await refused(sender, outbound())
    assert (failed.permanent, failed.opted_out, failed.ambiguous, failed.alarm) == (permanent, opted_out, ambiguous, alarm)
    assert failed.retry_after == (None if seconds is None else timedelta(seconds=seconds))
    assert failed.code == (str(code) if code else f"http_{status}")
    assert fake.messages_to(WITNESS) == []


async def test_the_vendors_own_wait_is_kept_when_it_is_longer(sender, fake, outbound):
    fake.fail_next(20429, 429, retry_after=timedelta(seconds=77))
    assert (await refused(sender, outbound())).retry_after == timedelta(seconds=77)


async def test_no_connection_means_it_was_not_taken(sender, fake, outbound):
    fake.unreachable = True
    failed = await refused(sender, outbound())
    assert (failed.code, failed.ambiguous, failed.permanent) == ("unreachable", False, False)
    fake.unreachable = False
    await sender.send(outbound())
    assert len(fake.messages_to(WITNESS)) == 1


async def test_a_connection_that_drops_after_the_request_is_ambiguous(sender, fake, outbound):
    fake.drop_next()
    failed = await refused(sender, outbound())
    assert (failed.ambiguous, failed.permanent) == (True, False)
    assert len(fake.messages_to(WITNESS)) == 1


UNWRITTEN = [httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError, httpx2.UnsupportedProtocol, httpx2.LocalProtocolError]
WRITTEN = [httpx2.ReadTimeout, httpx2.ReadError, httpx2.WriteTimeout, httpx2.WriteError, httpx2.CloseError, httpx2.RemoteProtocolError, httpx2.DecodingError]


@pytest.mark.parametrize("error", UNWRITTEN + WRITTEN)
async def test_silence_is_ambiguous_only_once_something_was_written(error, settings, outbound):
    def fail(request):
        raise error("https://api.twilio.com/... " + WITNESS)

    failed = await refused(SmsSender(settings, httpx2.MockTransport(fail)), outbound())
    assert failed.ambiguous is (error in WRITTEN)
    assert not failed.permanent


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'"x"', b"{}", b'{"sid": null}', b"[" * 60_000, b"\xff"])
async def test_a_yes_that_cannot_be_read_is_ambiguous(body, settings, outbound):
    transport = httpx2.MockTransport(lambda request: httpx2.Response(201, content=body))
    assert (await refused(SmsSender(settings, transport), outbound())).ambiguous


async def test_a_yes_with_odd_fields_beside_the_id_is_a_yes(settings, outbound):
    made = {"sid": "SM1", "num_segments": "many", "date_sent": "yesterday", "new": {}}
    transport = httpx2.MockTransport(lambda request: httpx2.Response(201, json=made))
    assert await SmsSender(settings, transport).send(outbound()) == Sent("SM1", 1)


async def test_an_opted_out_phone_is_marked(sender, fake, outbound):
    fake.inbound(WITNESS, "STOP")
    failed = await refused(sender, outbound())
    assert (failed.opted_out, failed.permanent) == (True, True)
    fake.inbound(WITNESS, "START")
    await sender.send(outbound())


async def test_wrong_credentials_raise_the_alarm(settings, fake, outbound):
    failed = await refused(SmsSender(replace(settings, auth_token="wrong"), fake.transport), outbound())
    assert (failed.code, failed.alarm, failed.permanent) == ("20003", True, False)


async def test_calls_go_to_the_emulator_when_one_is_set_and_to_twilio_otherwise(settings, outbound):
    asked = []

    def answer(request):
        asked.append(f"{request.url.scheme}://{request.url.netloc.decode()}")
        return httpx2.Response(201, json={"sid": "SM1", "num_segments": "1"})

    for api_url in (None, "http://127.0.0.1:9000", "http://127.0.0.1:9000/"):
        await SmsSender(replace(settings, api_url=api_url), httpx2.MockTransport(answer)).send(outbound())
    assert asked == ["https://api.twilio.com", "http://127.0.0.1:9000", "http://127.0.0.1:9000"]


async def test_the_processes_own_twilio_variables_are_not_read(settings, outbound, monkeypatch):
    monkeypatch.setenv("TWILIO_REGION", "au1")
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    asked = []

    def answer(request):
        asked.append(request.url.host)
        return httpx2.Response(201, json={"sid": "SM1", "num_segments": "1"})

    await SmsSender(replace(settings, api_url=None), httpx2.MockTransport(answer)).send(outbound())
    assert asked == ["api.twilio.com"]
