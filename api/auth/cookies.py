"""The one cookie: a session's token, for this host only, sent by our own pages only."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.auth.origin import is_secure

# The prefix makes browsers refuse the cookie from anywhere but this host, over https.
PLAIN, SECURE = "tipline", "__Host-tipline"


def token_of(request: Request, public_url: str) -> str | None:
    return request.cookies.get(SECURE if is_secure(request, public_url) else PLAIN)


def give(response: Response, request: Request, token: str, public_url: str) -> None:
    secure = is_secure(request, public_url)
    response.set_cookie(
        SECURE if secure else PLAIN, token, path="/", secure=secure, httponly=True, samesite="strict"
    )


def take_back(response: Response, request: Request, public_url: str) -> None:
    secure = is_secure(request, public_url)
    response.delete_cookie(
        SECURE if secure else PLAIN, path="/", secure=secure, httponly=True, samesite="strict"
    )
