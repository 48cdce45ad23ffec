"""Tiles torn, missing or wrong, and a checkpoint that is garbage: made again from the database when the node starts."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.child import NOTES
from tests.faults.conftest import Scene, well


def tear(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def flip(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 0x10
    path.write_bytes(body)


def lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0" * 32)


HARMS: list[Callable[[Path], None]] = [tear, empty, flip, lengthen, Path.unlink]


def edge(scene: Scene) -> list[Path]:
    """The files that a start reads: the right edge and the checkpoint."""
    log = scene.folder / "log" / "1"
    return [log / "checkpoint", *sorted(p for p in log.rglob("*") if p.is_file() and ".p" in str(p))]


def test_the_right_edge_of_the_log_is_made_again_from_the_database(scene: Scene) -> None:
    files = edge(scene)
    assert len(files) >= 4, files
    for n, path in enumerate(files):
        HARMS[n % len(HARMS)](path)
    well(scene.look())


@pytest.mark.slow
@pytest.mark.parametrize("harm", HARMS)
def test_any_one_file_of_the_right_edge_is_made_again_and_the_log_says_so(
    scene: Scene, harm: Callable[[Path], None]
) -> None:
    for path in edge(scene):
        if path.exists():  # an earlier start may have given the edge other names
            harm(path)
            before = scene.said().count("log.rebuilt")
            well(scene.look())
            told = scene.said().count("log.rebuilt") == before + 1
            assert told or path.name == "checkpoint", (
                f"{harm.__name__} of {path}"
            )  # that one is replaced at every start


def test_a_tile_that_no_start_reads_is_named_by_the_verification_and_made_again_with_the_others(scene: Scene) -> None:
    flip(scene.folder / "log/1/tile/0/000")
    assert any("tile/0/000" in fault for fault in scene.look()["faults"])
    shutil.rmtree(scene.folder / "log/1/tile")
    well(scene.look())
    assert "log.rebuilt" in scene.said()


def test_a_database_that_contradicts_what_was_signed_is_refused(scene: Scene) -> None:
    with sqlite3.connect(scene.folder / "node.sqlite3") as db:
        db.execute("DROP TRIGGER spine_event_no_UPDATE")
        seq = random.Random(1).randrange(1, NOTES)
        db.execute("UPDATE spine_event SET leaf = zeroblob(32) WHERE seq = ?", (seq,))
    db.close()
    for path in edge(scene)[1:]:
        path.unlink()
    assert "do not give the root signed" in scene.look()["refused"]
