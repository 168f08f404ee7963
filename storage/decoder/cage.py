"""Run a few lines of Python in a child process with hard limits and an empty environment.

The limits are set by the child itself before it loads anything else; the wall clock is the parent's.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

_ROOT = Path(__file__).resolve().parents[2]  # where `storage` is imported from
_MEMORY_EXIT = 75
_POLL_S = 0.005

_PRELUDE = """
import json, resource, sys
limits, program, argument = (json.loads(a) for a in sys.argv[1:4])
for name, value in limits.items():
    resource.setrlimit(getattr(resource, name), (value, value))
sys.path.append(sys.argv[4])
sys.argv[1:] = [argument]
try:
    exec(program, {"__name__": "caged"})
except MemoryError:
    import os
    os._exit(75)
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Bytes, seconds, pixels."""

    cpu_s: int = 20
    wall_s: float = 30.0
    memory: int = 1536 * 1024 * 1024
    output: int = 32 * 1024 * 1024
    open_files: int = 32
    max_pixels: int = 60_000_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """`fault` None: the child ended by itself and said `output`. Else a short word."""

    output: bytes = field(default=b"", repr=False)
    fault: str | None = None


def run(program: str, source: BinaryIO, limits: Limits, argument: str = "") -> Outcome:
    """Run `program` with `source` as standard input and `argument` as sys.argv[1]; never raises for what it does.

    Its standard output is a file in its own temporary folder, so that it cannot flood the parent's memory.
    """
    with tempfile.TemporaryDirectory(prefix="decode-") as folder:
        answer = Path(folder) / "answer"
        with answer.open("xb") as sink:
            child = subprocess.Popen(  # noqa: S603 - our own interpreter, our own program
                _command(program, limits, argument), stdin=source, stdout=sink, stderr=subprocess.DEVNULL, env={},
                cwd=folder, close_fds=True, start_new_session=True,
            )
            fault = _wait(child, limits.wall_s)
        return Outcome(fault=fault) if fault else Outcome(answer.read_bytes())


def _command(program: str, limits: Limits, argument: str) -> list[str]:
    numbers = {
        "RLIMIT_CPU": limits.cpu_s, "RLIMIT_AS": limits.memory, "RLIMIT_FSIZE": limits.output,
        "RLIMIT_NOFILE": limits.open_files, "RLIMIT_CORE": 0,
    }
    given = [json.dumps(value) for value in (numbers, program, argument)]
    return [sys.executable, "-I", "-c", _PRELUDE, *given, str(_ROOT)]


def _wait(child: subprocess.Popen[bytes], wall_s: float) -> str | None:
    """None when it ended well; otherwise why it did not. Whatever it started in its group dies with it.

    The child is looked at without being reaped: until then its number, and its group's, cannot become another's.
    """
    deadline = time.monotonic() + wall_s
    ended = False
    while not ended and time.monotonic() < deadline:
        ended = os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None
        if not ended:
            time.sleep(_POLL_S)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    code = child.wait()
    if not ended or code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "time_out"
    if code == _MEMORY_EXIT:
        return "too_much_memory"
    return "cannot_display" if code else None
