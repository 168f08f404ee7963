"""Twilio's lists: messages, and the media of one, newest first, in pages that hold while new messages come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sms.fake.errors import error, not_found
from sms.fake.message import API, FakeMedia, FakeMessage

if TYPE_CHECKING:
    from sms.fake.vendor import FakeTwilio

_PAGE, _LARGEST = 50, 1000


class Lists:
    def __init__(self, vendor: FakeTwilio) -> None:
        self._vendor = vendor

    async def messages(self, request: Request) -> Response:
        """Filtered by To, From, DateSent> and DateSent< (date or ISO time); what is not sent yet has no date to fit."""
        vendor, query = self._vendor, request.query_params
        shown_until = vendor.clock() - vendor.list_lag
        found = [
            m for m in reversed(vendor.messages.values())
            if not m.from_carrier and m.at <= shown_until and _fits(m, dict(query))
        ]
        return self._page(request, "Messages.json", "messages", found)

    async def media(self, request: Request) -> Response:
        parent = request.path_params["parent"]
        if parent not in self._vendor.messages:
            return not_found()
        found = [m for m in reversed(self._vendor.media.values()) if m.parent == parent]
        return self._page(request, f"Messages/{parent}/Media.json", "media_list", found)

    def _page(
        self, request: Request, path: str, key: str, found: Sequence[FakeMessage | FakeMedia]
    ) -> Response:
        account, query = self._vendor.settings.account_sid, dict(request.query_params)
        size, number, token = int(query.get("PageSize", _PAGE)), int(query.get("Page", 0)), query.get("PageToken")
        if not 1 <= size <= _LARGEST:
            return error(20001, f"Page size must be between 1 and {_LARGEST}.")
        start = 0 if token is None else 1 + next((n for n, m in enumerate(found) if "PA" + m.sid == token), len(found))
        page, more = found[start:start + size], len(found) > start + size

        def uri(at: int, after: str | None = None) -> str:
            kept = {k: v for k, v in query.items() if k not in ("Page", "PageToken")} | {"PageSize": str(size)}
            further = {"Page": str(at)} | ({"PageToken": after} if after else {})
            return f"{API}/{account}/{path}?{urlencode(kept | further)}"

        shown: dict[str, Any] = {
            key: [m.as_json(account) for m in page], "page": number, "page_size": size, "start": number * size,
            "end": number * size + max(len(page) - 1, 0), "uri": uri(number, token), "first_page_uri": uri(0),
            "next_page_uri": uri(number + 1, "PA" + page[-1].sid) if more else None,
            "previous_page_uri": uri(number - 1) if number else None,
        }
        return JSONResponse(shown)


def _fits(message: FakeMessage, query: dict[str, str]) -> bool:
    if query.get("To") not in (None, message.to) or query.get("From") not in (None, message.sender):
        return False
    since, until = query.get("DateSent>"), query.get("DateSent<")
    if not since and not until:
        return True
    sent = None if message.status == "queued" else message.at.replace(microsecond=0)
    return sent is not None and (not since or _moment(since) <= sent) and (not until or sent <= _moment(until))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
