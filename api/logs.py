"""Structured logs without personal data: an allow-list of fields, and the libraries that would break it silenced."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import MutableMapping
from types import TracebackType
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
SERVER: dict[str, Any] = {"log_config": None}  # for uvicorn: no formatter of its own, which would quote exceptions
_OWN_WORDS = frozenset({"uvicorn.error"})  # loggers whose fixed words may be shown, without what is filled in


class _Wordless(logging.Formatter):
    """Other libraries' records: who said it and where it failed, never what it was about."""

    def format(self, record: logging.LogRecord) -> str:
        parts = [f"{record.levelname} {record.name}"]
        if record.name in _OWN_WORDS:
            parts.append(str(record.msg).strip().partition("\n")[0] if isinstance(record.msg, (str, OSError)) else "")
        kind, error, trace = record.exc_info or (None, None, None)
        if error is not None:
            parts.append(_where(kind, trace))
        return " ".join(part for part in parts if part)


def _where(kind: type[BaseException] | None, trace: TracebackType | None) -> str:
    """An exception's class and the lines of code it came through."""
    name = kind.__name__ if kind else "unknown"
    return f"{name}\n{''.join(traceback.format_tb(trace))}".rstrip()


def _uncaught(kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
    sys.stderr.write(_where(kind, trace) + "\n")


def _thread_died(args: threading.ExceptHookArgs) -> None:
    sys.stderr.write(_where(args.exc_type, args.exc_traceback) + "\n")


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
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # as it is when a line is written
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Wordless())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)
    sys.excepthook, threading.excepthook = _uncaught, _thread_died
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)
