"""What Twilio is told about our number or Messaging Service: seen first, set, and read back."""

from dataclasses import replace

import pytest

from sms.fake import FakeTwilio
from sms.setup import SmsSetup
from tests.sms.conftest import NOW
from tipline.errors import SetupError

FALLBACK = "https://tips2.example.net"
SERVICE = "MG" + "c3" * 16


@pytest.fixture
def both(settings):
    return replace(settings, fallback_url=FALLBACK)


@pytest.fixture
def service(both):
    return FakeTwilio(replace(both, sender=SERVICE), lambda: NOW)


def wrong(found):
    return {held.name: (held.value, held.wanted) for held in found.wrong}


async def test_a_new_number_is_compared_before_anything_is_set(settings, fake):
    before = dict(fake.numbers[0].settings)
    found = await SmsSetup(settings, fake.transport).read()
    assert wrong(found) == {
        "sms_url": ("https://demo.twilio.com/welcome/sms/reply/", "https://tips.example.org/sms/inbound"),
        "voice_url": ("https://demo.twilio.com/welcome/voice/", "https://tips.example.org/sms/voice"),
    }
    assert fake.numbers[0].settings == before


async def test_a_number_is_set_and_read_back_its_second_address_and_its_calls_too(both, fake):
    fake.numbers[0].settings |= {"sms_application_sid": "AP" + "d4" * 16, "sms_method": "GET"}
    found = await SmsSetup(both, fake.transport).write()
    assert found.wrong == ()
    held = fake.numbers[0].settings
    assert (held["sms_url"], held["sms_method"]) == ("https://tips.example.org/sms/inbound", "POST")
    assert (held["sms_fallback_url"], held["sms_fallback_method"]) == (f"{FALLBACK}/sms/inbound", "POST")
    assert held["voice_url"] == "https://tips.example.org/sms/voice"
    assert held["sms_application_sid"] is None


async def test_without_a_second_address_what_twilio_has_for_it_is_left_alone(settings, fake):
    fake.numbers[0].settings["sms_fallback_url"] = "https://elsewhere.example/"
    assert (await SmsSetup(settings, fake.transport).write()).wrong == ()
    assert fake.numbers[0].settings["sms_fallback_url"] == "https://elsewhere.example/"


async def test_a_messaging_service_takes_the_texts_and_its_numbers_the_calls(service):
    setup = SmsSetup(service.settings, service.transport)
    assert set(wrong(await setup.read())) == {
        "inbound_request_url", "fallback_url", "use_inbound_webhook_on_number", "voice_url",
    }
    assert (await setup.write()).wrong == ()
    assert service.service.settings["inbound_request_url"] == "https://tips.example.org/sms/inbound"
    assert service.service.settings["fallback_url"] == f"{FALLBACK}/sms/inbound"
    assert service.service.use_inbound_webhook_on_number is False
    assert service.numbers[0].settings["voice_url"] == "https://tips.example.org/sms/voice"


async def test_what_no_setting_of_ours_can_mend_is_said(service, settings, fake):
    service.service.registered = False
    fake.numbers[0].mms = False
    fake.numbers[0].status = "suspended"
    [campaign] = (await SmsSetup(service.settings, service.transport).read()).remarks
    assert "10DLC" in campaign
    status, photos = (await SmsSetup(settings, fake.transport).read()).remarks
    assert "suspended" in status
    assert "photos" in photos


async def test_a_service_without_numbers_says_so(service):
    service.numbers.clear()
    found = await SmsSetup(service.settings, service.transport).read()
    assert "no number" in " ".join(found.remarks)


@pytest.mark.parametrize(("break_it", "word"), [
    (lambda fake: fake.fail_next(20003, 401), "credentials"),
    (lambda fake: fake.fail_next(None, 502), "could not be reached"),
    (lambda fake: setattr(fake, "unreachable", True), "could not be reached"),
    (lambda fake: fake.numbers.clear(), "no number +17735550100"),
])
async def test_what_goes_wrong_is_a_sentence_without_the_token(settings, fake, break_it, word):
    break_it(fake)
    with pytest.raises(SetupError) as told:
        await SmsSetup(settings, fake.transport).write()
    assert word in str(told.value)
    assert settings.auth_token not in str(told.value)
    assert told.value.__cause__ is told.value.__context__ is None


async def test_the_token_goes_to_twilios_own_hosts_and_nowhere_else(both):
    from tests.sms.test_openapi import Listening

    real = replace(both, api_url=None, sender=SERVICE)
    listening = Listening(FakeTwilio(real, lambda: NOW).transport)
    await SmsSetup(real, listening).write()
    assert {request.url.host for request in listening.requests} == {"api.twilio.com", "messaging.twilio.com"}
