"""The whole line in one room: the real desk on an embedded database, with the stand-in vendors and a clock that moves.

`talk` plays on it and so do the journeys of the tests. Nothing is skipped but the network: vendor-shaped payloads go
through the adapters' own parsers, the replies through the adapters' own senders.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import storage.keys
import storage.migrate
from api import asking, fetching, wiring
from api.clock import ManualClock
from api.readers import Knowledge
from api.settings import Settings
from api.stand_ins import StandIns
from tipline.delivery import OutboxState
from tipline.desk import evidence, inbox, intake, outbox
from tipline.desk.ports import Arrival
from tipline.desk.records import OutboxRow, ReportRow
from tipline.errors import SendFailed
from tipline.message import Address, Sent

_SENT = frozenset({OutboxState.ACCEPTED, OutboxState.DELIVERED})


@dataclass(frozen=True, slots=True)
class Reply:
    """One message that reached the phone."""

    text: str
    keys: tuple[str, ...]
    lang: str
    choices: tuple[tuple[str, str], ...]
    author: str | None


class Scene:
    """One installation in a folder of its own. Not for use from two threads."""

    def __init__(
        self,
        folder: Path,
        start: datetime,
        base: Settings,
        *,
        template: Path | None = None,
        known: Knowledge | None = None,
    ) -> None:
        """A new installation in `folder` with `base`'s words and rules, made from `template` where one is given."""
        settings = base.model_copy(
            update={"data_dir": folder / "data", "key_dir": folder / "keys", "database_url": "", "vault_url": ""}
        )
        if template is not None:
            shutil.copytree(template, folder, dirs_exist_ok=True)
        else:
            storage.keys.init_keys(settings.key_dir)
            storage.migrate.upgrade(settings.database)
        self.clock = ManualClock(start)
        self.vendors = StandIns(self.clock)
        self.wiring = wiring.build(settings, clock=self.clock, vendors=self.vendors, known=known)
        self._told: dict[Address, int] = {}
        self._known: dict[Address, int] = {}

    def close(self) -> None:
        self.wiring.close()

    async def hears(self, arrival: Arrival) -> None:
        """A vendor delivers; the desk processes it, waits for the burst to end and sends what it decided."""
        inbox.accept(self.wiring.store, self.wiring.seals, arrival, self.clock.now())
        await self.work()
        self.pass_time(timedelta(seconds=self.wiring.means.line.burst_s + 0.5))
        await self.work()

    async def work(self) -> None:
        """Everything that is due now, to the end."""
        means = self.wiring.means
        while True:
            busy = intake.process_due(means, self.clock.now()) + intake.ring_timers(means, self.clock.now())
            for fetch in evidence.claim(means, self.clock.now()):
                await fetching.fetch_and_keep(self.wiring, fetch)
                busy += 1
            for fetch in evidence.to_delete(means, self.clock.now()):
                await fetching.delete_at_vendor(self.wiring, fetch)
            busy += await asking.settle_unknown(self.wiring)
            busy += await self._send()
            if not busy:
                return

    async def _send(self) -> int:
        due = outbox.claim(self.wiring.means, self.clock.now())
        for message in due:
            result: Sent | SendFailed
            try:
                result = await self.wiring.senders[message.address.channel].send(message)
            except SendFailed as failed:
                result = failed
            outbox.settle(self.wiring.means, message, result, self.clock.now())
        return len(due)

    def pass_time(self, span: timedelta) -> None:
        self.clock.move_to(self.clock.now() + span)

    def replies(self, address: Address) -> list[Reply]:
        """What reached this address since the last call, in order."""
        rows = [r for r in self._outbox(address) if r.id > self._told.get(address, 0) and r.state in _SENT]
        rows.sort(key=lambda row: (row.sent_at or row.created_at, row.id))
        if rows:
            self._told[address] = max(r.id for r in rows)
        compose = self.wiring.phrases.compose
        return [
            Reply(
                compose([line.text for line in r.lines], [label for _, label in r.choices], address.channel.value),
                tuple(line.key for line in r.lines),
                r.lang,
                r.choices,
                r.author,
            )
            for r in rows
        ]

    def reports(self, address: Address) -> Sequence[ReportRow]:
        """This address's reports, oldest first."""
        lookup = self.wiring.seals.lookup(address)
        with self.wiring.store.read() as tx:
            contact = tx.people.by_lookup(address.channel, lookup)
            return [] if contact is None else list(reversed(tx.reports.of_reporter(contact.reporter_id)))

    def attachments(self, report_id: int) -> int:
        with self.wiring.store.read() as tx:
            return len(tx.evidence.of_report(report_id))

    def _outbox(self, address: Address) -> list[OutboxRow]:
        """By the contact's row, remembered from before: a forgotten address can no longer be looked up."""
        with self.wiring.store.read() as tx:
            contact = tx.people.by_lookup(address.channel, self.wiring.seals.lookup(address))
            if contact is not None:
                self._known[address] = contact.address_id
            known = self._known.get(address)
            return [] if known is None else tx.outbox.of_address(known)
