"""Files: from the one host, up to the limit, with nothing of the token in what goes wrong."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx2
import pytest

from bot.fake import FakeTelegram
from bot.media import BotMedia
from bot.parse import arrive, parse
from bot.settings import BotSettings
from tests.bot.conftest import NOW, TOKEN, WITNESS
from tipline.errors import MediaFailed

LIMIT = 20 * 1024 * 1024


@pytest.fixture
def media(settings, fake) -> BotMedia:
    return BotMedia(settings, fake.transport)


def pointer(request) -> str:
    return parse(arrive(request.body).payload, NOW).attachments[0].pointer


async def trickle(chunk: bytes, times: int) -> AsyncIterator[bytes]:
    for _ in range(times):
        yield chunk


async def read(media: BotMedia, what: str, limit: int = LIMIT) -> bytes:
    return b"".join([chunk async for chunk in media.stream(what, limit)])


async def failing(media: BotMedia, what: str, limit: int = LIMIT) -> MediaFailed:
    with pytest.raises(MediaFailed) as failed:
        await read(media, what, limit)
    assert TOKEN not in repr(failed.value)
    assert failed.value.__context__ is None
    return failed.value


@pytest.mark.parametrize("size", [0, 1, 70_000])
async def test_the_bytes_arrive_as_they_were_sent(fake, media, size):
    data = bytes(n % 251 for n in range(size))
    for request in (fake.photo(WITNESS, data), fake.document(WITNESS, data), fake.voice(WITNESS, data), fake.video(WITNESS, data)):
        assert await read(media, pointer(request)) == data


async def test_what_telegram_says_is_too_large_is_not_fetched(fake, media):
    found = pointer(fake.document(WITNESS, b"x" * 11))
    assert (await failing(media, found, 10)).too_large
    assert (await read(media, found, 11)) == b"x" * 11


async def test_what_telegram_does_not_let_a_bot_download_is_too_large(fake, media):
    assert (await failing(media, pointer(fake.video(WITNESS, b"x", size=LIMIT + 1)))).too_large


async def test_a_file_that_grows_on_the_way_is_cut_off(settings):
    def answer(request):
        if request.url.path.endswith("getFile"):
            return httpx2.Response(200, json={"ok": True, "result": {"file_id": "x", "file_path": "a/b.jpg"}})
        return httpx2.Response(200, content=trickle(b"x" * 100, 10))

    assert (await failing(BotMedia(settings, httpx2.MockTransport(answer)), "x", 999)).too_large


async def test_a_file_that_no_longer_exists_is_gone(media):
    assert (await failing(media, "no-such-file")).gone


async def test_what_may_come_right_later_is_tried_again(fake, media):
    found = pointer(fake.photo(WITNESS, b"x"))
    fake.unreachable = True
    later = [await failing(media, found)]
    fake.unreachable = False
    for answer in ((429, "Too Many Requests", 7), (502, None), (500, "Internal Server Error"), (401, "Unauthorized"),
                   (400, "Bad Request: wrong file_id or the file is temporarily unavailable")):
        fake.fail_next(*answer)
        later.append(await failing(media, found))
    assert not any(f.gone or f.too_large or f.refused for f in later)
    assert later[1].retry_after == timedelta(seconds=7)
    assert await read(media, found) == b"x"


@pytest.mark.parametrize("path", [
    "http://10.0.0.1/x", "https://evil.example/x", "//evil.example/x", "/etc/passwd", "../../getMe", "a/../../getMe", "a//b",
    "a/b?c=d", "a/b#c", "a\\b", "a/%2e%2e/b", "", None, 5, "a/b\r\nHost: evil.example", "@evil.example/x", "a:b@evil.example/x",
])
async def test_a_path_that_leads_elsewhere_is_never_followed(settings, path):
    asked = []

    def answer(request):
        asked.append(str(request.url))
        return httpx2.Response(200, json={"ok": True, "result": {"file_id": "x", "file_path": path}})

    assert (await failing(BotMedia(settings, httpx2.MockTransport(answer)), "x")).refused
    assert len(asked) == 1


async def test_a_redirect_is_not_followed(settings):
    asked = []

    def answer(request):
        asked.append(request.url.host)
        if request.url.path.endswith("getFile"):
            return httpx2.Response(200, json={"ok": True, "result": {"file_id": "x", "file_path": "a/b.jpg"}})
        return httpx2.Response(302, headers={"Location": "http://127.0.0.1/secret"})

    assert (await failing(BotMedia(settings, httpx2.MockTransport(answer)), "x")).refused
    assert asked == ["telegram.invalid"] * 2


@pytest.mark.parametrize(("api_url", "base"), [(None, "https://api.telegram.org"), ("http://127.0.0.1:8081/", "http://127.0.0.1:8081")])
async def test_only_the_configured_host_is_asked(api_url, base):
    asked = []

    def answer(request):
        asked.append(str(request.url))
        if "/file/" in str(request.url):
            return httpx2.Response(200, content=trickle(b"x", 1))
        return httpx2.Response(200, json={"ok": True, "result": {"file_id": "x", "file_path": "photos/file_1.jpg"}})

    media = BotMedia(BotSettings(token=TOKEN, api_url=api_url), httpx2.MockTransport(answer))
    await read(media, "x")
    assert asked == [f"{base}/bot{TOKEN}/getFile", f"{base}/file/bot{TOKEN}/photos/file_1.jpg"]


async def test_deleting_asks_nothing_of_telegram(fake: FakeTelegram, media):
    await media.delete(pointer(fake.photo(WITNESS, b"x")))
    assert fake.calls == []
