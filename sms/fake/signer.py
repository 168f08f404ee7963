"""Webhook requests signed as Twilio signs them, by Twilio's own library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx2
from twilio.request_validator import RequestValidator

from sms.settings import SmsSettings
from sms.signature import HEADER


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A POST ready to go. `path` with its query, below the line's public URL."""

    path: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Signer:
    """Signs for one account and one address of the line, its public URL unless told otherwise."""

    def __init__(self, settings: SmsSettings, address: str | None = None) -> None:
        self._public_url = (address or settings.public_url).rstrip("/")
        self._validator = RequestValidator(settings.auth_token)

    def form(self, path: str, fields: Mapping[str, str]) -> SignedRequest:
        """A form POST to a path (with query) of our public URL."""
        signature = self._validator.compute_signature(self._public_url + path, dict(fields))
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "User-Agent": "TwilioProxy/1.1",
            HEADER: signature,
        }
        return SignedRequest(path, headers, urlencode(fields).encode("ascii"))

    def json(self, path: str, body: str) -> SignedRequest:
        """A JSON POST, its body signed through bodySHA256 in the query."""
        joint = "&" if "?" in path else "?"
        path = f"{path}{joint}bodySHA256={self._validator.compute_hash(body)}"
        signature = self._validator.compute_signature(self._public_url + path, {})
        return SignedRequest(path, {"Content-Type": "application/json", HEADER: signature}, body.encode("utf-8"))

    def below(self, url: str) -> str:
        """The path and query of a URL of ours, as `form` wants them. Raises ValueError for another's URL."""
        if not url.startswith(self._public_url + "/"):
            raise ValueError("This address does not lie below the line's public URL.")
        return url.removeprefix(self._public_url)


async def deliver(request: SignedRequest, client: httpx2.AsyncClient, base_url: str) -> httpx2.Response:
    """Post a signed request to wherever the line listens; the signature stays that of the public URL."""
    return await client.post(base_url.rstrip("/") + request.path, headers=dict(request.headers), content=request.body)
