"""An office of made-up officers, each made through the real acts, and a client signed in as one of them."""

from __future__ import annotations

import datetime as dt
import itertools
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.node_world import Colleague, World

if TYPE_CHECKING:
    from django.test import Client

_count = itertools.count(1)
OVERSIGHT = "DE/bdsg-76"
"""A lawful basis that serves oversight where the node of the tests is."""


@dataclass
class Desks:
    """The world, with officers who have their keys: acts are done on them too, not only by them."""

    world: World

    def officer(self, role: str = "", unit: uuid.UUID | None = None, *, came: bool = True, name: str = "") -> Colleague:
        """`came`: they used their link and signed in once."""
        from tutela_node.people import services
        from tutela_node.people.models import Officer
        from tutela_node.spine.acts import By, submit

        number, home = next(_count), unit or self.unit()
        roles = [services.Role(role, dt.date(2026, 1, 1))] if role else []
        made = services.invite(
            By.node(),
            None,
            name=name or f"Person {number}",
            email=f"person{number}@node.example",
            unit=home,
            roles=roles,
        )
        found = Officer.objects.get(id=made.officer)
        if came:
            now = dt.datetime(2026, 11, 1, 8, 0, tzinfo=dt.UTC)
            submit(lambda: Officer.objects.filter(id=found.id).update(last_login=now))
        return Colleague(found.id, found.name, found.email, home, role)

    def unit(self, name: str = "") -> uuid.UUID:
        from tutela_node.people import services
        from tutela_node.spine.acts import By

        return services.add_unit(By.node(), None, name=name or f"Unit of desks {next(_count)}")

    def client(self, officer: Colleague, basis: str | None = None, *, second_factor: bool = True) -> Client:
        """A browser in which this officer is signed in, as sign-in leaves it."""
        from django.conf import settings
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore
        from django.test import Client

        from tutela_node.people.models import Officer

        found, store, now = Officer.objects.get(id=officer.id), SessionStore(), int(time.time())
        store.update({
            SESSION_KEY: str(found.id), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[1],
            HASH_SESSION_KEY: found.get_session_auth_hash(), "second_factor": second_factor, "began": now,
            "last_seen": now,
        } | ({"basis": basis} if basis else {}))  # fmt: skip
        store.save()
        client = Client(raise_request_exception=True)
        client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
        return client


@pytest.fixture
def desks(world: World) -> Desks:
    return Desks(world)


def queries(client: Any, url: str) -> int:
    """How many queries one page costs, of the node's own database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)
