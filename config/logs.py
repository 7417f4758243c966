"""What stands in the logs: lines of text or of JSON, with the number of the request, and nothing of what people typed.

An exception's own words are left out, for they may hold an address, a name or a code; its type, where it happened, and what
PostgreSQL calls it (SQLSTATE, constraint) stay.
"""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType

import psycopg

# The number of the request that is worked on, for log lines and error pages; empty outside of one
request_number: ContextVar[str] = ContextVar("request_number", default="")


def route_of(request: object) -> str:
    """The name of the page, without what stands in its address: a token, a search."""
    match = getattr(request, "resolver_match", None)
    return (match.url_name or "unnamed") if match else "none"


def message_of(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    if request is None or not record.args:
        return record.getMessage()
    # What Django says of a request names its path
    path = getattr(request, "path", None)
    arguments = record.args if isinstance(record.args, tuple) else (record.args,)
    shown = tuple(route_of(request) if argument == path else argument for argument in arguments)
    return str(record.msg) % shown


def trace_of(error: BaseException | None) -> str:
    """Where the exception and those that led to it happened, and of which types they are."""
    parts: list[str] = []
    while error is not None and len(parts) < 10:
        parts.append(
            f"{type(error).__module__}.{type(error).__qualname__}{_what_postgresql_calls(error)}\n{_places(error.__traceback__)}"
        )
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "after\n".join(parts).rstrip()


def _what_postgresql_calls(error: BaseException) -> str:
    if not isinstance(error, psycopg.Error) or not error.sqlstate:
        return ""
    names = [error.sqlstate, error.diag.table_name, error.diag.column_name, error.diag.constraint_name]
    return f" ({', '.join(name for name in names if name)})"


def _places(trace: TracebackType | None) -> str:
    return "".join(
        f"  {frame.filename}:{frame.lineno} {frame.name}\n" for frame in traceback.extract_tb(trace)
    )


# What no line shows: to find them took a third of the time of a line
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = logging.logAsyncioTasks = False

_json = json.JSONEncoder(ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        number = request_number.get() or getattr(record, "request_number", "")
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {message_of(record)}"
        line += f" [{number}]" if number else ""
        return f"{line}\n{trace_of(record.exc_info[1])}" if record.exc_info else line


class JsonFormatter(logging.Formatter):
    """One JSON object a line. `fields`, where a record has them, stand beside the message."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
        }
        if number := request_number.get():
            line["request_id"] = number
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["trace"] = trace_of(record.exc_info[1])
        return _json.encode(line)
