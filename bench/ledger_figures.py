"""How fast the ledger is: verifying a copy, roots, proofs, and appends by many writers beside pymerkle.

    python bench/ledger_figures.py

pymerkle is under GPL-3.0. It is a requirement of this benchmark only (requirements/bench.in); the product never imports
it, ships it or depends on it.

Appends: 32 threads, each waits until its entry (32 bytes) is on the disk and the root is known, then sends the next; so
many entries a second. Ours is a SQLite table (WAL, synchronous FULL) and a frontier, by group commit. pymerkle's own
SQLite tree is set to the same journal, which is several times faster than its default; *as it is used*, each thread
appends and asks for the root under pymerkle's own lock; *grouped*, it is given our group commit. All take turns, so
that other load on the machine meets each, and before that all must give the same root for the same entries.
"""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pymerkle import SqliteTree

from tutela.ledger import Checkpoint, Frontier, GroupCommit, NoteSigner, TileLog, leaf_hash, verify, verify_inclusion

Figure = tuple[str, float, str, str]  # what, measured, unit, goal

SIZE = 1_000_000  # entries of the log that is verified
RUNS = 3
WRITERS = 32
SECONDS = 1.5  # of each turn of appends
PROOFS = 200


def figures() -> list[Figure]:
    """The ledger's figures: what, measured, unit, goal."""
    with tempfile.TemporaryDirectory() as folder:
        return [*_copy(Path(folder) / "log"), *_appends(Path(folder))]


# ---------------------------------------------------------------- one copy


def _copy(folder: Path) -> Iterator[Figure]:
    entries = [hashlib.sha256(b"%d" % k).digest() for k in range(SIZE)]
    signer = NoteSigner("bench.example/log/1", Ed25519PrivateKey.generate())
    log = TileLog.rebuild(folder, entries)
    log.publish(Checkpoint(signer.name, log.size, log.root()).signed(signer))

    def check() -> None:
        found = verify(folder, key=signer.verifier.vkey)
        if not found.ok or found.size != SIZE:
            raise AssertionError(f"the log that was just made does not verify: {found.errors[:3]}")

    yield f"verify a copy of {SIZE:,} entries, every byte", SIZE / _median(check), "entries/s", "≥ 100000"

    def rebuild() -> None:
        tree = Frontier()
        for entry in entries:
            tree.push(leaf_hash(entry))
        if tree.root() != log.root():
            raise AssertionError("the root made again is another one")

    yield f"root of {SIZE:,} entries in memory", SIZE / _median(rebuild), "entries/s", ""
    yield f"open a log of {SIZE:,} entries", _median(lambda: TileLog(folder)) * 1e3, "ms", ""

    places = [hashlib.sha256(b"place %d" % k).digest() for k in range(PROOFS)]
    taken = []
    for index in (int.from_bytes(place[:8], "big") % SIZE for place in places):
        start = time.perf_counter()
        proof = log.inclusion(index)
        taken.append(time.perf_counter() - start)
        verify_inclusion(index, SIZE, leaf_hash(entries[index]), proof, log.root())
    yield f"inclusion proof in {SIZE:,} entries, checked", statistics.median(taken) * 1e6, "µs", ""


# ---------------------------------------------------------------- many writers


class Side(Protocol):
    """One way to append: returns when the entry is durable and the root over it was known."""

    def append(self, entry: bytes) -> object: ...
    def root(self) -> bytes: ...
    def close(self) -> None: ...


class Ours:
    """A table of entries and a frontier, by group commit."""

    def __init__(self, path: Path) -> None:
        self._rows = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._rows.execute("PRAGMA journal_mode = WAL")
        self._rows.execute("PRAGMA synchronous = FULL")
        self._rows.execute("CREATE TABLE entry (position INTEGER PRIMARY KEY, leaf BLOB NOT NULL)")
        self._tree = Frontier()
        self._root = self._tree.root()
        self._group: GroupCommit[bytes, int] = GroupCommit(self._commit)
        self.append = self._group

    def _commit(self, batch: list[bytes]) -> list[int | Exception]:
        places = range(self._tree.size, self._tree.size + len(batch))
        self._rows.execute("BEGIN IMMEDIATE")
        self._rows.executemany("INSERT INTO entry VALUES (?, ?)", zip(places, batch, strict=True))
        self._rows.execute("COMMIT")
        for entry in batch:
            self._tree.push(leaf_hash(entry))
        self._root = self._tree.root()
        return list(places)

    def root(self) -> bytes:
        return self._root

    def close(self) -> None:
        self._group.close()
        self._rows.close()


class Theirs:
    """pymerkle as it is used, in the faster journal."""

    def __init__(self, path: Path) -> None:
        self._tree = SqliteTree(str(path))
        self._tree.con.execute("PRAGMA journal_mode = WAL")
        self._tree.con.execute("PRAGMA synchronous = FULL")

    def append(self, entry: bytes) -> object:
        self._tree.append_entry(entry)
        return self._tree.get_root()

    def root(self) -> bytes:
        return bytes(self._tree.get_root())

    def close(self) -> None:
        self._tree.close()


class TheirsGrouped(Theirs):
    """pymerkle with our group commit in front."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._group: GroupCommit[bytes, bytes] = GroupCommit(self._commit)
        self.append = self._group  # type: ignore[method-assign]

    def _commit(self, batch: list[bytes]) -> list[bytes | Exception]:
        self._tree.append_entries(batch)
        return [self._tree.get_root()] * len(batch)

    def close(self) -> None:
        self._group.close()
        super().close()


def _appends(folder: Path) -> Iterator[Figure]:
    sides: dict[str, Callable[[Path], Side]] = {"ours": Ours, "theirs": Theirs, "theirs, grouped": TheirsGrouped}
    _agree(folder, sides)
    rates: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(RUNS):
        for name, make in sides.items():
            side = make(folder / f"{name} {turn}.sqlite3")
            rates[name].append(_rate(side))
            side.close()
    ours, theirs, grouped = (statistics.median(rates[name]) for name in sides)
    yield f"durable appends, {WRITERS} writers, group commit, root known", ours, "entries/s", ""
    yield f"the same, pymerkle as it is used ({WRITERS} writers, WAL, root)", theirs, "entries/s", ""
    yield "the same, pymerkle with our group commit", grouped, "entries/s", ""
    yield "ours beside pymerkle as it is used", ours / theirs, "times", "≥ 5"
    yield "ours beside pymerkle, both grouped", ours / grouped, "times", ""


def _agree(folder: Path, sides: dict[str, Callable[[Path], Side]]) -> None:
    """All give the same root for the same entries, or the benchmark stops."""
    entries = [b"%d" % k for k in range(300)]
    roots = set()
    for name, make in sides.items():
        side = make(folder / f"{name} agreed.sqlite3")
        for entry in entries:
            side.append(entry)
        roots.add(side.root())
        side.close()
    if len(roots) != 1:
        raise AssertionError("the trees do not give the same root; there is nothing to compare")


def _rate(side: Side) -> float:
    """Entries a second that `WRITERS` threads get through."""
    numbers = itertools.count()
    counts = [0] * WRITERS
    gate = threading.Barrier(WRITERS + 1)

    def write(k: int) -> None:
        gate.wait()
        while time.perf_counter() < end[0]:
            side.append(hashlib.sha256(b"%d" % next(numbers)).digest())
            counts[k] += 1

    end = [0.0]
    threads = [threading.Thread(target=write, args=(k,)) for k in range(WRITERS)]
    for thread in threads:
        thread.start()
    start = time.perf_counter()
    end[0] = start + SECONDS
    gate.wait()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - start)


def _median(run: Callable[[], object]) -> float:
    """Seconds, the median of some runs."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> int:
    for what, measured, unit, goal in figures():
        print(f"{what:75} {measured:12,.1f} {unit}  {goal}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
