"""The high-water mark: it only rises, and a log that is behind or beside it is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledger.worlds import NODE, made
from tutela.ledger import Checkpoint, LedgerError, Mark, TileLog, origin_of

ONE, TWO = origin_of(NODE, 1), origin_of(NODE, 2)
ROOT, OTHER = b"\x01" * 32, b"\x02" * 32


@pytest.fixture
def mark(tmp_path: Path) -> Mark:
    made_mark = Mark(tmp_path / "elsewhere" / "node.mark")
    made_mark.raise_to(Checkpoint(ONE, 10, ROOT))
    return made_mark


def never(size: int) -> bytes:
    raise AssertionError(f"the root at {size} was asked for")


def test_it_rises_and_is_read_back(mark: Mark) -> None:
    assert mark.read() == Checkpoint(ONE, 10, ROOT)
    for higher in (Checkpoint(ONE, 11, OTHER), Checkpoint(ONE, 11, OTHER), Checkpoint(TWO, 1, ROOT)):
        mark.raise_to(higher)
        assert mark.read() == higher
    assert mark.path.read_text().splitlines()[:2] == [TWO, "1"]


@pytest.mark.parametrize(
    ("checkpoint", "said"),
    [
        (Checkpoint(ONE, 9, ROOT), "ROLLBACK: the mark .* size 10; it never goes back to .* size 9"),
        (Checkpoint(ONE, 10, OTHER), "FORK: another root was already signed"),
        (Checkpoint("other.example/log/1", 11, OTHER), "cannot be raised to other.example/log/1"),
        (Checkpoint("no origin of a node", 11, OTHER), "is no origin of a node's log"),
    ],
)
def test_it_never_goes_back_nor_contradicts_itself(mark: Mark, checkpoint: Checkpoint, said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        mark.raise_to(checkpoint)
    assert mark.read() == Checkpoint(ONE, 10, ROOT)


def test_it_never_goes_back_to_an_earlier_log(mark: Mark) -> None:
    mark.raise_to(Checkpoint(TWO, 3, OTHER))
    with pytest.raises(LedgerError, match="ROLLBACK"):
        mark.raise_to(Checkpoint(ONE, 99, OTHER))
    with pytest.raises(LedgerError, match=f"ROLLBACK: {TWO} was signed at size 3, and here is {ONE} with 99"):
        mark.check(ONE, 99, never)


def test_a_log_at_or_beyond_its_mark_is_well(mark: Mark) -> None:
    mark.check(ONE, 10, lambda size: {10: ROOT}[size])
    mark.check(ONE, 500, lambda size: {10: ROOT}[size])
    mark.check(TWO, 0, never)  # the next log was opened, its first checkpoint is not yet signed


def test_a_log_behind_its_mark_is_refused(mark: Mark) -> None:
    with pytest.raises(
        LedgerError, match=r"ROLLBACK: .* was signed at size 10, and here is .* with 9 entries. Find the newer"
    ):
        mark.check(ONE, 9, never)


def test_a_log_beside_its_mark_is_refused(mark: Mark) -> None:
    with pytest.raises(LedgerError, match="FORK: at size 10"):
        mark.check(ONE, 12, lambda _: OTHER)


def test_the_mark_of_another_node_is_refused(mark: Mark) -> None:
    with pytest.raises(LedgerError, match="expected a mark of its own"):
        mark.check("other.example/log/1", 10, never)


def test_a_missing_mark_is_missed_once_there_are_entries(tmp_path: Path) -> None:
    mark = Mark(tmp_path / "nothing")
    assert mark.read() is None
    mark.check(ONE, 0, never)
    with pytest.raises(LedgerError, match=r"MISSING: .* holds 1 entries"):
        mark.check(ONE, 1, never)


@pytest.mark.parametrize("spoiled", [b"", b"\xff\xfe", b"node.example/log/1\n010\nAAAA\n", b"node.example/log/1\n10\n"])
def test_a_spoiled_mark_is_no_missing_mark(mark: Mark, spoiled: bytes) -> None:
    mark.path.write_bytes(spoiled)
    with pytest.raises(LedgerError, match="Do not delete it"):
        mark.check(ONE, 10, never)
    with pytest.raises(LedgerError, match="Do not delete it"):
        mark.raise_to(Checkpoint(ONE, 11, OTHER))
    assert mark.path.read_bytes() == spoiled


def test_a_log_restored_from_an_earlier_copy_is_refused(tmp_path: Path) -> None:
    """The whole story: signed at 600, restored at 500, written on to 700 with other entries."""
    mark = Mark(tmp_path / "mark")
    log = made(tmp_path / "log", 600)
    mark.raise_to(Checkpoint(ONE, 600, log.root()))
    restored = TileLog(tmp_path / "log", at=500)
    with pytest.raises(LedgerError, match="ROLLBACK"):
        mark.check(ONE, restored.size, restored.root_at)
    restored.add([b"other" * 6] * 200)
    with pytest.raises(LedgerError, match="FORK"):
        mark.check(ONE, restored.size, restored.root_at)
    mark.check(ONE, log.size, log.root_at)
