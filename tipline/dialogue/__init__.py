"""The conversation: a pure, channel-neutral state machine. `step(state, event, context) -> Turn(state, effects)`."""

from __future__ import annotations

from tipline.dialogue.completing import complete
from tipline.dialogue.locating import locate
from tipline.dialogue.model import ContactFacts, Context, Event, Filed, Heard, LineFacts, Timer, Turn
from tipline.dialogue.state import State, start
from tipline.dialogue.step import step

__all__ = [
    "ContactFacts", "Context", "Event", "Filed", "Heard", "LineFacts", "State", "Timer", "Turn", "complete",
    "locate", "start", "step",
]  # fmt: skip
