"""The lines of a facts file."""

from __future__ import annotations

from collections.abc import Iterator


def rows(file: str, text: str, columns: int) -> Iterator[tuple[int, list[str]]]:
    """(line, columns) of every line that is no comment."""
    for at, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        row = line.split("\t")
        if len(row) != columns:
            raise ValueError(f"{file} line {at}: expected {columns} columns parted by tabs, found {len(row)}.")
        yield at, row


def signed(number: str) -> int:
    """ "W3200" -> -3200: west and south are negative."""
    return int(number[1:]) * (-1 if number[0] in "WS" else 1)
