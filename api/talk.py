"""`tipline talk`: the conversation in a terminal, or scripted chats played against the real desk."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sms.segments
from api.phone import pictures, sounds
from api.readers import knowledge
from api.scene import Reply, Scene
from api.settings import Settings
from api.stand_ins import arrival
from tipline.desk.ports import Arrival
from tipline.message import Address, Channel
from tipline.rehearsal import Chat, shape

START = datetime(2026, 11, 22, 15, 0)  # noqa: DTZ001  (wall time of the line; the zone is added below)
PAUSE = timedelta(seconds=30)
NUMBER, CHAT = "+17735550142", "77355501"


def address_of(channel: str) -> Address:
    return Address(Channel.SMS, NUMBER) if channel == "sms" else Address(Channel.TELEGRAM, CHAT)


def start_at(zone: ZoneInfo) -> datetime:
    return START.replace(tzinfo=zone)


def play(chats: Iterable[Chat], settings: Settings) -> Iterator[dict[str, Any]]:
    """Play each chat (format: the reading set's README) on an installation of its own; one result a chat."""
    for _, result, _ in played(chats, settings):
        yield result


def played(chats: Iterable[Chat], settings: Settings) -> Iterator[tuple[Chat, dict[str, Any], Path]]:
    """(chat, result, folder of its installation); the folder is gone once the next is asked for."""
    with tempfile.TemporaryDirectory(prefix="talk-") as folder:
        template, start = Path(folder) / "template", start_at(settings.zone)
        known = knowledge(settings)
        Scene(template, start, settings, known=known).close()
        for number, chat in enumerate(chats):
            installation = Path(folder) / str(number)
            scene = Scene(installation, start, settings, template=template, known=known)
            try:
                yield chat, asyncio.run(_play_one(scene, chat)), installation
            finally:
                scene.close()


async def _play_one(scene: Scene, chat: Mapping[str, Any]) -> dict[str, Any]:
    address = address_of(chat["channel"])
    turns = []
    for number, turn in enumerate(chat["turns"], 1):
        if number > 1:
            gap = turn.get("gap_min")
            await _wait(scene, timedelta(minutes=gap) if gap is not None else PAUSE)
        for arrived in arrivals(scene, address, turn):
            await scene.hears(arrived)
        turns.append({"turn": number, "replies": [reply_json(r, address.channel) for r in scene.replies(address)]})
    reports = [shape(row.report, scene.attachments(row.id)) for row in scene.reports(address)]
    return {"id": chat["id"], "turns": turns, "reports": reports}


async def _wait(scene: Scene, span: timedelta) -> None:
    """Let time pass as the worker would see it: timers on the way ring."""
    scene.pass_time(span)
    await scene.work()


def arrivals(scene: Scene, address: Address, turn: Mapping[str, Any]) -> list[Arrival]:
    """One scripted turn as the vendor would deliver it."""
    text, attach = turn.get("text") or "", turn.get("attach") or {}
    kind = attach.get("type")
    vendors = scene.vendors
    if kind == "photo":
        made = [vendors.photo(address, pictures.jpeg("vans"), text)]
    elif kind == "voice":
        made = [vendors.voice(address, sounds.note())]
    elif kind == "location":
        made = [vendors.pin(address, attach["lat"], attach["lon"])]
    else:
        made = []
    if text and kind != "photo":
        made.append(vendors.text(address, text))
    return [arrival(request) for request in made]


def reply_json(reply: Reply, channel: Channel) -> dict[str, Any]:
    segments = sms.segments.segments(reply.text) if channel is Channel.SMS else 1
    return {"text": reply.text, "keys": list(reply.keys), "lang": reply.lang, "segments": segments}


def chats_in(path: Path) -> list[Chat]:
    """The chats of a script, one JSON object a line. Raises ValueError naming the line that cannot be read."""
    chats = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            chat = json.loads(line)
            chat["id"], chat["channel"], chat["turns"]
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"Line {number} of the script is no chat: id, channel and turns are needed.") from error
        chats.append(chat)
    return chats


def script(path: Path, settings: Settings) -> Iterator[str]:
    """One JSON line a chat of a script file. Raises ValueError naming the line that cannot be read."""
    for result in play(chats_in(path), settings):
        yield json.dumps(result, ensure_ascii=False)


def converse(settings: Settings, channel: str, ask: Any, show: Any) -> None:
    """A conversation typed in a terminal until the input ends. A line `photo` sends one, `pin LAT LNG` a pin."""
    address = address_of(channel)
    with tempfile.TemporaryDirectory(prefix="talk-") as folder:
        scene = Scene(Path(folder), start_at(settings.zone), settings)
        try:
            while (line := ask()) is not None:
                asyncio.run(_one_line(scene, address, line))
                for reply in scene.replies(address):
                    show(reply)
                scene.pass_time(PAUSE)
        finally:
            scene.close()


async def _one_line(scene: Scene, address: Address, line: str) -> None:
    words = line.split()
    turn: dict[str, Any] = {"text": line}
    if words == ["photo"]:
        turn = {"text": "", "attach": {"type": "photo"}}
    elif len(words) == 3 and words[0] == "pin":
        turn = {"text": "", "attach": {"type": "location", "lat": float(words[1]), "lon": float(words[2])}}
    for arrived in arrivals(scene, address, turn):
        await scene.hears(arrived)
