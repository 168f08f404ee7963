"""`tipline backup`, `restore` and `verify-custody`: keeping what was entrusted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import settings as setting
from api.sentences import err, out, sentences

Programs = Annotated[Path | None, typer.Option(help="Folder of pg_dump and pg_restore, where they are not found.")]


def backup(
    folder: Annotated[Path | None, typer.Argument(help="Where to; else TIPLINE_BACKUP_DIR.")] = None,
    keep: Annotated[int, typer.Option(min=1, help="How many copies of the database stay.")] = 24,
    programs: Programs = None,
) -> None:
    """Back up database and vault while the line runs. The keys are never part of it."""
    from api import keeping

    with sentences():
        found = setting.load()
        made = keeping.back_up(found, keeping.target(found, folder), keep=keep, say=_say, programs=programs)
        head = f"custody entry {made.head[0]}" if made.head else "no custody entry yet"
        out.print(
            f"Backup {made.name}: {made.counts['report']} reports, {made.counts['message']} messages, {made.listed} "
            f"files; {head}.", highlight=False,
        )
        out.print(keeping.KEYS_APART, highlight=False)


def restore(
    folder: Annotated[Path | None, typer.Argument(help="The backups' folder; else TIPLINE_BACKUP_DIR.")] = None,
    at: Annotated[str | None, typer.Option(help="A backup's name, 20261124T154500.000Z; else the newest.")] = None,
    without_keys: Annotated[bool, typer.Option("--without-keys", help="The key folder is lost for good.")] = False,
    programs: Programs = None,
) -> None:
    """Restore database and vault into an empty place, check everything, and say what to do next."""
    from api import keeping

    with sentences():
        found = setting.load()
        done = keeping.bring_back(
            found, keeping.target(found, folder), name=at, without_keys=without_keys, say=_say, programs=programs
        )
        for fault in done.faults:
            err.print(fault, highlight=False)
        out.print(
            f"Restored as of {done.manifest.made_at:%Y-%m-%d %H:%M:%S} UTC. {done.forgotten_again} people were "
            f"forgotten again; {done.asked_first} messages that may have gone out are asked about first.",
            highlight=False,
        )
        out.print("Next: tipline doctor, then tipline serve.", highlight=False)
        if done.faults:
            raise typer.Exit(1)


def verify_custody() -> None:
    """Check the custody log's chain from its first entry, and every stored original against its hash."""
    from api import processes

    with sentences():
        faults, entries, originals = processes.verify_custody(setting.load())
        for fault in faults:
            err.print(fault, highlight=False)
        if faults:
            raise typer.Exit(1)
        out.print(f"The custody log holds: {entries} entries linked, {originals} originals match their hashes.")


def _say(text: str) -> None:
    """Progress: on a terminal one line that moves, elsewhere lines."""
    err.print(text, highlight=False)


def register(app: typer.Typer) -> None:
    app.command()(backup)
    app.command()(restore)
    app.command("verify-custody")(verify_custody)
