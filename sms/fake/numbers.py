"""The stand-in's own numbers and Messaging Service, and the requests that read and set their webhooks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sms.fake.errors import error, not_found
from sms.fake.message import API

if TYPE_CHECKING:
    from sms.fake.vendor import FakeTwilio

MESSAGING = "https://messaging.twilio.com/v1/Services"
_URLS = ("sms_url", "sms_fallback_url", "voice_url", "voice_fallback_url", "status_callback")
_METHODS = ("sms_method", "sms_fallback_method", "voice_method", "voice_fallback_method", "status_callback_method")
_APPS = ("sms_application_sid", "voice_application_sid")


@dataclass(slots=True)
class FakeNumber:
    """One number of the account, set up as Twilio sells it: its webhooks point to Twilio's own demo."""

    sid: str
    phone_number: str
    at: datetime
    status: str = "in-use"
    mms: bool = True
    settings: dict[str, str | None] = field(default_factory=lambda: {
        **dict.fromkeys((*_URLS, *_APPS)), **dict.fromkeys(_METHODS, "POST"),
        "sms_url": "https://demo.twilio.com/welcome/sms/reply/", "voice_url": "https://demo.twilio.com/welcome/voice/",
    })

    def as_json(self, account: str) -> dict[str, object]:
        """The IncomingPhoneNumber resource (Twilio's OpenAPI, api.v2010.account.incoming_phone_number)."""
        at = format_datetime(self.at)
        nothing = dict.fromkeys((
            "address_sid", "identity_sid", "trunk_sid", "emergency_address_sid", "bundle_sid",
        ))
        return {
            **nothing, **self.settings, "account_sid": account, "address_requirements": "none",
            "api_version": "2010-04-01", "beta": False,
            "capabilities": {"voice": True, "sms": True, "mms": self.mms, "fax": False},
            "date_created": at, "date_updated": at, "friendly_name": "Tip line", "phone_number": self.phone_number,
            "origin": "twilio", "sid": self.sid, "uri": f"{API}/{account}/IncomingPhoneNumbers/{self.sid}.json",
            "voice_receive_mode": "voice", "voice_caller_id_lookup": False, "emergency_status": "Inactive",
            "emergency_address_status": "unregistered", "status": self.status, "type": "local",
        }


@dataclass(slots=True)
class FakeService:
    """A Messaging Service; a new one answers nothing that comes in."""

    sid: str
    at: datetime
    registered: bool = True
    settings: dict[str, str | None] = field(default_factory=lambda: {
        "inbound_request_url": None, "inbound_method": "POST", "fallback_url": None, "fallback_method": "POST",
        "status_callback": None,
    })
    use_inbound_webhook_on_number: bool = True

    def as_json(self, account: str) -> dict[str, object]:
        """The Service resource of Twilio's Messaging API, version 1."""
        at, url = f"{self.at:%Y-%m-%dT%H:%M:%SZ}", f"{MESSAGING}/{self.sid}"
        return {
            **self.settings, "sid": self.sid, "account_sid": account, "friendly_name": "Tip line", "date_created": at,
            "date_updated": at, "sticky_sender": True, "mms_converter": True, "smart_encoding": False,
            "scan_message_content": "inherit", "fallback_to_long_code": False, "area_code_geomatch": False,
            "synchronous_validation": False, "validity_period": 36000, "url": url,
            "links": {"phone_numbers": f"{url}/PhoneNumbers"}, "usecase": "undeclared",
            "us_app_to_person_registered": self.registered,
            "use_inbound_webhook_on_number": self.use_inbound_webhook_on_number,
        }


class Numbers:
    """The requests. Guarding (credentials, ordered failures) is the server's."""

    def __init__(self, vendor: FakeTwilio) -> None:
        self._vendor = vendor

    async def list(self, request: Request) -> Response:
        """Filtered by a number or, as Twilio does it, by a part of one."""
        account, part = self._vendor.settings.account_sid, request.query_params.get("PhoneNumber", "")
        found = [n.as_json(account) for n in self._vendor.numbers if part in n.phone_number]
        here = f"{API}/{account}/IncomingPhoneNumbers.json?PageSize=50&Page=0"
        return JSONResponse({
            "incoming_phone_numbers": found, "page": 0, "page_size": 50, "start": 0, "end": max(len(found) - 1, 0),
            "uri": here, "first_page_uri": here, "next_page_uri": None, "previous_page_uri": None,
        })

    async def number(self, request: Request) -> Response:
        """GET reads it, POST sets what the form names."""
        sid = request.path_params["sid"]
        number = next((n for n in self._vendor.numbers if n.sid == sid), None)
        if number is None:
            return not_found()
        if request.method == "POST":
            form = _snake(await _form(request))
            wrong = _refused(number.settings, form, "sms_url", "sms_fallback_url")
            if wrong is not None:
                return wrong
            number.settings |= {name: value or None for name, value in form.items() if name in number.settings}
        return JSONResponse(number.as_json(self._vendor.settings.account_sid))

    async def service(self, request: Request) -> Response:
        service = self._service(request)
        if service is None:
            return not_found()
        if request.method == "POST":
            form = _snake(await _form(request))
            wrong = _refused(service.settings, form, "inbound_request_url", "fallback_url")
            if wrong is not None:
                return wrong
            service.settings |= {name: value or None for name, value in form.items() if name in service.settings}
            on_number = form.get("use_inbound_webhook_on_number", "").lower()
            if on_number:
                service.use_inbound_webhook_on_number = on_number == "true"
        return JSONResponse(service.as_json(self._vendor.settings.account_sid))

    async def of_service(self, request: Request) -> Response:
        """The PhoneNumbers of a Service; its lists name their rows in `meta`."""
        service = self._service(request)
        if service is None:
            return not_found()
        url = f"{MESSAGING}/{service.sid}/PhoneNumbers"
        at = f"{service.at:%Y-%m-%dT%H:%M:%SZ}"
        rows = [{
            "sid": n.sid, "account_sid": self._vendor.settings.account_sid, "service_sid": service.sid,
            "date_created": at, "date_updated": at, "phone_number": n.phone_number, "country_code": "US",
            "capabilities": ["SMS", "MMS"], "url": f"{url}/{n.sid}",
        } for n in self._vendor.numbers]
        here = f"{url}?PageSize=50&Page=0"
        meta = {
            "page": 0, "page_size": 50, "first_page_url": here, "previous_page_url": None, "url": here,
            "next_page_url": None, "key": "phone_numbers",
        }
        return JSONResponse({"meta": meta, "phone_numbers": rows})

    def _service(self, request: Request) -> FakeService | None:
        service = self._vendor.service
        return service if service is not None and service.sid == request.path_params["sid"] else None


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode("utf-8"), keep_blank_values=True))


def _snake(form: dict[str, str]) -> dict[str, str]:
    """SmsFallbackUrl -> sms_fallback_url, as the resource names it."""
    return {"".join(f"_{c.lower()}" if c.isupper() else c for c in name).strip("_"): v for name, v in form.items()}


def _refused(held: dict[str, str | None], form: dict[str, str], first: str, second: str) -> Response | None:
    after = {**held, **{name: value for name, value in form.items() if name in held}}
    for name, value in form.items():
        if name.endswith("_url") and value and urlsplit(value).scheme not in ("http", "https"):
            return error(21502, f"{name} is not valid: {value}")
    if after[second] and not after[first]:
        return error(21406, "Cannot set SmsFallbackUrl without setting SmsUrl")
    return None
