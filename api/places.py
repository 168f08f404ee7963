"""A city's facts and what was imported of its own files: read, imported, told of. The only I/O of places."""

from __future__ import annotations

import importlib.resources
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from api.settings import Settings
from tipline import places
from tipline.errors import SetupError
from tipline.places import exports

LARGEST = 200_000_000  # bytes of one file; a big city's centre lines are about eighty million
_SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".geojson")


def facts(name: str) -> dict[str, str]:
    """file name -> text. Raises SetupError when there is no folder of that name."""
    folder = importlib.resources.files("tipline.places") / "facts" / name
    if not name.isidentifier() or not folder.is_dir():
        raise SetupError(f"TIPLINE_CITY: there are no facts for {name!r}; see docs/add-a-city.md.")
    return {f.name: f.read_text(encoding="utf-8") for f in folder.iterdir() if f.is_file()}


def imported_file(settings: Settings) -> Path:
    """Where the import of this installation's city is kept."""
    return settings.data_dir / "places" / f"{settings.city}.json"


def city(settings: Settings) -> places.City:
    """The city as a value, with its imported files where there are some. Raises SetupError."""
    known, path = facts(settings.city), imported_file(settings)
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else None
        return places.load_city(known, text)
    except OSError as error:
        raise SetupError(f"The imported places in {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise SetupError(f"{path}: {error} Or remove the file to go on with the product's own facts.") from error


def import_folder(settings: Settings, folder: Path, now: datetime, say: Callable[[exports.Told], None]) -> Path:
    """Read a folder of exports, check them, and put the result in place of the last one, whole or not at all.

    Raises SetupError when the folder cannot be read, BadExport when its files are not in order; the last import stays.
    """
    if not folder.is_dir():
        raise SetupError(f"{folder} is not a folder.")
    text, _ = exports.convert(_texts(folder), places.load_city(facts(settings.city)), now, say)
    places.load_city(facts(settings.city), text)  # what cannot be read back is not put in place
    path = imported_file(settings)
    try:
        _swap(path, text)
    except OSError as error:
        raise SetupError(f"The imported places cannot be written to {path}: {error.strerror}.") from error
    return path


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.iterdir(), key=lambda path: (path.suffix.lower() != ".geojson", path.name)):
        if path.suffix.lower() not in _SUFFIXES or not path.is_file():
            continue
        if path.stat().st_size > LARGEST:
            raise SetupError(f"{path.name} is larger than {LARGEST // 1_000_000} MB; is it one of the city's exports?")
        try:
            yield path.name, path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise SetupError(f"{path.name} is not written in UTF-8; export or save it so.") from None
        except OSError as error:
            raise SetupError(f"{path.name} cannot be read: {error.strerror}.") from error


def _swap(path: Path, text: str) -> None:
    """Written beside, flushed, renamed over: a crash leaves the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
