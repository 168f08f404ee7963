"""Every call we make and every update we pretend, held against the machine-readable Bot API."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot import held
from bot.codes import TABLE, sentence
from bot.fake import FakeTelegram, pretend_settings
from bot.fake.server import METHODS
from bot.media import BotMedia
from bot.parse import arrive, parse
from bot.polling import poll
from bot.sender import BotSender
from bot.setup import link
from bot.webhook import taken
from tests.bot.conftest import NOW, WITNESS
from tipline.message import Choice

SPEC = Path(__file__).parents[3] / "shared" / "data" / "specs" / "telegram_bot_api.json"
PAYLOADS = Path(__file__).parent / "payloads" / "inbound.json"
BEYOND_THE_SPEC = {"from_the_future", "novelty"}  # what the table invents on purpose


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    if not SPEC.exists():
        pytest.skip("The Telegram Bot API description is not on this machine (shared/data/specs).")
    return json.loads(SPEC.read_text(encoding="utf-8"))


def faults(value: Any, type_name: str, spec: dict[str, Any], where: str, *, complete: bool = True) -> list[str]:
    """What of a value is not in the shape of a type; `complete`: required fields must be there."""
    if type_name.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{where}: not a list"]
        inner = type_name.removeprefix("Array of ")
        return [f for n, item in enumerate(value) for f in faults(item, inner, spec, f"{where}[{n}]", complete=complete)]
    plain = {"Integer": int, "String": str, "Boolean": bool, "True": bool, "Float": (int, float)}.get(type_name)
    if plain is not None:
        right = isinstance(value, plain) and (plain is not int or not isinstance(value, bool))
        return [] if right else [f"{where}: not {type_name}"]
    kind = spec["types"][type_name]
    if kind.get("subtypes"):
        tried = [faults(value, name, spec, where, complete=complete) for name in kind["subtypes"]]
        return min(tried, key=len)
    if not isinstance(value, dict):
        return [f"{where}: not an object"]
    return object_faults(value, kind.get("fields", []), spec, where, complete=complete)


def object_faults(value: dict[str, Any], fields: list[Any], spec: Any, where: str, *, complete: bool) -> list[str]:
    known = {field["name"]: field for field in fields}
    found = [f"{where}.{name}: unknown" for name in value if name not in known]
    if complete:
        found += [f"{where}.{f['name']}: missing" for f in fields if f["required"] and f["name"] not in value]
    for name, inner in value.items():
        if name in known:
            found += min((faults(inner, t, spec, f"{where}.{name}", complete=complete) for t in known[name]["types"]), key=len)
    return found


def call_faults(name: str, params: dict[str, str], spec: dict[str, Any]) -> list[str]:
    """A form's fields are text; what is no text is JSON in them."""
    fields = spec["methods"][name].get("fields", [])
    known = {field["name"]: field for field in fields}
    read = {
        key: value if "String" in known.get(key, {"types": ["String"]})["types"] and key != "chat_id" else json.loads(value)
        for key, value in params.items()
    }
    return object_faults(read, fields, spec, name, complete=True)


async def test_every_call_the_line_makes_is_one_telegram_knows(spec, settings, fake, outbound):
    fake.message(WITNESS, "hi")
    sender = BotSender(settings, fake.transport)
    await sender.send(outbound("Is anyone hurt?", choices=(Choice("yes", "Yes"), Choice("no", "No")), silent=True))
    await sender.send(outbound("Thank you."))
    file = parse(arrive(fake.photo(WITNESS, b"x").body).payload, NOW).attachments[0].pointer
    async for _ in BotMedia(settings, fake.transport).stream(file, 10):
        pass
    await held.write(settings, fake.transport)
    await link(settings, fake.transport)
    calls = fake.calls + await polled_calls(outbound)
    assert {name for name, _ in calls} == {
        "sendMessage", "getFile", "setWebhook", "deleteWebhook", "setMyCommands", "getMe", "getUpdates", "answerCallbackQuery",
        "getWebhookInfo", "getMyCommands",
    }
    assert [fault for name, params in calls for fault in call_faults(name, params, spec)] == []


async def polled_calls(outbound) -> list[tuple[str, dict[str, str]]]:
    fake = FakeTelegram(pretend_settings(), lambda: NOW)
    fake.message(WITNESS, "hi")
    await BotSender(fake.settings, fake.transport).send(outbound(choices=(Choice("yes", "Yes"),)))
    fake.press(WITNESS, "yes")

    async def accept(_arrival) -> bool:
        return True

    task = asyncio.create_task(poll(fake.settings, accept, transport=fake.transport, wait_s=1))
    async with asyncio.timeout(10):
        while not fake.answered or fake.waiting:
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return fake.calls


def test_the_webhooks_answer_to_a_press_is_a_call_telegram_knows(spec):
    call = json.loads(bytes(taken("331").body))
    assert call_faults(call.pop("method"), call, spec) == []


def test_every_update_the_stand_in_makes_is_shaped_as_telegrams(spec, fake):
    made = [
        fake.message(WITNESS, "/help now"), fake.photo(WITNESS, b"x", "words", "1"), fake.document(WITNESS, b"x", caption="y"),
        fake.voice(WITNESS, b"x"), fake.video(WITNESS, b"x", album="2"), fake.pin(WITNESS, 41.8, -87.7),
        fake.live_pin(WITNESS, 41.8, -87.7), fake.move_pin(WITNESS, 41.9, -87.7), fake.venue(WITNESS, 41.8, -87.7, "Arch", "26th"),
        fake.message(WITNESS, "a"), fake.edit(WITNESS, "b"), fake.block(WITNESS), fake.unblock(WITNESS),
        fake.group_message(-5, "x"), *fake.migrate(-5),
    ]
    fake.take(fake.chat(WITNESS), "?", (("yes", "Yes"),), False)
    made.append(fake.press(WITNESS, "yes"))
    for request in made:
        assert faults(json.loads(request.body), "Update", spec, "update") == []


def test_every_answer_of_the_stand_in_is_shaped_as_telegrams(spec, fake):
    fake.message(WITNESS, "hi")
    file = fake.keep("photos", "jpg", b"x")
    shown = METHODS["sendMessage"](fake, {"chat_id": str(WITNESS), "text": "x"})
    assert faults(shown, "Message", spec, "message") == []
    assert faults(METHODS["getFile"](fake, {"file_id": file.file_id}), "File", spec, "file") == []
    assert faults(METHODS["getMe"](fake, {}), "User", spec, "user") == []
    fake.last_error = ("Wrong response from the webhook: 403 Forbidden", NOW)
    for _ in range(2):
        assert faults(METHODS["getWebhookInfo"](fake, {}), "WebhookInfo", spec, "info") == []
        METHODS["setWebhook"](fake, {"url": "https://tips.example.org/bot/webhook", "allowed_updates": '["message"]'})


@pytest.mark.parametrize("case", json.loads(PAYLOADS.read_text(encoding="utf-8")), ids=lambda case: case["name"])
def test_no_fixture_has_a_field_telegram_does_not_send(spec, case):
    if BEYOND_THE_SPEC & set(str(case["update"]).replace("'", " ").split()):
        pytest.skip("This fixture invents a field on purpose.")
    found = faults(case["update"], "Update", spec, "update", complete=False)
    assert found == []


def test_every_code_has_a_sentence_for_the_desk():
    for _, _, meaning in TABLE:
        assert sentence(meaning.code) == meaning.sentence
        assert meaning.sentence.endswith(".")
        assert "!" not in meaning.sentence
    assert sentence(None).endswith(".")
    assert sentence("unheard_of").endswith(".")
