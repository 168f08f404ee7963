"""What the SMS front end must be told, in one frozen object whose repr hides the secret."""

from __future__ import annotations

from dataclasses import dataclass, field

TWILIO_API = "https://api.twilio.com"
TWILIO_SERVICES = "https://messaging.twilio.com"
MEDIA_LIMIT = 6 * 1024 * 1024  # Twilio passes on 5 MB a message; the rest is room for how carriers count


@dataclass(frozen=True, slots=True)
class SmsSettings:
    """`sender`: our number (+1...) or a Messaging Service (MG...). `public_url`: the address Twilio signs, no slash at
    the end; `fallback_url`: a second address of this line, which Twilio calls when the first one fails. `api_url`: an
    emulator's address instead of Twilio's, None for the real one. `media_limit` in bytes.
    """

    account_sid: str
    auth_token: str = field(repr=False)
    sender: str
    public_url: str
    api_url: str | None = None
    media_limit: int = MEDIA_LIMIT
    fallback_url: str | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address under which Twilio may call, without a slash at the end."""
        return tuple(url.rstrip("/") for url in (self.public_url, self.fallback_url) if url)

    @property
    def api_base(self) -> str:
        """Where API calls go, without a slash at the end."""
        return (self.api_url or TWILIO_API).rstrip("/")

    @property
    def is_service(self) -> bool:
        return self.sender.startswith("MG")
