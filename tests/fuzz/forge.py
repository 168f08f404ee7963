"""Requests of strangers: forged, mutated and malformed ones at every door. Nobody who sends them has a key to any."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from bot.settings import BotSettings
from sms.fake import Signer
from sms.settings import SmsSettings
from tests.fuzz.odd import CONTENT_TYPES, FORM, MARK, NOISE, NUMBER, ODD_BYTES, ODD_HEADERS, ODD_TEXT, PATHS
from tests.fuzz.wire import Raw, request

SIGNATURE, SECRET = "X-Twilio-Signature", "X-Telegram-Bot-Api-Secret-Token"
SMS_DOORS = ("/sms/inbound", "/sms/status", "/sms/voice")
MOST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Forger:
    """What strangers send to this installation, by this chance. They may know its account's name, never its secrets."""

    sms: SmsSettings
    bot: BotSettings
    dice: random.Random

    def forged(self, count: int) -> Iterator[Raw]:
        makers = (self._sms, self._sms, self._sms, self._telegram, self._telegram, self._door, self._door, self._noise)
        for _ in range(count):
            yield self.dice.choice(makers)()

    def _sms(self) -> Raw:
        path = self.dice.choice(SMS_DOORS)
        name, wrong = self.dice.choice(list(_WRONG_SMS.items()))
        kind, target, headers, body = wrong(self, path)
        if self.dice.random() < 0.2:
            headers["Content-Encoding"] = self.dice.choice(["gzip", "br", "deflate", "identity", "x"])
        return request(f"sms {name} {kind}", "POST", target, headers, body, chunked=self.dice.random() < 0.2)

    def _telegram(self) -> Raw:
        name, headers = self.dice.choice(list(self._wrong_secrets().items()))
        body = self.dice.choice(_BODIES)(self)
        headers = {"Content-Type": self.dice.choice(CONTENT_TYPES), **headers}
        return request(f"bot {name}", "POST", "/bot/webhook", headers, body, chunked=self.dice.random() < 0.2)

    def _door(self) -> Raw:
        """At the doors of people, without having signed in."""
        method = self.dice.choice(["GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "FOO"])
        target = self.dice.choice(PATHS) if self.dice.random() < 0.7 else self._odd_path()
        headers: dict[str, str | bytes] = {"Content-Type": self.dice.choice(CONTENT_TYPES)}
        for name, values in ODD_HEADERS.items():
            if self.dice.random() < 0.25:
                headers[name] = self.dice.choice(values)
        body = self.dice.choice(_BODIES)(self) if method in ("POST", "PUT", "PATCH") else b""
        return request(f"door {method}", method, target, headers, body)

    def _noise(self) -> Raw:
        """What is no HTTP, or nearly is."""
        return Raw("noise", self.dice.choice(NOISE)(self.dice), whole=False)

    # Their parts

    def fields(self) -> dict[str, str]:
        held = {
            "MessageSid": "SM" + self.hexadecimal(32), "From": NUMBER, "To": self.sms.sender, "NumMedia": "0",
            "Body": f"{MARK} ICE at 26th and Kedzie {self.odd_text()}",
        }
        if self.dice.random() < 0.1:
            held["AccountSid"] = self.sms.account_sid
        return held

    def form(self) -> bytes:
        return urlencode(self.fields(), errors="replace").encode("ascii")

    def hexadecimal(self, digits: int) -> str:
        return f"{self.dice.getrandbits(4 * digits):0{digits}x}"

    def odd_text(self) -> str:
        return self.dice.choice(ODD_TEXT) if self.dice.random() < 0.3 else ""

    def odd_bytes(self) -> bytes:
        return self.dice.choice(ODD_BYTES)

    def update(self) -> bytes:
        message = {"message_id": 1, "date": 0, "chat": {"id": 7735550166, "type": "private"}, "text": f"{MARK} {self.odd_text()}"}
        return json.dumps({"update_id": self.dice.getrandbits(30), "message": message}).encode()

    def _odd_path(self) -> bytes:
        parts = [self.dice.choice(["console", "cases", "static", "sms", "bot", "..", "%2e%2e", "%00", "\xff", "a" * 3000, "//", "events", MARK]) for _ in range(self.dice.randint(1, 5))]
        query = f"?{MARK}={self.odd_text()}".replace("\r\n", "%0d%0a").replace(" ", "+") if self.dice.random() < 0.4 else ""
        return ("/" + "/".join(parts) + query).encode("latin-1", "replace").replace(b"\x00", b"%00").replace(b"\x1b", b"%1b")

    def _wrong_secrets(self) -> dict[str, dict[str, str | bytes]]:
        right = self.bot.secret
        return {
            "no secret": {}, "an empty secret": {SECRET: ""}, "another secret": {SECRET: MARK + self.hexadecimal(20)},
            "a part of it": {SECRET: right[:-1]}, "more than it": {SECRET: right + "A"}, "its other case": {SECRET: right.swapcase()},
            "beyond ASCII": {SECRET: "é" * 24}, "very long": {SECRET: "A" * 20_000}, "said twice": {SECRET: right, SECRET.lower(): right},
            "in another header": {"X-Telegram-Secret": right}, "a tab before": {SECRET: "\t" + right[1:]},
        }  # fmt: skip


Parts = tuple[str, str, dict[str, str | bytes], bytes]


def _unsigned(forger: Forger, path: str) -> Parts:
    return "", path, {"Content-Type": forger.dice.choice(CONTENT_TYPES)}, forger.dice.choice(_BODIES)(forger)


def _odd_signature(forger: Forger, path: str) -> Parts:
    given = forger.dice.choice(["", "A" * 27 + "=", "é" * 28, "=" * 28, "A" * 20_000, MARK, " ", "null", "-1"])
    return "", path, {"Content-Type": FORM, SIGNATURE: given}, forger.form()


def _another_account(forger: Forger, path: str) -> Parts:
    other = Signer(replace(forger.sms, auth_token=forger.hexadecimal(32)))
    made = other.form(path, _plain(forger))
    return "", path, dict(made.headers), made.body


def _another_address(forger: Forger, path: str) -> Parts:
    """Signed as it would be for a neighbour; Twilio's own leniency about ports never reaches as far."""
    url = forger.dice.choice(["https://elsewhere.example.org", "http://tips.example.org", "https://tips.example.org:444", "https://tips.example.org/x"])
    made = Signer(replace(forger.sms, auth_token=forger.sms.auth_token, public_url=url)).form(path, _plain(forger))
    return "", path, dict(made.headers), made.body


def _altered(forger: Forger, path: str) -> Parts:
    """A true request of Twilio's, changed on its way."""
    made = Signer(forger.sms).form(path, _plain(forger))
    name = forger.dice.choice(["type", "cut", *_CHANGES])
    headers: dict[str, str | bytes] = dict(made.headers)
    if name == "type":
        headers["Content-Type"] = forger.dice.choice(["text/plain", "application/json", "", "multipart/form-data; boundary=x"])
    if name == "cut":
        return name, path, headers, made.body[: forger.dice.randrange(len(made.body) - 40)]
    target, more = _CHANGES.get(name, lambda f, p: (p, b""))(forger, path)
    return name, target, headers, made.body + more


_CHANGES: dict[str, Callable[[Forger, str], tuple[str, bytes]]] = {
    "field": lambda f, path: (path, b"&Body=" + MARK.encode()),
    "query": lambda f, path: (f"{path}?{MARK}=1", b""),
    "bytes": lambda f, path: (path, b"&x=" + f.odd_bytes().replace(b"\r\n", b"%0d%0a")),
    "path": lambda f, path: (f.dice.choice([door for door in SMS_DOORS if door != path]), b""),
    "long": lambda f, path: (path, b"&x=" + b"A" * MOST),
    "many": lambda f, path: (path, b"&x=1" * 2000),
}


def _unhashed_json(forger: Forger, path: str) -> Parts:
    """A JSON body is signed through its hash in the query: here another body came, or no hash."""
    made = Signer(forger.sms).json(path, json.dumps(_plain(forger)))
    target = made.path if forger.dice.random() < 0.5 else path
    return "", target, dict(made.headers), forger.dice.choice(_BODIES)(forger) + b" "


def _plain(forger: Forger) -> dict[str, str]:
    return {name: value.encode("utf-8", "replace").decode() for name, value in forger.fields().items()}


_WRONG_SMS: dict[str, Callable[[Forger, str], Parts]] = {
    "unsigned": _unsigned, "odd signature": _odd_signature, "another account": _another_account,
    "another address": _another_address, "altered": _altered, "JSON": _unhashed_json,
}  # fmt: skip
_BODIES: tuple[Callable[[Forger], bytes], ...] = (
    lambda f: b"", lambda f: f.form(), lambda f: f.update(), lambda f: f.odd_bytes() * f.dice.randint(1, 50),
    lambda f: f.dice.randbytes(f.dice.randint(1, 3000)), lambda f: b"[" * f.dice.choice([10, 900, 60_000]),
    lambda f: b'{"a":' * 9000 + b"1" + b"}" * 9000, lambda f: b'{"update_id": 1, "update_id": 2, "message": {}, "message": []}',
    lambda f: b'{"update_id": ' + b"9" * 5000 + b"}", lambda f: b'{"update_id": NaN, "message": Infinity}',
    lambda f: b'{"update_id": -1e999}', lambda f: "{\"update_id\": 1}".encode("utf-16"), lambda f: b"\xef\xbb\xbf" + f.update(),
    lambda f: f.update()[:-7], lambda f: b"a=1&" * 3000, lambda f: b"A" * (MOST + f.dice.randint(-2, 2)), lambda f: b"x" * (5 * MOST),
    lambda f: b"csrf=" + MARK.encode() + b"&seen=1&text=" + f.odd_bytes().replace(b"\r\n", b"%0d%0a"),
)  # fmt: skip
