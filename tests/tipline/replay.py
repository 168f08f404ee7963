"""A scripted chat played on a phone without a desk, as the rules of the rehearsal see it."""

from __future__ import annotations

import json
from typing import Any

from phone import PHRASES, Phone, text

from tipline import effects as fx
from tipline.message import Channel, Pin
from tipline.rehearsal import Played, Reply, shape


def play(chat: dict[str, Any]) -> Played:
    phone = Phone(channel=Channel(chat["channel"]), languages=tuple(PHRASES.languages))
    turns = []
    for turn in chat["turns"]:
        attach = turn.get("attach") or {}
        named: dict[str, Any] = {"photo": int(attach.get("type") == "photo"), "voice": int(attach.get("type") == "voice")}
        if attach.get("type") == "location":
            named["pin"] = Pin(attach["lat"], attach["lon"])
        phone.says(turn.get("text") or "", after=60 * turn.get("gap_min", 0.5), **named)
        turns.append(tuple(_reply(say, phone.channel) for say in phone.said))
        phone.said.clear()
    reports = [filed.report for filed in phone.reports.values()]
    kept = json.dumps(phone.state.to_dict(), ensure_ascii=False) + repr(reports)
    return Played(tuple(turns), tuple(shape(r, int(str(r.value("attachments") or 0))) for r in reports), kept)


def _reply(say: fx.Say, channel: Channel) -> Reply:
    return Reply(tuple(said.key for said in say.said), say.lang, text(say, channel))
