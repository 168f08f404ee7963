"""R17: from a backup made under load everything comes back but the last minute, and the line goes on where it was.

People write while backups are made; then the machine is lost. The newest backup is restored elsewhere with the copy of the
key folder. Every message acknowledged before that backup began is there, once; what came later is at most a minute old,
and comes in when the vendor brings it again. The custody log holds, evidence matches its hashes, conversations go on, what
was waiting to be sent is not said twice, and who was forgotten stays forgotten, also from an older backup.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from api import asking, keeping, processes
from api.settings import Settings
from api.stand_ins import Request, arrival
from storage.backup import Manifest
from storage.engine import make_engine
from storage.keys import FileKeys
from storage.seals import AesSeals
from storage.store import SqlStore
from storage.tables import message
from storage.vault import open_vault
from tests.desk.line import SAW, Line, Phone, open_line
from tests.drills.contract import Outcome, Size
from tests.drills.room import heard, know, number, outcome, queue
from tests.storage import postgres
from tipline.desk import inbox
from tipline.message import Channel

DATABASES = ("sqlite", "postgresql")
_AT_MOST = timedelta(seconds=60)
_LETTERS = "bcdfghjklmnprstvwz"


@dataclass
class Story:
    """What really happened, kept outside the line. `acked`: marker -> (when, the vendor's request)."""

    acked: dict[str, tuple[datetime, Request]] = field(default_factory=dict)
    begun: list[tuple[datetime, frozenset[str], Manifest]] = field(default_factory=list)  # with what was acked before
    waiting: dict[str, str] = field(default_factory=dict)  # address -> the notice that waited when the last one was made


def run(database: str, size: Size) -> Outcome:
    seed, began = random.SystemRandom().randrange(1 << 32), time.monotonic()
    print(f"R17 {database}: seed {seed}", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="drill-") as folder,
        _places(database) as (url, empty),
        open_line(Path(folder) / "line", url=url, schedule="Local Records Act 12-3") as line,
    ):
        found = asyncio.run(_drill(line, Path(folder), empty, random.Random(seed), size))
    words = found.words if found.ok else f"seed {seed}: {found.words}"
    return replace(found, seconds=time.monotonic() - began, words=words)


@contextmanager
def _places(database: str) -> Iterator[tuple[str, str]]:
    """The address of a database, and of an empty one elsewhere; "" for a file in the line's own folder."""
    if database == "sqlite":
        yield "", ""
        return
    with postgres.running() as server, server.database() as url, server.database(migrated=False) as empty:
        yield url, empty


async def _drill(line: Line, folder: Path, empty: str, chance: random.Random, size: Size) -> Outcome:
    began, story = time.monotonic(), Story()
    people = [line.phone(chance.choice(list(Channel))) for _ in range(size.pick(5, 25, 100))]
    leavers = [line.phone(), line.phone()]
    for leaver in leavers:
        await leaver.says("hello")
    gone = [leaver.contact.address_id for leaver in leavers]
    await leavers[0].says("FORGET ME")
    for n in range(size.pick(3, 8, 20)):
        await _under_load(line, folder, story, people, chance, size)
        if n == 0:
            await leavers[1].says("FORGET ME")  # the first backup still knows this one
    await _last_minute(line, story, people, chance)
    lost_at = line.now
    restoring = time.monotonic()
    there, faults = _restored(line, folder, empty, None)
    took = time.monotonic() - restoring
    lost, late = _missing(there, story)
    if late and max(lost_at - story.acked[m][0] for m in late) > _AT_MOST:
        faults.append("what was lost is older than a minute")
    await _vendor_comes_again(there, story)
    doubled = _doubled(there, story)
    faults += [*await _goes_on(there, people), *_still_forgotten(there, gone), *_said_once(there, story)]
    faults += _verified(there)
    there.wiring.store.close()
    if line.wiring.settings.embedded:  # an older one, into a third place
        oldest, more = _restored(line, folder / "older", "", story.begun[0][2].name, backups=folder / "backups")
        faults += [*more, *_still_forgotten(oldest, gone)]
        oldest.wiring.store.close()
    counts = {
        "messages": len(story.acked), "backups": len(story.begun), "after the last": len(late), "forgotten": len(gone),
        "restored in ms": int(took * 1000),
    }
    held = f"all but the {len(late)} of the last minute came back, those when the vendor brought them again"
    return outcome("R17", "postgresql" if empty else "sqlite", began, counts, faults, held, lost=len(lost), doubled=doubled)


async def _says(line: Line, story: Story, phone: Phone, chance: random.Random) -> None:
    marker = "".join(chance.choices(_LETTERS, k=9))
    words = f"{SAW if chance.random() < 0.3 else 'they are still here'} {marker}"
    photo = chance.random() < 0.15
    request = line.vendors.photo(phone.address, chance.randbytes(400), words) if photo else line.vendors.text(phone.address, words)
    assert inbox.accept(line.wiring.store, line.wiring.seals, arrival(request), line.now)
    story.acked[marker] = (line.now, request)
    line.pass_time(timedelta(milliseconds=chance.randrange(50, 900)))
    if chance.random() < 0.5:
        await line.work()


async def _under_load(line: Line, folder: Path, story: Story, people: list[Phone], chance: random.Random, size: Size) -> None:
    """One backup, made while messages arrive."""
    for phone in chance.sample(people, len(people) // 2):
        await _says(line, story, phone, chance)
    if len(story.begun) == 1:
        contacts = know(line, Channel.SMS, [number(n) for n in range(3)])
        story.waiting = {number(n): f"Notice {n + 2} - K7Q2: an officer is documenting it." for n in range(3)}
        await line.work()
        queue(line, list(zip(contacts, story.waiting.values(), strict=True)))
    began, before = line.now, frozenset(story.acked)
    making = asyncio.create_task(asyncio.to_thread(
        keeping.back_up, line.wiring.settings, folder / "backups", keep=1000, say=lambda _: None,
        programs=postgres.binaries(), clock=line.clock,
    ))
    while not making.done():
        await _says(line, story, chance.choice(people), chance)
        await asyncio.sleep(0.01)
    story.begun.append((began, before, await making))
    await line.work()


async def _last_minute(line: Line, story: Story, people: list[Phone], chance: random.Random) -> None:
    """What comes in after the newest backup; the machine is lost before the next, which is a minute later."""
    until = story.begun[-1][0] + _AT_MOST
    for _ in range(len(people)):
        if line.now < until - timedelta(seconds=5):
            await _says(line, story, chance.choice(people), chance)


def _restored(line: Line, folder: Path, empty: str, name: str | None, backups: Path | None = None) -> tuple[Line, list[str]]:
    """Another installation from the backups and the key folder's copy, with the same phones and vendors around it."""
    settings: Settings = line.wiring.settings.model_copy(
        update={"data_dir": folder / "new" / "data", "key_dir": folder / "new" / "keys", "database_url": empty, "vault_url": ""}
    )
    shutil.copytree(line.wiring.settings.key_dir, settings.key_dir)
    done = keeping.bring_back(
        settings, backups or folder / "backups", name=name, without_keys=False, say=lambda _: None,
        programs=postgres.binaries(), clock=line.clock,
    )
    store, seals = SqlStore(make_engine(settings.database), "drill"), AesSeals(FileKeys(settings.key_dir))
    incoming = settings.data_dir / "incoming"
    incoming.mkdir(exist_ok=True)
    made = object.__new__(Line)
    made.__dict__.update(line.__dict__)
    made.wiring = replace(
        line.wiring, settings=settings, means=replace(line.means, store=store, seals=seals), store=store, seals=seals,
        vault=open_vault(settings.vault), incoming=incoming,
    )
    return made, list(done.faults)


def _held(line: Line) -> list[str]:
    with line.wiring.store.read() as tx:
        understood = [row.masked_text for row in tx.conn.execute(select(message.c.masked_text))]
        waiting = [line.wiring.seals.open_inbox(row.payload).decode() for row in tx.inbox.due(line.now, 10_000)]
    return understood + waiting


def _times(line: Line, story: Story) -> Counter[str]:
    text = "\n".join(_held(line))
    return Counter({marker: text.count(marker) for marker in story.acked})


def _missing(line: Line, story: Story) -> tuple[list[str], list[str]]:
    """(acknowledged before the newest backup began, and not there; acknowledged later, and not there)."""
    times, (_, before, _made) = _times(line, story), story.begun[-1]
    missing = [marker for marker in story.acked if not times[marker]]
    return [m for m in missing if m in before], [m for m in missing if m not in before]


async def _vendor_comes_again(line: Line, story: Story) -> None:
    """Reconcile finds what was missed; here every request of the day comes once more."""
    for _, request in story.acked.values():
        inbox.accept(line.wiring.store, line.wiring.seals, arrival(request), line.now)
    for _ in range(8):
        await line.work()
        await asking.settle_unknown(line.wiring)
        line.pass_time(timedelta(minutes=1))
    await line.work()


def _doubled(line: Line, story: Story) -> int:
    times = _times(line, story)
    return sum(count - 1 for count in times.values() if count > 1) + sum(1 for m in story.acked if not times[m])


async def _goes_on(line: Line, people: list[Phone]) -> list[str]:
    faults = []
    for phone in people:
        known = Phone(line, phone.address)
        line.replies(known.address)
        if not known.reports:
            continue
        reference = known.reports[0].report.reference
        told = " ".join(reply.text for reply in await known.says("STATUS"))
        if reference not in told:
            faults.append(f"a conversation does not go on: {reference} was not told its status")
    return faults


def _still_forgotten(line: Line, gone: list[int]) -> list[str]:
    with line.wiring.store.read() as tx:
        back = [address for address in gone if tx.people.contact(address).wrapped_key is not None]
    return [f"{len(back)} people who were forgotten are known again"] if back else []


def _said_once(line: Line, story: Story) -> list[str]:
    told = heard(line, Channel.SMS)
    wrong = [where for where, text in story.waiting.items() if told.get(where, []).count(text) != 1]
    return [f"{len(wrong)} notices that had gone after the backup were not said exactly once"] if wrong else []


def _verified(line: Line) -> list[str]:
    """Chain and originals, as the command checks them."""
    faults, _entries, _originals = processes.verify_custody(line.wiring.settings)
    return faults
