"""What the shim recorded, and what a disk may hold after a power cut at any moment of it.

The model: bytes are safe once an fsync of their file returned; a name once an fsync of its folder returned. Everything
since may be there or not, and in any order: each write sector by sector (512 or 4,096 bytes, so a write can be torn), a
file's new length with or without its bytes (zeros then). Changes of names happen whole, and in order within a folder.
A file's own fsync does not make its name safe, although most file systems are kinder.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_HEAD = struct.Struct("5Q")
_SECTORS = (512, 4096)


@dataclass(frozen=True)
class Act:
    """One change. `kind` as in shim.c; `number` is an inode; `at` an offset or length; `data` bytes or a path."""

    kind: str
    number: int
    at: int
    data: bytes = field(repr=False)
    more: bytes = b""


def read(path: Path) -> list[Act]:
    acts, held, at = [], path.read_bytes(), 0
    while at < len(held):
        kind, number, offset, length, rest = _HEAD.unpack_from(held, at)
        at += _HEAD.size
        acts.append(Act(chr(kind), number, offset, held[at : at + length], held[at + length : at + length + rest]))
        at += length + rest
    return acts


@dataclass
class _File:
    safe: bytearray = field(default_factory=bytearray)
    since: list[Act] = field(default_factory=list)  # writes and truncations since the last fsync

    def sync(self) -> None:
        for act in self.since:
            _apply(self.safe, act)
        self.since.clear()

    def after_cut(self, chance: random.Random) -> bytes:
        held, sector = bytearray(self.safe), chance.choice(_SECTORS)
        likely = chance.choice((0.0, 0.2, 0.5, 0.8, 1.0))
        for act in self.since:
            if act.kind == "T":
                if chance.random() < likely:
                    _apply(held, act)
                continue
            for piece in _sectors(act, sector):
                if chance.random() < likely:
                    _apply(held, piece)
        return bytes(held)


_FOLDER = _File()  # stands for any folder


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _apply(held: bytearray, act: Act) -> None:
    end = act.at if act.kind == "T" else act.at + len(act.data)
    if len(held) < end:
        held.extend(bytes(end - len(held)))
    if act.kind == "T":
        del held[act.at :]
    else:
        held[act.at : end] = act.data


def _sectors(act: Act, size: int) -> Iterator[Act]:
    """The write in pieces that a disk writes whole."""
    start = 0
    while start < len(act.data):
        end = min(len(act.data), start + size - (act.at + start) % size)
        yield Act("W", act.number, act.at + start, act.data[start:end])
        start = end


@dataclass
class _Naming:
    """A change of names that is not safe yet: what each name becomes (None: gone), and the folders it is written in."""

    names: dict[str, _File | None]
    folders: set[str]


class Disk:
    """A folder as the process sees it, and as a power cut may leave it."""

    def __init__(self, root: Path) -> None:
        """Begins with what stands in `root` now, all of it safe."""
        self.root = root
        self._open: dict[int, _File] = {}
        self._now: dict[str, _File] = {}
        for path in root.rglob("*"):
            if path.is_file():
                self._now[str(path)] = self._open[path.stat().st_ino] = _File(bytearray(path.read_bytes()))
            elif path.is_dir():
                self._now[str(path)] = _FOLDER
        self._safe: dict[str, _File] = dict(self._now)
        self._namings: list[_Naming] = []

    def happen(self, act: Act) -> None:
        if act.kind in "WTS":
            self._to_bytes(act)
        elif act.kind != "A":
            self._to_names(act.kind, act.data.decode(), act)

    def _to_bytes(self, act: Act) -> None:
        file = self._open.get(act.number)
        if file is None:
            return
        if act.kind == "S":
            file.sync()
        else:
            file.since.append(act)

    def _to_names(self, kind: str, name: str, act: Act) -> None:
        if kind == "D":
            self._folder_synced(name)
        elif kind == "C":
            self._open[act.number] = self._now[name] = _File()
            self._named({name: self._now[name]})
        elif kind == "U":
            self._now.pop(name, None)
            self._named({name: None})
        elif kind in "RL":
            other, file = act.more.decode(), self._now[name]
            self._now[other] = file
            if kind == "R":
                del self._now[name]
            self._named({other: file} | ({name: None} if kind == "R" else {}))
        elif kind == "M":
            self._named({name: _FOLDER})
        elif kind == "X":
            self._named({name: None})

    def _named(self, names: dict[str, _File | None]) -> None:
        self._namings.append(_Naming(names, {_folder(name) for name in names}))

    def _folder_synced(self, folder: str) -> None:
        """Its names are safe, and with them everything before them in the folders they involve."""
        last = max((n for n, naming in enumerate(self._namings) if folder in naming.folders), default=-1)
        blocked: set[str] = {folder}
        keep: list[_Naming] = self._namings[last + 1 :]
        for naming in reversed(self._namings[: last + 1]):
            if naming.folders & blocked:
                blocked |= naming.folders
            else:
                keep.insert(0, naming)
        for naming in self._namings[: last + 1]:
            if naming not in keep:
                _rename(self._safe, naming)
        self._namings = keep

    def after_cut(self, chance: random.Random) -> dict[str, bytes]:
        """One of the many things the disk may hold now: path -> bytes."""
        names, blocked, likely = dict(self._safe), set(), chance.choice((0.0, 0.5, 0.9, 1.0))
        for naming in self._namings:
            if naming.folders & blocked or chance.random() >= likely:
                blocked |= naming.folders
            else:
                _rename(names, naming)
        return {
            name: file.after_cut(chance) for name, file in names.items()
            if file is not _FOLDER and self._reached(name, names)
        }

    def _reached(self, name: str, names: dict[str, _File]) -> bool:
        """Whether every folder on the way to a file is there."""
        above = _folder(name)
        return above == str(self.root) or (names.get(above) is _FOLDER and self._reached(above, names))


def _rename(names: dict[str, _File], naming: _Naming) -> None:
    for name, file in naming.names.items():
        if file is None:
            names.pop(name, None)
        else:
            names[name] = file
