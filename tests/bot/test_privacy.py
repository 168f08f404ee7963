"""Neither the token nor a person's words, number or names come out in logs, errors or reprs."""

import logging
import traceback

import httpx2
import pytest
import structlog

import bot.request
from bot.fake import FakeTelegram
from bot.media import BotMedia
from bot.parse import arrive, parse
from bot.polling import poll
from bot.sender import BotSender
from bot.setup import set_webhook
from tests.bot.conftest import NOW, SECRET, TOKEN, WITNESS
from tipline.errors import TiplineError

WORDS = "ICE grabbed a man at 26th and Kedzie"
SECRETS = (TOKEN, SECRET, str(WITNESS), WORDS, "test_person")


@pytest.fixture
def everything_logged(caplog):
    """The loudest a program could set its logs."""
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as lines:
        yield lambda: caplog.text + repr([r.__dict__ for r in caplog.records]) + repr(lines)


def clean(text: str) -> bool:
    return not any(secret in text for secret in SECRETS)


async def story(settings, fake: FakeTelegram, outbound) -> list[BaseException]:
    """Everything that can go right and wrong; gives the errors that came out."""
    errors: list[BaseException] = []
    sender, media = BotSender(settings, fake.transport), BotMedia(settings, fake.transport)

    async def tried(work) -> None:
        try:
            await work
        except TiplineError as error:
            errors.append(error)

    async def read(pointer: str) -> None:
        async for _ in media.stream(pointer, 100):
            pass

    fake.message(WITNESS, WORDS)
    await sender.send(outbound(WORDS))
    pointer = parse(arrive(fake.photo(WITNESS, b"x" * 10, WORDS).body).payload, NOW).attachments[0].pointer
    await read(pointer)
    for answer in ((401, f"Unauthorized {TOKEN}"), (400, f"Bad Request: {WORDS}"), (500, WORDS), (502, None),
                   (403, f"Forbidden: {WITNESS}"), (429, WORDS, 3), (404, TOKEN), (418, WORDS)):
        for attempt in (lambda: sender.send(outbound(WORDS)), lambda: read(pointer),
                        lambda: set_webhook(settings, fake.transport)):
            fake.fail_next(*answer)
            await tried(attempt())
    fake.drop_next()
    await tried(sender.send(outbound(WORDS)))
    fake.unreachable = True
    await tried(sender.send(outbound(WORDS)))
    await tried(read(pointer))
    await sender.aclose()
    await media.aclose()
    return errors


async def test_nothing_of_a_person_or_the_token_is_logged(settings, fake, outbound, everything_logged):
    errors = await story(settings, fake, outbound)
    assert len(errors) == 27
    assert clean(everything_logged())


async def test_no_error_tells_or_carries_one_that_tells(settings, fake, outbound):
    for error in await story(settings, fake, outbound):
        assert clean("".join(traceback.format_exception(error)) + repr(error) + repr(error.__dict__))
        assert error.__context__ is None


async def test_what_cannot_be_read_is_not_quoted(settings, outbound, everything_logged):
    transport = httpx2.MockTransport(lambda _request: httpx2.Response(200, text=f"{TOKEN} {WORDS}"))
    with pytest.raises(TiplineError) as failed:
        await BotSender(settings, transport).send(outbound(WORDS))
    assert clean("".join(traceback.format_exception(failed.value)) + everything_logged())


async def test_a_poller_in_trouble_tells_only_the_kind_of_trouble(settings, fake, everything_logged):
    class Enough(Exception):
        pass

    async def accept(_arrival) -> bool:
        raise RuntimeError(WORDS)

    waits = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 4:
            raise Enough

    fake.message(WITNESS, WORDS)
    fake.fail_next(401, f"Unauthorized {TOKEN}")
    with pytest.raises(Enough):
        await poll(settings, accept, transport=fake.transport, sleep=sleep, wait_s=0)
    said = everything_logged()
    assert "bad_token" in said
    assert "RuntimeError" in said
    assert clean(said)


async def test_a_webhook_in_trouble_tells_only_the_kind_of_trouble(fake, post, door, everything_logged):
    door.break_with = RuntimeError(WORDS)
    await post(fake.message(WITNESS, WORDS))
    said = everything_logged()
    assert "RuntimeError" in said
    assert clean(said)


def test_no_repr_tells(settings, fake, outbound):
    request = fake.message(WITNESS, WORDS)
    arrival = arrive(request.body)
    shown = [settings, request, arrival, parse(arrival.payload, NOW), outbound(WORDS), fake, BotSender(settings, fake.transport),
             fake.chat(WITNESS)]
    assert clean(repr(shown))


async def test_connecting_silences_the_libraries_that_log_urls(settings):
    for name in ("telegram", "httpx2"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    bot.request.connect(settings)
    assert not any(logging.getLogger(name).isEnabledFor(logging.ERROR) for name in ("telegram", "telegram.Bot", "httpx2"))
