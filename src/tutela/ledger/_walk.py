"""The walk over a log's files from a root that is known to be right down to the entries.

Each hash of a tile says what the root of the tile below it must be. Where a tile does not give the root that the hash
above it says, the tile is made again from what lies below: if that gives the root, the tile alone is at fault.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from tutela.ledger._errors import DamagedError, Fault
from tutela.ledger._tiles import (
    ENTRIES,
    WIDTH,
    bundle,
    edges,
    partials,
    read_entries,
    read_tile,
    scan_entries,
    tile_path,
)  # fmt: skip
from tutela.ledger._tree import HASH, Frontier, leaf_hash, root_of_peaks, subtree_root

MOST_FAULTS = 100  # a folder of which most is missing is told from a folder with a fault long before


class _EnoughError(Exception):
    """More is wrong than anybody reads."""


class Walk:
    """One walk over the log in `folder`, whose first `size` entries should give `root`.

    Where a hash is not known to be right (`sure` is false), only what disagrees with itself is reported below it: the
    hash was reported already.
    """

    def __init__(self, folder: Path, size: int, root: bytes) -> None:
        self._folder = folder
        self._size = size
        self._root = root
        self._faults: list[Fault] = []

    def run(self) -> list[Fault]:
        """What is wrong, by the first entry that it touches; at most `MOST_FAULTS`."""
        with contextlib.suppress(_EnoughError):
            found, sure = self._right_edge()
            for level, ((n, _), hashes) in reversed(list(enumerate(zip(edges(self._size), found, strict=True)))):
                if isinstance(hashes, bytes) and hashes:
                    self._narrower(level, n, hashes)
                    self._below(level, n, hashes, sure)
        return sorted(self._faults, key=lambda fault: -1 if fault.index is None else fault.index)

    def _right_edge(self) -> tuple[list[bytes | Fault], bool]:
        """The hashes of the last tile of each level, from 0 up, and whether they give the root."""
        at = [(level, n, width) for level, (n, width) in enumerate(edges(self._size))]
        stored = [self._stored(*tile) if tile[2] else b"" for tile in at]
        if self._give_root(stored):
            return stored, True
        remade = [self._remade(*tile) if tile[2] else b"" for tile in at]
        # One tile that is wrong, or several, or what lies below one: whatever gives the root is right.
        for choice in itertools.product(*zip(stored, remade, strict=True)):
            if self._give_root(choice):
                for (level, n, width), was, right in zip(at, stored, choice, strict=True):
                    if was is not right:
                        self._say(self._differs(level, n, width, was, right))
                return list(choice), True
        found = [was if isinstance(was, bytes) else below for was, below in zip(stored, remade, strict=True)]
        for (level, n, width), was, below in zip(at, stored, remade, strict=True):
            if was != below:
                self._say(self._differs(level, n, width, was, below))
                if isinstance(below, Fault) and not isinstance(was, bytes):
                    self._say(below)
        if not any(isinstance(hashes, Fault) for hashes in found):
            self._say(Fault("checkpoint", f"its root is not that of the {self._size} entries and tiles in the folder"))
        return found, False

    def _give_root(self, tiles: Sequence[bytes | Fault]) -> bool:
        peaks: list[bytes] = []
        for hashes in reversed(tiles):
            if isinstance(hashes, Fault):
                return False
            edge = Frontier()
            for at in range(0, len(hashes), HASH):
                edge.push(hashes[at : at + HASH])
            peaks += edge.peaks
        return root_of_peaks(peaks) == self._root

    def _tile(self, level: int, n: int, root: bytes, sure: bool) -> None:
        """A full tile that should give `root`, and all below it."""
        stored = self._stored(level, n, WIDTH)
        if isinstance(stored, bytes) and subtree_root(stored) == root:
            hashes, sure = stored, True
        else:
            remade = self._remade(level, n, WIDTH)
            if isinstance(remade, bytes) and subtree_root(remade) == root:
                self._say(self._differs(level, n, WIDTH, stored, remade))
                hashes, sure = remade, True
            elif isinstance(stored, bytes) and stored == remade:
                if sure:
                    what = "neither it nor what lies below gives the hash above: both were changed"
                    self._say(Fault(tile_path(level, n), what, n * WIDTH << 8 * level))
                hashes, sure = stored, True
            else:
                self._say(self._differs(level, n, WIDTH, stored, remade))
                if isinstance(stored, bytes):
                    hashes, sure = stored, False
                elif isinstance(remade, bytes):
                    hashes, sure = remade, False
                else:
                    return self._say(remade)
        self._narrower(level, n, hashes)
        return self._below(level, n, hashes, sure)

    def _below(self, level: int, n: int, hashes: bytes, sure: bool) -> None:
        if level == 0:
            self._entries(n, hashes)
        else:
            for k in range(len(hashes) // HASH):
                self._tile(level - 1, n * WIDTH + k, hashes[k * HASH : (k + 1) * HASH], sure)

    def _entries(self, n: int, hashes: bytes) -> None:
        """A bundle whose entries should have these hashes."""
        width = len(hashes) // HASH
        try:
            entries, fault = scan_entries(self._folder, n, width)
        except DamagedError as err:
            return self._say(err.fault)
        if b"".join([sha256(b"\x00" + entry).digest() for entry in entries]) != hashes or fault:
            bad = [k for k, e in enumerate(entries) if leaf_hash(e) != hashes[k * HASH : (k + 1) * HASH]]
            what = fault.what if fault else "is not what was logged: it does not have the hash that the tree holds"
            if len(bad) > 1:
                what += f" (nor are {len(bad) - 1} more of this file)"
            index = n * WIDTH + bad[0] if bad else fault.index if fault else None
            path = fault.where if fault else tile_path(ENTRIES, n, width)
            return self._say(Fault(path, what, index))
        for other, path in partials(self._folder, ENTRIES, n):
            if other != width:
                both = min(other, width)
                self._begins(path, bundle(entries[:both]), other <= width, n * WIDTH)
        return None

    def _narrower(self, level: int, n: int, hashes: bytes) -> None:
        """Other partial tiles that were left beside this one hold its beginning."""
        for other, path in partials(self._folder, level, n):
            if other * HASH != len(hashes):
                self._begins(path, hashes[: other * HASH], other * HASH <= len(hashes), n * WIDTH << 8 * level)

    def _begins(self, path: str, expected: bytes, whole: bool, index: int) -> None:
        held = (self._folder / path).read_bytes()
        if held != expected if whole else not held.startswith(expected):
            self._say(Fault(path, "does not hold what the tile that replaced it holds", index))

    def _stored(self, level: int, n: int, width: int) -> bytes | Fault:
        try:
            return read_tile(self._folder, level, n, width)
        except DamagedError as err:
            return err.fault

    def _remade(self, level: int, n: int, width: int) -> bytes | Fault:
        """The tile as what lies below makes it."""
        try:
            if level == 0:
                return b"".join(map(leaf_hash, read_entries(self._folder, n, width)))
            below = range(n * WIDTH, n * WIDTH + width)
            return b"".join([subtree_root(read_tile(self._folder, level - 1, k)) for k in below])
        except DamagedError as err:
            return err.fault

    def _differs(self, level: int, n: int, width: int, was: bytes | Fault, right: bytes | Fault) -> Fault:
        """The fault of a tile that is not as it should be: how it could not be read, or where it is wrong."""
        if isinstance(was, Fault):
            return was
        path = tile_path(level, n, width)
        if isinstance(right, Fault):
            return Fault(path, "does not give the hash above it", n * WIDTH << 8 * level)
        at = next(k for k in range(width) if was[k * HASH : (k + 1) * HASH] != right[k * HASH : (k + 1) * HASH])
        what = f"hash {at + 1} of {width} is not that of what lies below it"
        return Fault(path, what, n * WIDTH + at << 8 * level)

    def _say(self, fault: Fault) -> None:
        self._faults.append(fault)
        if len(self._faults) >= MOST_FAULTS:
            raise _EnoughError
