"""Give up network and files for good, where the kernel lets a process do so; called before the first hostile byte.

Best effort on top of the limits: an older kernel or a strict container refuses, and the child goes on without.
"""

from __future__ import annotations

import ctypes
import os

_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446  # the same numbers on every architecture
_ALL_FILE_RIGHTS = (1 << 13) - 1  # Landlock ABI 1, Linux 5.13


def confine() -> tuple[bool, bool]:
    """(network given up, files given up). Descriptors that are open stay open."""
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return _without_network(libc), _without_files(libc)
    except AttributeError:  # not Linux
        return False, False


def _without_network(libc: ctypes.CDLL) -> bool:
    """A network namespace of its own has no interface that is up."""
    return any(libc.unshare(spaces) == 0 for spaces in (_CLONE_NEWUSER | _CLONE_NEWNET, _CLONE_NEWNET))


def _without_files(libc: ctypes.CDLL) -> bool:
    """A Landlock ruleset that handles everything and allows nothing: no path can be opened any more."""
    handled = ctypes.c_uint64(_ALL_FILE_RIGHTS)
    ruleset = libc.syscall(_LANDLOCK_CREATE, ctypes.byref(handled), ctypes.sizeof(handled), 0)
    if ruleset < 0:
        return False
    try:
        return bool(libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0) == 0)
    finally:
        os.close(ruleset)
