"""`tipline talk --script FILE --check`: scripted chats played against the real desk, and held against their demands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from api import talk
from api.settings import Settings
from tipline.rehearsal import KINDS, Chat, Finding, Played, Reply, check, unknown

_DEMANDS = ("lang", "must_say", "must_never_say", "must_capture")
Checked = tuple[str, tuple[Finding, ...]]  # the chat's id, and what was found


def demanding(path: Path) -> list[Chat]:
    """The chats of a script. Raises ValueError where one does not say what it demands, or in codes nobody knows."""
    chats = talk.chats_in(path)
    for chat in chats:
        missing = [name for name in _DEMANDS if name not in chat]
        if missing:
            raise ValueError(f"The chat {chat['id']} cannot be checked: it has no {', '.join(missing)}.")
        if strange := unknown(chat):
            raise ValueError(f"The chat {chat['id']} cannot be checked: the line knows no {', '.join(strange)}.")
    return chats


def rehearse(chats: Iterable[Chat], settings: Settings) -> Iterator[Checked]:
    """Play each chat and check it; `chats` as from `demanding`."""
    for chat, result, folder in talk.played(chats, settings):
        yield str(chat["id"]), check(chat, as_played(result, _in_clear(folder / "data")))


def as_played(result: Mapping[str, Any], stored: str) -> Played:
    """A result of `talk.play` as the rules of the rehearsal see it."""
    turns = tuple(
        tuple(Reply(tuple(r["keys"]), r["lang"], r["text"]) for r in turn["replies"]) for turn in result["turns"]
    )
    return Played(turns, tuple(result["reports"]), stored)


def _in_clear(folder: Path) -> str:
    """Every byte that the installation keeps: database, journal and vault, as text where it is any."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in files)


def lines(checked: Checked) -> Iterator[str]:
    """One chat's findings, a line a kind; what was missed is spelled out below."""
    name, findings = checked
    yield f"{name}: {'held' if all(f.held for f in findings) else 'MISSED'}"
    for kind in KINDS:
        of_kind = [f for f in findings if f.kind == kind]
        if of_kind:
            yield f"  {kind} {_share(of_kind)}: {', '.join(f.what for f in of_kind)}"
    for finding in findings:
        if not finding.held:
            yield f"  MISSED {finding.kind} {finding.what}: {finding.why}"


def summary(checked: Sequence[Checked]) -> Iterator[str]:
    """A table over all chats: held / of for each kind, and the barred codes that were said."""
    everything = [finding for _, findings in checked for finding in findings]
    yield f"{len(checked)} chats"
    for kind in KINDS:
        of_kind = [f for f in everything if f.kind == kind]
        if of_kind:
            rate = sum(f.held for f in of_kind) / len(of_kind)
            yield f"  {kind:<16}{_share(of_kind):>10}  {rate:.3f}"
    said = [f"{name} {f.what}" for name, found in checked for f in found if f.kind == "must_never_say" and not f.held]
    yield f"barred codes said: {', '.join(said) or 'none'}"


def all_held(checked: Sequence[Checked]) -> bool:
    return all(finding.held for _, findings in checked for finding in findings)


def _share(findings: Sequence[Finding]) -> str:
    return f"{sum(f.held for f in findings)}/{len(findings)}"
