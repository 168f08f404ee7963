"""`python -m bench.surge --seed 7 --seed 8 --database sqlite`: how well the line gathers a made surge."""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from bench.house import DATABASES, installation
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


def made(seed: int, city: City, count: int = EVENTS, reports: int = REPORTS) -> list[Telling]:
    """The surge of a seed."""
    chance = random.Random(seed)
    town = Town(city, chance)
    return tellings(town, events(town, chance, count), chance, reports)


def measure(database: str, seeds: Iterable[int]) -> Iterator[str]:
    """Lines of Markdown: a table for each seed."""
    for seed in seeds:
        with installation(database) as place:
            stage = Stage(place)
            try:
                told = made(seed, stage.city)
                played = stage.play(told, time.perf_counter)
            finally:
                stage.close()
        yield from report(seed, database, told, played)


def report(seed: int, database: str, told: Sequence[Telling], played: Played) -> Iterator[str]:
    put = score.groups(told, played)
    by_itself, sizes = score.pairs(told, put), Counter(t.event for t in told)
    yield ""
    held = "the weights were estimated on it" if seed == TUNED else "held out"
    yield f"Surge of seed {seed} ({held}) on {database}: {len(told)} reports of {len(sizes)} events, {max(sizes.values())}"
    yield f"of the greatest, {len(set(put.values()))} cases, {played.seconds:.0f} s; {len(played.asked)} answered where it is."
    yield ""
    yield "| pairs of reports | precision | recall | pairs put | pairs true |"
    yield "|---|---|---|---|---|"
    verdict = " (reached)" if by_itself.precision >= PRECISION and by_itself.recall >= RECALL else " (**short**)"
    yield _row(f"joined by itself, to reach {PRECISION:g} and {RECALL:g}{verdict}", by_itself)
    yield _row("and the right offers taken", score.pairs(told, score.if_right_offers_are_taken(told, played)))
    precision, recall = score.each_report(told, put)
    yield f"| joined by itself, a report's own share | {precision:.3f} | {recall:.3f} | | |"
    yield _offers(told, played)
    for lang in LANGS:
        yield _row(f"with {lang}", score.pairs(told, put, lambda a, b, lang=lang: lang in (a.lang, b.lang)))
    for kind in sorted({kind for t in told for kind in t.kinds}):
        if kind != "bulk sender":
            yield _row(f"with: {kind}", score.pairs(told, put, lambda a, b, kind=kind: kind in a.kinds | b.kinds))


def _row(what: str, found: Pairs) -> str:
    return f"| {what} | {found.precision:.3f} | {found.recall:.3f} | {found.put:,} | {found.true:,} |"


def _offers(told: Sequence[Telling], played: Played) -> str:
    truth = {t.number: t.event for t in told}
    first = [(number, offers[0]) for number, offers in played.offered.items() if offers]
    right = sum(score.is_right(truth, number, members) for number, members in first)
    return f"| offered to a report that stood alone, the first offer | {right / max(1, len(first)):.3f} | | {len(first):,} | |"


def main() -> None:
    ask = argparse.ArgumentParser(prog="python -m bench.surge", description=__doc__)
    ask.add_argument("--seed", type=int, action="append", help=f"{TUNED} and {HELD_OUT} when none")
    ask.add_argument("--database", choices=DATABASES, action="append")
    told = ask.parse_args()
    for database in told.database or DATABASES:
        for line in measure(database, told.seed or (TUNED, *HELD_OUT)):
            print(line, flush=True)


if __name__ == "__main__":
    main()
