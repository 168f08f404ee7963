"""`tipline user add|list|desk|reset|disable`: accounts, managed by the operator at the machine.

The wiring is opened when a command runs. Whoever calls with another opener as the context's `obj` (tests do) gets that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Annotated, Protocol

import typer
from rich.console import Console
from rich.table import Table

from api.auth.passwords import Argon2Passwords, new_password, new_totp_secret, totp_uri
from tipline.desk import staff
from tipline.desk.ports import Clock, Seals, Store
from tipline.desk.rights import OPERATOR, Role
from tipline.errors import SetupError, TiplineError


class _Named(Protocol):
    @property
    def line_name(self) -> str: ...


class UserWiring(Protocol):
    """What managing accounts needs of the wiring."""

    @property
    def store(self) -> Store: ...

    @property
    def seals(self) -> Seals: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def settings(self) -> _Named: ...


Opener = Callable[[], AbstractContextManager[UserWiring]]
Name = Annotated[str, typer.Argument(help="Sign-in name: a-z, 0-9, dot, dash, underscore.")]
Districts = Annotated[list[str] | None, typer.Option(help="A district of the desk; again for each. None: all.")]
users_app = typer.Typer(no_args_is_help=True, help="Accounts of the people who sign in to the console.")


@users_app.command()
def add(
    ctx: typer.Context, name: Name, role: Annotated[Role, typer.Option(help="What the person may do.")],
    district: Districts = None,
) -> None:
    """Add an account; prints its password and TOTP secret once."""
    if district is None:
        district = []
    with _opened(ctx) as wiring:
        password, hashed, totp = _fresh()
        staff.add_user(wiring, OPERATOR, name, role, hashed, totp, wiring.clock.now(), districts=district or ())
        _show(name, password, totp, wiring.settings.line_name)


@users_app.command("list")
def list_(ctx: typer.Context) -> None:
    """List the accounts."""
    with _opened(ctx) as wiring:
        rows = staff.all_users(wiring, OPERATOR)
    table = Table("Name", "Role", "Districts", "State", box=None, pad_edge=False)
    for row in rows:
        table.add_row(row.name, row.role, ", ".join(row.districts) or "all", "disabled" if row.disabled else "enabled")
    _out().print(table if rows else "There are no accounts yet. Add one: tipline user add NAME --role dispatcher")


@users_app.command()
def reset(ctx: typer.Context, name: Name) -> None:
    """Give an account a new password and TOTP secret, printed once; ends all its sessions."""
    with _opened(ctx) as wiring:
        password, hashed, totp = _fresh()
        staff.reset(wiring, OPERATOR, name, hashed, totp, wiring.clock.now())
        _show(name, password, totp, wiring.settings.line_name)


@users_app.command()
def disable(ctx: typer.Context, name: Name) -> None:
    """Let nobody sign in with this account any more; ends all its sessions."""
    with _opened(ctx) as wiring:
        staff.disable(wiring, OPERATOR, name, wiring.clock.now())
    _out().print(f"{name} can no longer sign in. To let them in again: tipline user reset {name}")


@users_app.command()
def desk(ctx: typer.Context, name: Name, district: Districts = None) -> None:
    """Say at which desk a person works: of these districts, or of the whole city."""
    if district is None:
        district = []
    with _opened(ctx) as wiring:
        staff.set_desk(wiring, OPERATOR, name, district or (), wiring.clock.now())
    _out().print(f"{name} works at the desk of {'district ' + ', '.join(district) if district else 'the whole city'}.")


def _fresh() -> tuple[str, str, str]:
    """Password, its hash, TOTP secret."""
    password = new_password()
    return password, Argon2Passwords().hash(password), new_totp_secret()


def _show(name: str, password: str, totp: str, issuer: str) -> None:
    out = _out()
    out.print(f"Name      {name}")
    out.print(f"Password  {password}")
    out.print(f"TOTP      {totp}")
    out.print(f"          {totp_uri(totp, name, issuer)}")
    out.print("Shown once and kept nowhere in clear. Hand it over in person; a lost one: tipline user reset NAME")


def _out() -> Console:
    return Console(soft_wrap=True, highlight=False, markup=False)


@contextmanager
def _opened(ctx: typer.Context) -> Iterator[UserWiring]:
    """The wiring of this command. Errors of ours are sentences: a wrong setting ends with 2, all else with 1."""
    opener: Opener = ctx.obj or _from_settings
    try:
        with opener() as wiring:
            yield wiring
    except TiplineError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2 if isinstance(error, SetupError) else 1) from None


@contextmanager
def _from_settings() -> Iterator[UserWiring]:
    from api import settings, wiring  # building the house takes a second; `--help` does not need it

    made = wiring.build(settings.load())
    try:
        yield made
    finally:
        made.close()
