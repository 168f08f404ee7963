"""Looks at the whole database and says what does not hold. Remembers, so that it sees what moved backwards."""

from __future__ import annotations

import base64
import re
from collections import Counter
from typing import Any

from sqlalchemy import func, select

from storage.tables import (
    address,
    banner,
    case_file,
    dialogue,
    evidence,
    inbox,
    message,
    metadata,
    outbox,
    reporter,
    seen,
    timer,
)
from tests.simulation.ledger import Broken, Doubled, Ledger, Lost, Phone
from tests.simulation.texts import PLANTED
from tests.simulation.world import World
from tipline import custody, delivery
from tipline.delivery import OutboxState

_SETTLED = frozenset({OutboxState.ACCEPTED, OutboxState.DELIVERED, OutboxState.FAILED, OutboxState.CANCELLED})
_SHORTEST = 6  # bytes; anything shorter stands everywhere by chance
_VENDOR_ID = re.compile(rb"\b(?:SM|MM|ME)[0-9a-f]{32}\b|FAKE[0-9a-f]{32}")
_RANK = {None: 0, "accepted": 1, "sent": 2, "failed": 3, "delivered": 4}


def _reachable() -> dict[str, set[str]]:
    """Into which states a message may come from each, by any number of moves of the table."""
    found: dict[str, set[str]] = {state.value: {state.value} for state in OutboxState}
    for _ in OutboxState:
        for (before, _event), after in delivery.TABLE.items():
            found[before.value] |= found[after.value]
    return found


class Inspector:
    """One run's memory of how things stood."""

    def __init__(self, world: World, ledger: Ledger, phones: list[Phone]) -> None:
        self._world, self._ledger, self._phones = world, ledger, phones
        self._may = _reachable()
        self._states: dict[int, tuple[str, str | None]] = {}
        self._versions: dict[int, int] = {}
        self._forgotten: set[int] = set()

    def look(self) -> None:
        """Everything that holds at any moment. Raises Broken."""
        self._messages()
        self._outgoing()
        self._cases()
        self._forgetting()

    def look_at_the_end(self) -> None:
        """Everything that holds when the storm is over and all work is done. Raises Broken."""
        self.look()
        self._nothing_waits()
        with self._world.store.read() as tx:
            faults = custody.verify(tx.custody.entries())
        if faults:
            raise Broken(f"The custody chain is broken: {faults[0]}")
        self._nothing_planted()

    def _messages(self) -> None:
        """Each accepted message is in exactly one row, or waits in the inbox; each person's in the order of their coming."""
        seals, kept = self._world.means.seals, self._ledger.filed
        rows = self._world.rows(select(message.c.id, message.c.address_id, message.c.vendor_lookup).order_by(message.c.id))
        waiting = self._world.rows(select(func.count()).select_from(inbox))[0][0]
        accepted = [d for d in self._ledger.deliveries if d.accepted]
        expected = sum(len(keys) for keys in kept.values())
        nothing_kept = len(accepted) - expected
        if not expected - waiting <= len(rows) <= expected or len(rows) + waiting > expected + nothing_kept:
            raise (Doubled if len(rows) > expected else Lost)(f"{expected} messages were accepted, {len(rows)} are filed and {waiting} wait.")
        remembered = self._world.rows(select(func.count()).select_from(seen))[0][0]
        if remembered != len(accepted):
            raise Broken(f"{len(accepted)} deliveries were accepted and {remembered} are remembered.")
        for phone, keys in kept.items():
            order = [seals.vendor_lookup(phone.address.channel, key) for key in keys]
            theirs = set(order)
            found = [row.vendor_lookup for row in rows if row.vendor_lookup in theirs]
            if Counter(found) - Counter(order):
                raise Doubled(f"A message of {phone.name} was filed twice.")
            if not _in_order(found, order):
                raise Broken(f"Messages of {phone.name} were filed out of order.")

    def _outgoing(self) -> None:
        """States and delivery words move forward only; nothing reached a phone that is still to be sent."""
        c = outbox.c
        for row in self._world.rows(select(c.id, c.state, c.delivery, c.case_id, c.notice, c.address_id)):
            state, word = self._states.get(row.id, ("queued", None))
            if row.state not in self._may[state] or _RANK[row.delivery] < _RANK[word]:
                raise Broken(f"Outbound {row.id} moved from {state} ({word}) to {row.state} ({row.delivery}).")
            self._states[row.id] = (row.state, row.delivery)
            if row.state == "unknown":
                self._ledger.unclear.add(row.id)
        told = select(c.case_id, c.notice, c.address_id).where(c.notice.is_not(None), c.case_id.is_not(None))
        twice = [key for key, times in Counter(tuple(row) for row in self._world.rows(told)).items() if times > 1]
        if twice:
            raise Doubled(f"The notice {twice[0]} was written twice.")
        for contact, times in self._ledger.goodbyes.items():
            if times > max(1, self._ledger.asked_silence[contact]):
                raise Doubled(f"Contact {contact} was told goodbye {times} times.")

    def _cases(self) -> None:
        for row in self._world.rows(select(case_file.c.id, case_file.c.version)):
            if row.version < self._versions.get(row.id, 1):
                raise Broken(f"Case {row.id} went back from version {self._versions[row.id]} to {row.version}.")
            self._versions[row.id] = row.version

    def _forgetting(self) -> None:
        """Who was forgotten stays so: no key, no address, no way to find them, nothing sealed that could be opened."""
        gone = {row.id for row in self._world.rows(select(reporter.c.id).where(reporter.c.wrapped_key.is_(None)))}
        if back := self._forgotten - gone:
            raise Broken(f"The forgotten reporter {min(back)} has a key again.")
        self._forgotten = gone
        if not gone:
            return
        own = select(address.c.id).where(address.c.reporter_id.in_(gone))
        left: dict[str, Any] = {
            "address": select(address.c.id).where(address.c.reporter_id.in_(gone), address.c.sealed.is_not(None) | address.c.lookup.is_not(None)),
            "message": select(message.c.id).where(
                message.c.reporter_id.in_(gone),
                message.c.vendor_lookup.is_not(None) | message.c.vendor_id.is_not(None) | message.c.original.is_not(None),
            ),
            "outbox": select(outbox.c.id).where(outbox.c.address_id.in_(own), outbox.c.vendor_lookup.is_not(None) | outbox.c.vendor_id.is_not(None)),
            "evidence": select(evidence.c.id).where(evidence.c.address_id.in_(own), evidence.c.pointer.is_not(None)),
            "dialogue": select(dialogue.c.address_id).where(dialogue.c.address_id.in_(own)),
            "timer": select(timer.c.address_id).where(timer.c.address_id.in_(own)),
        }
        for name, wanted in left.items():
            if self._world.rows(wanted):
                raise Broken(f"Something of a forgotten reporter is left in {name}.")

    def _nothing_waits(self) -> None:
        c = outbox.c
        if waiting := self._world.rows(select(inbox.c.id, inbox.c.state, inbox.c.error)):
            raise Lost(f"{len(waiting)} deliveries are not understood; the first is {waiting[0].state}: {waiting[0].error}.")
        if unsent := [row for row in self._world.rows(select(c.id, c.state)) if row.state not in _SETTLED]:
            raise Lost(f"{len(unsent)} outbound messages are not settled; the first, {unsent[0].id}, is {unsent[0].state}.")
        said = {row.id for row in self._world.rows(select(c.id).where(c.state.in_(["accepted", "delivered"])))}
        if never := said - self._ledger.taken:
            raise Lost(f"Outbound {min(never)} counts as sent and no vendor took it.")
        open_files = self._world.rows(select(evidence.c.id, evidence.c.state).where(evidence.c.state.in_(["wanted", "fetching"])))
        if open_files:
            raise Lost(f"Evidence {open_files[0].id} is still {open_files[0].state}.")
        if "parked_message" in {row.kind for row in self._world.rows(select(banner.c.kind))}:
            raise Broken("A message was parked.")

    def _nothing_planted(self) -> None:
        """No number, chat, name, vendor id or private fact stands anywhere in clear."""
        lake = self._everything()
        planted = {*PLANTED, "test_person"}
        for phone in self._phones:
            planted |= {phone.address.value, phone.address.value.removeprefix("+1")}
        for value in planted:
            forms = (value.encode(), value.encode("utf-16-le"), base64.b64encode(value.encode())[:-4])
            if any(len(form) >= _SHORTEST and form in lake for form in forms):
                raise Broken(f"A planted value of {len(value)} characters stands in the database in clear.")
        if _VENDOR_ID.search(lake):
            raise Broken("An id of a vendor stands in the database in clear.")

    def _everything(self) -> bytes:
        """The database's own files where it has some, the names of all files, and every value of every row."""
        folder = self._world.wiring.settings.data_dir
        parts = [path.read_bytes() for path in folder.glob("*.db*")]
        parts += [str(path.relative_to(folder)).encode() for path in folder.rglob("*")]
        for table in metadata.sorted_tables:
            for row in self._world.rows(select(table)):
                parts += [value if isinstance(value, bytes) else str(value).encode() for value in row]
        return b"\n".join(parts)


def _in_order(found: list[bytes], order: list[bytes]) -> bool:
    """Whether what was found comes in the given order, with gaps allowed."""
    left = iter(order)
    return all(any(each == other for other in left) for each in found)
