"""How full the line's disks are. At nine tenths media are left with their vendor, so that words still find room."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from api.wiring import Wiring
from tipline.errors import Unavailable

FULL = 0.9
BANNER = "disk_nearly_full"


def nearly_full(folders: Iterable[Path]) -> bool:
    """Whether one of these folders lies on a disk that is nine tenths full. A folder that is not there has no disk."""
    for folder in folders:
        if folder.exists():
            use = shutil.disk_usage(folder)
            if use.free <= (1 - FULL) * (use.used + use.free):  # what root keeps for itself is nobody's to fill
                return True
    return False


class Shedding:
    """Whether media are left where they are; says so at the console when it begins and when it is over."""

    def __init__(self, wiring: Wiring, look: Callable[[Iterable[Path]], bool] = nearly_full) -> None:
        self._wiring, self._look = wiring, look
        vault = wiring.settings.vault
        self._folders = [wiring.incoming, *([] if "://" in vault else [Path(vault)])]
        self._told: bool | None = None

    def now(self, at: datetime) -> bool:
        full = self._look(self._folders)
        if full != self._told:
            try:
                self._tell(full, at)
                self._told = full
            except Unavailable:
                pass  # the database has no room either; told as soon as it has
        return full

    def _tell(self, full: bool, at: datetime) -> None:
        with self._wiring.store.write() as tx:
            if full:
                tx.board.raise_banner(BANNER, at)
            else:
                tx.board.clear_banner(BANNER)
            tx.changes.bump("banner", 0)
