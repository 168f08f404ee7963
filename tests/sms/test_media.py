"""Fetching media: with our token from the API, without it from where the API sends us, and never from elsewhere."""

from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest

from sms.media import SmsMedia
from tipline.errors import MediaFailed

WITNESS = "+17735550142"
PHOTO = bytes(range(256)) * 700
PUBLIC = "3.213.248.1"


async def public(host, port):
    return [PUBLIC]


async def read(source, pointer, limit=10**6):
    return b"".join([chunk async for chunk in source.stream(pointer, limit)])


async def failure(source, pointer, limit=10**6):
    with pytest.raises(MediaFailed) as caught:
        await read(source, pointer, limit)
    return caught.value


def pointer_of(fake):
    [held] = fake.media.values()
    return fake.media_url(held)


@pytest.fixture
async def source(settings, fake):
    fake.inbound(WITNESS, "", [("image/jpeg", PHOTO)])
    made = SmsMedia(settings, fake.transport)
    yield made
    await made.aclose()


async def test_a_photo_comes_whole_by_way_of_the_redirect(source, fake):
    assert await read(source, pointer_of(fake)) == PHOTO


async def test_the_same_from_twilios_own_hosts(settings, fake):
    """Two requests: the API hears our token, the content network does not; both go to the address we looked at."""
    asked = []

    def answer(request):
        asked.append((request.url.host, request.headers["host"], request.extensions["sni_hostname"], "authorization" in request.headers))
        if request.headers["host"] == "api.twilio.com":
            return httpx2.Response(307, headers={"location": "https://mms.twiliocdn.com/AC/key?Signature=x"})
        return httpx2.Response(200, stream=httpx2.ByteStream(PHOTO))

    source = SmsMedia(replace(settings, api_url=None), httpx2.MockTransport(answer), public)
    assert await read(source, "https://api.twilio.com/2010-04-01/x/Messages/MM1/Media/ME1") == PHOTO
    assert asked == [(PUBLIC, "api.twilio.com", "api.twilio.com", True), (PUBLIC, "mms.twiliocdn.com", "mms.twiliocdn.com", False)]


@pytest.mark.parametrize("limit", [0, 1, len(PHOTO) - 1])
async def test_what_is_over_the_cap_is_not_kept(source, fake, limit):
    failed = await failure(source, pointer_of(fake), limit)
    assert failed.too_large
    assert await read(source, pointer_of(fake), len(PHOTO)) == PHOTO


async def test_the_cap_holds_when_the_sender_tells_no_length_or_lies(settings):
    async def endless():
        while True:
            yield b"x" * 1000

    for headers in ({}, {"content-length": "junk"}):
        transport = httpx2.MockTransport(lambda request, h=headers: httpx2.Response(200, content=endless(), headers=h))
        assert (await failure(SmsMedia(settings, transport), settings.api_base + "/x", 5000)).too_large


async def test_media_gone_at_the_vendor_are_gone_for_good(source, fake):
    pointer = pointer_of(fake)
    await source.delete(pointer)
    assert (await failure(source, pointer)).gone


async def test_deleting_frees_the_vendor_of_its_copy_and_twice_is_once(source, fake):
    pointer = pointer_of(fake)
    await source.delete(pointer)
    assert fake.media == {}
    await source.delete(pointer)


async def test_a_delete_that_fails_is_told(source, fake):
    fake.fail_next(20003, 401)
    with pytest.raises(MediaFailed) as caught:
        await source.delete(pointer_of(fake))
    assert not caught.value.gone
    assert len(fake.media) == 1


async def test_nothing_but_media_is_ever_deleted(settings):
    def answer(request):
        raise AssertionError("no request may be made")

    source = SmsMedia(settings, httpx2.MockTransport(answer))
    for path in ("/2010-04-01/Accounts/AC1.json", "/2010-04-01/Accounts/AC1/Messages/SM1.json", "/x", "/Messages/a/Media/../../b"):
        await source.delete(settings.api_base + path)
    real = SmsMedia(replace(settings, api_url=None), httpx2.MockTransport(answer))
    await real.delete("https://mms.twiliocdn.com/x/Messages/M/Media/E")


@pytest.mark.parametrize(("status", "gone", "seconds"), [(404, True, None), (410, True, None), (429, False, 30), (500, False, None), (503, False, 30), (401, False, None), (403, False, None), (204, False, None)])
async def test_other_answers_are_told_apart(settings, status, gone, seconds):
    headers = {"retry-after": str(seconds)} if seconds else {}
    transport = httpx2.MockTransport(lambda request: httpx2.Response(status, headers=headers))
    failed = await failure(SmsMedia(settings, transport), settings.api_base + "/x")
    assert (failed.gone, failed.refused, failed.too_large) == (gone, False, False)
    assert failed.retry_after == (timedelta(seconds=seconds) if seconds else None)


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/x", "//evil.example/x", "http://169.254.169.254/", "https://mms.twiliocdn.com@evil.example/x",
        "http://mms.twiliocdn.com/x", "file:///etc/passwd", "https://mms.twiliocdn.com:8443/x", "\\\\evil.example",
    ],
)
async def test_a_redirect_to_a_stranger_is_not_followed(settings, location):
    asked = []

    def answer(request):
        asked.append(request)
        return httpx2.Response(302, headers={"location": location})

    source = SmsMedia(replace(settings, api_url=None), httpx2.MockTransport(answer), public)
    assert (await failure(source, "https://api.twilio.com/x")).refused
    assert len(asked) == 1


async def test_a_second_redirect_is_not_followed(settings):
    asked = []

    def answer(request):
        asked.append(request)
        return httpx2.Response(302, headers={"location": "https://media.twiliocdn.com/x"})

    source = SmsMedia(replace(settings, api_url=None), httpx2.MockTransport(answer), public)
    assert (await failure(source, "https://api.twilio.com/x")).refused
    assert len(asked) == 2


@pytest.mark.parametrize("pointer", ["https://evil.example/x", "http://api.twilio.com/x", "", "x", "https://[::1/x", "https://api.twilio.com/\ud800"])
async def test_a_pointer_to_a_stranger_makes_no_connection(settings, pointer):
    def answer(request):
        raise AssertionError("no request may be made")

    source = SmsMedia(replace(settings, api_url=None), httpx2.MockTransport(answer), public)
    assert (await failure(source, pointer)).refused
    with pytest.raises(MediaFailed):
        await source.delete(pointer)


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["10.0.0.1"], ["::1"], [PUBLIC, "192.168.0.1"], []])
async def test_a_vendors_name_that_leads_inside_makes_no_connection(settings, addresses):
    async def inside(host, port):
        return addresses

    def answer(request):
        raise AssertionError("no request may be made")

    source = SmsMedia(replace(settings, api_url=None), httpx2.MockTransport(answer), inside)
    assert (await failure(source, "https://api.twilio.com/x")).refused


async def test_a_name_that_cannot_be_looked_up_is_tried_again(settings):
    async def nowhere(host, port):
        raise OSError("no such name")

    failed = await failure(SmsMedia(replace(settings, api_url=None), None, nowhere), "https://api.twilio.com/x")
    assert (failed.refused, failed.gone) == (False, False)


async def test_a_connection_that_fails_or_breaks_off_is_tried_again(settings, fake, source):
    fake.unreachable = True
    failed = await failure(source, pointer_of(fake))
    assert (failed.code, failed.gone, failed.refused) == ("unreachable", False, False)

    async def breaking():
        yield b"x" * 100_000
        raise httpx2.ReadError("broke")

    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, content=breaking()))
    failed = await failure(SmsMedia(settings, transport), settings.api_base + "/x")
    assert (failed.code, failed.gone) == ("broken_off", False)


async def test_packed_bytes_nobody_asked_for_are_not_taken_for_a_photo(settings):
    transport = httpx2.MockTransport(
        lambda request: httpx2.Response(200, stream=httpx2.ByteStream(b"packed"), headers={"content-encoding": "gzip"})
    )
    assert (await failure(SmsMedia(settings, transport), settings.api_base + "/x")).code == "encoded"
