"""Asking Twilio whether it has a message: what is found, what is not, and what nobody can tell."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl

import httpx2
import pytest

from sms.fake import FakeTwilio
from sms.inquiry import SmsInquirer
from sms.listing import Listing, TooMany
from sms.rest import RestClient
from sms.sender import SmsSender
from sms.settings import SmsSettings
from tests.sms.conftest import NOW, WITNESS
from tests.sms.test_openapi import Listening
from tipline.desk.ports import Inquiry
from tipline.errors import SendFailed
from tipline.message import Address, Channel

OTHER = "+17735550143"
SERVICE = "MG" + "5" * 32


def asks(text: str = "Where is it?", to: str = WITNESS, since=NOW) -> Inquiry:
    return Inquiry(7, Address(Channel.SMS, to), text, since, NOW, NOW)


async def found(settings: SmsSettings, fake: FakeTwilio, inquiry: Inquiry) -> list[tuple[str, bool]]:
    """(vendor id, certain) of each trace."""
    return [(t.vendor_id, t.exact) for t in await SmsInquirer(settings, fake.transport).find(inquiry)]


async def test_a_message_is_found_by_person_and_text_whatever_became_of_its_answer(settings, fake, outbound):
    fake.drop_next()
    with pytest.raises(SendFailed):
        await SmsSender(settings, fake.transport).send(outbound("Where is it? A corner is enough."))
    [sid] = fake.messages
    assert await found(settings, fake, asks("Where is it? A corner is enough.")) == [(sid, True)]
    assert await found(settings, fake, asks("Where is it?")) == []
    assert await found(settings, fake, asks("Where is it? A corner is enough.", OTHER)) == []


async def test_a_trace_tells_how_far_the_message_came(settings, fake, outbound):
    fake.undeliverable[WITNESS] = 21610
    await SmsSender(settings, fake.transport).send(outbound())
    inquirer = SmsInquirer(settings, fake.transport)
    [trace] = await inquirer.find(asks())
    assert (trace.said.status, trace.said.code, trace.segments, trace.at) == ("accepted", None, 1, NOW)
    list(fake.status_callbacks())
    [trace] = await inquirer.find(asks())
    assert (trace.said.status, trace.said.code, trace.said.opted_out) == ("failed", "21610", True)


@pytest.mark.parametrize(
    ("sent", "listed"),
    [
        ("Don’t  block anyone – film.", "Don't block anyone - film."),
        ("Where is it?", "Sent from your Twilio trial account - Where is it?"),
        ("a\r\nb", "a\nb "),
        ("🚨", "🚨"),
    ],
)
async def test_what_twilio_does_to_signs_and_spaces_makes_no_other_message_of_it(settings, fake, sent, listed):
    fake.take(WITNESS, listed, None, None)
    assert [certain for _, certain in await found(settings, fake, asks(sent))] == [True]


async def test_what_others_wrote_or_what_is_older_is_no_trace(settings, fake):
    fake.inbound(WITNESS, "Where is it?")
    fake.inbound(WITNESS, "STOP")  # the carrier answers by itself
    fake.take(WITNESS, "Where is it?", SERVICE, None)
    assert await found(settings, fake, asks()) == []
    fake.take(WITNESS, "Where is it?", None, None)
    assert len(await found(settings, fake, asks())) == 1
    assert await found(settings, fake, asks(since=NOW + timedelta(hours=1))) == []


async def test_a_body_that_was_redacted_is_told_as_a_doubt(settings, fake):
    fake.take(WITNESS, "", None, None)
    assert [certain for _, certain in await found(settings, fake, asks())] == [False]


async def test_of_a_long_text_only_the_last_part_is_proof(settings, fake, outbound):
    text = " ".join(f"word{n}" for n in range(400))
    fake.drop_next()
    with pytest.raises(SendFailed):
        await SmsSender(settings, fake.transport).send(outbound(text))
    assert [certain for _, certain in await found(settings, fake, asks(text))] == [False]
    await SmsSender(settings, fake.transport).send(outbound(text))
    assert sorted(certain for _, certain in await found(settings, fake, asks(text))) == [False, False, True]


async def test_a_messaging_service_is_known_by_its_own_id(fake, outbound):
    settings = SmsSettings("AC" + "1" * 32, "token", SERVICE, "https://tips.example.org", "http://twilio.invalid")
    fake = FakeTwilio(settings, lambda: NOW)
    await SmsSender(settings, fake.transport).send(outbound())
    assert [certain for _, certain in await found(settings, fake, asks())] == [True]


async def test_what_the_list_does_not_show_yet_is_not_found_and_a_faulty_list_is_no_answer(settings, fake):
    fake.take(WITNESS, "Where is it?", None, None)
    fake.list_lag = timedelta(seconds=1)
    assert await found(settings, fake, asks()) == []
    fake.list_lag = timedelta(0)
    for trouble in (lambda: fake.fail_next(20500, 500), lambda: fake.fail_next(None, 502), lambda: setattr(fake, "unreachable", True)):
        trouble()
        with pytest.raises(SendFailed):
            await found(settings, fake, asks())


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"messages": 3}', '{"messages": [4]}', '{"messages": [], "next_page_uri": "/other.json"}'])
async def test_an_answer_that_is_no_list_is_never_read_as_an_empty_one(settings, body):
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, text=body))
    with pytest.raises(SendFailed):
        await SmsInquirer(settings, transport).find(asks())


async def test_more_than_can_be_looked_through_is_no_answer(settings, fake):
    for n in range(301):
        fake.take(WITNESS, f"text {n}", None, None)
    with pytest.raises(SendFailed) as failed:
        await found(settings, fake, asks())
    assert failed.value.code == "too_many_to_look_through"


async def test_pages_follow_each_other_without_gap_or_repeat_while_new_messages_come(settings, fake):
    class Arriving(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request):
            answer = await fake.transport.handle_async_request(request)
            fake.take(WITNESS, "a newcomer", None, None)
            return answer

    for n in range(95):
        fake.take(WITNESS, f"text {n}", None, None)
    listing = Listing(settings, RestClient(settings, Arriving()))
    listed = await listing.messages({"To": WITNESS}, size=10, pages=20)
    bodies = [str(m["body"]) for m in listed if m["body"] != "a newcomer"]
    assert bodies == [f"text {n}" for n in reversed(range(95))]
    with pytest.raises(TooMany):
        await listing.messages({"To": WITNESS}, size=10, pages=9)


async def test_the_question_names_nobody_but_the_one_asked_about(settings, fake):
    listening = Listening(fake.transport)
    await SmsInquirer(settings, listening).find(asks())
    [request] = listening.requests
    assert dict(parse_qsl(request.url.query.decode())) == {"To": WITNESS, "From": settings.sender, "PageSize": "50"}
