"""/metrics on an internal address of its own: what this process counted, and what the database says right now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from api import product
from api.wiring import Wiring
from storage import queries
from storage.backup import manifests
from storage.queries import Health
from tipline.desk import limits

log = structlog.get_logger()


class Desk(Collector):
    """Read from the database at each scrape: the same from every process."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def describe(self) -> list[GaugeMetricFamily]:
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield _one("tipline_build_info", "The version that runs.", 1, version=product.VERSION)
        wiring, now = self._wiring, self._wiring.clock.now()
        try:
            with wiring.store.read() as tx:
                found = queries.health(tx.conn, now)
                used = limits.used(tx, wiring.means.zone, now)
        except Exception as error:
            log.error("metrics: the database does not answer", exc_info=error)
            yield _one("tipline_database_up", "Whether the database answered.", 0)
            return
        yield _one("tipline_database_up", "Whether the database answered.", 1)
        yield from _waiting(found, now)
        yield from self._money(used)
        yield from self._backup(now)

    def _money(self, used: int) -> Iterator[GaugeMetricFamily]:
        yield _one("tipline_sms_segments_used", "SMS segments sent in this calendar month.", used)
        held = self._wiring.means.sms_limits
        if held is not None and held.budget is not None:
            yield _one("tipline_sms_segments_budget", "SMS segments that may be sent in a month.", held.budget.segments)
            yield _one("tipline_sms_segments_reserve", "Those of them kept for notices.", held.budget.reserve)

    def _backup(self, now: datetime) -> Iterator[GaugeMetricFamily]:
        folder = self._wiring.settings.backup_dir
        newest = manifests(Path(folder))[:1] if folder else []
        for made in newest:
            age = (now - made.made_at).total_seconds()
            yield _one("tipline_backup_age_seconds", "Age of the newest backup in TIPLINE_BACKUP_DIR.", age)


def registry(wiring: Wiring) -> CollectorRegistry:
    """Everything that /metrics shows."""
    made = CollectorRegistry(auto_describe=False)
    made.register(wiring.meters.registry)
    made.register(Desk(wiring))
    return made


@contextmanager
def served(wiring: Wiring) -> Iterator[int | None]:
    """Serve /metrics while the block lasts; gives the port. A line whose metrics cannot be served runs all the same."""
    host, _, port = wiring.settings.metrics_listen.rpartition(":")
    if not host:
        yield None
        return
    try:
        server, thread = start_http_server(int(port), host, registry(wiring))
    except OSError as error:
        log.warning("metrics are not served: the address is taken; give each process its own", reason=error.strerror)
        yield None
        return
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _waiting(found: Health, now: datetime) -> Iterator[GaugeMetricFamily]:
    yield _many("tipline_inbox_messages", "Deliveries not understood yet.", ["state"], {
        (state,): count for state, count in found.inbox.items()
    })
    yield _one("tipline_inbox_oldest_seconds", "Age of the oldest that waits.", _age(found.inbox_oldest, now))
    yield _many("tipline_outbox_messages", "Messages on their way out.", ["channel", "state"], found.outbox)
    yield _many("tipline_outbox_oldest_due_seconds", "For how long the oldest could have gone.", ["channel"], {
        (channel,): _age(at, now) for channel, at in found.outbox_due.items()
    })
    yield _one("tipline_evidence_waiting", "Attachments not stored yet.", found.evidence)
    yield _one("tipline_evidence_oldest_seconds", "Age of the oldest of them.", _age(found.evidence_oldest, now))
    yield _one("tipline_custody_entries", "Entries of the custody log.", found.custody)
    yield _many("tipline_banner_raised", "Things the operator has to mend, and how often they came up.", ["kind"], {
        (kind,): count for kind, (count, _) in found.banners.items()
    })


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since is not None else 0.0


def _one(name: str, words: str, value: float, **labels: str) -> GaugeMetricFamily:
    made = GaugeMetricFamily(name, words, labels=list(labels))
    made.add_metric(list(labels.values()), value)
    return made


def _many(name: str, words: str, labels: list[str], values: Mapping[Any, float]) -> GaugeMetricFamily:
    """`values`: one word for each label -> value."""
    made = GaugeMetricFamily(name, words, labels=labels)
    for key, value in sorted(values.items()):
        made.add_metric(list(key), value)
    return made
