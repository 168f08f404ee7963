"""`tipline sms set-up` and `tipline bot set-up`: what the vendors hold, what they should, set and read back.

Whoever calls with a `Wires` as the context's `obj` (tests do) speaks through those instead of the network.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol
from urllib.parse import urlsplit

import httpx2
import typer

import bot.held
import sms.setup
from api import settings as setting
from api.vendors import bot_settings, sms_settings
from tipline.errors import SetupError, TiplineError

sms_app = typer.Typer(no_args_is_help=True, help="The line's number or Messaging Service at Twilio.")
bot_app = typer.Typer(no_args_is_help=True, help="The line's bot at Telegram.")
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask first.")]


@dataclass(frozen=True, slots=True)
class Wires:
    """Ways to the vendors; None: the real network."""

    sms: httpx2.AsyncBaseTransport | None = None
    bot: httpx2.AsyncBaseTransport | None = None


class Held(Protocol):
    """One setting at a vendor."""

    @property
    def name(self) -> str: ...

    @property
    def value(self) -> str: ...

    @property
    def wanted(self) -> str: ...


@sms_app.callback()
@bot_app.callback()
def _group() -> None:
    """One command today; the group keeps its name."""


@sms_app.command("set-up")
def sms_set_up(ctx: typer.Context, dry_run: DryRun = False, yes: Yes = False) -> None:
    """Point Twilio's webhooks at this line, and read them back."""
    with_sentences(lambda: _sms(wires(ctx), dry_run, yes))


@bot_app.command("set-up")
def bot_set_up(ctx: typer.Context, dry_run: DryRun = False, yes: Yes = False) -> None:
    """Point Telegram's webhook at this line (or at nothing, where it polls), fill the menus, and read them back."""
    with_sentences(lambda: _bot(wires(ctx), dry_run, yes))


def wires(ctx: typer.Context) -> Wires:
    return ctx.obj if isinstance(ctx.obj, Wires) else Wires()


def with_sentences(work: Callable[[], None]) -> None:
    try:
        work()
    except TiplineError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2 if isinstance(error, SetupError) else 1) from None


def _sms(wire: Wires, dry_run: bool, yes: bool) -> None:
    found = sms_settings(setting.load())
    if found is None:
        raise SetupError("There is no Twilio account in the settings: set TIPLINE_TWILIO_ACCOUNT_SID and the others.")

    async def look(*, write: bool) -> sms.setup.Found:
        speaking = sms.setup.SmsSetup(found, wire.sms)
        try:
            return await (speaking.write() if write else speaking.read())
        finally:
            await speaking.aclose()

    held = asyncio.run(look(write=False))
    _tell(held.remarks)
    if found.fallback_url is None:
        typer.echo("There is no second address: set TIPLINE_FALLBACK_URL so that Twilio has somewhere else to go.")
    _carry("Twilio", [(each.where, each) for each in held.wrong], dry_run, yes, lambda: [
        (each.where, each) for each in asyncio.run(look(write=True)).wrong
    ])


def _bot(wire: Wires, dry_run: bool, yes: bool) -> None:
    found = bot_settings(setting.load())
    if found is None:
        raise SetupError("There is no bot in the settings: set TIPLINE_TELEGRAM_TOKEN to what BotFather gave you.")
    held = asyncio.run(bot.held.read(found, wire.bot))
    if held.last_error:
        typer.echo(f"Telegram's last delivery failed on {held.last_error_at:%Y-%m-%d at %H:%M} UTC: {held.last_error}.")
    if found.public_url:
        typer.echo("The secret is set again each time: Telegram never shows the one it holds.")
    told = _carry("Telegram", [("bot", each) for each in held.wrong], dry_run, yes, lambda: [
        ("bot", each) for each in asyncio.run(bot.held.write(found, wire.bot)).wrong
    ], always=bool(found.public_url))
    if told and found.public_url:
        typer.echo(f"{held.pending} updates waited at Telegram; they come in now.")


def _carry(
    vendor: str, wrong: Sequence[tuple[str, Held]], dry_run: bool, yes: bool,
    write: Callable[[], Sequence[tuple[str, Held]]], *, always: bool = False,
) -> bool:
    """Show the differences, ask, write, read back. True when something was written."""
    for where, each in wrong:
        typer.echo(f"{where}, {each.name}: {shown(each.value)} -> {shown(each.wanted)}")
    if not wrong:
        typer.echo(f"{vendor} is set up for this line.")
    if dry_run or not (wrong or always):
        return False
    if wrong and not yes and not typer.confirm(f"Change this at {vendor}?"):
        raise typer.Exit(1)
    left = write()
    for where, each in left:
        typer.echo(f"{where}, {each.name} is still {shown(each.value)}; look into {vendor}'s console.", err=True)
    if left:
        raise typer.Exit(1)
    typer.echo(f"Set at {vendor} and read back.")
    return True


def _tell(remarks: Sequence[str]) -> None:
    for words in remarks:
        typer.echo(words)


def shown(value: str) -> str:
    """A value as a person may see it: what somebody else put into an address may hold a password."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https"):
        return value or "nothing"
    place = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{place}{parts.path}{'?...' if parts.query else ''}"
