"""The office, its server and the browser for tests of pages; without a browser they are left out, loudly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.office import Office, browser, open_office, serving


@pytest.fixture(scope="session")
def office(node: Any) -> Iterator[Office]:
    from django.conf import settings

    before, settings.NODE = settings.NODE, settings.NODE.model_copy(update={"demonstration": True})
    made = open_office()
    with serving() as base:
        made.base = base
        yield made
    settings.NODE = before


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    with browser() as opened:
        if opened is None:
            pytest.skip("LEFT OUT: there is no Chromium on this machine, so no page was looked at; install chromium")
        yield opened
