"""Drawing a template: autoescaped, strict about names, with the words and times every page uses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.console import queue, timeline, times, words
from tipline.case import DutyTexts

FOLDER = Path(__file__).parent / "templates"


class Templates:
    """The console's pages and parts of pages. `zone`: the line's time zone; `duty_texts`: the installation's duties."""

    def __init__(self, zone: tzinfo, duty_texts: DutyTexts) -> None:
        self._zone = zone
        self._env = Environment(
            loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.globals.update(
            words=words, say=words.say, tally=queue.tally,
            size=times.size, span=times.span, exact=partial(times.exact, zone=zone),
            actor_name=timeline.actor_name, event_sentence=partial(timeline.sentence, duty_texts=duty_texts),
        )

    def draw(self, name: str, shown: Mapping[str, Any], now: datetime) -> str:
        """The text of template `name`."""
        context = {
            "page": None, "problem": None, "trouble": None, "done": None, "typed": {}, **shown, "now": now,
            "ago": lambda moment: times.ago(moment, now),
            "clock": lambda moment: times.clock(moment, now, self._zone),
            "is_old": lambda moment: now - moment > times.OLD,
        }
        context["bits"] = self._env.get_template("bits.html").make_module(context)
        return self._env.get_template(name).render(context)
