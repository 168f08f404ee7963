"""How well a surge was gathered: of the pairs of reports put together how many belong together, and of those that
belong together how many were put together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from bench.surge.play import Played
from bench.surge.tellings import Telling

Group = Mapping[int, Hashable]  # telling -> where it was put


@dataclass(frozen=True, slots=True)
class Pairs:
    """`right`: put together and belonging together; `put`: put together; `true`: belonging together."""

    right: int = 0
    put: int = 0
    true: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.put if self.put else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0


def groups(told: Sequence[Telling], played: Played) -> dict[int, Hashable]:
    """The case of each telling; one of which no report came stands alone."""
    return {t.number: case if (case := played.case[t.number]) is not None else ("none", t.number) for t in told}


def pairs(told: Sequence[Telling], put: Group, counts: Callable[[Telling, Telling], bool] | None = None) -> Pairs:
    """Over all pairs of reports, or those that count."""
    found = Pairs()
    for one, two in _candidates(told, put):
        if counts is None or counts(one, two):
            true, together = one.event == two.event, put[one.number] == put[two.number]
            found = replace(
                found, right=found.right + (true and together), put=found.put + together, true=found.true + true
            )
    return found


def _candidates(told: Sequence[Telling], put: Group) -> Iterable[tuple[Telling, Telling]]:
    """Pairs that belong or were put together, each once."""
    by_event, by_case = defaultdict[int, list[Telling]](list), defaultdict[Hashable, list[Telling]](list)
    for each in told:
        by_event[each.event].append(each)
        by_case[put[each.number]].append(each)
    for members in by_event.values():
        yield from combinations(members, 2)
    for members in by_case.values():
        yield from ((one, two) for one, two in combinations(members, 2) if one.event != two.event)


def each_report(told: Sequence[Telling], put: Group) -> tuple[float, float]:
    """(precision, recall) as a report's own share, averaged (B-cubed): events that many tell weigh less."""
    cases, events = Counter(put.values()), Counter(t.event for t in told)
    both = Counter((put[t.number], t.event) for t in told)
    shares = [(both[put[t.number], t.event], cases[put[t.number]], events[t.event]) for t in told]
    return sum(b / c for b, c, _ in shares) / len(told), sum(b / e for b, _, e in shares) / len(told)


def if_right_offers_are_taken(told: Sequence[Telling], played: Played) -> dict[int, Hashable]:
    """Where reports stand when a person takes the first right one of the offers shown and refuses the wrong ones."""
    put, truth = groups(told, played), {t.number: t.event for t in told}
    parent: dict[Hashable, Hashable] = {}

    def root(case: Hashable) -> Hashable:
        while case in parent:
            case = parent[case]
        return case

    for number, offers in played.offered.items():
        for members in offers:
            if is_right(truth, number, members):
                mine, other = root(put[number]), root(put[members[0]])
                if mine != other:
                    parent[mine] = other
                break
    return {number: root(case) for number, case in put.items()}


def is_right(truth: Mapping[int, int], number: int, members: Sequence[int]) -> bool:
    """Whether most of a case tell of this report's event."""
    return 2 * sum(truth[m] == truth[number] for m in members) > len(members)
