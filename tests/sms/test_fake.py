"""The stand-in vendor plays Twilio and the carrier honestly."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs

import httpx2
import pytest

from sms.fake import FakeTwilio, pretend_settings
from sms.parse import arrive, parse
from sms.sender import SmsSender
from tipline.message import Carrier, Kind

WITNESS = "+17735550142"
NOW = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)


def meaning(request):
    return parse(arrive(request.body, request.headers["Content-Type"]).payload, NOW)


@pytest.mark.parametrize("word", ["STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL", "stop", " Stop\n"])
def test_a_carrier_keyword_alone_opts_the_phone_out(fake, word):
    inbound = meaning(fake.inbound(WITNESS, word))
    assert (inbound.kind, inbound.carrier, inbound.text) == (Kind.CARRIER, Carrier.STOP, word)
    [answer] = fake.messages_to(WITNESS)
    assert answer.from_carrier
    assert "START" in answer.body


@pytest.mark.parametrize("text", ["stop please", "STOP.", "opt out", "PARAR", "YES", "the end", ""])
def test_other_wording_is_left_to_the_line(fake, text):
    assert meaning(fake.inbound(WITNESS, text)).kind is Kind.MESSAGE
    assert fake.messages_to(WITNESS) == []


def test_stop_is_answered_once_and_start_undoes_it(fake):
    for _ in range(2):
        assert meaning(fake.inbound(WITNESS, "STOP")).carrier is Carrier.STOP
    assert len(fake.messages_to(WITNESS)) == 1
    assert meaning(fake.inbound(WITNESS, "unstop")).carrier is Carrier.START
    assert not fake.carrier.blocks(WITNESS)


def test_a_keyword_under_a_photo_is_no_keyword(fake):
    assert meaning(fake.inbound(WITNESS, "STOP", [("image/png", b"x")])).kind is Kind.MESSAGE


def test_help_is_the_lines_own_unless_the_vendor_was_given_its_words(settings, fake):
    assert meaning(fake.inbound(WITNESS, "HELP")).kind is Kind.MESSAGE
    told = FakeTwilio(settings, lambda: NOW, help_text="If anyone is in danger, call 911.")
    assert meaning(told.inbound(WITNESS, "info")).carrier is Carrier.HELP
    assert [(m.body, m.from_carrier) for m in told.messages_to(WITNESS)] == [("If anyone is in danger, call 911.", True)]


def test_an_inbound_request_names_everything_that_twilio_names(fake):
    request = fake.inbound(WITNESS, "hi", [("image/jpeg", b"1"), ("video/mp4", b"2")])
    fields = {name: values[0] for name, values in parse_qs(request.body.decode(), keep_blank_values=True).items()}
    assert {"MessageSid", "SmsSid", "SmsMessageSid", "AccountSid", "From", "To", "Body", "NumMedia", "NumSegments", "ApiVersion", "FromCity", "ToZip", "SmsStatus"} <= set(fields)
    assert fields["NumMedia"] == "2"
    assert fields["MediaContentType1"] == "video/mp4"
    assert fields["MessageSid"].startswith("MM")


def test_more_than_ten_media_do_not_exist(fake):
    with pytest.raises(ValueError, match="10"):
        fake.inbound(WITNESS, "", [("image/png", b"x")] * 11)


async def test_callbacks_come_once_and_wait_while_they_are_held(settings, fake, outbound):
    await SmsSender(settings, fake.transport).send(outbound())
    fake.hold_callbacks = True
    assert list(fake.status_callbacks()) == []
    fake.hold_callbacks = False
    assert len(list(fake.status_callbacks())) == 2
    assert list(fake.status_callbacks()) == []
    assert fake.messages_to(WITNESS)[0].status == "delivered"


async def test_a_phone_that_is_off_comes_back_undelivered(settings, fake, outbound, doors, post):
    fake.undeliverable[WITNESS] = 30003
    await SmsSender(settings, fake.transport).send(outbound())
    for request in fake.status_callbacks():
        await post(request)
    assert [(n.status, n.code) for n in doors.notes] == [("sent", None), ("failed", "30003")]


async def test_a_page_can_follow_what_happens(settings, fake, outbound):
    seen = []
    fake.on_message.append(lambda m: seen.append(m.status))
    await SmsSender(settings, fake.transport).send(outbound())
    list(fake.status_callbacks())
    assert seen == ["queued", "sent", "delivered"]


API = "http://twilio.invalid:8123/2010-04-01/Accounts/{}/Messages.json"
GOOD = {"To": WITNESS, "From": "+17735550100", "Body": "x", "StatusCallback": "https://tips.example.org/sms/status?token=t"}
REFUSALS = [
    (20003, {}, {"auth": ("AC0", "x")}), (21211, {"To": "7735550142"}, {}), (21211, {"To": ""}, {}), (21211, {"To": "whatsapp:+17735550142"}, {}),
    (21602, {"Body": ""}, {}), (21617, {"Body": "x" * 1601}, {}), (21617, {"Body": "🚨" * 801}, {}), (21606, {"From": "+17735550111"}, {}),
    (21705, {"MessagingServiceSid": "MG1"}, {}), (21609, {"StatusCallback": "nonsense"}, {}), (21609, {"StatusCallback": "https://a_b.example/"}, {}),
]


@pytest.mark.parametrize(("code", "changed", "options"), REFUSALS)
async def test_it_refuses_what_twilio_refuses(settings, fake, code, changed, options):
    async with httpx2.AsyncClient(transport=fake.transport, auth=(settings.account_sid, settings.auth_token)) as client:
        answer = await client.post(API.format(settings.account_sid), data=GOOD | changed, **options)
    assert answer.json()["code"] == code
    assert answer.status_code == answer.json()["status"] == (401 if code == 20003 else 400)


async def test_without_a_sender_nothing_is_sent_and_other_accounts_do_not_exist(settings, fake):
    async with httpx2.AsyncClient(transport=fake.transport, auth=(settings.account_sid, settings.auth_token)) as client:
        answer = await client.post(API.format(settings.account_sid), data={"To": WITNESS, "Body": "x"})
        assert answer.json()["code"] == 21603
        assert (await client.post(API.format("AC9"), data=GOOD)).json()["code"] == 20404


async def test_messages_can_be_listed_by_recipient_and_time(settings, outbound):
    clock = [NOW]
    fake = FakeTwilio(settings, lambda: clock[0])
    sender = SmsSender(settings, fake.transport)
    await sender.send(outbound("first"))
    clock[0] = NOW.replace(hour=22)
    await sender.send(outbound("second"))
    await sender.send(outbound("other", to="+17735550143"))
    fake.inbound(WITNESS, "STOP")
    async with httpx2.AsyncClient(transport=fake.transport, auth=(settings.account_sid, settings.auth_token)) as client:
        async def bodies(**query):
            answer = await client.get(API.format(settings.account_sid), params=query)
            return [m["body"] for m in answer.json()["messages"]]

        assert await bodies(To=WITNESS) == ["second", "first"]
        assert await bodies(**{"To": WITNESS, "DateSent>": "2026-11-22T21:30:00Z"}) == [], "not sent yet"
        list(fake.status_callbacks())
        assert await bodies(**{"To": WITNESS, "DateSent>": "2026-11-22T21:30:00Z"}) == ["second"]
        assert await bodies(**{"To": WITNESS, "DateSent<": "2026-11-22T21:30:00Z"}) == ["first"]
        assert await bodies(PageSize=1) == ["STOP"]
        assert await bodies(From=WITNESS) == ["STOP"]


async def test_a_slow_vendor_is_slow_and_a_service_sends_from_its_pool(settings, outbound, doors, post):
    fake = FakeTwilio(replace(settings, sender="MG" + "c3" * 16), lambda: NOW)
    fake.latency = 0.01
    sender = SmsSender(fake.settings, fake.transport)
    await sender.send(outbound())
    for request in fake.status_callbacks():
        assert b"From=%2B17735550199" in request.body
        assert (await post(request)).status_code == 200


def test_pretended_accounts_share_no_token():
    one, other = pretend_settings("http://localhost:8000"), pretend_settings("http://localhost:8000")
    assert one.auth_token != other.auth_token
    assert one.auth_token not in repr(one)


def test_json_bodies_can_be_signed(settings, fake):
    request = fake.signer.json("/sms/inbound", json.dumps({"a": 1}))
    assert "bodySHA256=" in request.path
