"""The doors Twilio knocks at: size cap, signature, then accept and answer. Meaning comes later, from the inbox."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import structlog
from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from sms import codes, signature, voice
from sms.form import Fields, form_of, one, read_body, read_query
from sms.parse import arrive, vendor_id
from sms.settings import SmsSettings
from tipline.delivery import Delivery
from tipline.desk.ports import Accept, DeliveryNote, Note
from tipline.message import Channel

log = structlog.get_logger()
OnRefusal = Callable[[str, bool], None]


@dataclass(frozen=True, slots=True)
class _Knock:
    """A signed request's body, read once. `form` is None when it is none."""

    raw: bytes = field(repr=False)
    kind: str | None
    query: str = field(repr=False)
    form: Fields | None = field(repr=False)


Answer = Callable[[_Knock], Awaitable[Response]]
INBOUND, STATUS, VOICE = "/sms/inbound", "/sms/status", "/sms/voice"
TOKEN = "token"  # noqa: S105  (the name of the query's field)
MOST_BYTES = 64 * 1024  # media come by reference
_NOTHING_TO_SAY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


def router(
    settings: SmsSettings, accept: Accept, note: Note, *, on_refusal: OnRefusal, line_name: str
) -> APIRouter:
    """Twilio's three routes. `accept` and `note` return after their commit; if one raises, Twilio hears 503 and
    comes again. `on_refusal(reason, names_our_account)` is called for each 403.
    """
    spoken = voice.twiml(line_name)
    door = _Door(settings, on_refusal)

    async def inbound(knock: _Knock) -> Response:
        await accept(arrive(knock.raw, knock.kind, knock.form))
        return _xml(_NOTHING_TO_SAY)

    async def status(knock: _Knock) -> Response:
        said = _delivery_note(knock)
        if said is not None:
            await note(said)
        return _xml(_NOTHING_TO_SAY)

    async def call(_knock: _Knock) -> Response:
        return _xml(spoken)

    made = APIRouter()
    for path, answer in ((INBOUND, inbound), (STATUS, status), (VOICE, call)):
        # a plain route: FastAPI's reading of parameters costs more than the database
        made.add_route(path, door.guarding(path, answer), methods=["POST"], include_in_schema=False)
    return made


class _Door:
    """The same three steps before each answer."""

    def __init__(self, settings: SmsSettings, on_refusal: OnRefusal) -> None:
        self._settings, self._on_refusal = settings, on_refusal

    def guarding(self, path: str, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            raw = await _read(request)
            if raw is None:
                return Response(status_code=413)
            kind = request.headers.get("content-type")
            knock = _Knock(raw, kind, _query(request), form_of(raw, kind))
            if not self._signed(path, knock, request.headers.get(signature.HEADER)):
                return Response(status_code=403)
            try:
                return await answer(knock)
            except Exception as error:  # its class only: its words may hold a text
                log.error("webhook failed", path=path, error=type(error).__name__)
                return Response(status_code=503, headers={"Retry-After": "2"})

        return guarded

    def _signed(self, path: str, knock: _Knock, given: str | None) -> bool:
        if signature.is_twilios(self._settings, path, knock.query, knock.raw, knock.kind, given, knock.form):
            return True
        reason = "wrong_signature" if given else "no_signature"
        self._on_refusal(reason, one(_fields(knock), "AccountSid") == self._settings.account_sid)
        return False


async def _read(request: Request) -> bytes | None:
    """The whole body, None when it is over the cap or the sender hung up."""
    raw = bytearray()
    try:
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > MOST_BYTES:
                return None
    except ClientDisconnect:
        return None
    return bytes(raw)


def _query(request: Request) -> str:
    """As it was signed: undecoded. The path is our own constant, never what the caller wrote."""
    query: bytes = request.scope.get("query_string", b"")
    return query.decode("latin-1")


def _fields(knock: _Knock) -> Mapping[str, object]:
    try:
        return read_body(knock.raw, knock.kind, knock.form)
    except (ValueError, RecursionError):
        return {}


def _delivery_note(knock: _Knock) -> DeliveryNote | None:
    """What Twilio says of a message of ours; None when it says nothing we have a word for."""
    fields = _fields(knock)
    status = codes.DELIVERY.get((one(fields, "MessageStatus") or one(fields, "SmsStatus")).lower())
    if status is None:
        return None
    code = one(fields, "ErrorCode")
    means = codes.meaning(code) if status is Delivery.FAILED else None
    return DeliveryNote(
        channel=Channel.SMS,
        token=one(read_query(knock.query), TOKEN) or None,
        vendor_id=vendor_id(fields),
        status=status.value,
        code=code if code.isdecimal() else None,
        opted_out=means is not None and means.opted_out,
        alarm=means is not None and means.alarm,
    )


def _xml(body: bytes) -> Response:
    return Response(body, media_type="text/xml")
