from __future__ import annotations

import pytest

from tutela.cooperation import Routes, load


@pytest.fixture(scope="session")
def using() -> Routes:
    """The real routes and forms."""
    return load()
