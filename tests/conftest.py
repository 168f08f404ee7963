"""Order of the suite: the browser last. Playwright's synchronous driver leaves an event loop running in this thread,
under which no asyncio test could start."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
