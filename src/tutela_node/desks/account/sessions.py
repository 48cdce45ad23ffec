"""An officer's working sessions: where they are signed in, and how to end the others.

Sessions lie in a database of their own that no backup holds; a node has few enough that looking through them is quick.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))


@dataclass(frozen=True)
class WorkingSession:
    """One place where the officer is signed in. `agent`: browser and system, no more."""

    key: str
    began: dt.datetime | None
    last_seen: dt.datetime | None
    agent: str
    this: bool


def sessions_of(officer: uuid.UUID, this: str | None) -> list[WorkingSession]:
    """Their sessions that have not expired, this one first, then the latest seen."""
    found = [
        WorkingSession(
            row.pk, _at(held.get("began")), _at(held.get("last_seen")), str(held.get("agent", "")), row.pk == this
        )
        for row, held in _of(officer)
    ]
    return sorted(found, key=lambda s: (not s.this, -(s.last_seen.timestamp() if s.last_seen else 0)))


def end_others(officer: uuid.UUID, this: str | None) -> int:
    """End every session of theirs but this one; how many."""
    keys = [row.pk for row, _ in _of(officer) if row.pk != this]
    return Session.objects.filter(pk__in=keys).delete()[0]


def agent_of(header: str) -> str:
    """`Firefox, Linux` of a User-Agent header; never more, for a header can tell one machine from all others."""
    browser = next((said for mark, said in _BROWSERS if mark in header), "")
    system = next((name for name in _SYSTEMS if name in header), "")
    return ", ".join(part for part in (browser, system) if part)


def _of(officer: uuid.UUID) -> Iterator[tuple[Session, dict[str, object]]]:
    for row in Session.objects.filter(expire_date__gt=timezone.now()):
        held = row.get_decoded()
        if held.get(SESSION_KEY) == str(officer):
            yield row, held


def _at(seconds: object) -> dt.datetime | None:
    return dt.datetime.fromtimestamp(seconds, dt.UTC) if isinstance(seconds, int | float) else None
