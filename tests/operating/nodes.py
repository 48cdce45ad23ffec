"""Nodes for the tests of operating: real folders, real processes, on loopback with free ports."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TUTELA = str(Path(sys.executable).with_name("tutela"))
START_WITHIN = 90.0
"""Seconds; machines that run these tests are busy."""
INIT = (
    "--title", "A made-up office", "--name", "node.police.example", "--system", "DE",
    "--administrator", "Ines Falk", "--email", "ines@police.example", "--unit", "Child protection unit",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str


def tutela(*args: object, stdin: str | None = None, **env: str) -> Said:
    """Run `tutela …`; no terminal is there."""
    done = subprocess.run(
        [TUTELA, *map(str, args)], input=stdin or "", capture_output=True, text=True, timeout=180, env=_env(env), check=False,
    )  # fmt: skip
    return Said(done.returncode, done.stdout, done.stderr)


def python(code: str, folder: Path, *args: object) -> str:
    """Run Python inside of a node (its applications are there); what it printed."""
    enter = f"from pathlib import Path; from tutela_node.config import Folder, enter; enter(Folder(Path({str(folder)!r})))\n"
    done = subprocess.run(
        [sys.executable, "-c", enter + code, *map(str, args)], capture_output=True, text=True, timeout=180, env=_env({}),
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def _env(more: dict[str, str]) -> dict[str, str]:
    kept = {
        k: v for k, v in os.environ.items() if k not in ("TUTELA_NODE", "DJANGO_SETTINGS_MODULE", "TUTELA_PASSPHRASE")
    }
    return kept | more


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def copy_node(folder: Path, to: Path) -> Path:
    """A node elsewhere, with its mark: as if it had been made there."""
    shutil.copytree(folder, to)
    shutil.copy2(folder.with_name(folder.name + ".mark"), to.with_name(to.name + ".mark"))
    return to


@dataclass
class Running:
    """A node that runs in a process of its own."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    output: Path

    def get(self, path: str, host: str | None = None) -> tuple[int, str]:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            asked.request("GET", path, headers={"Host": host or f"127.0.0.1:{self.port}"})
            answer = asked.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        finally:
            asked.close()

    def health(self) -> dict[str, Any]:
        status, body = self.get("/health")
        assert status == 200, body
        found: dict[str, Any] = json.loads(body)
        return found

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.output.read_text("utf-8").splitlines() if line.startswith("{")]

    def workers(self) -> list[int]:
        """The process ids of its workers: the children that multiprocessing started to work, not to track resources."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                args = (entry / "cmdline").read_bytes()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if parent == self.process.pid and b"spawn_main" in args:
                found.append(int(entry.name))
        return sorted(found)

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


@contextlib.contextmanager
def running(folder: Path, *more: object, workers: int = 1) -> Iterator[Running]:
    """The node, ready; stopped at the end."""
    found = start(folder, *more, workers=workers)
    try:
        until(lambda: any(line["event"] == "node.ready" for line in found.lines()), found)
        yield found
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):
            found.stop()
        if found.process.poll() is None:
            found.process.kill()
            found.process.wait()


def start(folder: Path, *more: object, workers: int = 1) -> Running:
    """The node's supervisor, started; not waited for."""
    port = free_port()
    output = folder.with_name(f"{folder.name}.{port}.out")
    with output.open("wb") as out:
        process = subprocess.Popen(
            [TUTELA, "node", "run", str(folder), "--listen", f"127.0.0.1:{port}", "--workers", str(workers), *map(str, more)],
            stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, env=_env({}),
        )  # fmt: skip
    return Running(folder, port, process, output)


def until(true: Any, node: Running, within: float = START_WITHIN) -> None:
    """Wait for something; a node that ended, or time, fails the test with what it said."""
    end = time.monotonic() + within
    while not true():
        said = node.output.read_text("utf-8")
        assert node.process.poll() is None, f"the node ended: {said}"
        assert time.monotonic() < end, f"not within {within} s: {said}"
        time.sleep(0.1)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
