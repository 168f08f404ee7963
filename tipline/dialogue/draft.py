"""A turn in the making: the state as it changes, and the effects in the order in which they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tipline import effects as fx
from tipline.dialogue.model import Context, Turn
from tipline.dialogue.state import State
from tipline.effects import Said
from tipline.phrasebook import SENTENCES
from tipline.phrases import PHRASES, Phrase
from tipline.report import Report
from tipline.report import State as ReportState

_SAYABLE: Mapping[str, Phrase] = {**PHRASES, **SENTENCES}
Answers = tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]


class Draft:
    """One step's working place. Nothing is said to an address that has opted out: `silent`."""

    __slots__ = ("_saved", "context", "effects", "opened", "silent", "state")

    def __init__(self, state: State, context: Context) -> None:
        self.state, self.context = state, context
        self.effects: list[fx.Effect] = []
        self.silent = context.contact.opted_out is not None
        self.opened: str | None = None  # reference of the report opened in this step; there is one fresh one a step
        self._saved: dict[str, Report] = {}

    @property
    def lang(self) -> str:
        return self.state.lang or "en"

    def change(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)

    def do(self, *effects: fx.Effect) -> None:
        self.effects.extend(effects)

    def turn(self) -> Turn:
        return Turn(self.state, tuple(self.effects))

    # Saying

    def said(self, key: str, **params: str) -> Said:
        """The sentence with the installation's own facts filled in. Raises KeyError when a placeholder stays empty."""
        line = self.context.line
        known = {
            "line": line.name, "operator": line.operator, "hotline": line.hotline, "city_help": line.city_help,
            "link": line.private_link or "", "schedule": line.schedule or "", **params,
        }  # fmt: skip
        return Said(key, tuple((name, known[name]) for name in _SAYABLE[key].placeholders))

    def asking(self, key: str, **params: str) -> Said:
        """The same as a question, which is dropped unsent when the witness writes again."""
        return replace(self.said(key, **params), question=True)

    def say(
        self, *said: Said, choices: Answers = (), urgent: bool = False, final: bool = False, notice: str | None = None,
        reference: str | None = None,
    ) -> None:  # fmt: skip
        """One message now."""
        if not self.silent:
            self.do(fx.Say(said, self.lang, choices, urgent, final, notice, reference or self.state.scene))

    def pend(self, key: str, **params: str) -> None:
        """Say this when the burst ends. A key already waiting is said once, with the latest values."""
        if self.silent:
            return
        said = self.said(key, **params)
        once = "reference" in _SAYABLE[key].placeholders  # one receipt for each report
        kept = [s for s in self.state.pending if s.key != key or (once and s.params != said.params)]
        self.change(pending=(*kept, said))

    def reply(self, said: Said) -> None:
        """The answer to a command: now, or with message (a) when this is the first exchange."""
        if self.state.introduced:
            self.say(said)
        else:
            self.pend(said.key, **dict(said.params))

    def first(self, thing: str) -> bool:
        """True the first time in this conversation."""
        if thing in self.state.once:
            return False
        self.change(once=(*self.state.once, thing))
        return True

    # Reports

    def report(self, reference: str | None) -> Report | None:
        """The report as it stands in this step."""
        if reference is None:
            return None
        return self._saved.get(reference) or self.context.report(reference)

    @property
    def scene(self) -> Report | None:
        """The report being told."""
        return self.report(self.state.scene)

    @property
    def own(self) -> tuple[Report, ...]:
        """The reports of this conversation that are open, oldest first."""
        found = (self.report(reference) for reference in self.state.scenes)
        return tuple(r for r in found if r is not None and r.state is ReportState.OPEN)

    def save(self, report: Report, message: int | None) -> None:
        """Keep a report if it changed."""
        if self.report(report.reference) != report:
            self._saved[report.reference] = report
            self.do(fx.SaveReport(report, message))
            self.change(grew=True)

    def attach(self, reference: str, messages: Iterable[int]) -> None:
        rows = tuple(dict.fromkeys(m for m in messages if m))
        if rows:
            self.do(fx.AttachMessages(reference, rows))

    def wait(self) -> None:
        """Let the burst end, and six hours pass, before the next turn of ours."""
        line = self.context.line
        self.do(fx.SetTimer("lapse", self.context.now + timedelta(hours=line.lapse_h)))
        if not self.silent:
            self.do(fx.SetTimer("burst", self.context.now + timedelta(seconds=line.burst_s)))
