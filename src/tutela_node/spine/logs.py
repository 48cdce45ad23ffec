"""Structured logs without personal data: one JSON line an entry on standard error, from a closed list of fields."""

from __future__ import annotations

import datetime as dt
import json
import sys
import threading

FIELDS = frozenset(
    {"id", "method", "route", "status", "ms", "kind", "size", "log", "count", "what", "process", "version", "said"}
)
_lock = threading.Lock()


def log(event: str, /, **fields: str | int | float | bool | None) -> None:
    """Write one line. A field that is not on the list is a defect: that is how names come into logs."""
    unknown = fields.keys() - FIELDS
    if unknown:
        raise ValueError(f"log fields {sorted(unknown)} are not on the list {sorted(FIELDS)}")
    line = json.dumps({"at": dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"), "event": event, **fields})
    with _lock:
        print(line, file=sys.stderr, flush=True)
