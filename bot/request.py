"""python-telegram-bot over httpx2. The URL holds the bot's token, so nothing here is logged or quoted in an error."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any

import httpx2
from telegram import Bot
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData

from bot.settings import BotSettings

READ_S, CONNECT_S = 15.0, 5.0
# Raised before the request is written: Telegram cannot have taken the message.
_UNWRITTEN = (
    httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError, httpx2.UnsupportedProtocol,
    httpx2.LocalProtocolError,
)
_TALKATIVE = ("telegram", "httpx", "httpx2", "httpcore", "httpcore2")
_SERVER_FAULT, _UNAVAILABLE, _TOO_MANY = 500, 503, 429
_USUAL_WAIT_S, _LONGEST_WAIT_S = 5, 3600


class NotReached(NetworkError):
    """The request was never written."""


class NoAnswer(NetworkError):
    """The request was written and may have been carried out."""


class ServerFault(NetworkError):
    """Telegram says that it failed; the request was not carried out."""


class SlowDown(TelegramError):
    """429. The library's own class for it warns about a change of type at each use."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("Too many requests.")
        self.wait = wait


class Wire(BaseRequest):
    """The library's way to the network. `transport`: None for the real one. Raises the errors above."""

    def __init__(self, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        # no proxy and no netrc from the environment: the token goes where the settings say and nowhere else
        self._client = httpx2.AsyncClient(transport=transport, trust_env=False, follow_redirects=False)

    @property
    def read_timeout(self) -> float | None:
        return READ_S

    async def initialize(self) -> None:
        """Nothing to open: connections are made when they are needed."""

    async def shutdown(self) -> None:
        await self._client.aclose()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request; 429 and 5xx come out as errors, other answers as they are."""
        read = READ_S if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        timeout = httpx2.Timeout(READ_S, read=read, connect=CONNECT_S, pool=CONNECT_S)
        fields = request_data.json_parameters if request_data is not None else None
        answer = await self._exchange(method, url, fields, timeout)
        if answer.status_code == _TOO_MANY:
            raise SlowDown(_wait(answer.content))
        if answer.status_code >= _SERVER_FAULT:
            raise _server_fault(answer.status_code, answer.content)
        return answer.status_code, answer.content

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The library would log and quote what it cannot read."""
        found = _json(payload)
        if not isinstance(found, dict):
            raise NoAnswer("The answer was not Telegram's.")
        return found

    async def _exchange(
        self, method: str, url: str, fields: dict[str, str] | None, timeout: httpx2.Timeout
    ) -> httpx2.Response:
        """Errors are raised outside the handler, so that none of them carries a request and its URL along."""
        fault: TelegramError
        try:
            return await self._client.request(method, url, data=fields, timeout=timeout)
        except _UNWRITTEN:
            fault = NotReached("Telegram could not be reached.")
        except (httpx2.HTTPError, OSError):
            fault = NoAnswer("Telegram did not answer.")
        raise fault


class Api(Bot):
    """The library's bot, and a way to results it would reshape."""

    async def raw(self, method: str, params: dict[str, Any], read_timeout: float = READ_S) -> Any:
        """What Telegram answered to a method, as it is. Raises TelegramError."""
        return await self._post(method, dict(params), read_timeout=read_timeout)


def connect(settings: BotSettings, transport: httpx2.AsyncBaseTransport | None = None) -> Api:
    """A bot ready to use."""
    for name in _TALKATIVE:  # they log URLs, texts and chat ids, whatever the program's own logging is set to
        logging.getLogger(name).setLevel(logging.CRITICAL)
    wire = Wire(transport)
    return Api(
        settings.token, base_url=f"{settings.api_base}/bot", base_file_url=f"{settings.api_base}/file/bot",
        request=wire, get_updates_request=wire,
    )


async def close(api: Api) -> None:
    """`Bot.shutdown` does nothing for a bot that never asked who it is; ours never does."""
    await api.request.shutdown()


def _json(payload: bytes) -> Any:
    try:
        return json.loads(payload.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None


def _server_fault(status: int, payload: bytes) -> TelegramError:
    """Telegram's own "no", or a gateway's: what stands behind a gateway may have taken the request."""
    found = _json(payload)
    if status == _UNAVAILABLE or (isinstance(found, dict) and found.get("ok") is False):
        return ServerFault(f"Telegram answered {status}.")
    return NoAnswer(f"A gateway before Telegram answered {status}.")


def _wait(payload: bytes) -> timedelta:
    """`retry_after` where Telegram names it, an hour at most."""
    found = _json(payload)
    given = found.get("parameters") if isinstance(found, dict) else None
    seconds = given.get("retry_after") if isinstance(given, dict) else None
    known = seconds if isinstance(seconds, int) and seconds > 0 else _USUAL_WAIT_S
    return timedelta(seconds=min(known, _LONGEST_WAIT_S))
