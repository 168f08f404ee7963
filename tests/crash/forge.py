"""A process that has imported and read everything and opened nothing: each order on its input forks a fresh process.

So a start costs a third of a second instead of six. Its output tells what became of them, one JSON object a line.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any

from tests.crash.process import Order

_PR_SET_PDEATHSIG = 1
_CHILDREN = {signal.SIGCHLD}


def main() -> None:
    from api import readers, web
    from api.settings import Settings
    from tests.crash import process
    from tests.crash.known import unread

    assert web.build is not None  # imported for the children
    known = readers.knowledge(Settings()) if "reading" in sys.argv else unread()
    gc.collect()
    gc.freeze()  # the children share these pages
    running: set[int] = set()
    signal.signal(signal.SIGCHLD, lambda _number, _frame: _tell_ended(running))
    _tell(ready=True)
    for line in sys.stdin:
        asked = json.loads(line)
        signal.pthread_sigmask(signal.SIG_BLOCK, _CHILDREN)  # numbers of processes come again: nothing ends unseen here
        if "kill" in asked:
            if asked["kill"] in running:
                os.kill(asked["kill"], asked["signal"])
        else:
            running.add(_fork(Order(**asked), lambda made: process.run(made, known)))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _CHILDREN)


def _fork(order: Order, run: Callable[[Order], None]) -> int:
    parent, pid = os.getpid(), os.fork()
    if pid == 0:
        _child(order, parent, run)
    _tell(started=pid)
    return pid


def _child(order: Order, parent: int, run: Callable[[Order], None]) -> None:
    """Never returns."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _CHILDREN)
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # no orphans when a drill is stopped
        if os.getppid() != parent:
            os._exit(1)
        from tests.crash import process

        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        process.to_log(order)
        run(order)
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _tell(**words: Any) -> None:
    os.write(1, json.dumps(words).encode() + b"\n")


def _tell_ended(running: set[int]) -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            running.discard(pid)
            _tell(ended=pid, code=os.waitstatus_to_exitcode(status))


class Forge:
    """The drill's side. `start` gives a running process's id; `ended` waits for how it ended (-9: killed).

    `reading` False: its processes take everything in and understand nothing, and the forge is ready six seconds sooner.
    """

    def __init__(self, *, reading: bool = True, environ: dict[str, str] | None = None) -> None:
        self._words, self._environ = ["reading"] if reading else [], environ or dict(os.environ)

    async def __aenter__(self) -> Forge:
        self._ends: dict[int, asyncio.Future[int]] = {}
        self._started: asyncio.Queue[int] = asyncio.Queue()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.crash.forge", *self._words, stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={name: value for name, value in self._environ.items() if not name.startswith("TIPLINE_")},
        )
        assert self._process.stdout is not None
        first = json.loads(await self._process.stdout.readline())
        assert first == {"ready": True}
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._process.stdin is not None
        for pid in self._ends:
            self.kill(pid)
        self._process.stdin.close()
        await self._process.wait()
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)

    async def start(self, order: Order) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(order.as_line().encode() + b"\n")
        pid = await self._started.get()
        assert pid, "The forge has died."
        return pid

    async def ended(self, pid: int, patience: float | None = None) -> int | None:
        """Its exit code; None when it is still running after `patience` seconds."""
        try:
            return await asyncio.wait_for(asyncio.shield(self._ends[pid]), patience)
        except TimeoutError:
            return None

    def lives(self, pid: int) -> bool:
        return not self._ends[pid].done()

    def kill(self, pid: int, number: int = signal.SIGKILL) -> None:
        """By way of the forge, which knows whether the process is still its own."""
        assert self._process.stdin is not None
        if self.lives(pid):
            self._process.stdin.write(json.dumps({"kill": pid, "signal": number}).encode() + b"\n")

    async def _read(self) -> None:
        assert self._process.stdout is not None
        loop = asyncio.get_running_loop()
        async for line in self._process.stdout:
            told = json.loads(line)
            if "started" in told:
                self._ends[told["started"]] = loop.create_future()
                self._started.put_nowait(told["started"])
            else:
                self._ends[told["ended"]].set_result(told["code"])
        self._started.put_nowait(0)
        for end in self._ends.values():  # they died with it
            if not end.done():
                end.set_result(-signal.SIGKILL)


if __name__ == "__main__":
    main()
