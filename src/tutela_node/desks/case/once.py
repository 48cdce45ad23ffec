"""A form that is sent twice acts once: each drawn form carries a token, and the first to come with it claims it.

The claim is a row among the working sessions: they lie in the desk's own database, are never backed up, expire by
themselves, and their key is unique across the processes of a node.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.sessions.backends.base import CreateError
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

FIELD = "once"
KEPT = 3600
"""Seconds for which a second sending finds the first."""
WAITS = 5.0
"""Seconds that a second sending waits for the first, which may still be at work."""


@dataclass
class Sending:
    """`to`: the address to go to. Set before the body runs if the form was sent already; else the body sets it."""

    to: str | None = None


def token() -> str:
    """For the hidden field `once` of a form that acts."""
    return uuid.uuid4().hex


@contextmanager
def once(request: HttpRequest) -> Iterator[Sending]:
    """Around the act of a form. When the body raises or sets no address, the form may be sent again."""
    given = request.POST.get(FIELD, "")
    if len(given) != 32 or not given.isalnum():
        yield Sending()
        return
    row = SessionStore(session_key=f"once.{given}")
    row["by"] = str(request.user.pk)
    row.set_expiry(KEPT)
    try:
        row.save(must_create=True)
    except CreateError:
        yield Sending(_of_the_first(f"once.{given}", str(request.user.pk)))
        return
    sending = Sending()
    try:
        yield sending
    finally:
        if sending.to is None:
            row.delete()
        else:
            row["to"] = sending.to
            row.save()


def _of_the_first(key: str, by: str) -> str | None:
    """Where the first sending went; None when it failed, or is somebody else's."""
    until = time.monotonic() + WAITS
    while time.monotonic() < until:
        row = SessionStore(session_key=key)
        if row.get("by") != by:
            return None
        if to := row.get("to"):
            return str(to)
        time.sleep(0.05)
    return None
