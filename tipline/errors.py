"""The error tree, named by whose fault. Messages never hold a reporter's text, number, name or vendor id."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta


class TiplineError(Exception):
    """Root of everything the product raises on purpose."""


class SetupError(TiplineError):
    """The operator's fault: a sentence that says what to change. Commands print it and exit 2."""


class Refused(TiplineError):
    """The actor may not do this; the sentence says why and who can."""


class Conflict(TiplineError):
    """Somebody else was faster: the version seen is not the version held."""


class Invalid(TiplineError):
    """The request cannot be carried out as it stands; the sentence says what is missing.

    `fields`: for a form, what is wrong with which field.
    """

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields: Mapping[str, str] = fields or {}


class NotFound(TiplineError):
    """No such thing, or none the actor may see."""


class Unavailable(TiplineError):
    """The database does not answer, or takes nothing more: no message's fault and no person's; it counts as no try."""


class BadPayload(TiplineError):
    """A vendor's payload that the parser cannot understand; the row is parked, nothing is lost."""


class SendFailed(TiplineError):
    """A message was not taken by the vendor.

    `permanent`: never retry. `opted_out`, `blocked`: mark the address. `retry_after`: the vendor's own wait.
    `ambiguous`: it may have been taken (time-out after the request was written). `alarm`: raise the operator's banner.
    `code`: the vendor's error code as text, for the desk; never a sentence with a number in it.
    """

    def __init__(
        self,
        code: str,
        *,
        permanent: bool = False,
        opted_out: bool = False,
        blocked: bool = False,
        retry_after: timedelta | None = None,
        ambiguous: bool = False,
        alarm: bool = False,
        moved_to: str | None = None,
    ) -> None:
        super().__init__(code)
        self.code, self.permanent, self.opted_out, self.blocked = code, permanent, opted_out, blocked
        self.retry_after, self.ambiguous, self.alarm, self.moved_to = retry_after, ambiguous, alarm, moved_to


class MediaFailed(TiplineError):
    """Media could not be fetched.

    `gone`: it never will be. `too_large`: over the cap. `refused`: not a vendor's host.
    """

    def __init__(
        self, code: str, *, gone: bool = False, too_large: bool = False, refused: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(code)
        self.code, self.gone, self.too_large, self.refused = code, gone, too_large, refused
        self.retry_after = retry_after
