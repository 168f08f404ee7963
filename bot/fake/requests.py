"""Webhook requests as Telegram posts them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx2

OnAnswer = Callable[[int, int, bytes], None]  # update id, HTTP status, body


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """A POST ready to go. `path` below the line's public URL; `message_id` of the message it speaks of, if any."""

    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    update_id: int = 0
    message_id: int | None = None
    on_answer: OnAnswer | None = field(default=None, repr=False, compare=False)


async def deliver(request: WebhookRequest, client: httpx2.AsyncClient, base_url: str) -> httpx2.Response:
    """Post an update to wherever the line listens. A 2xx takes it from Telegram's queue, its body may call a method."""
    answer = await client.post(
        base_url.rstrip("/") + request.path, headers=dict(request.headers), content=request.body
    )
    if request.on_answer is not None:
        request.on_answer(request.update_id, answer.status_code, answer.content)
    return answer
