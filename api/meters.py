"""What this process counts as it happens. Labels are words from closed lists: a channel, a reason, an outcome."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge

from tipline.errors import SendFailed
from tipline.message import Channel, Sent


class Meters:
    """A registry of our own: nothing of the process or the platform gets in by itself."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self._deliveries = Counter(
            "tipline_deliveries", "Deliveries the vendors made and we stored; again: known before.",
            ["channel", "kind"], registry=self.registry,
        )
        self._refused = Counter(
            "tipline_webhooks_refused", "Webhook requests that did not authenticate.", ["reason"],
            registry=self.registry,
        )
        self._sends = Counter(
            "tipline_sends", "What the vendors said when a message was handed to them.", ["channel", "outcome"],
            registry=self.registry,
        )
        self._breaker = Gauge(
            "tipline_breaker_open", "1 while a vendor is in trouble and gets 911 lines and trials only.", ["channel"],
            registry=self.registry,
        )

    def delivered(self, channel: Channel, *, new: bool) -> None:
        self._deliveries.labels(channel.value, "new" if new else "again").inc()

    def refused(self, reason: str) -> None:
        """`reason`: a door's own word, such as wrong_signature."""
        self._refused.labels(reason).inc()

    def sent(self, channel: Channel, result: Sent | SendFailed) -> None:
        self._sends.labels(channel.value, _outcome(result)).inc()

    def breaker(self, channel: Channel, *, is_open: bool) -> None:
        self._breaker.labels(channel.value).set(int(is_open))


def _outcome(result: Sent | SendFailed) -> str:
    if isinstance(result, Sent):
        return "taken"
    return "refused" if result.permanent else "unclear" if result.ambiguous else "later"
