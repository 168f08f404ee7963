"""Passwords and codes: argon2id, and TOTP as RFC 6238 has it. The desk remembers which code was used."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

STEP_SECONDS = 30
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else


class Argon2Passwords:
    """argon2id with the library's own (RFC 9106) costs unless another hasher is handed in."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def verify(self, held: str | None, given: str) -> bool:
        """`held` None: nobody by that name; takes as long as a wrong password and is always False."""
        try:
            return self._hasher.verify(held or self._nobody, given) and held is not None
        except (VerificationError, InvalidHashError):
            return False


class TotpCodes:
    """Six digits every 30 s; one step early or late is allowed for clocks that drift."""

    def step(self, secret: str, code: str, at: datetime) -> int | None:
        if not re.fullmatch(r"[0-9]{6}", code):
            return None
        totp, now = pyotp.TOTP(secret), int(at.timestamp()) // STEP_SECONDS
        fits = [step for step in (now + 1, now, now - 1) if hmac.compare_digest(totp.generate_otp(step), code)]
        return fits[0] if fits else None


def new_password() -> str:
    """Sixteen random characters in four groups, 79 bits: easy to type from a slip of paper."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def code_of(secret: str, at: datetime) -> str:
    """What an authenticator app would show at this moment."""
    return pyotp.TOTP(secret).at(at)


def new_totp_secret() -> str:
    return pyotp.random_base32()


def totp_uri(secret: str, name: str, issuer: str) -> str:
    """What an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)
