"""Requests that a vendor really signed and that mean nothing: shapes of tomorrow, wrong types, empty envelopes, repeats."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from api.stand_ins import arrival
from bot.fake import FakeTelegram, WebhookRequest
from bot.settings import WEBHOOK, BotSettings
from sms.fake import FakeTwilio, SignedRequest
from sms.settings import SmsSettings
from tests.fuzz.forge import SECRET
from tests.fuzz.wire import Raw, request
from tipline.desk.ports import Arrival
from tipline.message import Channel

CHAT = 7735550167
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**31, 2**63, 2**64, 10**300, 1e308, float("nan"), float("inf"), "", " ", "\x00", "\ud800", "é" * 500,
    "x" * 5000, [], {}, [[]], [None], {"": None}, {"id": {}}, [{}, {}], "9" * 50, "<b>", "-0", "1e5", "whatsapp:+1", "+", "STOP",
)  # fmt: skip
ODD_FORMS: tuple[dict[str, str], ...] = (
    {}, {"From": ""}, {"From": "+17735550167"}, {"Body": "words of nobody"}, {"MessageSid": "SM" + "x" * 100}, {"From": "\x00", "MessageSid": "\x00"},
    {"From": "+1" + "7" * 500, "Body": "x" * 20_000}, {"From": "whatsapp:+17735550167", "MessageSid": "SMw"}, {"MessageStatus": "delivered"},
    {"MessageStatus": "no such status", "MessageSid": "SMn"}, {"From": "anonymous", "Body": "\u202e🚨", "NumMedia": "-1"},
    {"From": "+17735550167", "MessageSid": "SMm", "NumMedia": "99", **{f"MediaUrl{n}": "file:///etc/passwd" for n in range(12)}},
    {"From": "+17735550167", "MessageSid": "SMu", "MediaUrl0": "http://[::1", "MediaContentType0": "/;;"},
    {"From": "+17735550167", "OptOutType": "MAYBE", "MessageSid": "SMo", "Body": "\r\n"}, {f"Field{n}": str(n) for n in range(900)},
)  # fmt: skip


@dataclass
class Nonsense:
    """True requests of both vendors without sense. `arrived` names what the line has to remember, once each."""

    sms: SmsSettings
    bot: BotSettings
    dice: random.Random
    twilio: FakeTwilio
    telegram: FakeTelegram
    arrived: set[tuple[Channel, str]] = field(default_factory=set)
    _sent: list[Raw] = field(default_factory=list)

    def signed(self, count: int) -> Iterator[Raw]:
        for _ in range(count):
            if self._sent and self.dice.random() < 0.2:
                yield self.dice.choice(self._sent)  # the same once more
                continue
            made = self.dice.choice([self._form, self._json, self._status, self._update, self._update, self._update])()
            self._sent.append(made)
            yield made

    def _form(self) -> Raw:
        fields = dict(self.dice.choice(ODD_FORMS))
        if self.dice.random() < 0.5:
            fields["MessageSid"] = self.dice.choice(["SM", "", "SM ", "é"]) + f"{self.dice.getrandbits(60):x}"
        return self._twilio("form", self.twilio.signer.form("/sms/inbound", fields), stored=True)

    def _json(self) -> Raw:
        body = self.dice.choice([
            "null", "[]", "0", '"words"', "{}", "NaN", '{"From": NaN}', '{"From": ["+17735550167"], "Body": {"a": 1}}', "[" * 900 + "]" * 900,
            "[" * 30_000, '{"a":' * 5000 + "1" + "}" * 5000, '{"MessageSid": "SMa", "MessageSid": "SMb", "From": null}', '{"From": "\\ud800"}',
            '{"n": ' + "9" * 5000 + "}", json.dumps({"From": self.dice.choice(ODD_VALUES), "Body": self.dice.choice(ODD_VALUES)}),
        ])  # fmt: skip
        return self._twilio("JSON", self.twilio.signer.json("/sms/inbound", body), stored=True)

    def _status(self) -> Raw:
        """Of a message nobody sent, in words nobody knows."""
        status = self.dice.choice(["delivered", "failed", "undelivered", "sent", "", "read", "DELIVERED", "x" * 900, "\x00"])
        fields = {"MessageStatus": status, "MessageSid": "SM0", "ErrorCode": self.dice.choice(["", "30003", "²", "9" * 40, "-1", "21610"])}
        query = self.dice.choice(["", "?token=", "?token=a&token=b", "?token=%ED%A0%80", "?token=" + "A" * 3000, "?x=1", "?token=%00"])
        return self._twilio("status", self.twilio.signer.form("/sms/status" + query, fields), stored=False)

    def _update(self) -> Raw:
        """A true update with one or more of its parts replaced, or something that never was one."""
        if self.dice.random() < 0.3:
            body = self.dice.choice([
                b"", b"null", b"[]", b"{}", b'{"update_id": true}', b'{"update_id": 1.5}', b'{"update_id": NaN}', b'{"update_id": -7}', b"\xff\x00",
                b'{"update_id": ' + b"9" * 4000 + b"}", b'{"update_id": 3, "message": null}', b"[" * 900, b"[" * 60_000, b'{"a":' * 9000,
                b'{"update_id": 4, "edited_channel_post": {"chat": 1}}', b'{"update_id": 5, "message_of_tomorrow": {"chat": {"id": 7735550167}}}',
                b'{"update_id": 6, "update_id": 7, "message": {"chat": []}, "message": 8}', '{"update_id": 1}'.encode("utf-16"), b'{"update_id": "8"}',
            ])  # fmt: skip
        else:
            update = json.loads(self._true_update().body)
            for _ in range(self.dice.randint(1, 3)):
                self._spoil(update)
            body = json.dumps(update).encode()
        headers: dict[str, str | bytes] = {SECRET: self.bot.secret, "Content-Type": "application/json"}
        self._remember(arrival(WebhookRequest(WEBHOOK, {}, body)))
        return request("signed update", "POST", WEBHOOK, headers, body)

    def _true_update(self) -> WebhookRequest:
        phone = self.telegram
        return self.dice.choice([
            lambda: phone.message(CHAT, "two vans at 26th and Kedzie"), lambda: phone.photo(CHAT, b"x", "look"), lambda: phone.voice(CHAT, b"x"),
            lambda: phone.document(CHAT, b"x"), lambda: phone.pin(CHAT, 41.8, -87.7), lambda: phone.venue(CHAT, 41.8, -87.7, "Church", "26th St"),
            lambda: phone.group_message(-CHAT, "hello"), lambda: phone.block(-CHAT), lambda: phone.video(CHAT, b"x"), lambda: phone.migrate(-CHAT)[0],
        ])()  # fmt: skip

    def _spoil(self, update: dict[str, Any]) -> None:
        """Replace, drop or add one field anywhere inside."""
        holders = [found for found in _inside(update) if found]
        if not holders:
            return
        where = self.dice.choice(holders)
        name = self.dice.choice(list(where) if isinstance(where, dict) else range(len(where)))
        if isinstance(where, dict) and self.dice.random() < 0.2:
            del where[name]
        elif isinstance(where, dict) and self.dice.random() < 0.2:
            where["field_of_tomorrow"] = deepcopy(self.dice.choice(ODD_VALUES))
        else:
            where[name] = deepcopy(self.dice.choice(ODD_VALUES))

    def _twilio(self, kind: str, made: SignedRequest, *, stored: bool) -> Raw:
        if stored:
            self._remember(arrival(made))
        return request(f"signed {kind}", "POST", made.path, dict(made.headers), made.body)

    def _remember(self, arrived: Arrival) -> None:
        self.arrived.add((arrived.channel, arrived.vendor_id or f"body:{arrived.payload!r}"))


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for item in value.values() if isinstance(value, dict) else value:
            yield from _inside(item)
