"""The keys of the console: one table, which the help shows and the page's script obeys (api/static/keys.js)."""

from __future__ import annotations

from dataclasses import dataclass

from api.console import words
from api.console.queue import VIEWS


@dataclass(frozen=True, slots=True)
class Key:
    """`press`: as KeyboardEvent.key has it. `act`: what the script does, empty where the browser does it by itself.
    `of`: what the act is done with, a lane for instance."""

    press: str
    act: str
    says: str
    of: str = ""

    @property
    def shown(self) -> str:
        return {"Escape": "Esc"}.get(self.press, self.press)


KEYS: tuple[tuple[str, tuple[Key, ...]], ...] = (
    ("Cases", (
        Key("j", "next", "Next case in the queue"),
        Key("k", "previous", "The case before"),
        Key("Enter", "", "Open the case"),
        Key("a", "acknowledge", "Acknowledge the open case"),
        Key("r", "reply", "Write a reply"),
        Key("p", "phrasebook", "Ask from the phrasebook, in the reporter's language"),
        Key("w", "where", "Where the open case is"),
    )),
    ("Queue", (
        Key("/", "find", "Search"),
        Key("f", "filter", "Filters"),
        Key("c", "clear", "Take all filters and the search off"),
        Key("s", "seen", "I have seen these: mark what changes from now on"),
        Key("m", "map", "Map or case"),
        Key("n", "sound", "Sound for urgent reports on or off"),
        Key("L", "lock", "Lock the screen"),
        Key("Escape", "back", "Close what is open, back to the queue"),
        Key("?", "help", "This list"),
    )),
    ("Lanes", tuple(Key(str(n), "lane", words.say(words.LANE, lane), lane) for n, lane in enumerate(VIEWS, 1))),
)
