"""The office and a client for tests of the doors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.office import PASSWORD, Office, open_office

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture
def office(node: Any) -> Office:
    from django.core.cache import cache

    cache.clear()  # the sign-in library counts attempts there
    return open_office()


@pytest.fixture
def client(office: Office) -> Client:
    from django.test import Client

    return Client()


@pytest.fixture
def demonstration(monkeypatch: pytest.MonkeyPatch, office: Office) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "NODE", settings.NODE.model_copy(update={"demonstration": True}))


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post("/sign/in/", {"login": email, "password": password})


def code_now(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def set_up_app(client: Client) -> str:
    """Set up an authenticator app in the client's session; its secret."""
    page = client.get("/sign/second/app/").content.decode()
    found = re.search(r'id="secret"[^>]*>([A-Z2-7]+)<', page)
    assert found, page[:2000]
    answer = client.post("/sign/second/app/", {"code": code_now(found[1])})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return found[1]


def acts_of(officer: Any) -> list[tuple[str, dict[str, Any]]]:
    """Acts in the record on an officer, oldest first, with their sealed content opened."""
    import json

    from tutela_node.spine.keys import unseal
    from tutela_node.spine.models import EventBody
    from tutela_node.spine.vault import keys_of

    key = keys_of([officer])[officer]
    found = []
    for body in (
        EventBody.objects.filter(record=officer, content__isnull=False).select_related("event").order_by("event")
    ):
        clear = unseal(key, "event.content", str(body.event.uuid), bytes(body.content))
        said = json.loads(clear[32:])
        found.append((said["act"], said["fields"]))
    return found
