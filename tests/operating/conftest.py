"""One node is set up in each test process; tests work on copies of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.operating.nodes import INIT, Said, copy_node, tutela


@pytest.fixture(scope="session")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    """The folder, and what `init` said."""
    folder = tmp_path_factory.mktemp("operating") / "node"
    said = tutela("node", "init", folder, *INIT)
    assert said.status == 0, said.err
    return folder, said


@pytest.fixture
def folder(set_up: tuple[Path, Said], tmp_path: Path) -> Path:
    """A node of this test's own."""
    return copy_node(set_up[0], tmp_path / "node")


@pytest.fixture(scope="session")
def worked_in(set_up: tuple[Path, Said], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration with some cases: persons, notes, an erased case, an attached answer."""
    folder = tmp_path_factory.mktemp("worked") / "office"
    said = tutela("node", "demo", folder, "--cases", 12, "--only-make")
    assert said.status == 0, said.err
    return folder


@pytest.fixture
def office(worked_in: Path, tmp_path: Path) -> Path:
    """A copy of it for this test."""
    return copy_node(worked_in, tmp_path / "office")


@pytest.fixture
def changed(folder: Path) -> Callable[[str, str], None]:
    """Change a line of node.toml."""

    def change(key: str, value: str) -> None:
        path = folder / "node.toml"
        lines = [f"{key} = {value}" if line.startswith(f"{key} =") else line for line in path.read_text().splitlines()]
        path.write_text("\n".join(lines) + "\n")

    return change
