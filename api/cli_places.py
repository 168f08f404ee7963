"""`tipline places import|status`: the city's own exports."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from api import places, settings
from api.clock import SystemClock
from tipline.errors import SetupError
from tipline.places import City, exports

places_app = typer.Typer(no_args_is_help=True, help="The city's own map data.")
out, err = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)


@places_app.command("import")
def import_(folder: Annotated[Path, typer.Argument(help="Folder of the city's exported files.")]) -> None:
    """Load a city's exports (crossings, centre lines, beats, districts, areas, wards, parks, schools, stations).

    Files are recognised by their columns, checked, and take the place of the last import only when all is in order.
    """
    try:
        found = settings.load()
        out.print(f"Reading {folder} for {found.city}.", highlight=False)
        places.import_folder(found, folder, SystemClock().now(), _say)
        _show(places.city(found), SystemClock().now())
    except exports.BadExport as error:
        for fault in error.faults:
            err.print(fault, highlight=False, markup=False)
        err.print("Nothing was changed.", highlight=False)
        raise typer.Exit(1) from None
    except SetupError as error:
        err.print(f"{error} Nothing was changed.", highlight=False, markup=False)
        raise typer.Exit(2) from None
    out.print("In place. Processes that are running use it once they are started again.", highlight=False)


def _say(told: exports.Told) -> None:
    rows = f"{told.rows:,} {told.said}" if told.kind else told.said
    out.print(f"  {told.file}: {rows}", highlight=False, markup=False)


@places_app.command()
def status() -> None:
    """What is loaded, and how old it is."""
    try:
        _show(places.city(settings.load()), SystemClock().now())
    except SetupError as error:
        err.print(str(error), highlight=False, markup=False)
        raise typer.Exit(2) from None


def _show(city: City, now: datetime) -> None:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for name, text in _lines(city, now):
        table.add_row(name, text)
    out.print(table, highlight=False, markup=False)


def _lines(city: City, now: datetime) -> list[tuple[str, str]]:
    layers = [f"{len(city.layers[kind].zones)} {kind}" for kind in city.layers]
    lines = [
        ("City", city.name),
        ("Streets", f"{len(city.streets):,}, of them {sum(s.drawn for s in city.streets):,} surveyed"),
        ("Crossings", f"{len(city.table):,} listed" if city.table else "by the street-number grid"),
        ("Outlines", ", ".join(layers)),
        ("Landmarks", f"{sum(len(names) for names in city.landmarks.kinds.values()):,} names"),
    ]
    if city.survey is None:
        return [*lines, ("Imported", "nothing; the product's own facts alone")]
    files = [(f.file, f"{f.rows:,} rows, as {f.kind.replace('_', ' ')}") for f in city.survey.files]
    at = city.survey.imported_at
    return [*lines, ("Imported", f"{at:%Y-%m-%d %H:%M} UTC, {_age(now - at)} ago"), *files]


def _age(passed: timedelta) -> str:
    if passed.days:
        return f"{passed.days} day{'s' if passed.days > 1 else ''}"
    hours, minutes = divmod(int(passed.total_seconds()) // 60, 60)
    return f"{hours} h" if hours else f"{minutes} min"
