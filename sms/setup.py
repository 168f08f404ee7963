"""What Twilio must be told about our number or Messaging Service: read, compare, write, read back.

A number: its texts come to our inbound webhook, by POST, calls to our voice webhook, no TwiML application in between. A
Messaging Service takes the texts of its numbers unless it leaves them to each number; calls stay with the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from twilio.rest import Client

from sms import codes
from sms.rest import Refused, RestClient
from sms.settings import SmsSettings
from sms.webhook import INBOUND, VOICE
from tipline.errors import SetupError

_MOST_NUMBERS = 100
_UNREADABLE = (ValueError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Held:
    """One setting at Twilio. `where`: "number +1..." or "Messaging Service". Values as text, "" for none."""

    where: str
    name: str
    value: str
    wanted: str

    @property
    def right(self) -> bool:
        return self.value == self.wanted


@dataclass(frozen=True, slots=True)
class Found:
    """How Twilio is set up for us. `remarks`: sentences about what no setting of ours can mend."""

    held: tuple[Held, ...]
    remarks: tuple[str, ...] = ()

    @property
    def wrong(self) -> tuple[Held, ...]:
        return tuple(held for held in self.held if not held.right)


class SmsSetup:
    """Speaks to Twilio about our own set-up. `transport` stands in for the network in tests."""

    def __init__(self, settings: SmsSettings, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._settings = settings
        self._http = RestClient(settings, transport)
        own = {"TWILIO_ACCOUNT_SID": settings.account_sid}
        self._client = Client(settings.account_sid, settings.auth_token, http_client=self._http, environment=own)

    async def aclose(self) -> None:
        await self._http.aclose()

    async def read(self) -> Found:
        """What is set at Twilio beside what should be. Raises SetupError."""
        failure: SetupError
        try:
            return await (self._read_service() if self._settings.is_service else self._read_number())
        except Refused as refused:
            failure = SetupError(codes.meaning(refused.code, refused.http_status).sentence)
        except httpx2.RequestError:
            failure = SetupError("Twilio could not be reached; look at the network and try again.")
        except _UNREADABLE:
            failure = SetupError("Twilio's answer could not be read; try again, or look into Twilio's console.")
        raise failure  # outside the handler: nothing of the request comes along

    async def write(self) -> Found:
        """Set what is wrong and read it back. Raises SetupError."""
        found = await self.read()
        failure: SetupError
        try:
            for where in dict.fromkeys(held.where for held in found.wrong):
                await self._write(where, found)
        except Refused as refused:
            failure = SetupError(codes.meaning(refused.code, refused.http_status).sentence)
        except httpx2.RequestError:
            failure = SetupError("Twilio could not be reached on the way; run the command again.")
        except _UNREADABLE:
            failure = SetupError("Twilio's answer could not be read on the way; run the command again.")
        else:
            return await self.read()
        raise failure

    async def _write(self, where: str, found: Found) -> None:
        # all of one place at once: Twilio refuses a fallback address without a first one
        values = {held.name: held.wanted for held in found.held if held.where == where}
        if where == _SERVICE:
            on_number = values.pop(_ON_NUMBER) == "true"
            service = self._client.messaging.v1.services(self._settings.sender)
            await service.update_async(**values, use_inbound_webhook_on_number=on_number)
            return
        number = await self._number(where.removeprefix(_NUMBER))
        await self._client.incoming_phone_numbers(number.sid).update_async(**values)

    async def _read_number(self) -> Found:
        number = await self._number(self._settings.sender)
        return Found((*self._texts(number), *self._calls(number)), _remarks(number))

    async def _read_service(self) -> Found:
        service = self._client.messaging.v1.services(self._settings.sender)
        held = await service.fetch_async()
        there = _compared(_SERVICE, held, {
            "inbound_request_url": self._url(INBOUND), "inbound_method": "POST", **self._fallback("fallback"),
            _ON_NUMBER: "false",
        })
        numbers = await service.phone_numbers.list_async(limit=_MOST_NUMBERS)
        own = [await self._number(number.phone_number) for number in numbers]
        remarks = [] if own else ["The Messaging Service has no number: add one in Twilio's console."]
        if held.us_app_to_person_registered is False:
            remarks.append("No US campaign is registered for the Messaging Service: a 10DLC number needs one to text.")
        calls = [held for number in own for held in self._calls(number)]
        return Found((*there, *calls), (*remarks, *(words for number in own for words in _remarks(number))))

    async def _number(self, number: str) -> Any:
        found = await self._client.incoming_phone_numbers.list_async(phone_number=number, limit=1)
        if not found or found[0].phone_number != number:  # Twilio looks for parts of numbers, too
            raise SetupError(f"The Twilio account has no number {number}; correct TIPLINE_TWILIO_FROM.")
        return found[0]

    def _texts(self, number: Any) -> tuple[Held, ...]:
        wanted = {"sms_url": self._url(INBOUND), "sms_method": "POST", **self._fallback("sms_fallback")}
        return _compared(_NUMBER + number.phone_number, number, {**wanted, "sms_application_sid": ""})

    def _calls(self, number: Any) -> tuple[Held, ...]:
        wanted = {"voice_url": self._url(VOICE), "voice_method": "POST", "voice_application_sid": ""}
        return _compared(_NUMBER + number.phone_number, number, wanted)

    def _url(self, path: str) -> str:
        return self._settings.addresses[0] + path

    def _fallback(self, name: str) -> dict[str, str]:
        """The second address where there is one; without it whatever Twilio has stays."""
        _first, *second = self._settings.addresses
        return {f"{name}_url": second[0] + INBOUND, f"{name}_method": "POST"} if second else {}


_SERVICE, _NUMBER = "Messaging Service", "number "
_ON_NUMBER = "use_inbound_webhook_on_number"


def _compared(where: str, resource: Any, wanted: Mapping[str, str]) -> tuple[Held, ...]:
    return tuple(Held(where, name, _text(getattr(resource, name)), value) for name, value in wanted.items())


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value or "")


def _remarks(number: Any) -> tuple[str, ...]:
    can = number.capabilities if isinstance(number.capabilities, dict) else {}
    told = []
    if number.status not in (None, "in-use"):
        told.append(f"Twilio says that the number {number.phone_number} is {number.status}.")
    if can.get("sms") is False:
        told.append(f"The number {number.phone_number} cannot text: choose one with SMS.")
    if can.get("mms") is False:
        told.append(f"The number {number.phone_number} receives no photos: choose one with MMS.")
    return tuple(told)
