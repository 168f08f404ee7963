"""Sending through Twilio's REST API. What went wrong comes out as SendFailed, judged by the table in sms.codes."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import httpx2
from twilio.base import values
from twilio.rest import Client

from sms import codes, segments
from sms.rest import Refused, RestClient
from sms.settings import SmsSettings
from sms.webhook import STATUS, TOKEN
from tipline.errors import SendFailed
from tipline.message import Outbound, Sent

# Raised before the request is written: Twilio cannot have taken the message.
_UNWRITTEN = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
    httpx2.LocalProtocolError,
)
_UNREADABLE = (ValueError, TypeError, AttributeError, RecursionError)  # a 2xx that is not the answer we know
_LONGEST_VALID_S = 36_000  # Twilio keeps nothing longer than ten hours
_GATEWAY_FAULTS = frozenset({502, 504})  # a gateway answered; what stands behind it may have taken the message


class SmsSender:
    """The Sender of the SMS channel. `transport` stands in for the network in tests and in the demo."""

    def __init__(self, settings: SmsSettings, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._settings = settings
        self._http = RestClient(settings, transport)
        # an environment of our own, or the library would read TWILIO_REGION and TWILIO_EDGE from the process's
        own = {"TWILIO_ACCOUNT_SID": settings.account_sid}
        self._client = Client(settings.account_sid, settings.auth_token, http_client=self._http, environment=own)

    async def send(self, message: Outbound) -> Sent:
        """Hand one message to Twilio, in parts when it is longer than Twilio takes at once. Raises SendFailed.

        Once a part was taken, a fault that would be retried is ambiguous: a blind retry would repeat that part. Only
        the last part has the callback with the token: a word on an earlier one says nothing of the whole.
        """
        taken: list[Sent] = []
        *before, last = segments.split(message.text)
        for part, callback in [(part, values.unset) for part in before] + [(last, self._callback(message.token))]:
            result = await self._one(message, part, callback)
            if isinstance(result, SendFailed):
                result.ambiguous = result.ambiguous or (bool(taken) and not result.permanent)
                raise result
            taken.append(result)
        return Sent(taken[-1].vendor_id, sum(sent.segments for sent in taken))

    async def answers(self) -> None:
        """Asks for something that changes nothing. Raises SendFailed when Twilio does not answer as it should."""
        try:
            await self._client.messages.page_async(page_size=1)
        except Refused as refused:
            failed = _refusal(refused)
        except (httpx2.RequestError, *_UNREADABLE):
            failed = SendFailed("unreachable")
        else:
            return
        raise failed

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _one(self, message: Outbound, text: str, callback: object) -> Sent | SendFailed:
        """The failure is a value here: raised from inside the handler it would carry the vendor's words along."""
        service = self._settings.is_service
        try:
            made = await self._client.messages.create_async(
                to=message.address.value,
                from_=values.unset if service else self._settings.sender,
                messaging_service_sid=self._settings.sender if service else values.unset,
                body=text,
                status_callback=callback,
                validity_period=values.unset if message.valid_s is None else min(message.valid_s, _LONGEST_VALID_S),
                smart_encoded=False,
            )
        except Refused as refused:
            return _refusal(refused)
        except _UNWRITTEN:
            return SendFailed("unreachable")
        except (httpx2.RequestError, *_UNREADABLE):  # it may have been taken
            return SendFailed("no_answer", ambiguous=True)
        if not made.sid:
            return SendFailed("no_answer", ambiguous=True)
        return Sent(made.sid, _segments(made.num_segments, text))

    def _callback(self, token: str) -> str:
        return f"{self._settings.public_url.rstrip('/')}{STATUS}?{urlencode({TOKEN: token})}"


def _refusal(refused: Refused) -> SendFailed:
    means = codes.meaning(refused.code, refused.http_status)
    return SendFailed(
        refused.code or f"http_{refused.http_status}",
        permanent=means.permanent,
        opted_out=means.opted_out,
        retry_after=_longer(refused.retry_after, means.back_off),
        ambiguous=refused.http_status in _GATEWAY_FAULTS,
        alarm=means.alarm,
    )


def _longer(one: timedelta | None, other: timedelta | None) -> timedelta | None:
    waits = [wait for wait in (one, other) if wait is not None]
    return max(waits) if waits else None


def _segments(counted: str | None, text: str) -> int:
    """Twilio's count; ours where a Messaging Service has not chosen its sender yet and Twilio says "0"."""
    said = int(counted) if counted and counted.isdecimal() else 0
    return said or segments.segments(text)
