"""Builds the shim with the machine's C compiler, once a process, and speaks to it from inside a process under test."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

WRITE, SYNC, RENAME, LINK, CREATE, UNLINK, TRUNCATE, FOLDER = (ord(kind) for kind in "WSRLCUTM")
NO_COMPILER = "No C compiler here: the modelled power cuts need gcc or cc to build tests/power/shim.c."


def compiler() -> str | None:
    return shutil.which("gcc") or shutil.which("cc")


@lru_cache
def library() -> Path:
    """The built shim. Raises RuntimeError with a sentence when it cannot be built."""
    found = compiler()
    if found is None:
        raise RuntimeError(NO_COMPILER)
    made = Path(tempfile.mkdtemp(prefix="tipline-shim-")) / "shim.so"
    source = Path(__file__).with_name("shim.c")
    subprocess.run([found, "-O2", "-shared", "-fPIC", "-o", made, source, "-ldl", "-lpthread"], check=True)
    return made


def environ(root: Path, log: Path, *, marks_only: bool = False) -> dict[str, str]:
    """What a process needs in its environment to run under the shim."""
    made = {"LD_PRELOAD": str(library()), "POWER_ROOT": str(root), "POWER_LOG": str(log)}
    return os.environ | made | ({"POWER_MARKS": "1"} if marks_only else {})


class Inside:
    """The shim as a process that runs under it reaches it."""

    def __init__(self) -> None:
        self._shim = ctypes.CDLL(None)

    def mark(self, words: str) -> None:
        """Put a remark into the record, between what happened before and after it."""
        self._shim.power_mark(words.encode())

    def fail(self, kind: int, nth: int, error: int) -> None:
        """Let the nth call of this kind from now on fail once."""
        self._shim.power_fail(ctypes.c_int(kind), ctypes.c_long(nth), ctypes.c_int(error))
