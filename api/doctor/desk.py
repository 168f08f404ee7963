"""What the database shows: that it answers, at which revision, with which clock, and what stands still in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from api.console import words
from api.doctor.finding import Finding, fail, ok, warn
from api.settings import Settings
from api.vendors import sms_limits
from api.web import explain
from storage import migrate, queries
from storage.engine import make_engine
from storage.pulse import Pulse, pulse
from storage.queries import Health
from storage.store import SqlStore
from tipline.desk import limits
from tipline.errors import SetupError

_APART, _FAR_APART = timedelta(seconds=2), timedelta(seconds=30)
_STUCK = timedelta(minutes=1)
_LATELY = timedelta(days=1)
_NEAR = 0.8  # of the budget


def database(settings: Settings, now: datetime) -> Iterator[Finding]:
    try:
        found = pulse(settings.database)
    except SetupError as error:
        yield fail("database", str(error))
        return
    yield from _safety(found)
    yield from clocks("the database", found.now, now)
    held = _revision(settings)
    yield held
    if held.level != "ok":
        return
    store = SqlStore(make_engine(settings.database), "doctor")
    try:
        with store.read() as tx:
            health, used = queries.health(tx.conn, now), limits.used(tx, settings.zone, now)
    finally:
        store.close()
    yield from _moving(health, now)
    yield from _banners(health, now)
    yield from _money(settings, used)


def clocks(whose: str, theirs: datetime, ours: datetime) -> Iterator[Finding]:
    apart = abs(theirs - ours)
    said = f"This machine's clock and {whose}'s are {apart.total_seconds():.0f} s apart"
    if apart > _FAR_APART:
        yield fail("clock", f"{said}: codes for signing in and times on record are wrong. Switch on NTP.")
    elif apart > _APART:
        yield warn("clock", f"{said}; switch on NTP.")
    else:
        yield ok("clock", f"This machine's clock agrees with {whose}'s.")


def _safety(found: Pulse) -> Iterator[Finding]:
    held = found.settings
    if found.kind == "sqlite":
        right = (held["journal_mode"], held["synchronous"]) == ("wal", "2")
        named = f"SQLite {held['version']}, journal {held['journal_mode']}, synchronous {held['synchronous']}"
        wrong = "" if right else "journal has to be wal and synchronous 2 (FULL)"
    else:
        named = f"PostgreSQL {held['version']}, synchronous_commit {held['synchronous_commit']}"
        off = [name for name in ("fsync", "full_page_writes", "synchronous_commit") if held[name] == "off"]
        wrong = f"{', '.join(off)} may not be off" if off else ""
        if held["log_error_verbosity"] != "terse" or held["log_parameter_max_length_on_error"] != "0":
            yield warn(
                "database", "PostgreSQL's own log may quote rows: set log_error_verbosity = terse and "
                "log_parameter_max_length_on_error = 0 (docs/run-for-real.md).",
            )
    lost = f"{named}: {wrong}, or a power cut loses messages."
    yield fail("database", lost) if wrong else ok("database", f"{named}.")


def _revision(settings: Settings) -> Finding:
    held, wanted = migrate.current(settings.database), migrate.head()
    if held == wanted:
        return ok("migrations", f"The database is at revision {held}, as this version expects.")
    if held is not None and not migrate.knows(held):
        return fail("migrations", "The database was made by a newer version of the tip line; run that version.")
    return fail("migrations", f"The database is at revision {held}, this version expects {wanted}: back up, then "
                              "run tipline migrate.")


def _moving(health: Health, now: datetime) -> Iterator[Finding]:
    waits = now - health.inbox_oldest if health.inbox_oldest else timedelta(0)
    if waits > _STUCK:
        yield fail("inbox", f"{health.inbox['waiting']} messages wait, the oldest for {waits.total_seconds():.0f} s: "
                            "is tipline serve (SQLite) or tipline work (PostgreSQL) running?")
    if health.inbox["parked"]:
        yield warn("inbox", f"{health.inbox['parked']} messages were not understood and are parked; see the console.")
    if waits <= _STUCK and not health.inbox["parked"]:
        yield ok("inbox", f"{health.inbox['waiting']} messages wait, none is parked.")
    unknown = sum(count for (_, state), count in health.outbox.items() if state == "unknown")
    late = [f"{channel} for {(now - at).total_seconds():.0f} s" for channel, at in health.outbox_due.items()
            if now - at > _STUCK]
    if late:
        yield warn("outbox", f"Messages that could go have been waiting: {', '.join(late)}. Is a vendor in trouble, or "
                             "no worker running?")
    said = f"{sum(health.outbox.values())} on their way, {unknown} of which the vendor is asked about"
    yield warn("outbox", f"{said}.") if unknown else ok("outbox", f"{said}.")


def _banners(health: Health, now: datetime) -> Iterator[Finding]:
    lately = {kind: at for kind, (_, at) in health.banners.items() if now - at <= _LATELY}
    for kind, at in lately.items():
        level = fail if kind == "wrong_public_url" else warn
        yield level("refused" if kind == "wrong_public_url" else "raised",
                    f"{words.banner(kind, explain)} Last on {at:%Y-%m-%d %H:%M} UTC.")
    if "wrong_public_url" not in lately:
        yield ok("refused", "No webhook that names our account was refused in the last day.")


def _money(settings: Settings, used: int) -> Iterator[Finding]:
    held = sms_limits(settings).budget
    if held is None:
        yield ok("budget", f"{used} SMS segments sent this month; no limit is set (TIPLINE_SMS_MONTHLY_SEGMENTS).")
        return
    said = f"{used} of {held.segments} SMS segments sent this month, {held.reserve} kept for notices"
    if used >= held.segments - held.reserve:
        yield fail("budget", f"{said}: automatic replies are not sent. Raise TIPLINE_SMS_MONTHLY_SEGMENTS.")
    elif used >= (held.segments - held.reserve) * _NEAR:
        yield warn("budget", f"{said}: automatic replies stop soon.")
    else:
        yield ok("budget", f"{said}.")
