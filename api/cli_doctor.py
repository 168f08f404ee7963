"""`tipline doctor`."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer

from api import settings as setting
from api.cli_vendors import wires
from api.sentences import out
from tipline.errors import SetupError

_COLOUR = {"ok": "green", "warn": "yellow", "fail": "bold red"}


def doctor(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list instead of lines.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask the vendors.")] = False,
) -> None:
    """Look at everything the line needs; ends with 1 when something fails."""
    from api import doctor as doctors
    from api.clock import SystemClock
    from api.doctor.finding import fail

    wire = wires(ctx)
    try:
        found = asyncio.run(doctors.examine(
            setting.load(), SystemClock().now(), sms=wire.sms, bot=wire.bot, ask_vendors=not offline
        ))
    except SetupError as error:
        found = [fail("configuration", str(error))]
    if as_json:
        rows = [{"level": each.level.value, "topic": each.topic, "words": each.words} for each in found]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for each in found:
            out.print(f"{each.level.value:<5}", style=_COLOUR[each.level.value], end="")
            out.print(f"{each.topic}: {each.words}", highlight=False, markup=False)
    if any(each.level.value == "fail" for each in found):
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    app.command()(doctor)
