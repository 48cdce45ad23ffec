"""Corpora for the tests: the real one, and a small one of made-up law that says exactly what a test needs."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import tutela_corpus
from tests.node_world import node, world
from tutela.corpus import Corpus, open_corpus

__all__ = ["node", "world"]
HERE = Path(__file__).parent


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Compiled forms of a test run stay out of the user's cache folder."""
    os.environ["TUTELA_CACHE"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return open_corpus()


@pytest.fixture(scope="session")
def small_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small corpus as a folder; copy it before writing to it."""
    root = tmp_path_factory.mktemp("small") / "corpus"
    shutil.copytree(HERE / "small", root)
    shutil.copy(tutela_corpus.root() / "law" / "space.yaml", root / "law" / "space.yaml")
    return root


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of source material beside the project; the product never needs it."""
    folder = Path(__file__).parents[2] / "shared"
    if not (folder / "law").is_dir():
        pytest.skip(
            "LEFT OUT: ../shared is not beside this checkout, so the comparison with the texts read was not run"
        )
    return folder
