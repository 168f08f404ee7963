"""Was this request made by our own page? (OWASP: Sec-Fetch-Site, else Origin; and a token besides.)"""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from starlette.requests import Request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER, CSRF_FIELD = "X-CSRF-Token", "csrf"


def same_origin(request: Request, public_url: str = "") -> bool:
    """True when the browser says so. A request that carries neither header is not from a browser's form: False."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin", "")
    ours = {request.headers.get("host", ""), urlsplit(public_url).netloc} - {""}
    return urlsplit(origin).netloc in ours


async def carries_token(request: Request, csrf: str) -> bool:
    """Whether the session's token came along, in the header (htmx) or in the form's hidden field."""
    given: object = request.headers.get(CSRF_HEADER)
    kind = request.headers.get("content-type", "")
    if given is None and kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        given = (await request.form()).get(CSRF_FIELD)
    return isinstance(given, str) and hmac.compare_digest(given.encode(), csrf.encode())


def is_secure(request: Request, public_url: str = "") -> bool:
    """Whether the browser reached us over https, directly or through the proxy that serves the public address."""
    public = urlsplit(public_url)
    behind = public.scheme == "https" and request.headers.get("host") == public.netloc
    return behind or request.url.scheme == "https"
