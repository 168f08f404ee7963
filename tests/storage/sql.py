"""For tests of what is SQL's own: statements, triggers, files, errors of the databases. They run on both and not in memory."""

from __future__ import annotations

import pytest

from tests.conftest import DATABASES

on_both = pytest.mark.parametrize("url", DATABASES, indirect=True)
