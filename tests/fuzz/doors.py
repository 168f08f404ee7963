"""`make fuzz`: schemathesis at every door of the real process, without a key and without signing in.

What is asked is drawn from the doors' own OpenAPI, valid and invalid alike; each answer has to be one a stranger may get,
and no row may come of it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.generation import GenerationMode

from api import web
from storage import migrate
from tests.desk.line import open_line
from tests.drills.r8_bad_input import COUNTS_GUESSES, rows
from tests.fuzz.openapi import described
from tests.fuzz.serving import Served, serving

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))  # of each kind for each door


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="doors-") as name:
        folder = Path(name)
        (folder / "data").mkdir()
        url = f"sqlite:///{folder / 'data' / 'tipline.db'}"
        migrate.upgrade(url)
        with open_line(folder / "shown") as line:
            schema = described(web.build(line.wiring, with_worker=False))
        with serving(folder, url) as served:
            before = rows(url)
            statuses = knock(served, schema)
            after = rows(url)
    changed = [table for table in after if after[table] != before[table] and table not in COUNTS_GUESSES]
    print(f"{len(schema['paths'])} doors, {statuses.total()} requests, answers {dict(sorted(statuses.items()))}")
    if changed:
        print(f"Strangers changed: {', '.join(changed)}.")
    return 1 if changed else 0


def knock(served: Served, described_doors: dict[str, Any]) -> Counter[int]:
    """Raises on the first answer that a door may not give a stranger."""
    statuses: Counter[int] = Counter()
    doors = schemathesis.openapi.from_dict(described_doors)
    doors.config.update(base_url=f"http://127.0.0.1:{served.port}")
    quiet = settings(max_examples=EXAMPLES, deadline=None, database=None, print_blob=True, suppress_health_check=list(HealthCheck))
    for found in doors.get_all_operations():
        door = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @quiet
            @given(case=door.as_strategy(generation_mode=mode))
            def answers_as_it_may(case: Any) -> None:
                answer = case.call(allow_redirects=False, timeout=20)
                statuses[answer.status_code] += 1
                allowed = case.operation.definition.raw["responses"]
                assert str(answer.status_code) in allowed, f"{case.method} {case.path}: {answer.status_code}"

            try:
                answers_as_it_may()
            except Exception as error:
                if type(error).__name__ not in ("SkipTest", "Unsatisfiable"):  # a door without parts has nothing invalid
                    raise
    return statuses


if __name__ == "__main__":
    sys.exit(main())
