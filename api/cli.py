"""The command line. Each command is thin: settings, wiring, one call; a wrong setting is a sentence and exit 2."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api import cli_doctor, cli_keep, logs
from api import settings as setting
from api.cli_places import places_app
from api.cli_users import users_app
from api.cli_vendors import bot_app, sms_app
from api.sentences import out, sentences
from tipline.errors import SetupError
from tipline.message import Channel

if TYPE_CHECKING:
    from api.scene import Reply

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they would show what is in the variables
    help="A self-hosted, chat-based tip line.",
)
keys_app = typer.Typer(no_args_is_help=True, help="The keys that open sealed addresses.")
app.add_typer(keys_app, name="keys")
app.add_typer(users_app, name="user")
app.add_typer(places_app, name="places")
app.add_typer(sms_app, name="sms")
app.add_typer(bot_app, name="bot")
cli_keep.register(app)
cli_doctor.register(app)


@app.callback()
def _every_command() -> None:
    logs.configure()


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port on localhost.")] = 8000,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its data.")] = Path("demo-data"),
    witnesses: Annotated[bool, typer.Option(help="Play the scripted witnesses.")] = True,
) -> None:
    """Run the whole line on this machine with two simulated phones: no account, no key, no network."""
    from api import demo as demonstration

    with sentences():
        demonstration.run(
            setting.load(), folder, port, witnesses=witnesses, say=lambda text: out.print(text, highlight=False)
        )


@app.command()
def serve() -> None:
    """Serve the webhooks and the console; on SQLite the worker runs inside."""
    from api import processes

    with sentences():
        processes.serve(setting.load())


@app.command()
def work() -> None:
    """Run the worker alone (PostgreSQL; on SQLite `serve` has it inside)."""
    from api import processes

    with sentences():
        processes.work(setting.load())


@app.command()
def migrate() -> None:
    """Bring the database to this version."""
    import storage.migrate
    from api import processes

    with sentences():
        found = setting.load()
        processes.make_data_dir(found)
        storage.migrate.upgrade(found.database)
        out.print("The database is up to date.")


@keys_app.command("init")
def keys_init() -> None:
    """Make the key folder, once. Nothing is overwritten."""
    import storage.keys

    with sentences():
        found = setting.load()
        storage.keys.init_keys(found.key_dir)
        out.print(
            f"Keys are in {found.key_dir}. No backup ever holds them. Copy the folder now to a safe place of its own, "
            "apart from the database and its backups: whoever loses it loses every contact for good."
        )


@app.command()
def talk(
    script: Annotated[Path | None, typer.Option(help="Play scripted chats, one JSON object a line.")] = None,
    channel: Annotated[Channel, typer.Option(help="Whose phone it is.")] = Channel.SMS,
    check: Annotated[bool, typer.Option("--check", help="Hold the chats against what they demand.")] = False,
) -> None:
    """Talk to the line in this terminal, or play scripted chats against the real desk with a clock that moves."""
    from api import talk as talking

    with sentences():
        found = setting.load()
        if script is None:
            if check:
                raise SetupError("--check needs --script FILE: the chats to play, with what they demand.")
            out.print(
                "Write as a witness would. `photo` sends one, `pin 41.85 -87.70` a pin; Ctrl-D ends.", highlight=False
            )
            talking.converse(found, channel.value, _ask, _show)
            return
        try:
            if check:
                _check(script, found)
                return
            for line in talking.script(script, found):
                _line(line)
        except (OSError, ValueError) as error:
            raise SetupError(str(error)) from error


def _check(script: Path, found: setting.Settings) -> None:
    """Every chat's findings, then the table. Exit code 1 when anything was missed."""
    from api import rehearsing

    checked = []
    for one in rehearsing.rehearse(rehearsing.demanding(script), found):
        checked.append(one)
        for line in rehearsing.lines(one):
            _line(line)
    for line in rehearsing.summary(checked):
        _line(line)
    if not rehearsing.all_held(checked):
        raise typer.Exit(1)


def _ask() -> str | None:
    try:
        return input("> ")
    except EOFError:
        return None


def _show(reply: Reply) -> None:
    """As it is: square brackets in a reply are the writer's, not the terminal's."""
    out.print(reply.text, style="cyan", highlight=False, markup=False)


def _line(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _each_line(answer: Callable[[str], dict[str, object]]) -> None:
    for line in sys.stdin.buffer:  # what is no UTF-8 is read as far as it goes
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        _line(json.dumps(answer(text), ensure_ascii=False))


@app.command()
def read() -> None:
    """Read one message a line from standard input; one JSON object a line."""
    from api import readers

    with sentences():
        found = setting.load()
        _each_line(readers.reading_of(found))


@app.command()
def locate() -> None:
    """Locate one place a line from standard input; one JSON object a line."""
    from api import readers

    with sentences():
        found = setting.load()
        _each_line(readers.place_of(found))


@app.command("phrases")
def phrases_() -> None:
    """Show the languages: how many sentences each has, and how many a native speaker has reviewed."""
    from api import cli_phrases

    with sentences():
        cli_phrases.show()


if __name__ == "__main__":
    app()
