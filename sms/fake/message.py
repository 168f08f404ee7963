"""Messages as the stand-in vendor keeps them, and as Twilio's REST API shows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime

from sms import segments

API = "/2010-04-01/Accounts"


@dataclass(frozen=True, slots=True)
class FakeMessage:
    """One message. `status` in Twilio's words; `from_carrier`: written by the carrier, not by the line."""

    sid: str = field(repr=False)
    to: str = field(repr=False)
    sender: str | None = field(repr=False)
    body: str = field(repr=False)
    at: datetime
    status: str
    direction: str = "outbound-api"
    from_carrier: bool = False
    error_code: int | None = None
    media: tuple[str, ...] = field(default=(), repr=False)
    service: str | None = None

    def as_json(self, account: str) -> dict[str, object]:
        """The Message resource (Twilio's OpenAPI, api.v2010.account.message)."""
        uri, at = f"{API}/{account}/Messages/{self.sid}", format_datetime(self.at)
        counted = "0" if self.sender is None else str(segments.segments(self.body))
        return {
            "account_sid": account,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": at,
            "date_sent": None if self.status == "queued" else at,
            "date_updated": at,
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": None,
            "from": self.sender,
            "messaging_service_sid": self.service,
            "num_media": str(len(self.media)),
            "num_segments": counted,
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }


@dataclass(frozen=True, slots=True)
class FakeMedia:
    """One piece of media that came with an inbound message. `key` names it at the content network."""

    sid: str = field(repr=False)
    parent: str = field(repr=False)
    key: str = field(repr=False)
    content_type: str
    data: bytes = field(repr=False)
    at: datetime

    def as_json(self, account: str) -> dict[str, object]:
        """The Media resource (api.v2010.account.message.media)."""
        at = format_datetime(self.at)
        return {
            "account_sid": account,
            "content_type": self.content_type,
            "date_created": at,
            "date_updated": at,
            "parent_sid": self.parent,
            "sid": self.sid,
            "uri": f"{API}/{account}/Messages/{self.parent}/Media/{self.sid}.json",
        }
