"""A log in a folder: what it writes, what it opens, what it refuses."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledger import reference
from tests.ledger.worlds import entries, made, publish, signer
from tutela.ledger import (
    EMPTY_ROOT,
    Checkpoint,
    DamagedError,
    LedgerError,
    TileLog,
    export,
    leaf_hash,
    verify,
    verify_consistency,
    verify_inclusion,
)
from tutela.ledger import _durable as durable
from tutela.ledger._tiles import edges, tile_path

SIZES = (1, 2, 255, 256, 257, 511, 512, 700)


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_layout_is_that_of_the_specification(tmp_path: Path) -> None:
    """The example of C2SP tlog-tiles, section "Partial Tiles": a tree of 70,000 and one of 256."""
    assert edges(70_000) == [(273, 112), (1, 17), (0, 1)]
    assert edges(256) == [(1, 0), (0, 1)]
    assert tile_path(0, 1_234_067) == "tile/0/x001/x234/067"
    assert tile_path(1, 1_000, 17) == "tile/1/x001/000.p/17"
    assert tile_path("entries", 999) == "tile/entries/999"
    made(tmp_path, 300)
    d = entries(300)
    found = files(tmp_path)
    assert sorted(found) == [
        "checkpoint", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44", "vkey",
    ]  # fmt: skip
    assert found["tile/0/000"] == b"".join(map(leaf_hash, d[:256]))
    assert found["tile/1/000.p/1"] == reference.mth(d[:256])
    assert found["tile/entries/001.p/44"] == b"".join(b"\x00\x20" + e for e in d[256:])


def test_entries_of_every_length_that_fits(tmp_path: Path) -> None:
    d = [b"", b"x", b"y" * 300, b"z" * 65_535]
    log = TileLog(tmp_path)
    log.add(d)
    publish(log)
    assert list(TileLog(tmp_path).entries()) == d
    assert log.root() == reference.mth(d)
    with pytest.raises(LedgerError, match="an entry has 65,536 bytes; a log takes 65,535 at most"):
        log.add([b"z" * 65_536])


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 700), min_size=1, max_size=5), st.data())
def test_batches_of_any_size_make_the_same_log(tmp_path: Path, batches: list[int], data: st.DataObject) -> None:
    folder = tmp_path / "log"
    shutil.rmtree(folder, ignore_errors=True)
    total = sum(batches)
    d = entries(total)
    start = 0
    for batch in batches:
        log = TileLog(folder)  # opened anew each time, as after a restart
        assert log.size == start
        log.add(d[start : start + batch])
        start += batch
        publish(log)
        assert log.root() == reference.mth(d[:start])
    size = data.draw(st.integers(1, total))
    index = data.draw(st.integers(0, size - 1))
    root = log.root_at(size)
    assert root == reference.mth(d[:size])
    assert log.inclusion(index, size) == reference.path(index, d[:size])
    verify_inclusion(index, size, leaf_hash(d[index]), log.inclusion(index, size), root)
    assert log.consistency(size) == reference.proof(size, d)
    verify_consistency(size, total, log.consistency(size), root, log.root())
    assert list(log.entries(index, size)) == d[index:size]
    earlier = TileLog(folder, at=size)
    assert (earlier.size, earlier.root()) == (size, root)
    earlier.add(d[size:])
    assert earlier.root() == log.root()
    assert verify(folder, key=signer().verifier.vkey).ok


@pytest.mark.parametrize("size", SIZES)
def test_what_is_not_written_yet_can_be_proved(tmp_path: Path, size: int) -> None:
    log = made(tmp_path, size)
    more = entries(300, start=size)
    log.add(more)
    d = entries(size) + more
    assert log.root() == reference.mth(d)
    assert log.inclusion(size + 150) == reference.path(size + 150, d)
    assert log.consistency(size) == reference.proof(size, d)
    assert list(log.entries()) == d[:size]
    with pytest.raises(LedgerError, match=f"the log on the disk holds {size}"):
        log.entries(0, size + 1)
    log.write()
    assert list(log.entries()) == d


def test_a_full_tile_replaces_its_partial_ones(tmp_path: Path) -> None:
    log = made(tmp_path, 200)
    log.add(entries(100, start=200))
    publish(log)
    assert not (tmp_path / "tile/0/000.p").exists()
    assert not (tmp_path / "tile/entries/000.p").exists()
    assert (tmp_path / "tile/0/001.p/44").is_file()


def test_nothing_is_written_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = made(tmp_path, 600)
    written: list[str] = []

    def noted(given: object) -> None:
        pairs = list(given)  # type: ignore[call-overload]
        written.extend(str(path.relative_to(tmp_path)) for path, _ in pairs)
        durable.write_durably(pairs)

    monkeypatch.setattr("tutela.ledger._log.write_durably", noted)
    log.write()
    assert written == []
    log.add(entries(1, start=600))
    log.write()
    assert written == ["tile/0/002.p/89", "tile/1/000.p/2", "tile/entries/002.p/89"]


@pytest.mark.parametrize("size", SIZES)
def test_a_crash_before_the_checkpoint_leaves_the_old_log(tmp_path: Path, size: int) -> None:
    """Tiles beyond the checkpoint are there; the partial ones that they replaced are gone."""
    made(tmp_path, size)
    d = entries(size + 700)
    log = TileLog(tmp_path)
    log.add(d[size:])
    log.write()
    again = TileLog(tmp_path)
    assert (again.size, again.root()) == (size, reference.mth(d[:size]))
    assert verify(tmp_path).ok
    again.add(d[size:])
    publish(again)
    assert again.root() == log.root()
    assert verify(tmp_path).ok


def test_a_write_that_fails_can_be_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = made(tmp_path, 100)
    log.add(entries(500, start=100))
    real = Path.replace
    left = iter(range(2))

    def full(self: Path, target: Path) -> Path:
        if next(left, None) is None:
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        log.write()
    monkeypatch.setattr(Path, "replace", real)
    assert TileLog(tmp_path).root() == reference.mth(entries(100))
    publish(log)
    assert verify(tmp_path).ok
    assert list(TileLog(tmp_path).entries()) == entries(600)


def test_a_file_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the folder after that, and the checkpoint after all tiles: the order in which a power cut harms nothing."""
    told: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def sync(handle: int) -> None:
        real_sync(handle)
        told.append("sync " + str(Path(f"/proc/self/fd/{handle}").readlink().relative_to(tmp_path)))

    def replace(self: Path, target: Path) -> Path:
        told.append(f"name {target.relative_to(tmp_path)}")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", replace)
    publish_one = TileLog(tmp_path / "log")
    publish_one.add(entries(1))
    publish(publish_one)
    for name in ("tile/0/000.p/1", "tile/entries/000.p/1", "checkpoint"):
        parent, _, last = f"log/{name}".rpartition("/")
        written, named = told.index(f"sync {parent}/.{last}.new"), told.index(f"name log/{name}")
        assert written < named < told.index(f"sync {parent}", named)
    tiles, checkpoint = told.index("sync log/tile/0/000.p"), told.index("name log/checkpoint")
    assert tiles < checkpoint
    assert {"sync .", "sync log", "sync log/tile", "sync log/tile/0"} <= set(told[:checkpoint])


CHILD = """
import sys
from pathlib import Path
from tests.ledger.worlds import entries, publish
from tutela.ledger import TileLog
log = TileLog(Path(sys.argv[1]))
while True:
    log.add(entries(37, start=log.size))
    publish(log)
    print(log.size, flush=True)
"""


@pytest.mark.slow
def test_what_was_published_survives_a_kill(tmp_path: Path) -> None:
    """A process that publishes without pause is killed, again and again, at a moment of chance."""
    folder = tmp_path / "log"
    for lasting in (0.31, 0.57, 0.43, 0.71, 0.37):
        with subprocess.Popen([sys.executable, "-c", CHILD, folder], stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(lasting)
            child.kill()
            said = [int(line) for line in child.stdout.read().split("\n")[:-1]]
        log = TileLog(folder)
        assert log.size >= max(said, default=0)
        assert list(log.entries()) == entries(log.size)
        assert verify(folder, key=signer().verifier.vkey).ok
    assert log.size > 500


def test_a_new_folder_is_an_empty_log(tmp_path: Path) -> None:
    log = TileLog(tmp_path / "new")
    assert (log.size, log.root()) == (0, EMPTY_ROOT)
    publish(log)
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["checkpoint"]
    assert TileLog(tmp_path / "new").size == 0
    assert verify(tmp_path / "new", key=signer().verifier.vkey).ok


def test_only_the_checkpoint_of_what_was_written_is_published(tmp_path: Path) -> None:
    log = made(tmp_path, 10)
    was = (tmp_path / "checkpoint").read_text()
    log.add(entries(1, start=10))
    for note in (
        Checkpoint(signer().name, log.size, log.root()).signed(signer()),
        Checkpoint(signer().name, 10, leaf_hash(b"other")).signed(signer()),
    ):
        with pytest.raises(LedgerError, match=r"write\(\) before publish"):
            log.publish(note)
    with pytest.raises(LedgerError, match="no text and empty line"):
        log.publish("nonsense")
    assert (tmp_path / "checkpoint").read_text() == was


@pytest.mark.parametrize(
    ("path", "spoil", "said"),
    [
        ("tile/0/002.p/88", "cut", "tile/0/002.p/88, entry 512: 2815 bytes; expected 2816, of 88 hashes"),
        (
            "tile/0/002.p/88",
            "flip",
            "the entry is not the one whose hash stands in tile/0/002.p/88; one of them is wrong",
        ),
        ("tile/0/002.p/88", "gone", "tile/0/002.p/88, entry 512: is missing, and no wider tile is there"),
        ("tile/1/000.p/2", "gone", "tile/1/000.p/2, entry 0: is missing"),
        (
            "tile/1/000.p/2",
            "flip",
            "its root is not that of the tiles tile/0/002.p/88, tile/1/000.p/2: `tutela ledger verify`",
        ),
        ("tile/entries/002.p/88", "cut", "tile/entries/002.p/88, entry 599: ends inside entry 88 of 88"),
        ("tile/entries/002.p/88", "flip", "tile/entries/002.p/88, entry 541: the entry is not the one"),
        ("tile/entries/002.p/88", "longer", "1 bytes too many after its 88 entries"),
        ("tile/entries/002.p/88", "gone", "tile/entries/002.p/88, entry 512: is missing"),
        ("checkpoint", "cut", "checkpoint: the note does not end in a newline"),
    ],
)
def test_a_damaged_right_edge_is_not_opened(tmp_path: Path, path: str, spoil: str, said: str) -> None:
    made(tmp_path, 600)
    damage(tmp_path / path, spoil)
    with pytest.raises(DamagedError) as caught:
        TileLog(tmp_path)
    assert said in str(caught.value)
    assert caught.value.fault.where in (path, "tile/entries/002.p/88", "checkpoint")


def damage(file: Path, how: str) -> None:
    body = file.read_bytes()
    middle = 1000 if len(body) > 1000 else len(body) // 2
    match how:
        case "cut":
            file.write_bytes(body[:-1])
        case "longer":
            file.write_bytes(body + b"\x00")
        case "flip":
            file.write_bytes(body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :])
        case "gone":
            file.unlink()


def test_inner_damage_is_met_where_it_is_read(tmp_path: Path) -> None:
    made(tmp_path, 600)
    damage(tmp_path / "tile/entries/001", "flip")
    log = TileLog(tmp_path)
    assert len(list(log.entries(0, 256))) == 256
    with pytest.raises(
        DamagedError, match=r"tile/entries/001, entry 285: the entry is not the one whose hash stands in tile/0/001"
    ):
        list(log.entries())
    damage(tmp_path / "tile/0/000", "flip")
    with pytest.raises(LedgerError, match="do not hold together"):
        TileLog(tmp_path).inclusion(5)
    with pytest.raises(LedgerError, match="do not hold together"):
        TileLog(tmp_path).consistency(31)
    damage(tmp_path / "tile/0/000", "cut")
    with pytest.raises(DamagedError, match="tile/0/000, entry 0: 8191 bytes"):
        TileLog(tmp_path).inclusion(5)


def test_what_was_damaged_is_made_anew(tmp_path: Path) -> None:
    made(tmp_path, 600)
    was = files(tmp_path)
    for path in ("tile/0/001", "tile/entries/002.p/88", "tile/1/000.p/2"):
        damage(tmp_path / path, "flip")
    (tmp_path / "tile/0/007").write_bytes(b"stale")
    log = TileLog.rebuild(tmp_path, iter(entries(600)))
    assert files(tmp_path) == was
    damage(tmp_path / "checkpoint", "cut")
    log = TileLog.rebuild(tmp_path, iter(entries(600)))
    publish(log)
    assert files(tmp_path) == was
    assert log.root() == TileLog(tmp_path).root()


def test_what_is_asked_for_must_be_there(tmp_path: Path) -> None:
    log = made(tmp_path, 10)
    for ask, said in (
        (lambda: log.inclusion(10), "there is no entry 10 in a tree of 10"),
        (lambda: log.inclusion(-1), "there is no entry -1"),
        (lambda: log.inclusion(0, 11), "the tree of 11 entries was asked for; the log holds 10"),
        (lambda: log.root_at(11), "the log holds 10"),
        (lambda: log.consistency(5, 4), "goes backwards"),
        (lambda: log.entries(5, 4), "entries 5 to 4 were asked for"),
    ):
        with pytest.raises(LedgerError, match=said):
            ask()


def test_an_export_holds_what_the_checkpoint_needs(tmp_path: Path) -> None:
    log = TileLog(tmp_path / "log")
    for batch in (100, 50, 500):
        log.add(entries(batch, start=log.size))
        publish(log)
    log.add(entries(5, start=log.size))
    log.write()  # beyond the checkpoint
    export(TileLog(tmp_path / "log"), tmp_path / "copy", signer().verifier.vkey)
    made(tmp_path / "clean", 650)
    assert files(tmp_path / "copy") == files(tmp_path / "clean")
    assert verify(tmp_path / "copy").ok
    with pytest.raises(LedgerError, match="is not empty"):
        export(log, tmp_path / "copy")
    with pytest.raises(LedgerError, match="nothing was published yet"):
        export(TileLog(tmp_path / "nothing"), tmp_path / "other")
    damage(tmp_path / "log/tile/entries/000", "flip")
    with pytest.raises(DamagedError, match="tile/entries/000"):
        export(TileLog(tmp_path / "log"), tmp_path / "bad")


@pytest.mark.slow
def test_a_log_of_three_levels(tmp_path: Path) -> None:
    """Past 65,536 entries a third level begins; opening still reads one tile of each."""
    d = entries(70_000)
    log = TileLog.rebuild(tmp_path, d)
    publish(log)
    assert log.root() == reference.mth(d)
    assert (tmp_path / "tile/0/273.p/112").is_file()
    assert (tmp_path / "tile/1/001.p/17").is_file()
    assert (tmp_path / "tile/2/000.p/1").is_file()
    again = TileLog(tmp_path, at=65_536)
    assert again.root() == reference.mth(d[:65_536])
    for index in (0, 255, 256, 65_535, 65_536, 69_999):
        assert log.inclusion(index) == reference.path(index, d)
    assert log.consistency(65_537) == reference.proof(65_537, d)
    assert verify(tmp_path, key=signer().verifier.vkey).ok
