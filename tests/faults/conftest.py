"""A node that is made once and copied for each test, and the processes that live in the copy."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 60.0
"""Seconds after which a process that says nothing is a failure."""


class Scene:
    """A node's folder for one test, a witness outside of it, and the processes that were started on it."""

    def __init__(self, path: Path) -> None:
        self.root = path
        self.folder = path / "node"
        self.mark = path / "node.mark"
        self.witness = path / "witness"
        self._started: list[subprocess.Popen[str]] = []

    def live(self, *options: str) -> Life:
        """A process at work. What its restart found is in `found`; it is ready when this returns."""
        return self._begun("live", *options)

    def look(self, *options: str) -> dict[str, Any]:
        """What a restart finds, compared with the witness; `refused` where it does not start."""
        return self._begun("look", *options).found

    def run(self, verb: str) -> dict[str, Any]:
        """What another verb of the process prints."""
        return self._begun(verb).found

    def failed(self) -> list[str]:
        """What the acts that failed told their callers."""
        return [line.split(" ", 1)[1] for line in self.lines() if line.startswith("failed ")]

    def acknowledged(self) -> int:
        return sum(line.startswith(("done ", "erased ")) for line in self.lines())

    def published(self) -> int:
        """Checkpoints that somebody saw."""
        return sum(line.startswith("checkpoint ") for line in self.lines())

    def lines(self) -> list[str]:
        return self.witness.read_text().splitlines() if self.witness.exists() else []

    def until(self, count: int, what: str = "done") -> None:
        """Wait until the witness has so many more lines of the kind."""
        begun = sum(line.startswith(what) for line in self.lines())
        end = time.monotonic() + PATIENCE
        while sum(line.startswith(what) for line in self.lines()) < begun + count:
            assert time.monotonic() < end, f"no {count} lines {what!r} came; the last were {self.lines()[-3:]}"
            time.sleep(0.02)

    def until_said(self, what: str) -> None:
        """Wait until a process has written this to its log."""
        end = time.monotonic() + PATIENCE
        while what not in self.said():
            assert time.monotonic() < end, f"nobody said {what!r}"
            time.sleep(0.02)

    def end(self) -> None:
        for process in self._started:
            process.kill()
            process.wait()
            for stream in (process.stdout, process.stderr):
                if stream:
                    stream.close()

    def _begun(self, verb: str, *options: str) -> Life:
        with (self.root / "said").open("ab") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.child", verb, self.folder, self.witness, *options],
                stdout=subprocess.PIPE, stderr=said, text=True, cwd=Path(__file__).parents[2],
            )  # fmt: skip
        self._started.append(process)
        life = Life(process)
        assert life.found, f"the process broke off: {self.said()[-2000:]}"
        if verb == "live" and "refused" not in life.found:
            assert life.line() == "ready", f"the process broke off before it was at work: {self.said()[-2000:]}"
        return life

    def said(self) -> str:
        """What all processes wrote to their logs."""
        path = self.root / "said"
        return path.read_text() if path.exists() else ""


class Life:
    """One process on a scene."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.pid = process.pid
        first = self.line()
        self.found: dict[str, Any] = json.loads(first) if first else {}

    def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)

    def ended(self) -> int:
        """Wait until it has ended by itself."""
        return self.process.wait(PATIENCE)

    def line(self) -> str:
        """The next line that it prints."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new node, made once for all test processes of a run."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "faults"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not (shared / "scene.json").exists():
            subprocess.run(
                [sys.executable, "-m", "tests.faults.child", "make", shared / "node"],
                check=True, cwd=Path(__file__).parents[2], timeout=PATIENCE,
            )  # fmt: skip
    return shared


@pytest.fixture
def scene(made: Path, tmp_path: Path) -> Iterator[Scene]:
    shutil.copytree(made, tmp_path / "scene")
    scene = Scene(tmp_path / "scene")
    yield scene
    scene.end()


def well(found: dict[str, Any]) -> None:
    """Nothing that anybody saw is lost or contradicted, and every byte verifies."""
    assert found.get("refused") is None, found
    assert (found["missing"], found["forked"], found["faults"]) == ([], [], [])
    assert found["recorded"] == found["logged"]
