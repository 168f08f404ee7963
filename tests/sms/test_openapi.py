"""Our calls and our stand-in's answers, held against Twilio's own OpenAPI (shared data, when it is there)."""

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

import httpx2
import jsonschema
import pytest
from twilio.rest.api.v2010.account.incoming_phone_number import IncomingPhoneNumberInstance
from twilio.rest.messaging.v1.service import ServiceInstance

from sms.fake.numbers import FakeNumber, FakeService
from sms.listing import Listing
from sms.media import SmsMedia
from sms.rest import RestClient
from sms.sender import SmsSender
from sms.setup import SmsSetup
from tests.sms.conftest import NOW

SPEC = Path(__file__).parents[3] / "shared" / "data" / "specs" / "twilio_api_v2010.json"
WITNESS = "+17735550142"
ACCOUNT = "/2010-04-01/Accounts/{AccountSid}"
NUMBERS, NUMBER = f"{ACCOUNT}/IncomingPhoneNumbers.json", f"{ACCOUNT}/IncomingPhoneNumbers/{{Sid}}.json"
MEDIA_LIST = f"{ACCOUNT}/Messages/{{MessageSid}}/Media.json"
CREATE, MEDIA = f"{ACCOUNT}/Messages.json", f"{ACCOUNT}/Messages/{{MessageSid}}/Media/{{Sid}}.json"


@pytest.fixture(scope="module")
def spec():
    if not SPEC.exists():
        pytest.skip("Twilio's OpenAPI is not here: ../shared/data/specs/twilio_api_v2010.json")
    return json.loads(SPEC.read_text(encoding="utf-8"))


class Listening(httpx2.AsyncBaseTransport):
    """Keeps every request and passes it on."""

    def __init__(self, onward):
        self.onward, self.requests = onward, []

    async def handle_async_request(self, request):
        self.requests.append(request)
        return await self.onward.handle_async_request(request)


def plain(schema):
    """OpenAPI 3.0's nullable as JSON Schema says it."""
    if isinstance(schema, list):
        return [plain(s) for s in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: plain(value) for key, value in schema.items() if key != "nullable"}
    return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") else made


def check(spec, name, body):
    """Every field known and of its shape."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": plain(spec["components"])}
    jsonschema.validate(body, schema)
    assert set(body) == set(spec["components"]["schemas"][name]["properties"])


def fits(operation_path, spec, method, path):
    """The path's variables, checked against the operation's patterns."""
    names = re.findall(r"{(\w+)}", operation_path)
    found = re.fullmatch(re.sub(r"{\w+}", r"([^/]+)", operation_path).replace(".json", r"\.json"), path)
    assert found, path.split("/")[-1]
    patterns = {p["name"]: p["schema"]["pattern"] for p in spec["paths"][operation_path][method]["parameters"] if p["in"] == "path"}
    for name, value in zip(names, found.groups(), strict=True):
        assert re.fullmatch(patterns[name], value), name


async def test_sending_calls_the_api_as_twilio_describes_it(spec, settings, fake, outbound):
    listening = Listening(fake.transport)
    await SmsSender(settings, listening).send(outbound("hola ¿qué tal? 🚨"))
    [request] = listening.requests
    assert request.method == "POST"
    fits(CREATE, spec, "post", request.url.path)
    content = spec["paths"][CREATE]["post"]["requestBody"]["content"]
    assert request.headers["content-type"] in content
    schema = content[request.headers["content-type"]]["schema"]
    form = dict(parse_qsl(request.content.decode(), keep_blank_values=True, strict_parsing=True))
    assert set(form) == {"To", "From", "Body", "StatusCallback", "SmartEncoded"}
    assert set(form) <= set(schema["properties"])
    assert set(schema.get("required", ())) <= set(form)
    assert form["SmartEncoded"].lower() == "false"


async def test_the_stand_in_answers_as_twilio_describes_it(spec, settings, fake, outbound):
    await SmsSender(settings, fake.transport).send(outbound())
    fake.inbound(WITNESS, "look", [("image/jpeg", b"x")])
    base = f"{settings.api_base}/2010-04-01/Accounts/{settings.account_sid}"
    async with httpx2.AsyncClient(transport=fake.transport, auth=(settings.account_sid, settings.auth_token)) as client:
        listed = (await client.get(f"{base}/Messages.json")).json()
        assert len(listed["messages"]) == 2
        properties = spec["paths"][CREATE]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["properties"]
        assert set(listed) == set(properties)
        for message in listed["messages"]:
            check(spec, "api.v2010.account.message", message)
            assert (await client.get(f"{settings.api_base}{message['uri']}")).json() == message
        [media] = fake.media.values()
        check(spec, "api.v2010.account.message.media", (await client.get(fake.media_url(media) + ".json")).json())


async def test_lists_are_asked_for_and_answered_as_twilio_describes_them(spec, settings, fake):
    for n in range(3):
        fake.inbound(WITNESS, f"look {n}", [("image/jpeg", b"x")])
    listening = Listening(fake.transport)
    listing = Listing(settings, RestClient(settings, listening))
    wanted = {"To": settings.sender, "DateSent>": "2026-11-21T21:00:00Z", "DateSent<": "2026-11-22T21:00:00Z"}
    listed = await listing.messages(wanted, size=1, pages=3)
    [media] = await listing.media(listed[0]["sid"])
    check(spec, "api.v2010.account.message.media", media)
    assert len(listed) == 3
    for request, operation in zip(listening.requests, [CREATE] * 3 + [MEDIA_LIST], strict=True):
        described = spec["paths"][operation]["get"]
        fits(operation, spec, "get", request.url.path)
        known = {p["name"] for p in described["parameters"] if p["in"] == "query"}
        assert {name for name, _ in parse_qsl(request.url.query.decode())} <= known
        answer = json.loads(await (await fake.transport.handle_async_request(request)).aread())
        assert set(answer) == set(described["responses"]["200"]["content"]["application/json"]["schema"]["properties"])


async def test_media_are_deleted_as_twilio_describes_it(spec, settings, fake):
    fake.inbound(WITNESS, "", [("image/jpeg", b"x")])
    [media] = fake.media.values()
    listening = Listening(fake.transport)
    await SmsMedia(settings, listening).delete(fake.media_url(media))
    [request] = listening.requests
    assert request.method == "DELETE"
    fits(MEDIA, spec, "delete", request.url.path)


async def test_our_own_number_is_read_and_set_as_twilio_describes_it(spec, settings, fake):
    listening = Listening(fake.transport)
    await SmsSetup(replace(settings, fallback_url="https://tips2.example.net"), listening).write()
    looked, looked_again, write, read_back = listening.requests
    for request in (looked, looked_again, read_back):
        fits(NUMBERS, spec, "get", request.url.path)
        known = {p["name"] for p in spec["paths"][NUMBERS]["get"]["parameters"] if p["in"] == "query"}
        assert set(dict(request.url.params)) <= known
    fits(NUMBER, spec, "post", write.url.path)
    form = dict(parse_qsl(write.content.decode(), keep_blank_values=True, strict_parsing=True))
    described = spec["paths"][NUMBER]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    assert {"SmsUrl", "SmsFallbackUrl", "VoiceUrl", "SmsApplicationSid"} <= set(form) <= set(described["properties"])
    async with httpx2.AsyncClient(transport=fake.transport, auth=(settings.account_sid, settings.auth_token)) as client:
        base = f"{settings.api_base}/2010-04-01/Accounts/{settings.account_sid}/IncomingPhoneNumbers"
        listed = (await client.get(f"{base}.json")).json()
        described = spec["paths"][NUMBERS]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["properties"]
        assert set(listed) == set(described)
        [number] = listed["incoming_phone_numbers"]
        check(spec, "api.v2010.account.incoming_phone_number", number)


def test_the_stand_ins_messaging_service_has_the_fields_twilios_own_library_reads():
    """Twilio's description of that API is not among the shared ones; its library is drawn from it."""
    account = "AC" + "a1" * 16
    made = FakeService("MG" + "c3" * 16, NOW).as_json(account)
    read = ServiceInstance(None, made)
    fields = {name for name in vars(read) if not name.startswith("_")}
    assert set(made) == fields
    assert {name for name in fields if getattr(read, name) is None} == {"inbound_request_url", "fallback_url", "status_callback"}
    number = FakeNumber("PN" + "e5" * 16, "+17735550100", NOW).as_json(account)
    fields = {name for name in vars(IncomingPhoneNumberInstance(None, number, account)) if not name.startswith("_")}
    assert set(number) == fields
