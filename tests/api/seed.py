"""A desk on a folder, with synthetic reports put in through the store. Numbers are 773-555-01xx; nobody here is real."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import anyio.to_thread
from PIL import Image, ImageDraw

from storage.engine import make_engine
from storage.keys import FileKeys, init_keys
from storage.migrate import upgrade
from storage.seals import AesSeals
from storage.store import SqlStore
from storage.vault import open_vault
from tipline.desk.records import CaseEvent, Line, Session
from tipline.message import Address, Channel, Media
from tipline.places import FACTS, City, load_city, locate
from tipline.report import Fact, Report, State
from tipline.triage import traits

NOW = datetime(2026, 11, 22, 21, 4, 7, tzinfo=UTC)  # 15:04:07 in Chicago
CHICAGO = Path(__file__).parents[2] / "tipline" / "places" / "facts" / "chicago"


class Clock:
    """Stands still until moved."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class Phrases:
    """Says the key itself: enough to see that the desk said something."""

    def say(self, key: str, lang: str, /, **params: str) -> str:
        return f"[{lang}] {key} {' '.join(params.values())}".strip()


@dataclass
class Desk:
    """What `app.state.wiring` has to be for the console."""

    store: SqlStore
    seals: AesSeals
    vault: Any
    clock: Any
    city: City
    settings: Any
    means: Any
    tokens: dict[str, str] = field(default_factory=dict)  # staff name -> session token

    async def call(self, use_case: Callable[..., Any], *args: Any, **named: Any) -> Any:
        return await anyio.to_thread.run_sync(lambda: use_case(*args, **named))

    def close(self) -> None:
        self.store.close()


def city() -> City:
    return load_city({name: (CHICAGO / name).read_text(encoding="utf-8") for name in FACTS})


def desk(folder: Path, clock: Any = None) -> Desk:
    """An empty desk with three people signed in: dana (dispatcher), sol (supervisor), ada (admin)."""
    url = f"sqlite:///{folder}/tipline.db"
    upgrade(url)
    init_keys(folder / "keys")
    seals = AesSeals(FileKeys(folder / "keys"))
    store, clock = SqlStore(make_engine(url), "test"), clock or Clock()
    settings = SimpleNamespace(line_name="Chicago Tip Line", public_url="", map_file="", zone=ZoneInfo("America/Chicago"))
    town = city()
    means = SimpleNamespace(
        store=store, seals=seals, phrases=Phrases(), zone=settings.zone, hold_at_night=False,
        line=SimpleNamespace(hotline="ICIRR 855-435-7693"), read=lambda text, **known: SimpleNamespace(lang="en", masked_text=text),
        locate=partial(locate, city=town),
    )
    made = Desk(store, seals, open_vault(str(folder / "vault")), clock, town, settings, means)
    for name, role in (("dana", "dispatcher"), ("lee", "dispatcher"), ("sol", "supervisor"), ("ada", "admin")):
        staff(made, name, role)
    return made


def staff(made: Desk, name: str, role: str) -> None:
    """One more person, signed in."""
    now = made.clock.now()
    token = made.tokens[name] = hashlib.sha256(name.encode()).hexdigest()
    with made.store.write() as tx:
        staff_id = tx.staff.add(name, role, "no password signs in here", None, now)
        tx.staff.add_session(Session(hashlib.sha256(token.encode()).digest(), staff_id, f"csrf-{name}", now, now))


@dataclass(frozen=True)
class Told:
    """One synthetic report. `says`: (text, seconds after the first); facts as field -> (value, words)."""

    pseudonym: str
    reference: str
    says: Sequence[str]
    facts: Mapping[str, tuple[object, str]]
    ago: timedelta
    channel: Channel = Channel.SMS
    lang: str = "en"
    lane: str = "standard"
    urgency: int = 40
    reasons: tuple[str, ...] = ()
    state: State = State.OPEN
    photos: int = 0
    opted_out: str | None = None
    district: str | None = None


def tell(made: Desk, told: Told, case_id: int | None = None) -> int:
    """Put a report into the store, with its conversation; gives the case it is filed in."""
    at = made.clock.now() - told.ago
    with made.store.write() as tx:
        reporter = tx.people.add_reporter(told.pseudonym, at)
        key = made.seals.new_data_key(reporter)
        tx.people.set_key(reporter, key)
        sms = told.channel is Channel.SMS
        number = Address(told.channel, f"+177355501{reporter % 100:02d}" if sms else f"{900_000 + reporter}")
        address = tx.people.add_address(reporter, told.channel, made.seals.lookup(number), at)
        sealed = made.seals.seal(key, f"address:{address}", "address", number.value)
        tx.people.set_sealed(address, made.seals.lookup(number), sealed)
        contact = tx.people.contact(address)
        tx.people.save(replace(contact, lang=told.lang, opted_out=told.opted_out, last_inbound_at=at))
        messages = [
            tx.messages.add(
                reporter_id=reporter, address_id=address, report_id=None, at=at + timedelta(seconds=20 * i),
                kind="message", masked_text=text, lang=told.lang, amends=None, lat=None, lng=None, reading={},
                vendor_lookup=hashlib.sha256(f"{told.reference}{i}".encode()).digest(),
            )
            for i, text in enumerate(told.says)
        ]
        facts = {name: Fact(value, _source(messages, told.says, words), words) for name, (value, words) in told.facts.items()}
        report = Report(told.reference, told.state, told.lang, MappingProxyType(facts))
        fresh = case_id is None
        case_id = tx.cases.add(at) if case_id is None else case_id
        report_id = tx.reports.add(reporter_id=reporter, address_id=address, case_id=case_id, at=at, report=report)
        tx.messages.attach(messages, report_id)
        if fresh:
            tx.cases.add_event(CaseEvent(case_id, at, "line", "opened", after=told.reference))
        case = tx.cases.get(case_id)
        tx.cases.save(
            replace(case, urgency=max(told.urgency, case.urgency if not fresh else 0), reasons=told.reasons, lane=told.lane, district=told.district,
                    traits=traits([row.report for row in tx.reports.of_case(case_id)])), None
        )
        _answer(tx, address, case_id, told, at)
        for index in range(told.photos):
            photo(made, tx, report_id, messages[-1], address, at + timedelta(seconds=30), index)
        tx.changes.bump("case", case_id)
    return case_id


def _source(messages: Sequence[int], says: Sequence[str], words: str) -> int:
    found = next((i for i, text in enumerate(says) if words and words in text), 0)
    return messages[found]


def _answer(tx: Any, address: int, case_id: int, told: Told, at: datetime) -> None:
    spanish = told.lang == "es"
    text = (
        f"Chicago Tip Line, leído por la Policía de Chicago: recibido, ref {told.reference}. No es el 911: si alguien está herido o en peligro, llame al 911."
        if spanish else
        f"Chicago Tip Line, read by Chicago Police: received, ref {told.reference}. Not 911: if anyone is hurt or in danger, call 911."
    )
    ask = "¿Dónde es? Basta una esquina o dirección." if spanish else "Where is it? A corner or address is enough."
    row = tx.outbox.add(
        address_id=address, case_id=case_id, stream="conversation", notice="received", notice_number=1, urgent=False,
        lang=told.lang, lines=[Line("received", text), Line("ask_place", ask, True)], choices=(), silent=False,
        created_at=at + timedelta(seconds=4), not_before=at, author=None,
    )
    held = tx.outbox.get(row)
    tx.outbox.save(replace(held, state="delivered", delivery="delivered", segments=2, sent_at=at + timedelta(seconds=5)))


def photo(made: Desk, tx: Any, report_id: int, message: int, address: int, at: datetime, index: int = 0, *, readable: bool = True) -> int:
    """One stored photo with its derivatives; not `readable`: kept, but cannot be displayed."""
    data = _picture(report_id * 10 + index, 1600, 1200) if readable else b"\xff\xd8\xff broken"
    digest = hashlib.sha256(data).hexdigest()
    made.vault.put(f"originals/{digest[:2]}/{digest}", data)
    views = {}
    if readable:
        for name, size in (("thumb", (320, 240)), ("view", (1600, 1200))):
            key = f"views/{digest[:2]}/{digest}/{name}"
            made.vault.put(key, _picture(report_id * 10 + index, *size))
            views[name] = key
    evidence = tx.evidence.add(
        report_id=report_id, message_id=message, address_id=address, media=Media.PHOTO, at=at, state="wanted",
        content_type="image/jpeg", size=len(data),
    )
    row = tx.evidence.get(evidence)
    tx.evidence.save(replace(
        row, state="stored", sha256=digest, size=len(data), vault_key=f"originals/{digest[:2]}/{digest}", views=views,
        width=1600 if readable else None, height=1200 if readable else None, display="ok" if readable else "cannot_display",
        stored_at=at + timedelta(seconds=2), vendor_deleted_at=at + timedelta(seconds=8),
    ))
    return evidence


def _picture(seed: int, width: int, height: int) -> bytes:
    """A street that never was: sky, ground, two vans."""
    image = Image.new("RGB", (width, height), (150 + seed % 40, 165, 185))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, height * 0.62, width, height), fill=(92, 94, 98))
    for i in range(2):
        x = width * (0.12 + 0.42 * i + (seed % 7) * 0.01)
        draw.rounded_rectangle((x, height * 0.45, x + width * 0.3, height * 0.72), width * 0.02, fill=(232, 233, 235))
        for wheel in (0.05, 0.21):
            draw.ellipse((x + width * wheel, height * 0.68, x + width * (wheel + 0.06), height * 0.68 + width * 0.06), fill=(30, 30, 32))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def where(label: str, lat: float, lng: float, district: str, radius: int = 40) -> dict[str, object]:
    return {
        "status": "point", "label": label, "lat": lat, "lng": lng, "radius_m": radius, "method": "crossing",
        "districts": [district], "beats": [], "community_areas": [], "wards": [], "candidates": [],
    }


STORIES = (
    Told(
        "Heron 4821", "K7Q2",
        ("ICE grabbed a man at 26th and Kedzie, 4 agents, 2 white vans, 5 min ago", "he is bleeding from the head. they are still here"),
        {
            "activity": (["detention"], "grabbed a man"), "agencies": (["ICE"], "ICE"), "agents": ([4, 4], "4 agents"),
            "vehicles": (2, "2 white vans"), "descriptions": (["white vans"], "white vans"),
            "place_text": ("26th and Kedzie", "26th and Kedzie"), "place": (where("26th & Kedzie", 41.8443, -87.7051, "10"), "26th and Kedzie"),
            "when": ({"kind": "ago", "minutes": 5}, "5 min ago"), "ongoing": (True, "still here"), "injury": ("reported", "bleeding from the head"),
        },
        timedelta(minutes=4, seconds=12), lane="urgent", urgency=90, reasons=("injury", "detention"), photos=2, district="10",
    ),
    Told(
        "Garza 1177", "P3XM",
        ("Se llevaron a dos muchachos en la 18 y Blue Island, eran como 6 agentes con mascaras, camioneta negra",),
        {
            "activity": (["detention", "masked_no_id"], "Se llevaron a dos muchachos"), "agents": ([6, 6], "como 6 agentes"),
            "place_text": ("la 18 y Blue Island", "la 18 y Blue Island"), "place": (where("18th & Blue Island", 41.8579, -87.6631, "12"), "la 18 y Blue Island"),
            "vehicles": (1, "camioneta negra"), "when": ({"kind": "now"}, ""),
        },
        timedelta(minutes=11), channel=Channel.TELEGRAM, lang="es", lane="urgent", urgency=80, reasons=("detention",), photos=1, district="12",
    ),
    Told(
        "Plover 3306", "7WRD", ("two unmarked SUVs parked outside the school on 47th and Damen, guys in vests",),
        {
            "activity": (["sighting"], "two unmarked SUVs parked"), "place_text": ("47th and Damen", "47th and Damen"), "vehicles": (2, "two unmarked SUVs"),
            "place": (where("47th & Damen", 41.8083, -87.6743, "9"), "47th and Damen"), "place_type": (["school"], "school"), "descriptions": (["guys in vests"], "guys in vests"),
        },
        timedelta(minutes=23), urgency=45, district="9",
    ),
    Told("Sparrow 0912", "M4TT", ("they are taking people right now please hurry",),
         {"activity": (["detention"], "taking people"), "when": ({"kind": "now"}, "right now"), "ongoing": (True, "right now")},
         timedelta(minutes=2), lane="no_place", urgency=60, reasons=("no place yet",)),
    Told("Wren 5540", "Q9BH", ("checkpoint on Cicero near Roosevelt, stopping every car", "STOP"),
         {"activity": (["checkpoint"], "checkpoint"), "place_text": ("Cicero near Roosevelt", "Cicero near Roosevelt"), "place": (where("Roosevelt & Cicero", 41.8657, -87.7452, "15", 150), "Cicero near Roosevelt")},
         timedelta(hours=1, minutes=40), urgency=50, opted_out="carrier", district="15"),
    Told("Kestrel 2214", "R2DZ", ("Last March they pulled my neighbor out of his truck at Pulaski and Armitage. I have a video",),
         {"activity": (["stop_vehicle"], "pulled my neighbor out of his truck"), "place": (where("Armitage & Pulaski", 41.9173, -87.7263, "25"), "Pulaski and Armitage"), "when": ({"kind": "date", "text": "Last March"}, "Last March")},
         timedelta(hours=5), lane="past", urgency=20, district="25"),
    Told("Egret 7710", "T8KK", ("jk this was fake lol",), {"activity": (["sighting"], "")}, timedelta(hours=7), lane="withdrawn", urgency=5, state=State.SET_ASIDE),
    Told("Swift 6031", "V5NA", ("شاحنتان بيضاوان أمام المسجد في شارع بولاسكي",), {"activity": (["sighting"], "شاحنتان بيضاوان"), "place_text": ("شارع بولاسكي", "شارع بولاسكي"), "vehicles": (2, "شاحنتان بيضاوان")},
         timedelta(minutes=35), lang="ar", lane="no_place", urgency=42),
)


def stories(made: Desk) -> list[int]:
    """The whole seeded scene; gives the cases in the order of STORIES."""
    cases = [tell(made, story) for story in STORIES]
    tell(made, replace(STORIES[0], pseudonym="Finch 8120", reference="B6YU", says=("man detained by ICE, 26th st and kedzie ave, blood on his face",),
         facts={"activity": (["detention"], "man detained"), "injury": ("reported", "blood on his face"), "place": (STORIES[0].facts["place"][0], "26th st and kedzie ave")},
         ago=timedelta(minutes=3), photos=0), cases[0])
    return cases
