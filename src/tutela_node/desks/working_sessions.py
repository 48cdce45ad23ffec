"""Where working sessions lie: Django's table of them, asked by a query that is written once. Every request asks it."""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from tutela_node.spine.prepared import prepared


class SessionStore(db.SessionStore):
    """Django's own, but for how a session is found."""

    def _get_session_from_db(self) -> Session | None:
        found = _session(key=self.session_key or "", now=timezone.now())
        if found:
            return found[0]
        self._session_key = None
        return None


@prepared
def _session(key: str, now: dt.datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
