"""`tipline phrases`: which sentences exist in which language, and how many a native speaker has reviewed."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from api import readers
from tipline.phrasebook import SENTENCES
from tipline.phrases import PHRASES, Phrases


def coverage(phrases: Phrases) -> list[tuple[str, str, int, int]]:
    """(language, its own name, sentences, reviewed by a native speaker) of each built language, as they are offered."""
    return [
        (lang, phrases.say("language_name", lang), len(texts), len(texts) - len(phrases.drafts[lang]))
        for lang, texts in phrases.texts.items()
    ]


def show() -> None:
    """Show the built languages: sentences there are, and how many a native speaker has reviewed."""
    rows = coverage(readers.catalogs())
    table = Table("Language", "Name", "Sentences", "Reviewed", box=None, pad_edge=False)
    all_of_them = len(PHRASES) + len(SENTENCES)
    for lang, name, built, reviewed in rows:
        table.add_row(lang, name, f"{built} of {all_of_them}", f"{reviewed} ({100 * reviewed // built} %)")
    out = Console(soft_wrap=True, highlight=False)
    out.print(table)
    if any(reviewed < built for _, _, built, reviewed in rows):
        out.print(
            "Sentences marked drafted in tipline/phrases and tipline/phrasebook were drafted by machine. A native "
            "speaker who has checked one removes its mark."
        )
