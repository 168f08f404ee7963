"""Which addresses media may be fetched from: Twilio's hosts at public addresses, or the configured emulator."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from sms.settings import SmsSettings

API_HOST = "api.twilio.com"
CONTENT_HOSTS = frozenset({"media.twiliocdn.com", "mms.twiliocdn.com"})
_LONGEST_URL = 4096
_UNICAST = ipaddress.IPv6Network("2000::/3")
_PORTS = {"http": 80, "https": 443}
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be asked. `credentials`: it is the API's; `emulator`: configured by hand, so not looked up."""

    url: str = field(repr=False)
    host: str
    port: int
    credentials: bool
    emulator: bool


def target(url: str, settings: SmsSettings) -> Target | None:
    """The target behind a pointer or a redirect; None when it is not one of the vendor's.

    With an emulator configured, its host and port stand for the API's, and Twilio's other hosts are closed.
    """
    parts = _split(url)
    if parts is None or parts.hostname is None:
        return None
    if settings.api_url:
        return _emulated(parts, settings.api_base)
    port = parts.port or 443
    if parts.scheme != "https" or port != 443:
        return None
    if parts.hostname != API_HOST and parts.hostname not in CONTENT_HOSTS:
        return None
    return Target(url, parts.hostname, port, credentials=parts.hostname == API_HOST, emulator=False)


def _split(url: str) -> SplitResult | None:
    """The URL's parts; None for what two parsers could read in two ways."""
    if len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable() or any(c in url for c in ' \\"<>^`{|}#@'):
        return None
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def _emulated(parts: SplitResult, api_base: str) -> Target | None:
    base = urlsplit(api_base)
    if (parts.scheme, parts.hostname, parts.port) == ("https", API_HOST, None):
        parts = parts._replace(scheme=base.scheme, netloc=base.netloc, path=base.path + parts.path)
    place = (parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme))
    if place != (base.scheme, base.hostname, base.port or _PORTS.get(base.scheme)):
        return None
    host, port = str(base.hostname), base.port or _PORTS[base.scheme]
    return Target(parts.geturl(), host, port, credentials=True, emulator=True)


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, from the system. Raises OSError when it has none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def public_address(addresses: list[str]) -> str | None:
    """The address to connect to, IPv4 first; None when there is none or any of them is not a public one."""
    try:
        parsed = [ipaddress.ip_address(address) for address in addresses]
    except ValueError:
        return None
    if not parsed or not all(_is_public(address) for address in parsed):
        return None
    return str(min(parsed, key=lambda address: address.version))


def _is_public(address: IPAddress) -> bool:
    """IPv6 that carries an IPv4 address inside (mapped, NAT64, 6to4) is not: it leads elsewhere than it says."""
    if isinstance(address, ipaddress.IPv6Address):
        return address in _UNICAST and address.sixtofour is None and address.is_global
    return address.is_global and not address.is_multicast and not address.is_reserved
