"""No word, number, id or token comes out of the SMS front end by accident."""

import logging
import traceback

import httpx2
import pytest

from sms.fake import FakeTwilio
from sms.media import SmsMedia
from sms.sender import SmsSender
from tipline.errors import MediaFailed, SendFailed

WITNESS, WORDS = "+17735550142", "PLANTED words of a witness"


@pytest.fixture
def secrets(settings):
    return [WITNESS, WITNESS[1:], "PLANTED", settings.auth_token, "tok-en_1"]


def assert_clean(text, secrets):
    assert [s for s in secrets if s in text] == []


def told(error):
    """All that any logger could ever print of an exception, the ones before it included."""
    chain, seen = error, []
    while chain is not None:
        seen += ["".join(traceback.format_exception_only(chain)), repr(chain), repr(vars(chain))]
        chain = chain.__cause__ or chain.__context__
    return "\n".join(seen)


def test_settings_and_requests_hide_what_they_hold(settings, fake, secrets):
    request = fake.inbound(WITNESS, WORDS, [("image/jpeg", b"x")])
    assert_clean("\n".join(map(repr, [settings, request, *fake.messages.values(), *fake.media.values()])), secrets)


FAULTS = {
    "an invalid number": lambda fake: fake.fail_next(21211),
    "opted out": lambda fake: fake.inbound(WITNESS, "STOP"),
    "wrong credentials": lambda fake: fake.fail_next(20003, 401),
    "a dropped connection": lambda fake: fake.drop_next(),
    "no connection": lambda fake: setattr(fake, "unreachable", True),
    "a fault that is no JSON": lambda fake: fake.fail_next(None, 500),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_a_failure_tells_its_code_and_nothing_else(fault, settings, fake, outbound, secrets):
    fault(fake)
    with pytest.raises(SendFailed) as caught:
        await SmsSender(settings, fake.transport).send(outbound(WORDS))
    assert_clean(told(caught.value), secrets)


async def test_what_the_network_or_the_vendor_quotes_stays_inside(settings, outbound, secrets):
    def network(request):
        raise httpx2.ReadTimeout(f"{request.url} {WITNESS} {settings.auth_token}")

    def vendor(request):
        return httpx2.Response(400, json={"code": 21211, "message": f"{WITNESS} is not valid: {WORDS}", "status": 400})

    for answer in (network, vendor):
        with pytest.raises(SendFailed) as caught:
            await SmsSender(settings, httpx2.MockTransport(answer)).send(outbound(WORDS))
        assert_clean(told(caught.value), secrets)


async def test_a_failed_fetch_names_no_media(settings):
    pointer = settings.api_base + "/2010-04-01/Accounts/AC1/Messages/MMplanted/Media/MEplanted"

    def network(request):
        raise httpx2.ConnectError(str(request.url))

    source = SmsMedia(settings, httpx2.MockTransport(network))
    for call in (lambda: read(source, pointer), lambda: source.delete(pointer), lambda: read(source, "https://evil.example/MEplanted")):
        with pytest.raises(MediaFailed) as caught:
            await call()
        assert_clean(told(caught.value), ["planted"])


async def read(source, pointer):
    return [chunk async for chunk in source.stream(pointer, 10)]


async def test_nothing_of_ours_is_logged_while_texts_come_and_go(settings, fake, outbound, post, secrets, caplog):
    """httpx2 logs URLs of its own accord; api/logs silences it, here it is left aside."""
    caplog.set_level(logging.DEBUG)
    await post(fake.inbound(WITNESS, WORDS, [("image/jpeg", b"x")]))
    sender = SmsSender(settings, fake.transport)
    await sender.send(outbound(WORDS))
    for request in fake.status_callbacks():
        await post(request)
    [media] = fake.media.values()
    source = SmsMedia(settings, fake.transport)
    await read(source, fake.media_url(media))
    await source.delete(fake.media_url(media))
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith(("httpx2", "httpcore2"))]
    assert_clean("\n".join(ours), [*secrets, media.sid])


def test_a_stand_in_tells_nothing_either(settings, secrets):
    assert_clean(repr(FakeTwilio(settings, lambda: None)), secrets)
