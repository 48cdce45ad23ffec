"""kill -9, a full disk and a failing disk at chosen system calls, by strace attached to a node at work.

Without strace these are left out, and say so. A call is counted from the moment of attaching, thread by thread.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.faults.conftest import PATIENCE, Life, Scene, well

STRACE = shutil.which("strace")
pytestmark = pytest.mark.skipif(
    STRACE is None, reason="LEFT OUT: strace is not installed, so faults at chosen system calls were not tried"
)

WRITES = ("pwrite64", "fdatasync", "write", "fsync", "rename", "openat")
"""What a commit, a tile, the mark and the checkpoint are made of."""


@contextmanager
def injected(life: Life, what: str) -> Iterator[subprocess.Popen[str]]:
    """While inside: every thread of the process meets the fault."""
    assert STRACE is not None
    call = what.split(":", 1)[0]
    tracer = subprocess.Popen(
        [STRACE, "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={what}", "-p", str(life.pid)],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        _attached(life, tracer)
        yield tracer
    finally:
        tracer.terminate()  # it lets go of the process, which goes on
        try:
            tracer.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            tracer.kill()
            tracer.wait()
        assert tracer.stderr is not None
        tracer.stderr.close()


def _attached(life: Life, tracer: subprocess.Popen[str]) -> None:
    end = time.monotonic() + PATIENCE
    while tracer.poll() is None and life.process.poll() is None:
        with open(f"/proc/{life.pid}/status", encoding="ascii") as status:
            if f"TracerPid:\t{tracer.pid}\n" in status.read():
                return
        assert time.monotonic() < end, "strace did not attach"
        time.sleep(0.01)
    if tracer.poll() is not None and life.process.poll() is None:
        assert tracer.stderr is not None
        pytest.skip(f"LEFT OUT: strace may not attach here: {tracer.stderr.read().strip()}")


def killed_at(scene: Scene, call: str, when: int) -> None:
    """The process is killed as its thread is about to make its `when`th call, while it works."""
    life = scene.live("--light", "--threads", "2")
    well(life.found)
    with injected(life, f"{call}:signal=KILL:when={when}"):
        assert life.ended() == -9


def test_a_node_killed_at_a_write_a_sync_or_a_rename_loses_nothing(scene: Scene) -> None:
    for call, when in (("fdatasync", 5), ("rename", 2)):
        killed_at(scene, call, when)
    well(scene.look())


@pytest.mark.slow
@pytest.mark.parametrize("call", WRITES)
def test_a_node_killed_at_any_early_call_of_a_kind_loses_nothing(scene: Scene, call: str) -> None:
    for when in (1, 2, 3, 4, 5, 6, 7, 9, 12, 17, 26):
        killed_at(scene, call, when)
    well(scene.look())


def met(scene: Scene, life: Life, fault: str) -> list[str]:
    """The fault lasts until an act has met it, and goes; what the callers were told. The node then goes on by itself."""
    before = len(scene.failed())
    with injected(life, fault):
        scene.until(2, "failed")
    scene.until(10)
    scene.until(1, "checkpoint")
    return scene.failed()[before:]


def test_acts_on_a_disk_that_fails_for_a_while_fail_plainly_and_then_go_on(scene: Scene) -> None:
    life = scene.live("--threads", "3")
    full = met(scene, life, "pwrite64:error=ENOSPC")
    failing = met(scene, life, "fdatasync:error=EIO")
    life.kill()
    assert set(full) <= {"OperationalError: database or disk is full"}
    assert set(failing) <= {"OperationalError: disk I/O error"}
    well(scene.look())


@pytest.mark.slow
@pytest.mark.parametrize("step", ["2+2", "3+3", "5+7", "11+1"])
@pytest.mark.parametrize(
    "fault", ["pwrite64:error=ENOSPC", "pwrite64:error=EIO", "fdatasync:error=EIO", "fdatasync:error=ENOSPC"]
)
def test_a_disk_that_fails_now_and_then_is_met_and_nothing_is_lost(scene: Scene, fault: str, step: str) -> None:
    life = scene.live("--threads", "3")
    assert all("OperationalError" in told for told in met(scene, life, f"{fault}:when={step}"))
    life.kill()
    well(scene.look())


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["fsync:error=EIO", "fsync:error=ENOSPC", "rename:error=ENOSPC", "rename:error=EIO"])
def test_a_log_that_cannot_be_written_for_a_while_is_written_when_it_can(scene: Scene, fault: str) -> None:
    """Acts go on: they do not wait for tiles. Nobody is shown a checkpoint whose tiles or mark are not on the disk."""
    life = scene.live("--threads", "2", "--every", "0.05")
    scene.until(1, "checkpoint")
    with injected(life, fault):
        before = scene.published()
        scene.until(15)
        scene.until_said("log.failed")
        assert scene.published() <= before + 1, "one that was under way when the fault began, at the most"
    scene.until(2, "checkpoint")
    life.kill()
    assert not scene.failed()
    well(scene.look())
