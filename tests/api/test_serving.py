"""A process told to stop does, also while a live page is open."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2


def test_the_demo_stops_within_seconds_although_a_live_page_is_open_and_complains_of_nothing(tmp_path: Path) -> None:
    code = "from api.cli import app; app()"
    words = ["demo", "--port", "0", "--folder", str(tmp_path / "demo"), "--no-witnesses"]
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    child = subprocess.Popen(
        [sys.executable, "-c", code, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environ
    )
    assert child.stdout is not None
    told = ""
    while "Ctrl-C" not in told:
        told += child.stdout.readline()
        assert child.poll() is None, told
    address = re.search(r"http://localhost:\d+", told)
    assert address
    with httpx2.stream("GET", address[0] + "/phone/events", timeout=10) as live:
        lines = live.iter_lines()
        assert next(lines).startswith("data:")
        began = time.monotonic()
        child.send_signal(signal.SIGINT)
        for _line in lines:
            pass
    rest = child.stdout.read()
    child.wait(10)
    child.stdout.close()
    assert "Traceback" not in rest, rest
    assert "Error" not in rest, rest
    assert time.monotonic() - began < 8
