"""A log in a folder, in the layout of C2SP tlog-tiles (https://c2sp.org/tlog-tiles).

Flow, for the one who writes: open it, `add` entries, take its `root`, have it signed, `write` the tiles, `publish` the
note. `checkpoint` is replaced last, so that it never speaks of tiles that are not on the disk; on opening, whatever is
beyond it was never published and is not looked at. Who reads opens the folder at any time, without a lock.

One process at a time may write; who calls sees to that. A `TileLog` is used by one thread at a time.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tutela.ledger import _tree as tree
from tutela.ledger._checkpoint import Checkpoint
from tutela.ledger._durable import write_durably
from tutela.ledger._errors import DamagedError, Fault, LedgerError
from tutela.ledger._note import Note
from tutela.ledger._published import CHECKPOINT, read_checkpoint
from tutela.ledger._tiles import ENTRIES, MOST_ENTRY, WIDTH, bundle, edges, read_entries, read_tile, tile_path
from tutela.ledger._tree import HASH, Frontier, leaf_hash, root_of_peaks

_CHUNK = WIDTH * WIDTH  # entries held in memory before full tiles are written, when many are added at once


@dataclass
class _Edge:
    """The last, not yet full tile of a level: its number, its hashes, and their tree."""

    n: int = 0
    hashes: bytearray = field(default_factory=bytearray)
    tree: Frontier = field(default_factory=Frontier)

    def push(self, hash_: bytes) -> None:
        self.hashes += hash_
        self.tree.push(hash_)


class TileLog:
    """The log in `folder`, which is made by the first `write`.

    Opened at the size that its `checkpoint` says, or at `at` where that is less: a log that was written further than
    its owner's database knows is opened as if it had not been. Opening reads one tile of each level. The checkpoint's
    signature is not checked here (`open_checkpoint`).

    Args:
        folder: holds `checkpoint` and `tile/`, or nothing yet.
        at: open at this many entries at most; see `size` for what is there, and `add` what is missing.

    Raises:
        DamagedError: a file is missing, torn or wrong; it is named. `rebuild` makes the folder anew.
    """

    def __init__(self, folder: Path, *, at: int | None = None) -> None:
        self.folder = folder
        self._edges: list[_Edge] = []
        self._bundle: list[bytes] = []  # the entries of the last, not yet full bundle
        self._full = dict[tuple[int | str, int], bytes]()  # full tiles and bundles that are not on the disk yet
        published = read_checkpoint(folder) if at != 0 else None
        self.size = published.size if published else 0
        if at is not None:
            self.size = min(self.size, at)
        self._written = self.size
        # Full tiles and perfect subtrees never change, and one proof asks for the same ones again.
        self._stored = functools.lru_cache(maxsize=64)(functools.partial(read_tile, folder))
        self._subtree = functools.lru_cache(maxsize=4096)(self._fold)
        self._open()
        if published and self.size == published.size and self.root() != published.root:
            read = ", ".join(tile_path(level, e.n, e.tree.size) for level, e in enumerate(self._edges) if e.tree.size)
            what = f"its root is not that of the tiles {read}: `tutela ledger verify` tells which file is wrong"
            raise DamagedError(Fault(CHECKPOINT, what))

    def add(self, entries: Iterable[bytes]) -> None:
        """Add entries, in order, in memory; `write` makes them durable.

        Raises:
            LedgerError: an entry is longer than 65,535 bytes; those before it were added.
        """
        for entry in entries:
            if len(entry) > MOST_ENTRY:
                raise LedgerError(f"an entry has {len(entry):,} bytes; a log takes {MOST_ENTRY:,} at most")
            self._bundle.append(entry)
            self._push(0, leaf_hash(entry))
            self.size += 1
            if len(self._bundle) == WIDTH:
                self._full[ENTRIES, self.size // WIDTH - 1] = bundle(self._bundle)
                self._bundle = []

    def root(self) -> bytes:
        """The root over everything added so far; 32 bytes."""
        return root_of_peaks([peak for edge in reversed(self._edges) for peak in edge.tree.peaks])

    def write(self) -> None:
        """Bring what was added onto the disk: full tiles once, and the right edge. Partial tiles that a full one
        replaces are removed.

        Raises:
            OSError: a file could not be written; the published log stays as it was, and `write` may be called again.
        """
        partial = [
            (self.folder / tile_path(level, edge.n, edge.tree.size), bytes(edge.hashes))
            for level, edge in enumerate(self._edges)
            if edge.tree.size
        ]
        if self._bundle:
            path = tile_path(ENTRIES, self.size // WIDTH, len(self._bundle))
            partial.append((self.folder / path, bundle(self._bundle)))
        self._write_full()
        if self.size > self._written:
            write_durably(partial)
        self._written = self.size

    def publish(self, note: str) -> None:
        """Replace `checkpoint` by `note`, the signed checkpoint of the log as it was last written.

        Raises:
            LedgerError: the note is no checkpoint, or not of what was last written; `write` first.
        """
        said = Checkpoint.parse(Note.parse(note).text)
        if (said.size, said.root) != (self._written, self.root_at(self._written)):
            raise LedgerError(
                f"the note is of {said.size} entries with root {said.root.hex()}; expected {self._written} with "
                f"{self.root_at(self._written).hex()}, as last written: write() before publish()"
            )
        write_durably([(self.folder / CHECKPOINT, note.encode())])

    @staticmethod
    def rebuild(folder: Path, entries: Iterable[bytes]) -> TileLog:
        """Make the tiles in `folder` anew from all entries of the log, on the disk; what tiles there were are removed.

        `checkpoint` stays as it is: it still holds when the entries are those of the log. Memory stays small.

        Raises:
            LedgerError: an entry is longer than 65,535 bytes.
            OSError: a file could not be written.
        """
        tiles = folder / "tile"
        if tiles.exists():
            shutil.rmtree(tiles)
        log = TileLog(folder, at=0)
        rest = iter(entries)
        while chunk := list(itertools.islice(rest, _CHUNK)):
            log.add(chunk)
            log._write_full()
        log.write()
        return log

    def entries(self, low: int = 0, high: int | None = None) -> Iterator[bytes]:
        """The entries from `low` up to, not including, `high` (None: all that were written), each checked against its
        leaf hash.

        Raises:
            LedgerError: the log on the disk holds no such entries.
            DamagedError: a bundle or tile is missing, torn, or one is not what the other says.
        """
        high = self._written if high is None else high
        if not 0 <= low <= high <= self._written:
            raise LedgerError(f"entries {low} to {high} were asked for; the log on the disk holds {self._written}")
        return self._entries(low, high)

    def root_at(self, size: int) -> bytes:
        """The root over the first `size` entries; 32 bytes.

        Raises:
            LedgerError: the log holds fewer.
            DamagedError: a tile is missing or torn.
        """
        self._check_size(size)
        return self.root() if size == self.size else tree.root_at(self._subtree, size)

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The proof that entry `index` is in the tree of `size` entries (None: of all), the leaf's sibling first.

        It is checked before it is given. Source: RFC 6962, section 2.1.1.

        Raises:
            LedgerError: there is no such entry, or the tiles do not hold together.
            DamagedError: a tile is missing or torn.
        """
        size = self.size if size is None else size
        self._check_size(size)
        if not 0 <= index < size:
            raise LedgerError(f"there is no entry {index} in a tree of {size}; they are counted from 0")
        proof, leaf, root = (
            tree.inclusion_proof(self._subtree, index, size),
            self._subtree(0, index),
            self.root_at(size),
        )
        with _blaming(self.folder):
            tree.verify_inclusion(index, size, leaf, proof, root)
        return proof

    def consistency(self, first: int, second: int | None = None) -> list[bytes]:
        """The proof that the tree of `first` entries begins that of `second` (None: of all).

        It is checked before it is given. Source: RFC 6962, section 2.1.2.

        Raises:
            LedgerError: the log holds fewer entries, or the tiles do not hold together.
            DamagedError: a tile is missing or torn.
        """
        second = self.size if second is None else second
        self._check_size(second)
        if not 0 <= first <= second:
            raise LedgerError(f"a proof from size {first} to {second} goes backwards; expected the smaller first")
        proof = tree.consistency_proof(self._subtree, first, second)
        roots = self.root_at(first), self.root_at(second)
        with _blaming(self.folder):
            tree.verify_consistency(first, second, proof, *roots)
        return proof

    def _open(self) -> None:
        for level, (n, width) in enumerate(edges(self.size)):
            hashes = read_tile(self.folder, level, n, width) if width else b""
            edge = _Edge(n)
            for at in range(0, len(hashes), HASH):
                edge.push(hashes[at : at + HASH])
            self._edges.append(edge)
        if self.size % WIDTH:
            self._bundle = self._checked(self.size // WIDTH, self.size % WIDTH)

    def _push(self, level: int, hash_: bytes) -> None:
        if level == len(self._edges):
            self._edges.append(_Edge())
        edge = self._edges[level]
        edge.push(hash_)
        if edge.tree.size == WIDTH:
            self._full[level, edge.n] = bytes(edge.hashes)
            self._edges[level] = _Edge(edge.n + 1)
            self._push(level + 1, edge.tree.root())

    def _write_full(self) -> None:
        write_durably((self.folder / tile_path(level, n), body) for (level, n), body in self._full.items())
        for level, n in self._full:
            partials = self.folder / f"{tile_path(level, n)}.p"
            if partials.is_dir():
                shutil.rmtree(partials)
        self._full.clear()

    def _entries(self, low: int, high: int) -> Iterator[bytes]:
        for n in range(low // WIDTH, -(-high // WIDTH)):
            start = n * WIDTH
            entries = self._checked(n, min(WIDTH, self._written - start))
            yield from entries[max(low - start, 0) : high - start]

    def _checked(self, n: int, width: int) -> list[bytes]:
        """The first entries of a bundle, compared with their tile."""
        entries = read_entries(self.folder, n, width)
        tile = self._tile(0, n)
        for k, entry in enumerate(entries):
            if leaf_hash(entry) != tile[k * HASH : (k + 1) * HASH]:
                said = f"the entry is not the one whose hash stands in {tile_path(0, n, width)}; one of them is wrong"
                raise DamagedError(Fault(tile_path(ENTRIES, n, width), said, n * WIDTH + k))
        return entries

    def _tile(self, level: int, n: int) -> bytes:
        """The hashes of a tile as far as the log goes."""
        if n == self._edges[level].n:
            return bytes(self._edges[level].hashes)
        return self._full.get((level, n)) or self._stored(level, n)

    def _fold(self, height: int, index: int) -> bytes:
        """The root of the perfect subtree over entries `index` · 2^`height` and on."""
        level, inside = divmod(height, WIDTH.bit_length() - 1)
        n, at = divmod(index << inside, WIDTH)
        return tree.subtree_root(self._tile(level, n)[at * HASH : (at + (1 << inside)) * HASH])

    def _check_size(self, size: int) -> None:
        if not 0 <= size <= self.size:
            raise LedgerError(f"the tree of {size} entries was asked for; the log holds {self.size}")


@contextlib.contextmanager
def _blaming(folder: Path) -> Iterator[None]:
    """A proof that does not hold is the fault of a tile."""
    try:
        yield
    except LedgerError as err:
        raise LedgerError(
            f"the tiles in {folder} do not hold together ({err}): `tutela ledger verify` tells which file is wrong"
        ) from err
