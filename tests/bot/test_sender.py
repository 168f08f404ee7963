"""What leaves the line, and what it makes of the answers."""

import json
from datetime import timedelta

import httpx2
import pytest

from bot.fake import FakeTelegram
from bot.pace import Pace
from bot.sender import BotSender, split
from tests.bot.conftest import NOW, WITNESS
from tipline.errors import SendFailed
from tipline.message import Choice

BLOCKED = "Forbidden: bot was blocked by the user"


@pytest.fixture(autouse=True)
def chat(fake: FakeTelegram) -> None:
    fake.message(WITNESS, "hi")


async def failing(sender: BotSender, message) -> SendFailed:
    with pytest.raises(SendFailed) as failed:
        await sender.send(message)
    return failed.value


async def test_a_message_arrives_with_its_buttons(fake, sender, outbound):
    sent = await sender.send(outbound("Is anyone hurt?", choices=(Choice("yes", "Yes"), Choice("no", "No"))))
    heard = fake.messages_to(WITNESS)
    assert [(m.text, m.buttons, m.silent, m.at) for m in heard] == [
        ("Is anyone hurt?", (("yes", "Yes"), ("no", "No")), False, NOW)
    ]
    assert (sent.vendor_id, sent.segments) == (f"{WITNESS}:{heard[0].message_id}", 1)


async def test_what_must_not_ring_at_night_does_not(fake, sender, outbound):
    await sender.send(outbound(silent=True))
    assert [m.silent for m in fake.messages_to(WITNESS)] == [True]


async def test_no_link_is_previewed(fake, sender, outbound):
    await sender.send(outbound("See https://example.org"))
    assert json.loads(fake.calls[-1][1]["link_preview_options"]) == {"is_disabled": True}


async def test_text_goes_out_as_it_is(fake, sender, outbound):
    await sender.send(outbound("*not bold* <b>&amp; _x_"))
    assert fake.messages_to(WITNESS)[0].text == "*not bold* <b>&amp; _x_"
    assert "parse_mode" not in fake.calls[-1][1]


async def test_short_buttons_stand_two_a_row_and_long_ones_alone(fake, sender, outbound):
    labels = ("Yes", "No", "A corner of two streets", "Skip")
    await sender.send(outbound(choices=tuple(Choice(f"c{n}", label) for n, label in enumerate(labels))))
    rows = json.loads(fake.calls[-1][1]["reply_markup"])["inline_keyboard"]
    assert [[b["text"] for b in row] for row in rows] == [["Yes", "No"], ["A corner of two streets"], ["Skip"]]


async def test_a_long_text_goes_in_parts_with_the_buttons_under_the_last(fake, sender, outbound):
    text = "\n".join(f"line {n} of a long answer" for n in range(400))
    sent = await sender.send(outbound(text, choices=(Choice("a", "A"),)))
    heard = fake.messages_to(WITNESS)
    assert "\n".join(m.text for m in heard) == text
    assert [bool(m.buttons) for m in heard] == [False] * (sent.segments - 1) + [True]
    assert sent.vendor_id.endswith(f":{heard[-1].message_id}")


@pytest.mark.parametrize(("text", "sizes"), [
    ("a" * 4096, [4096]), ("a" * 4097, [4096, 1]), ("\U0001f600" * 2049, [2048, 1]), ("", [0]), (" " * 5000 + "a", [4096, 1]),
])
def test_parts_fit_as_telegram_counts(text, sizes):
    parts = split(text)
    assert all(len(part.encode("utf-16-le")) // 2 <= 4096 for part in parts)
    if text.strip() == text:
        assert [len(part) for part in parts] == sizes


# (what Telegram answers) -> code and the flags that are set
ANSWERS = [
    ((403, BLOCKED), "blocked", {"permanent", "blocked"}),
    ((403, "Forbidden: user is deactivated"), "deactivated", {"permanent", "blocked"}),
    ((403, "Forbidden: bot was kicked from the group chat"), "kicked", {"permanent", "blocked"}),
    ((403, "Forbidden: bot is not a member of the supergroup chat"), "kicked", {"permanent", "blocked"}),
    ((403, "Forbidden: bot can't initiate conversation with a user"), "not_started", {"permanent", "blocked"}),
    ((403, "Forbidden: something else"), "forbidden", {"permanent"}),
    ((400, "Bad Request: chat not found"), "chat_not_found", {"permanent"}),
    ((400, "Bad Request: message is too long"), "too_long", {"permanent"}),
    ((400, "Bad Request: BUTTON_DATA_INVALID"), "refused", {"permanent"}),
    ((401, "Unauthorized"), "bad_token", {"alarm"}),
    ((404, "Not Found"), "bad_token", {"alarm"}),
    ((409, "Conflict: terminated by other getUpdates request"), "conflict", {"alarm"}),
    ((429, "Too Many Requests: retry after 7", 7), "slow_down", set()),
    ((429, "Too Many Requests"), "slow_down", set()),
    ((500, "Internal Server Error"), "server_fault", set()),
    ((503, None), "server_fault", set()),
    ((502, None), "no_answer", {"ambiguous"}),
    ((504, None), "no_answer", {"ambiguous"}),
    ((418, "I'm a teapot"), "unexpected", set()),
    ((302, None), "unexpected", set()),
]


@pytest.mark.parametrize(("answer", "code", "flags"), ANSWERS, ids=lambda value: str(value)[:40])
async def test_each_answer_means_what_the_table_says(fake, sender, outbound, answer, code, flags):
    fake.fail_next(*answer)
    failed = await failing(sender, outbound())
    names = ("permanent", "opted_out", "blocked", "ambiguous", "alarm")
    assert (failed.code, {name for name in names if getattr(failed, name)}) == (code, flags)
    assert str(failed) == code
    assert failed.__context__ is None


async def test_telegrams_own_wait_is_kept(fake, sender, outbound):
    fake.fail_next(429, "Too Many Requests: retry after 7", timedelta(seconds=7))
    assert (await failing(sender, outbound())).retry_after == timedelta(seconds=7)
    fake.fail_next(429, "Too Many Requests", 86400)
    assert (await failing(sender, outbound())).retry_after == timedelta(hours=1)


async def test_a_blocked_bot_hears_so_and_after_unblocking_is_heard(fake, sender, outbound):
    fake.block(WITNESS)
    assert (await failing(sender, outbound())).blocked
    fake.unblock(WITNESS)
    await sender.send(outbound())
    assert len(fake.messages_to(WITNESS)) == 1


async def test_nobody_who_never_wrote_can_be_written_to(sender, outbound):
    assert (await failing(sender, outbound(to=7735550199))).code == "chat_not_found"


async def test_a_group_that_became_a_supergroup_tells_its_new_id(fake, sender, outbound):
    fake.group_message(-7735550, "hi")
    fake.migrate(-7735550)
    failed = await failing(sender, outbound(to=-7735550))
    assert failed.moved_to == str(fake.chats[-7735550].moved_to)
    assert not failed.permanent
    await sender.send(outbound(to=int(failed.moved_to)))


async def test_what_was_never_written_is_not_ambiguous_and_what_was_is(fake, sender, outbound):
    fake.unreachable = True
    unreached = await failing(sender, outbound())
    assert (unreached.code, unreached.ambiguous, unreached.permanent) == ("unreachable", False, False)
    fake.unreachable = False
    fake.drop_next()
    unanswered = await failing(sender, outbound())
    assert (unanswered.code, unanswered.ambiguous, unanswered.retry_after) == ("no_answer", True, timedelta(minutes=1))
    assert len(fake.messages_to(WITNESS)) == 1


@pytest.mark.parametrize(("error", "ambiguous"), [
    (httpx2.ConnectError("x"), False), (httpx2.ConnectTimeout("x"), False), (httpx2.PoolTimeout("x"), False),
    (httpx2.ReadTimeout("x"), True), (httpx2.WriteTimeout("x"), True), (httpx2.WriteError("x"), True),
    (httpx2.ReadError("x"), True), (httpx2.RemoteProtocolError("x"), True), (ConnectionResetError("x"), True),
], ids=repr)
async def test_each_fault_of_the_network_is_before_or_after_the_writing(settings, outbound, error, ambiguous):
    def broken(_request):
        raise error

    failed = await failing(BotSender(settings, httpx2.MockTransport(broken)), outbound())
    assert (failed.ambiguous, failed.permanent) == (ambiguous, False)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"ok": true}', b'{"ok": true, "result": {}}', b'{"ok": true, "result": true}'])
async def test_a_200_that_cannot_be_read_may_have_been_taken(settings, outbound, body):
    transport = httpx2.MockTransport(lambda _request: httpx2.Response(200, content=body))
    assert (await failing(BotSender(settings, transport), outbound())).ambiguous


async def test_after_a_part_was_taken_a_fault_is_ambiguous(settings, fake, outbound):
    taken = []

    def second_part_fails(request):
        if taken:
            raise httpx2.ConnectError("x")
        taken.append(request)
        shown = {"message_id": 1, "date": 1, "chat": {"id": WITNESS, "type": "private"}}
        return httpx2.Response(200, json={"ok": True, "result": shown})

    sender = BotSender(settings, httpx2.MockTransport(second_part_fails))
    assert (await failing(sender, outbound("a" * 5000))).ambiguous


@pytest.mark.parametrize("choice", [Choice("", "A"), Choice("x" * 65, "A"), Choice("ñ" * 33, "A"), Choice("a", " ")])
async def test_a_button_telegram_would_refuse_is_never_sent(fake, sender, outbound, choice):
    failed = await failing(sender, outbound(choices=(choice,)))
    assert (failed.code, failed.permanent) == ("bad_choice", True)
    assert fake.calls == []


class Watch:
    """Seconds that pass only by sleeping."""

    def __init__(self) -> None:
        self.at = 100.0

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += seconds


async def test_a_chat_hears_one_message_a_second():
    watch = Watch()
    pace, times = Pace(watch.now, watch.sleep), []
    for _ in range(4):
        await pace.turn(WITNESS)
        times.append(round(watch.at - 100, 3))
    assert times == [0, 1, 2, 3]


async def test_a_group_hears_twenty_a_minute_at_most():
    watch = Watch()
    pace = Pace(watch.now, watch.sleep)
    for _ in range(21):
        await pace.turn(-5)
    assert watch.at - 100 >= 60


async def test_all_chats_together_hear_thirty_a_second():
    watch = Watch()
    pace, times = Pace(watch.now, watch.sleep), []
    for chat_id in range(1, 91):
        await pace.turn(chat_id)
        times.append(watch.at)
    assert all(later - earlier >= 1 - 1e-6 for earlier, later in zip(times, times[30:], strict=False))
    assert times[-1] - times[0] < 3.1


async def test_the_sender_waits_for_its_turn(settings, fake, outbound):
    watch = Watch()
    sender = BotSender(settings, fake.transport, Pace(watch.now, watch.sleep))
    await sender.send(outbound())
    await sender.send(outbound())
    assert watch.at == pytest.approx(101)
