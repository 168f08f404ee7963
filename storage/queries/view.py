"""Which cases a view of the queue shows and in which order, as one statement that an index answers.

Who asks for several things at once is answered from the rarest: how rare each is, is counted first, up to a bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, FromClause, Select, and_, func, literal, or_, select, text

from storage.queries.model import Place
from storage.standing import standing
from storage.tables import OPEN, case_file, case_trait
from tipline.desk.rights import Reach

MOST = 1000  # counted exactly; beyond it is "more than"
FEW = 2000  # rows that may be put in order afresh

_c = case_file.c
is_open: Any = text(f"case_file.{OPEN}")


@dataclass(frozen=True, slots=True)
class View:
    """One view of the queue: open cases unless `closed`; every given thing has to hold.

    `assigned_to`: one person's own. `within`: what a person reads freely; None for the line itself. `traits`: rows of
    case_trait. `since`: opened at or after.
    """

    lane: str | None = None
    assigned_to: int | None = None
    closed: bool = False
    within: Reach | None = None
    traits: tuple[str, ...] = ()
    since: datetime | None = None

    @property
    def filtered(self) -> bool:
        return bool(self.traits or self.since)


@dataclass(frozen=True, slots=True)
class Arranged:
    """What to select from, on which condition, in which order. `after` begins behind a place of that order."""

    rows: FromClause
    where: tuple[ColumnElement[bool], ...]
    order: tuple[ColumnElement[Any], ...]
    closed: bool
    led: bool  # by a trait's index

    def select(self, *columns: Any, after: Place | None = None) -> Select[Any]:
        wanted = select(*columns).select_from(self.rows).where(*self.where).order_by(*(c.desc() for c in self.order))
        if after is None:
            return wanted
        return wanted.where(self._behind(after) if self.led else _beyond(after, by_urgency=not self.closed))

    def _behind(self, place: Place) -> ColumnElement[bool]:
        stands, case_id = self.order
        last = standing(place.urgency, place.created_at, is_open=not self.closed)
        bound = literal(last, BigInteger)  # it comes first, so that the index can begin there
        return and_(stands <= bound, or_(stands < bound, case_id < place.case_id))


def arrange(connection: Connection, view: View) -> Arranged:
    traits = _wanted_traits(view)
    if view.assigned_to is not None or not (traits or view.since):
        return _whole(view, traits)
    leading, few = _rarest(connection, view, traits)
    if leading is None:
        return _recent(view, traits) if few else _whole(view, traits)
    led = case_trait.alias("led")
    kept = led.c.standing < 0 if view.closed else led.c.standing >= 0
    where = [led.c.trait == leading, kept, *holding(led.c.case_id, [t for t in traits if t != leading])]
    rows = led.join(case_file, _c.id == led.c.case_id)
    return Arranged(rows, (*where, *_plain(view)), (led.c.standing, led.c.case_id), view.closed, led=True)


def count(connection: Connection, view: View) -> int:
    """How many cases the view shows, MOST + 1 when there are more than MOST."""
    shown = arrange(connection, view).select(literal(1)).order_by(None).limit(MOST + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(shown)).scalar_one())


def within_reach(within: Reach | None, *, closed: bool = False) -> ColumnElement[bool] | None:
    """The condition on open cases (on `closed` ones) that this reach is; None when it is every one of them."""
    if within is None:
        return None
    own = _c.assigned_to == within.staff_id
    if closed and not within.closed:
        return own
    if within.districts is None:
        return None
    return or_(own, _c.district.in_(within.districts), *([_c.district.is_(None)] if within.unplaced else []))


def _wanted_traits(view: View) -> list[str]:
    """The lane is one as well, where something else is asked for: the lane's own index knows nothing of that."""
    lane = [f"lane:{view.lane}"] if view.lane and view.filtered and not view.closed else []
    return [*view.traits, *lane]


def _whole(view: View, traits: Sequence[str]) -> Arranged:
    """In the order of the cases themselves."""
    where = [_alive(view), *holding(_c.id, traits), *_plain(view)]
    if view.lane is not None and not view.closed:
        where.append(_c.lane == view.lane)
    order = (_c.created_at, _c.id) if view.closed else (_c.urgency, _c.created_at, _c.id)
    return Arranged(case_file, tuple(where), order, view.closed, led=False)


def _alive(view: View) -> ColumnElement[bool]:
    found: ColumnElement[bool] = _c.status == "closed" if view.closed else is_open
    return found


def _recent(view: View, traits: Sequence[str]) -> Arranged:
    """The few cases of the last time, put in order afresh."""
    new = _lately(view).subquery("lately")
    whole = _whole(view, traits)
    return Arranged(new.join(case_file, _c.id == new.c.id), whole.where, whole.order, view.closed, led=False)


def _lately(view: View) -> Select[Any]:
    return select(_c.id).where(_alive(view), _c.created_at >= view.since).order_by(_c.created_at.desc()).limit(FEW + 1)


def _rarest(connection: Connection, view: View, traits: Sequence[str]) -> tuple[str | None, bool]:
    """The trait to lead, None where the time should; whether that time holds few cases."""
    if len(traits) == 1 and view.since is None:
        return traits[0], False
    counts = {trait: _bounded(connection, _bearing(trait, view)) for trait in traits}
    lately = _bounded(connection, _lately(view)) if view.since is not None else FEW + 1
    least = min(counts, key=lambda trait: counts[trait], default=None)
    if least is None or (lately <= FEW and lately < counts[least]):
        return None, lately <= FEW
    return least, False


def _bearing(trait: str, view: View) -> Select[Any]:
    kept = case_trait.c.standing < 0 if view.closed else case_trait.c.standing >= 0
    return select(case_trait.c.case_id).where(case_trait.c.trait == trait, kept).limit(FEW + 1)


def _bounded(connection: Connection, wanted: Select[Any]) -> int:
    return int(connection.execute(select(func.count()).select_from(wanted.subquery())).scalar_one())


def holding(case_id: ColumnElement[Any], traits: Sequence[str]) -> list[ColumnElement[bool]]:
    """That the case has all of these traits."""
    found: list[ColumnElement[bool]] = []
    for number, trait in enumerate(traits):
        also = case_trait.alias(f"also_{number}")
        found.append(select(1).where(also.c.case_id == case_id, also.c.trait == trait).correlate_except(also).exists())
    return found


def _plain(view: View) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if view.assigned_to is not None:
        found.append(_c.assigned_to == view.assigned_to)
    if (seen := within_reach(view.within, closed=view.closed)) is not None:
        found.append(seen)
    if view.since is not None:
        found.append(_c.created_at >= view.since)
    return found


def _beyond(place: Place, *, by_urgency: bool) -> ColumnElement[bool]:
    """After this place in the order. The plain bound comes first, so that an index can begin there."""
    later = or_(_c.created_at < place.created_at, and_(_c.created_at == place.created_at, _c.id < place.case_id))
    if not by_urgency:
        return and_(_c.created_at <= place.created_at, later)
    return and_(_c.urgency <= place.urgency, or_(_c.urgency < place.urgency, later))
