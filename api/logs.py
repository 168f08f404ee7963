"""Structured logs without personal data: an allow-list of fields, and the libraries that would break it silenced."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# What a log line may carry. Anything else is dropped, so that a careless call cannot give a person away.
ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "error",
        "count",
        "seconds",
        "job",
        "channel",
        "state",
        "status",
        "code",
        "path",
        "method",
        "row",
        "case",
        "evidence",
        "process",
        "listen",
        "version",
        "reason",
    }
)
_SILENT = (
    "httpx",
    "httpx2",
    "httpcore",
    "httpcore2",
    "telegram",
    "twilio",
    "aiohttp",
    "apscheduler",
    "alembic",
    "urllib3",
    "PIL",
)


def _only_allowed(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    kept = {k: v for k, v in event.items() if k in ALLOWED}
    kept["event"] = str(kept.get("event", "")).replace("\r", " ").replace("\n", " ").replace("\x1b", " ")
    return kept


def _error_name(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception's class, never its words: they may quote a message."""
    info = event.pop("exc_info", None)
    if isinstance(info, BaseException):
        event["error"] = type(info).__name__
    elif info:
        kind = sys.exc_info()[0]
        event["error"] = kind.__name__ if kind else "unknown"
    return event


def configure(*, to_terminal: bool = False) -> None:
    """Call once at a process's start."""
    renderer: Any = structlog.dev.ConsoleRenderer(colors=True) if to_terminal else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _error_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s", stream=sys.stderr, force=True)
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)
