"""The law of the small corpus, and of the real one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutela import law
from tutela.corpus import Corpus, open_corpus


@pytest.fixture(scope="session")
def small(small_root: Path) -> law.Law:
    return law.load(open_corpus(root=small_root))


@pytest.fixture(scope="session")
def real(corpus: Corpus) -> law.Law:
    return law.load(corpus)
