"""What texting may cost in a month, and who is texted at all. Effects are limited, intake never (SECURITY section 6).

Counted in SMS segments by the line's own calendar month. A reserve is kept for notices, so that a flood of messages
cannot use up what people are owed: news of their reports.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tipline.delivery import Stream

OVER_BUDGET, ABROAD = "over_budget", "not_texted_abroad"  # why a message of ours is held or was not sent
AGAIN = timedelta(hours=1)  # how often a held notice looks whether the budget was raised

# An opt-out is confirmed and danger is answered whatever it costs.
_ALWAYS = frozenset({
    "call_911", "help_911", "stop_confirmed", "opted_in", "erased_due", "erased_kept", "erasure_after_withdrawal",
})


class Claim(StrEnum):
    """What a message may draw on."""

    ALL = "all"  # 911 lines, confirmations of an opt-out, and what a person at the desk wrote: always
    RESERVE = "reserve"  # notices and alerts: the whole budget
    REST = "rest"  # automatic replies: what is left beside the reserve


@dataclass(frozen=True, slots=True)
class Budget:
    """`segments` a month; `reserve` of them for notices."""

    segments: int
    reserve: int

    def allows(self, claim: Claim, used: int, cost: int) -> bool:
        """Whether a message of `cost` segments may go when `used` have gone this month."""
        if claim is Claim.ALL:
            return True
        limit = self.segments if claim is Claim.RESERVE else self.segments - self.reserve
        return used + cost <= limit


@dataclass(frozen=True, slots=True)
class SmsLimits:
    """`budget` None: no limit. `prefixes`: which numbers are texted, none: all. `segments` counts those of a text."""

    segments: Callable[[str], int]
    budget: Budget | None = None
    prefixes: tuple[str, ...] = ()


def claim_of(stream: str, keys: Collection[str], *, urgent: bool, by_person: bool, last_word: bool) -> Claim:
    """`keys` of its sentences; `last_word`: the one confirmation of an opt-out."""
    if urgent or by_person or last_word or not _ALWAYS.isdisjoint(keys):
        return Claim.ALL
    return Claim.REST if stream == Stream.CONVERSATION else Claim.RESERVE


def month(local: datetime) -> tuple[datetime, datetime]:
    """The first moment of this month and of the next, in the zone of `local`."""
    first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
    following = (first + timedelta(days=32)).replace(day=1)
    return first, following


def is_texted(number: str, prefixes: Collection[str]) -> bool:
    """Whether the line texts to this number at all; no prefixes: to every one."""
    return not prefixes or any(number.startswith(prefix) for prefix in prefixes)
