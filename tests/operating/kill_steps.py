"""A rotation of every key, killed at each step in turn; run by its test in a process of its own.

    python kill_steps.py NODE SCRATCH      one JSON line for each step: where, and what was wrong afterwards

Modules are loaded once; each try is a forked process, since a process can be one node's only.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tutela_node.operating._init as init
import tutela_node.operating._rotate as rotation
import tutela_node.spine.keys as keys
from tutela_node.config import Folder, read_config
from tutela_node.operating._lock import at_rest

KILLED = 77
STEPS = ((rotation, "write_named"), (rotation, "_rewrap"), (rotation, "_open_next"), (rotation, "_keep_old"),
         (init, "log_now"), (rotation, "_sync"), (keys.FileHolder, "create"))  # fmt: skip


def in_a_process(do: Callable[[], None]) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            do()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def rotate_and_die(path: Path, at: int) -> None:
    """Rotate everything; end at once, as if killed, after the step number `at`."""
    seen = [0]

    def passing(name: str) -> None:
        seen[0] += 1
        if seen[0] == at:
            (path.parent / "where").write_text(name)
            os._exit(KILLED)

    for owner, name in STEPS:
        original = getattr(owner, name)

        def around(*args: Any, _original: Any = original, _name: str = name, **kwargs: Any) -> Any:
            found = _original(*args, **kwargs)
            passing(f"after {_name}")  # what lies there is what lies there before the next step
            return found

        setattr(owner, name, around)
    folder = Folder(path)
    with at_rest(folder):
        rotation.rotate(folder, read_config(folder), None, rotation.NAMES, node=True)


def check(path: Path) -> None:
    """Everything opens as it lies; what was cut short is finished; then everything opens again."""
    from tutela_node.spine.verification import verify_node

    folder = Folder(path)
    config = read_config(folder)
    found = verify_node(path, bodies=True, ask=lambda _: "")
    assert found.ok, [str(fault) for fault in found.errors]
    with at_rest(folder):
        rotation.settle(folder, config, None)
    keys.forget_keys()
    left, _ = keys.open_named(folder, config)
    assert not left.sealing_before
    assert not left.log_before
    assert not keys.next_of(folder, config).exists()
    found = verify_node(path, bodies=True, ask=lambda _: "")
    assert found.ok, [str(fault) for fault in found.errors]
    from tutela_node.operating._acts import configured
    from tutela_node.spine.process import check as starts

    starts()
    configured("made-up act after it")
    init.log_now()


def main(node: Path, scratch: Path) -> None:
    at = 0
    while True:
        at += 1
        path = scratch / f"step{at}" / "node"
        path.parent.mkdir(parents=True)
        shutil.copytree(node, path)
        shutil.copy2(node.with_name(node.name + ".mark"), path.with_name("node.mark"))
        ended = in_a_process(lambda path=path, at=at: rotate_and_die(path, at))  # type: ignore[misc]
        if ended not in (0, KILLED):
            print(json.dumps({"step": at, "where": "the rotation itself", "ok": False}), flush=True)
            return
        where = (path.parent / "where").read_text() if ended == KILLED else "whole"
        ok = in_a_process(lambda path=path: check(path)) == 0  # type: ignore[misc]
        print(json.dumps({"step": at, "where": where, "ok": ok}), flush=True)
        if ended == 0:
            return
        shutil.rmtree(path.parent)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
