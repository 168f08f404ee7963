"""Who is at the door: sign-in, sessions, forgery checks and the headers that keep pages honest."""

from __future__ import annotations

from api.auth.door import Door, current_actor, protect, require, session_of, sign_in_link, still_signed_in
from api.auth.headers import SecurityHeaders
from api.auth.passwords import Argon2Passwords, TotpCodes

__all__ = [
    "Argon2Passwords", "Door", "SecurityHeaders", "TotpCodes", "current_actor", "protect", "require", "session_of",
    "sign_in_link", "still_signed_in",
]
