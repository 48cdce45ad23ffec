"""The office, its server and the browser for tests of pages; without a browser they are left out, loudly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.office import Office, browser, open_office, serving


@pytest.fixture(scope="session")
def _served(node: Any) -> Iterator[Office]:
    made = open_office()
    with serving() as base:
        made.base = base
        yield made


@pytest.fixture
def office(_served: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """As a demonstration shows it."""
    from django.conf import settings

    monkeypatch.setattr(settings, "NODE", settings.NODE.model_copy(update={"demonstration": True}))
    return _served


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    with browser() as opened:
        if opened is None:
            pytest.skip("LEFT OUT: there is no Chromium on this machine, so no page was looked at; install chromium")
        yield opened
