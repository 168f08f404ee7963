"""What every command prints to, and how its errors become sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console

from tipline.errors import SetupError, TiplineError

out, err = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)


@contextmanager
def sentences() -> Iterator[None]:
    """Errors of ours are sentences: the operator's fault ends with 2, everything else with 1."""
    try:
        yield
    except SetupError as error:
        err.print(f"[bold]Not started.[/] {error}", highlight=False)
        raise typer.Exit(2) from None
    except TiplineError as error:
        err.print(str(error), highlight=False)
        raise typer.Exit(1) from None
