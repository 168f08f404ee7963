"""What the whole suite shares: databases to copy from, and the order of the tests.

The browser comes last: Playwright's synchronous driver leaves an event loop running in its thread, under which no asyncio
test could start.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from storage import migrate
from tests.storage import postgres

DATABASES = ("sqlite", "postgresql")
# A fault's traceback as Python prints it: the pretty one draws every local, and a whole city takes minutes to draw.
structlog.configure(processors=[
    *structlog.get_config()["processors"][:-1],
    structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("template") / "tipline.db"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """One PostgreSQL for a test process; each test gets a database of its own in it."""
    with postgres.running() as running:
        yield running


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database. A test about one of them alone says so: `parametrize("url", ["sqlite"], indirect=True)`."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated: Path) -> str:
    shutil.copy(migrated, tmp_path / "tipline.db")
    return f"sqlite:///{tmp_path / 'tipline.db'}"


@pytest.fixture
def postgresql_url(server: postgres.Server) -> Iterator[str]:
    with server.database() as url:
        yield url
