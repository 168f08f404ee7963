"""STATUS: reference, status and time of the reports of the address that asks; never what was told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from tipline.dialogue.draft import Draft
from tipline.dialogue.model import Filed, Heard
from tipline.effects import Said
from tipline.report import State

MOST = 3  # reports told of in one answer, newest first
_REFERENCE = re.compile(r"\b[A-Z]\d[A-Z]\d[A-Z]?\b")

# (status as reporters are told it, opened by anyone) -> phrase. A missing entry is an error.
_PHRASES: Mapping[tuple[str, bool], str] = {
    ("received", False): "status_unopened", ("received", True): "status_received",
    ("documenting", True): "status_documenting", ("documenting", False): "status_documenting",
    ("documented", True): "status_documented", ("documented", False): "status_documented",
    ("referred", True): "status_referred", ("referred", False): "status_referred",
    ("closed", True): "status_closed", ("closed", False): "status_closed",
}  # fmt: skip


def names_a_reference(text: str) -> bool:
    """Some word is shaped like a reference, whosever it is."""
    return _REFERENCE.search(text.upper()) is not None


def tell(draft: Draft, event: Heard) -> None:
    """Answer about one's own reports, at once. Somebody else's reference is neither confirmed nor denied."""
    filed = draft.context.filed
    named = set(_REFERENCE.findall(event.inbound.text.upper()))
    if named and not named & {f.reference for f in filed}:
        draft.reply(draft.said("status_elsewhere"))
    elif not filed:
        draft.reply(draft.said("status_none"))
    else:
        wanted = [f for f in filed if not named or f.reference in named]
        draft.say(*(_line(draft, f) for f in wanted[:MOST]), reference=wanted[0].reference)


def _line(draft: Draft, filed: Filed) -> Said:
    key = _PHRASES[(filed.status, filed.opened)]
    if filed.report.state is State.WITHDRAWN:
        key = "status_withdrawn"
    return draft.said(key, reference=filed.reference, time=local_time(draft, filed.at))


def local_time(draft: Draft, at: datetime) -> str:
    """Date and time in the line's zone, the same in every language: 2026-11-22 15:04."""
    return at.astimezone(draft.context.zone).strftime("%Y-%m-%d %H:%M")
