"""Who may have a node: one supervisor, or one command that needs the node at rest.

`node.lock` is held by whoever runs the node or works on it at rest. Its workers hold `workers.lock` together: a
supervisor that was killed lets go of the first at once, its workers live a moment longer, and until they are gone no
key may be changed under them.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from typing import IO

from tutela_node.config import Folder, NodeError

PATIENCE = 10.0
"""Seconds to wait for the workers of a supervisor that was killed."""


@contextlib.contextmanager
def at_rest(folder: Folder) -> Iterator[None]:
    """Inside: nobody else runs this node or works on it.

    Raises:
        NodeError: somebody does; says which process.
    """
    with _opened(folder) as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NodeError(_taken(folder, held)) from None
        held.seek(0)
        held.truncate()
        held.write(f"{os.getpid()}\n")
        held.flush()
        try:
            _await_workers(folder)
            yield
        finally:
            held.seek(0)
            held.truncate()


def is_running(folder: Folder) -> bool:
    """Whether somebody runs this node, or works on it, now."""
    if not folder.node_lock.exists():
        return False
    with folder.node_lock.open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _opened(folder: Folder) -> IO[str]:
    if not folder.path.is_dir():
        raise NodeError(f"{folder.path}: there is no such folder; make a node with: tutela node init {folder.path}")
    return folder.node_lock.open("a+", encoding="utf-8")


def _taken(folder: Folder, held: IO[str]) -> str:
    held.seek(0)
    who = held.read().strip()
    said = f"process {who}" if who else "another process"
    return (
        f"{folder.path}: this node is in use by {said}; one at a time may have it. "
        f"Stop that one first (Ctrl+C in its window, or: systemctl stop tutela-node), then try again"
    )


def _await_workers(folder: Folder) -> None:
    until = time.monotonic() + PATIENCE
    with folder.workers_lock.open("a") as held:
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > until:
                    raise NodeError(
                        f"{folder.path}: workers of an earlier start of this node are still alive; "
                        "end them (ps lists them as tutela), then try again"
                    ) from None
                time.sleep(0.1)
