"""A form that is sent twice acts once: each drawn form carries a token, and the first to come with it claims it.

The claim is a row among the working sessions: they lie in the desk's own database, are never backed up, expire by
themselves, and their key is unique across the processes of a node.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.http import HttpRequest
from django.utils import timezone

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
    given, by = request.POST.get(FIELD, ""), str(request.user.pk)
    if len(given) != 32 or not given.isalnum():
        yield Sending()
        return
    key = f"once.{given}"
    if not _claimed(key, by):
        yield Sending(_of_the_first(key, by))
        return
    sending = Sending()
    try:
        yield sending
    finally:
        if sending.to is None:
            Session.objects.filter(session_key=key).delete()
        else:
            Session.objects.filter(session_key=key).update(session_data=_sealed({"by": by, "to": sending.to}))


def _claimed(key: str, by: str) -> bool:
    """Whether this is the first to come with the token: two processes cannot both insert its row."""
    expires = timezone.now() + dt.timedelta(seconds=KEPT)
    try:
        Session(session_key=key, session_data=_sealed({"by": by}), expire_date=expires).save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _sealed(said: dict[str, str]) -> str:
    return SessionStore().encode(said)


def _of_the_first(key: str, by: str) -> str | None:
    """Where the first sending went; None when it failed, or is somebody else's."""
    until = time.monotonic() + WAITS
    while time.monotonic() < until:
        row = Session.objects.filter(session_key=key).first()
        said = row.get_decoded() if row else {}
        if said.get("by") != by:
            return None
        if to := said.get("to"):
            return str(to)
        time.sleep(0.05)
    return None
