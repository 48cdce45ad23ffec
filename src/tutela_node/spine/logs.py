"""Structured logs without personal data: one JSON line an entry on standard error, from a closed list of fields.

Libraries log too, and what they say may hold an address, a name or a path with a secret in it: of theirs only the
logger, the level, the kind of an exception and the lines of code that it came through are written.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
import threading
import traceback
from types import TracebackType

FIELDS = frozenset(
    {"id", "method", "route", "status", "ms", "kind", "size", "log", "count", "what", "process", "version", "said"}
)
_lock = threading.Lock()
FRAMES = 6
"""Lines of code that are told of an exception, the innermost last."""


def log(event: str, /, **fields: str | int | float | bool | None) -> None:
    """Write one line. A field that is not on the list is a defect: that is how names come into logs."""
    unknown = fields.keys() - FIELDS
    if unknown:
        raise ValueError(f"log fields {sorted(unknown)} are not on the list {sorted(FIELDS)}")
    line = _line(event, **fields)
    with _lock:
        print(line, file=sys.stderr, flush=True)


def _line(event: str, /, **fields: str | int | float | bool | None) -> str:
    return json.dumps({"at": dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"), "event": event, **fields})


class Line(logging.Formatter):
    """A record of a library as one of our lines; its message is left out. The web server's own is kept: it names
    workers and nothing else."""

    OURS = "_granian"

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, str] = {"what": record.name}
        if record.name == self.OURS:
            fields["said"] = record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            fields["kind"] = record.exc_info[0].__name__
            fields["said"] = where(record.exc_info[2])
        return _line(f"library.{record.levelname.lower()}", **fields)


def where(trace: TracebackType | None) -> str:
    """The lines of code of an exception, without its message or any value."""
    frames = traceback.extract_tb(trace)[-FRAMES:]
    return " > ".join(f"{_module(f.filename)}:{f.lineno} {f.name}" for f in frames)


def _module(path: str) -> str:
    parts = path.replace("\\", "/").removesuffix(".py").split("/")
    return ".".join(parts[-2:])


def quiet_libraries() -> None:
    """Make every logger, warning and uncaught exception of this process speak in our lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = lambda kind, _err, trace: _uncaught(kind, trace)
    threading.excepthook = lambda told: _uncaught(told.exc_type, told.exc_traceback)
    sys.unraisablehook = lambda told: _uncaught(told.exc_type, told.exc_traceback)


def _uncaught(kind: type[BaseException], trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt | SystemExit):
        log("uncaught", kind=kind.__name__, said=where(trace))
