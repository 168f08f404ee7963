"""What is odd about bad requests: bytes, words, headers, addresses, and streams that are no HTTP."""

from __future__ import annotations

import random
from collections.abc import Callable

MARK = "PLANTED"  # in every part a stranger fills in: it may stand in no table and no log
NUMBER = "+17735550166"
FORM = "application/x-www-form-urlencoded"
ODD_BYTES = (b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"%ED%A0%80", b"%FF", b"%00", b"%", b"%zz", b"\r\n", b"\x1b[2J", "é".encode())
ODD_TEXT = ("\x00", "\r\nX-Forged: 1", "\x1b[31m", "\u202e", "é", "🚨", "%s%n", "{{7*7}}", "' OR 1=1 --", "../../etc/passwd", "\ud800")
CONTENT_TYPES = (
    FORM, f"{FORM}; charset=utf-16", f"{FORM};charset=utf-7", "application/json", "application/json; charset=latin-1",
    "text/plain", "multipart/form-data; boundary=x", "multipart/form-data", "application/octet-stream", "", ";", "/",
    "text/html", "APPLICATION/X-WWW-FORM-URLENCODED", "a" * 2000, "\xe9",
)
PATHS = (
    "/", "/console", "/console/list", "/console/notices", "/console/cases/1", "/console/cases/-1",
    "/console/cases/99999999999999999999999", "/console/cases/1/now", "/console/cases/1/map", "/console/cases/x", "/console/events",
    "/console/evidence/1/thumb", "/console/evidence/1/original", "/console/cases/1/acknowledge", "/console/cases/1/assign",
    "/console/cases/1/move", "/console/cases/1/close", "/console/cases/1/duty", "/console/cases/1/reply", "/console/cases/1/note",
    "/console/signin/code", "/console/lock", "/console/signout", f"/console/link/{MARK}", "/v1/", "/openapi.json", "/docs", "/healthz",
    "/readyz", "/static/", "/static/../settings.py", "/static/%2e%2e/settings.py", "/static/..%2f..%2fetc/passwd", "/metrics", "/.env",
    "/sms/inbound", "/sms/status", "/sms/voice", "/bot/webhook", "/sms", "/bot", "*", "/console/?" + "a=1&" * 2000,
)  # fmt: skip
ODD_HEADERS: dict[str, tuple[str, ...]] = {
    "Cookie": ("tipline=" + MARK, "__Host-tipline=" + "A" * 43, "tipline=\xff", "=", ";" * 100, "tipline=" + "x" * 9000),
    "HX-Request": ("true",), "Origin": ("null", "https://evil.example", "https://tips.example.org:x"), "Accept": ("text/html", "*/*;q=x", "\xff"),
    "Last-Event-ID": ("-1", "9" * 400, MARK), "Range": ("bytes=0-", "bytes=-1,-1,-1", "bytes=9-1"), "If-None-Match": ("*", '"' * 99),
    "X-CSRF-Token": (MARK,), "Sec-Fetch-Site": ("cross-site", "none"), "X-Forwarded-For": (NUMBER, "\x1b[31m"), "Expect": ("100-continue",),
    "Authorization": ("Bearer " + MARK, "Basic " + MARK), "Upgrade": ("websocket", "h2c"), "Host": ("", "evil.example:99999", "[::1"),
    "Transfer-Encoding": ("identity",), "Accept-Encoding": ("gzip, gzip;q=9",), "Accept-Language": ("x" * 3000,),
}  # fmt: skip
NOISE: tuple[Callable[[random.Random], bytes], ...] = (
    lambda d: d.randbytes(d.randint(1, 2000)), lambda d: b"\x00" * 100, lambda d: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", lambda d: b"\x16\x03\x01\x02\x00",
    lambda d: b"GET / HTTP/9.9\r\n\r\n", lambda d: b"POST /sms/inbound HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\nshort",
    lambda d: b"POST /sms/inbound HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", lambda d: b"POST /bot/webhook HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    lambda d: b"POST /bot/webhook HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n",
    lambda d: b"POST /bot/webhook HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nab",
    lambda d: b"POST /sms/status HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /console HTTP/1.1\r\n\r\n",
    lambda d: b"GET /console HTTP/1.1\r\nHost: x\r\nNo colon here " + MARK.encode() + b"\r\n\r\n", lambda d: b"GET /" + b"A" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    lambda d: b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Many: 1\r\n" * 5000 + b"\r\n", lambda d: b"GET / HTTP/1.1\r\nX-Long: " + b"A" * 200_000 + b"\r\n\r\n",
    lambda d: b"GET / HTTP/1.1\r\nHost: x\r\n folded: " + MARK.encode() + b"\r\n\r\n", lambda d: b"GET http://evil.example/console HTTP/1.1\r\nHost: x\r\n\r\n",
    lambda d: b"CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n", lambda d: b"get /console http/1.1\r\n\r\n", lambda d: b"GET\x00/ HTTP/1.1\r\nHost: x\r\n\r\n",
    lambda d: b"GET / HTTP/1.1\r\nHost: x\r\nX-Nul: a\x00b\r\n\r\n", lambda d: b"GET / HTTP/1.0\r\n\r\n", lambda d: b"\r\n\r\n\r\n", lambda d: b"POST /sms/inbound HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 70000\r\n\r\n",
    lambda d: b"GET /console/events HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n\r\n",
)  # fmt: skip
