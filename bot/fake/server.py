"""The Bot API of the stand-in, as an ASGI app."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import httpx2
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.fake import rules, setting
from bot.fake.dated import Dated
from bot.fake.state import BOT, Failure, FakeChat, FakeMessage, Refusal, bad_request
from bot.settings import FILE_LIMIT

if TYPE_CHECKING:
    from bot.fake.ledger import Ledger

_LOOK_S = 0.02
_MOST_UPDATES = 100
Params = Mapping[str, str]


def app(fake: Ledger) -> Starlette:
    async def call(request: Request) -> Response:
        return await _called(fake, request)

    async def file(request: Request) -> Response:
        return _file(fake, request)

    return Starlette(routes=[
        Route("/file/bot{token}/{path:path}", file, methods=["GET"]),
        Route("/bot{token}/{method}", call, methods=["GET", "POST"]),
    ], middleware=[Middleware(Dated, clock=lambda: fake.clock())])


async def _called(fake: Ledger, request: Request) -> Response:
    params = await _params(request)
    name = _METHOD_NAMES.get(request.path_params["method"].lower(), "")
    try:
        _checked(fake, request.path_params["token"], name)
        if fake.latency:
            await asyncio.sleep(fake.latency)
        fake.calls.append((name, params))
        failure = fake.next_failure()
        if failure is not None:
            return _failed(failure)
        result = await _waited(fake, params) if name == "getUpdates" else METHODS[name](fake, params)
    except Refusal as refusal:
        return _failed(refusal.failure)
    if name == "sendMessage" and fake.drops():
        raise ConnectionResetError("The stand-in dropped the connection.")
    return JSONResponse({"ok": True, "result": result})


def _file(fake: Ledger, request: Request) -> Response:
    _reach(fake)
    if request.path_params["token"] != fake.settings.token:
        return Response(status_code=401)
    failure = fake.next_failure()
    if failure is not None:
        return _failed(failure)
    found = next((f for f in fake.files.values() if f.path == request.path_params["path"]), None)
    return Response(status_code=404) if found is None else Response(found.data)


async def _params(request: Request) -> dict[str, str]:
    """Form fields, as the library sends them; files are not spoken here."""
    form = await request.form()
    return dict(request.query_params) | {name: value for name, value in form.items() if isinstance(value, str)}


def _checked(fake: Ledger, token: str, name: str) -> None:
    _reach(fake)
    if token != fake.settings.token:
        raise Refusal(Failure(401, "Unauthorized"))
    if not name:
        raise Refusal(Failure(404, "Not Found: method not found"))


def _reach(fake: Ledger) -> None:
    if fake.unreachable:
        raise httpx2.ConnectError("The stand-in is unreachable.")  # as a connection that is refused looks to a client


def _failed(failure: Failure) -> Response:
    if failure.description is None:
        return Response("<html>Bad Gateway</html>", status_code=failure.status, media_type="text/html")
    return JSONResponse(failure.as_json(), status_code=failure.status)


def _get_me(_fake: Ledger, _params: Params) -> Any:
    groups = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return BOT | groups


def _send_message(fake: Ledger, params: Params) -> Any:
    text, buttons = rules.text(params), rules.buttons(params)
    chat = _open_chat(fake, rules.chat_id(params))
    silent = rules.value(params, "disable_notification") is True
    return _shown(fake.take(chat, text, buttons, silent), chat)


def _open_chat(fake: Ledger, chat_id: int) -> FakeChat:
    """A chat the bot may write to: one that wrote first, has not blocked it and has not moved."""
    chat = fake.chats.get(chat_id)
    if chat is None:
        raise bad_request("chat not found")
    if chat.moved_to is not None:
        raise Refusal(Failure(
            400, "Bad Request: group chat was upgraded to a supergroup chat", moved_to=chat.moved_to
        ))
    if chat.blocked:
        blocked = "bot was blocked by the user" if chat.id > 0 else f"bot was kicked from the {chat.type} chat"
        raise Refusal(Failure(403, f"Forbidden: {blocked}"))
    return chat


def _shown(message: FakeMessage, chat: FakeChat) -> dict[str, Any]:
    shown = {
        "message_id": message.message_id, "from": BOT, "chat": chat.as_json(), "date": int(message.at.timestamp()),
        "text": message.text,
    }
    if message.buttons:
        rows = [[{"text": label, "callback_data": code}] for code, label in message.buttons]
        shown["reply_markup"] = {"inline_keyboard": rows}
    return shown


def _get_file(fake: Ledger, params: Params) -> Any:
    found = fake.files.get(params.get("file_id", ""))
    if found is None:
        raise bad_request("wrong file_id")
    if found.size > FILE_LIMIT:
        raise bad_request("file is too big")
    return {
        "file_id": found.file_id, "file_unique_id": found.file_id[:12], "file_size": found.size, "file_path": found.path
    }


def _answer_press(fake: Ledger, params: Params) -> Any:
    fake.answered.append(rules.alert(params))
    return True


def _get_updates(fake: Ledger, params: Params) -> Any:
    if fake.webhook_url:
        raise Refusal(Failure(409, "Conflict: can't use getUpdates method while webhook is active"))
    setting.allow(fake, params)
    limit = rules.value(params, "limit") or _MOST_UPDATES
    return fake.pending(rules.value(params, "offset") or 0)[:limit]


async def _waited(fake: Ledger, params: Params) -> Any:
    """Long polling: the call is held until there is something or the time is over."""
    until = time.monotonic() + float(rules.value(params, "timeout") or 0)
    while not (found := _get_updates(fake, params)) and time.monotonic() < until:
        await asyncio.sleep(_LOOK_S)
    return found


METHODS: dict[str, Callable[[Ledger, Params], Any]] = {
    "getMe": _get_me,
    "sendMessage": _send_message,
    "getFile": _get_file,
    "answerCallbackQuery": _answer_press,
    "setWebhook": setting.set_webhook,
    "deleteWebhook": setting.delete_webhook,
    "getWebhookInfo": setting.get_webhook_info,
    "getUpdates": _get_updates,
    "setMyCommands": setting.set_my_commands,
    "getMyCommands": setting.get_my_commands,
}
_METHOD_NAMES = {name.lower(): name for name in METHODS}  # Telegram reads method names without regard to case
