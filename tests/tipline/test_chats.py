"""Scripted chats, replayed over the real reading, places and conversation, and held against what they demand.

`tipline talk --script FILE --check` does the same over the real desk.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from phone import ROOT
from replay import play

from tipline.rehearsal import check
from tipline.rehearsal.codes import QUESTIONS

SHARED = ROOT.parent / "shared" / "data" / "reading" / "conversations.jsonl"
OWN = Path(__file__).parent / "chats" / "own.jsonl"  # 24 chats, written and labelled before they were played


def chats(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def every(found: list[dict[str, Any]]) -> pytest.MarkDecorator:
    if not found:
        return pytest.mark.skip(reason="The reading set is not beside the project (../shared/data/reading).")
    return pytest.mark.parametrize("chat", found, ids=lambda c: c["id"])


def hold(chat: dict[str, Any]) -> None:
    played = play(chat)
    missed = [f"{f.kind} {f.what}: {f.why}" for f in check(chat, played) if not f.held]
    assert not missed
    for reply in played.replies(None):
        assert len(QUESTIONS & set(reply.keys)) <= 1, reply.keys


@every(chats(SHARED))
def test_a_chat_of_the_reading_set_holds(chat: dict[str, Any]) -> None:
    hold(chat)


def test_chats_of_our_own_hold_in_all_eight_languages() -> None:
    """Nothing barred is said, nothing private is kept, every chat ends as it should; of the rest at least 95 %."""
    found = [(chat["id"], finding) for chat in chats(OWN) for finding in check(chat, play(chat))]
    strict = [(name, f) for name, f in found if f.kind not in ("must_say", "must_capture") and not f.held]
    assert not strict
    for kind in ("must_say", "must_capture"):
        held = [f.held for _, f in found if f.kind == kind]
        assert sum(held) >= 0.95 * len(held), [(name, f.what, f.why) for name, f in found if f.kind == kind and not f.held]
    spoken = {lang for chat in chats(OWN) for lang in chat["lang"]}
    assert spoken == {"en", "es", "pl", "zh-Hans", "zh-Hant", "ar", "uk", "tl"}
