"""The Merkle tree of a log: hashes, its right edge, and what an inclusion or a consistency proof must satisfy.

The tree is that of RFC 6962 section 2.1 (SHA-256; 0x00 before an entry, 0x01 before two hashes), proofs are checked as
in RFC 9162 sections 2.1.3.2 and 2.1.4.2. Every hash is 32 bytes; sizes and indices count entries from 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from tutela.ledger._errors import LedgerError

HASH = 32  # bytes of a SHA-256 hash
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry (RFC 6962, section 2.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees (RFC 6962, section 2.1)."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: one hash for each perfect subtree, the widest first.

    It holds one hash for every 1 in the binary form of `size`, so that a root costs a few hashes at any size; also
    called a compact range. Adding to it costs one hash for each entry on average.

    Raises:
        LedgerError: the hashes given do not fit the size.
    """

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if len(self.peaks) != size.bit_count():
            raise LedgerError(
                f"{len(self.peaks)} hashes cannot be the edge of a tree of {size}; expected {size.bit_count()}"
            )

    def push(self, leaf: bytes) -> None:
        """Add the hash of the next leaf (of the next entry, or of the next subtree of one height)."""
        peaks, size = self.peaks, self.size
        while size & 1:
            leaf = sha256(b"\x01" + peaks.pop() + leaf).digest()
            size >>= 1
        peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root of the tree as it stands (RFC 6962: MTH)."""
        return root_of_peaks(self.peaks)


def root_of_peaks(peaks: Sequence[bytes]) -> bytes:
    """The root over perfect subtrees that stand beside each other, the widest first."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def subtree_root(hashes: bytes) -> bytes:
    """The root of a perfect subtree, from its 2^k hashes side by side (32 · 2^k bytes)."""
    while len(hashes) > HASH:
        hashes = b"".join([sha256(b"\x01" + hashes[at : at + 64]).digest() for at in range(0, len(hashes), 64)])
    return hashes


Subtree = Callable[[int, int], bytes]  # (height, index) → root of that perfect subtree, which spans 2^height entries


def root_at(subtree: Subtree, size: int) -> bytes:
    """The root of the first `size` entries."""
    return _span(subtree, 0, size) if size else EMPTY_ROOT


def inclusion_proof(subtree: Subtree, index: int, size: int) -> list[bytes]:
    """The hashes that lead from entry `index` to the root at `size`, the leaf's sibling first (RFC 6962, PATH)."""
    low, high = 0, size
    siblings = []
    while high - low > 1:
        middle = low + _left_part(high - low)
        if index < middle:
            siblings.append((middle, high))
            high = middle
        else:
            siblings.append((low, middle))
            low = middle
    return [_span(subtree, *sibling) for sibling in reversed(siblings)]


def consistency_proof(subtree: Subtree, first: int, second: int) -> list[bytes]:
    """The hashes that show that the tree of `first` entries begins that of `second` (RFC 6962, PROOF)."""
    if first in (0, second):
        return []
    low, high = 0, second
    spans = []
    while high != first:
        middle = low + _left_part(high - low)
        if first <= middle:
            spans.append((middle, high))
            high = middle
        else:
            spans.append((low, middle))
            low = middle
    if low:  # else the old tree is one whole subtree, whose root the verifier has
        spans.append((low, high))
    return [_span(subtree, *span) for span in reversed(spans)]


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the entry with the leaf hash `leaf` stands at `index` in the tree of `size` entries under `root`.

    Raises:
        LedgerError: it is not shown, and why. Source: RFC 9162, section 2.1.3.2.
    """
    if not 0 <= index < size:
        raise LedgerError(f"entry {index} cannot be in a tree of {size} entries; expected an index below the size")
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise LedgerError(f"the proof for entry {index} has {len(proof)} hashes, more than a tree of {size} needs")
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise LedgerError(f"the proof for entry {index} has {len(proof)} hashes, fewer than a tree of {size} needs")
    _same(found, root, f"the proof for entry {index}, size {size}")


def verify_consistency(first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes) -> None:
    """Check that the tree of `second` entries under `second_root` begins with that of `first` under `first_root`.

    Raises:
        LedgerError: it is not shown, and why. Source: RFC 9162, section 2.1.4.2 (a tree of no entries begins every
            tree, with an empty proof).
    """
    said = f"the proof from size {first} to {second}"
    if not 0 <= first <= second:
        raise LedgerError(f"{said} goes backwards; expected the smaller size first")
    if first in (0, second):
        if proof:
            raise LedgerError(f"{said} has {len(proof)} hashes; expected none")
        if first == 0:
            _same(first_root, EMPTY_ROOT, said)
        return _same(first_root, second_root, said) if first == second else None
    path = list(proof)
    if not path:
        raise LedgerError(f"{said} is empty; expected hashes")
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise LedgerError(f"{said} has {len(proof)} hashes, more than it needs")
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise LedgerError(f"{said} has {len(proof)} hashes, fewer than it needs")
    _same(old, first_root, f"{said}, its first tree")
    return _same(new, second_root, f"{said}, its second tree")


def _same(found: bytes, root: bytes, said: str) -> None:
    if len(root) != HASH:
        raise LedgerError(f"{said}: the root has {len(root)} bytes; expected {HASH}")
    if found != root:
        raise LedgerError(f"{said} leads to the root {found.hex()}, not to {root.hex()}")


def _left_part(size: int) -> int:
    """The largest power of two below `size`: where RFC 6962 splits a tree."""
    return 1 << ((size - 1).bit_length() - 1)


def _span(subtree: Subtree, low: int, high: int) -> bytes:
    """The root of entries `low` to `high`, which are one node of the tree."""
    peaks = []
    while low < high:
        height = (high - low).bit_length() - 1
        peaks.append(subtree(height, low >> height))
        low += 1 << height
    return root_of_peaks(peaks)
