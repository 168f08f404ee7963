"""The stand-in vendor: keeps messages and media, signs webhooks, and fails on demand."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import httpx2
from starlette.applications import Starlette
from starlette.responses import Response

from sms import segments
from sms.fake import rest
from sms.fake.carrier import FakeCarrier
from sms.fake.message import API, FakeMedia, FakeMessage
from sms.fake.numbers import FakeNumber, FakeService
from sms.fake.signer import SignedRequest, Signer
from sms.settings import SmsSettings
from sms.webhook import INBOUND

POOL_NUMBER = "+17735550199"  # which number of a Messaging Service sends; the line must not care
_MOST_MEDIA = 10
_CDN = "https://mms.twiliocdn.com"
_PLACE = {"City": "CHICAGO", "State": "IL", "Zip": "60608", "Country": "US"}


@dataclass(frozen=True, slots=True)
class Failure:
    code: int | None
    http_status: int
    retry_after: timedelta | None = None


class FakeTwilio:
    """Twilio in this process: `app` speaks its REST API, `inbound` and `status_callbacks` are its webhooks.

    `clock` gives aware UTC; `new_id` 32 fresh hexadecimal digits. Knobs: `latency` in seconds before each answer,
    `hold_callbacks`, `unreachable` (no connection), `undeliverable` (number -> error code), `fail_next`, `drop_next`,
    `list_lag` (younger messages are not listed yet), `fail_every` (each so-many-th request ends in Twilio's own fault).
    """

    def __init__(
        self,
        settings: SmsSettings,
        clock: Callable[[], datetime],
        *,
        new_id: Callable[[], str] = lambda: secrets.token_hex(16),
        help_text: str | None = None,
    ) -> None:
        self.settings, self.clock = settings, clock
        self.carrier = FakeCarrier(help_text)
        self.signer = Signer(settings)
        self.on_message: list[Callable[[FakeMessage], None]] = []
        self.latency, self.list_lag, self.fail_every = 0.0, timedelta(), 0
        self.hold_callbacks = self.unreachable = False
        self.undeliverable: dict[str, int] = {}
        self.messages: dict[str, FakeMessage] = {}
        self.media: dict[str, FakeMedia] = {}
        self._new_id = new_id
        self._callbacks: deque[tuple[str, str, str]] = deque()  # message, status, callback URL
        self._failures: deque[Failure] = deque()
        self._drops = self._requests = 0
        self._under_way: set[asyncio.Task[Response]] = set()
        own = POOL_NUMBER if settings.is_service else settings.sender
        self.numbers = [FakeNumber("PN" + new_id(), own, clock())]
        self.service = FakeService(settings.sender, clock()) if settings.is_service else None
        self.app: Starlette = rest.app(self)

    @property
    def transport(self) -> httpx2.ASGITransport:
        """For the real sender and media source, instead of the network."""
        return httpx2.ASGITransport(app=self.app)

    def inbound(
        self, number: str, text: str, media: Sequence[tuple[str, bytes]] = (), *, path: str = INBOUND
    ) -> SignedRequest:
        """A text to the line from `number`, as Twilio would post it; `media` as (content type, bytes)."""
        if len(media) > _MOST_MEDIA:
            raise ValueError("A message carries at most 10 pieces of media.")
        verdict = self.carrier.hear(number, text, with_media=bool(media))
        sid = ("MM" if media else "SM") + self._new_id()
        held = [self._keep(sid, content_type, data) for content_type, data in media]
        self.messages[sid] = FakeMessage(
            sid, self._line(), number, text, self.clock(), "received", "inbound", media=tuple(m.sid for m in held)
        )
        if verdict.answer is not None:
            self._put(FakeMessage(
                "SM" + self._new_id(), number, self._line(), verdict.answer, self.clock(), "delivered",
                from_carrier=True,
            ))
        fields = self._inbound_fields(sid, number, text, held)
        if verdict.acted is not None:
            fields["OptOutType"] = verdict.acted.value.upper()
        return self.signer.form(path, fields)

    def status_callbacks(self) -> Iterator[SignedRequest]:
        """The signed status requests that are due, oldest first; each is given once."""
        while self._callbacks and not self.hold_callbacks:
            sid, status, url = self._callbacks.popleft()
            message = replace(self.messages[sid], status=status)
            if status == "undelivered":
                message = replace(message, error_code=self.undeliverable.get(message.to))
            self._put(message)
            yield self.signer.form(self.signer.below(url), self._status_fields(message))

    def messages_to(self, number: str) -> list[FakeMessage]:
        """What the phone with this number has heard, oldest first."""
        return [m for m in self.messages.values() if m.to == number and m.direction != "inbound"]

    def fail_next(self, code: int | None, http_status: int = 400, *, retry_after: timedelta | None = None) -> None:
        """The next REST request is refused with this error; calls queue up. `code` None: a body that is not JSON."""
        self._failures.append(Failure(code, http_status, retry_after))

    def drop_next(self) -> None:
        """The next message is taken, then the connection drops before the answer."""
        self._drops += 1

    def next_failure(self) -> Failure | None:
        self._requests += 1
        if self.fail_every and self._requests % self.fail_every == 0:
            return Failure(20500, 500)
        return self._failures.popleft() if self._failures else None

    def under_way(self, answer: Coroutine[Any, Any, Response]) -> asyncio.Task[Response]:
        """A request that goes on by itself."""
        task = asyncio.create_task(answer)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    def drops(self) -> bool:
        dropped = self._drops > 0
        self._drops -= dropped
        return dropped

    def take(self, to: str, body: str, service: str | None, callback: str | None) -> FakeMessage:
        """A message the REST API has checked."""
        message = FakeMessage(
            "SM" + self._new_id(), to, None if service else self.settings.sender, body, self.clock(), "queued",
            service=service,
        )
        self._put(message)
        if callback:
            last = "undelivered" if to in self.undeliverable else "delivered"
            self._callbacks.extend((message.sid, status, callback) for status in ("sent", last))
        return message

    def media_url(self, media: FakeMedia) -> str:
        return f"{self.settings.api_base}{API}/{self.settings.account_sid}/Messages/{media.parent}/Media/{media.sid}"

    def cdn_url(self, media: FakeMedia) -> str:
        """Where the API sends a reader of media on to; an emulator is its own content network."""
        base = self.settings.api_base if self.settings.api_url else _CDN
        return f"{base}/{self.settings.account_sid}/{media.key}"

    def _keep(self, parent: str, content_type: str, data: bytes) -> FakeMedia:
        media = FakeMedia("ME" + self._new_id(), parent, self._new_id(), content_type, data, self.clock())
        self.media[media.sid] = media
        return media

    def _put(self, message: FakeMessage) -> None:
        self.messages[message.sid] = message
        for tell in self.on_message:
            tell(message)

    def _line(self) -> str:
        return POOL_NUMBER if self.settings.is_service else self.settings.sender

    def _inbound_fields(self, sid: str, number: str, text: str, media: Sequence[FakeMedia]) -> dict[str, str]:
        fields = {
            "MessageSid": sid, "SmsMessageSid": sid, "SmsSid": sid, "SmsStatus": "received", "From": number,
            "Body": text, "NumMedia": str(len(media)), "NumSegments": str(segments.segments(text)), **self._common(),
        }
        fields |= {f"{who}{what}": value for who in ("From", "To") for what, value in _PLACE.items()}
        for n, piece in enumerate(media):
            fields |= {f"MediaUrl{n}": self.media_url(piece), f"MediaContentType{n}": piece.content_type}
        return fields | {"To": self._line()}

    def _status_fields(self, message: FakeMessage) -> dict[str, str]:
        fields = {
            "MessageSid": message.sid, "SmsSid": message.sid, "MessageStatus": message.status,
            "SmsStatus": message.status, "To": message.to, "From": self._line(), **self._common(),
        }
        if message.error_code is not None:
            fields["ErrorCode"] = str(message.error_code)
        if message.status == "delivered":
            fields["RawDlrDoneDate"] = message.at.strftime("%y%m%d%H%M")
        return fields

    def _common(self) -> dict[str, str]:
        fields = {"AccountSid": self.settings.account_sid, "ApiVersion": "2010-04-01"}
        if self.settings.is_service:
            fields["MessagingServiceSid"] = self.settings.sender
        return fields
