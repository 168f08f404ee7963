"""The figures of a surge: pairs joined by the line itself, pairs offered, by language and by what makes it hard."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from bench.house import installation
from bench.surge import score
from bench.surge.events import events
from bench.surge.play import Played, Stage
from bench.surge.score import Pairs
from bench.surge.spots import Town
from bench.surge.tellings import Telling, tellings
from bench.surge.wording import LANGS
from tipline.places.city import City

EVENTS, REPORTS = 300, 2000
TUNED, HELD_OUT = 1, (2, 3, 4)  # the weights were estimated on the first, and never saw the others
PRECISION, RECALL = 0.97, 0.90
EXPORTS = Path(__file__).parents[3] / "shared" / "data" / "chicago"  # the city's own files, where they lie beside us


def made(seed: int, city: City, count: int = EVENTS, reports: int = REPORTS) -> list[Telling]:
    """The surge of a seed."""
    chance = random.Random(seed)
    town = Town(city, chance)
    return tellings(town, events(town, chance, count), chance, reports)


def measure(database: str, seeds: Iterable[int], exports: Path | None) -> Iterator[str]:
    """Lines of Markdown: a table for each seed."""
    yield "Places: " + ("the city's own files, imported." if exports else "the facts in the product alone.")
    for seed in seeds:
        with installation(database) as place:
            stage = Stage(place, exports)
            try:
                told = made(seed, stage.city)
                played = stage.play(told, time.perf_counter)
            finally:
                stage.close()
        yield from report(seed, database, told, played)


def rounds(database: str, count: int) -> Iterator[str]:
    """For `make bench`: the tuned seed and three that were held out; fewer rounds, fewer seeds."""
    return measure(database, (TUNED, *HELD_OUT)[:count], EXPORTS if EXPORTS.is_dir() else None)


def report(seed: int, database: str, told: Sequence[Telling], played: Played) -> Iterator[str]:
    put = score.groups(told, played)
    yield from _head(seed, database, told, played)
    by_itself = score.pairs(told, put)
    verdict = " (reached)" if by_itself.precision >= PRECISION and by_itself.recall >= RECALL else " (**short**)"
    yield _row(f"joined by itself, to reach {PRECISION:g} and {RECALL:g}{verdict}", by_itself)
    yield _row("and the right offers taken", score.pairs(told, score.if_right_offers_are_taken(told, played)))
    precision, recall = score.each_report(told, put)
    yield f"| joined by itself, a report's own share | {precision:.3f} | {recall:.3f} | | |"
    yield _offers(told, played)
    for lang in LANGS:
        yield _row(f"with {lang}", score.pairs(told, put, _with(lang)))
    for kind in sorted({kind for t in told for kind in t.kinds} - {"bulk sender"}):
        yield _row(f"with: {kind}", score.pairs(told, put, _with(kind)))


def _with(word: str) -> Callable[[Telling, Telling], bool]:
    """Pairs of which one at least is in this language or of this kind."""
    return lambda one, two: word in one.kinds | two.kinds | {one.lang, two.lang}


def _head(seed: int, database: str, told: Sequence[Telling], played: Played) -> Iterator[str]:
    held, sizes = "the weights were estimated on it" if seed == TUNED else "held out", Counter(t.event for t in told)
    cases = len(set(score.groups(told, played).values()))
    yield ""
    yield f"Surge of seed {seed} ({held}) on {database}: {len(told)} reports of {len(sizes)} events,"
    yield f"{max(sizes.values())} of the greatest; {len(played.asked)} answered where it is; {cases} cases;"
    yield f"{1000 * played.seconds / len(told):.0f} ms a report from its webhook's body to its case."
    yield ""
    yield "| pairs of reports | precision | recall | pairs put | pairs true |"
    yield "|---|---|---|---|---|"


def _row(what: str, found: Pairs) -> str:
    return f"| {what} | {found.precision:.3f} | {found.recall:.3f} | {found.put:,} | {found.true:,} |"


def _offers(told: Sequence[Telling], played: Played) -> str:
    truth = {t.number: t.event for t in told}
    first = [(number, offers[0]) for number, offers in played.offered.items() if offers]
    right = sum(score.is_right(truth, number, members) for number, members in first) / max(1, len(first))
    return f"| first offer to a report that stood alone: {len(first):,}, right | {right:.3f} | | | |"
