from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.requests.requests_world import AT
from tutela.cooperation import Routes, load
from tutela.cooperation.requests import Paper, Request, check_before_sending, compose, read_request, samples


@pytest.fixture(scope="session")
def using() -> Routes:
    return load()


@pytest.fixture(scope="session")
def paper(using: Routes) -> Callable[..., Paper]:
    """The paper of a request, or of a sample by its name."""

    def made(request: Request | str, **more: Any) -> Paper:
        one = read_request(samples()[request]) if isinstance(request, str) else request
        return compose(one, using, check_before_sending(one, using, AT), **more)

    return made
