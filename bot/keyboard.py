"""Choices as inline buttons.

Inline only: a reply keyboard's location button would hide the writer's keyboard and outlive the question, and a pin
can be sent from the attachment menu at any time; the question's words say so.
"""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from tipline.errors import SendFailed
from tipline.message import Choice

MOST_BYTES = 64  # of callback data
_HALF_ROW = 16  # characters that fit on half a phone's width


def inline(choices: Sequence[Choice]) -> InlineKeyboardMarkup | None:
    """The buttons under a message, short ones two a row; None without choices. Raises SendFailed for a bad code."""
    if not choices:
        return None
    rows: list[list[InlineKeyboardButton]] = []
    for choice in choices:
        if not 0 < len(choice.code.encode("utf-8")) <= MOST_BYTES or not choice.label.strip():
            raise SendFailed("bad_choice", permanent=True)
        button = InlineKeyboardButton(choice.label, callback_data=choice.code)
        if rows and len(rows[-1]) == 1 and _short(rows[-1][0].text) and _short(choice.label):
            rows[-1].append(button)
        else:
            rows.append([button])
    return InlineKeyboardMarkup(rows)


def _short(label: str) -> bool:
    return len(label) <= _HALF_ROW
