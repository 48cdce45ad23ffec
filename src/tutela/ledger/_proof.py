"""Proofs that one entry is in a log, as a text that stands on its own (C2SP tlog-proof@v1, https://c2sp.org/tlog-proof).

The text is a header, the entry's index, the hashes of its inclusion proof in base64, an empty line, and the signed
checkpoint as it was issued.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tutela.ledger._base64 import from_base64, to_base64
from tutela.ledger._checkpoint import Checkpoint, open_checkpoint
from tutela.ledger._errors import LedgerError
from tutela.ledger._note import NoteVerifier
from tutela.ledger._tree import HASH, leaf_hash, verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")
_MOST_HASHES = 63  # a tree of 2^63 entries needs no more


@dataclass(frozen=True)
class Proof:
    """A proof as it was parsed; nothing is verified yet. `hashes`: 32 bytes each, the leaf's sibling first."""

    index: int
    hashes: tuple[bytes, ...]
    note: str
    extra: bytes | None = None

    @classmethod
    def parse(cls, text: str) -> Proof:
        """The proof that `text` holds.

        Raises:
            LedgerError: it is malformed; the message says where.
        """
        head, empty, note = text.partition("\n\n")
        header, *lines = head.split("\n")
        if header != HEADER:
            raise LedgerError(f"the proof begins with {header[:60]!r}; expected {HEADER}")
        if not empty:
            raise LedgerError("the proof has no empty line and checkpoint after its hashes; it was cut")
        extra = None
        if lines and lines[0].startswith("extra "):
            extra = from_base64(lines.pop(0).removeprefix("extra "), "the proof's extra line")
        if not lines or not (index := _INDEX.fullmatch(lines[0])):
            raise LedgerError("the proof has no line `index N`, N without zeros before it, where one is expected")
        hashes = tuple(from_base64(line, f"line {k} of the proof") for k, line in enumerate(lines[1:], 1))
        if len(hashes) > _MOST_HASHES or any(len(one) != HASH for one in hashes):
            raise LedgerError(f"the proof must have {_MOST_HASHES} hashes at most, each of {HASH} bytes")
        return cls(int(index[1]), hashes, note, extra)

    def verify(self, entry: bytes, verifier: NoteVerifier) -> Checkpoint:
        """The log's checkpoint, after it was checked that the key signed it and that `entry` is in the log.

        Raises:
            LedgerError: it is not shown, and why.
        """
        checkpoint = open_checkpoint(self.note, verifier)
        verify_inclusion(self.index, checkpoint.size, leaf_hash(entry), self.hashes, checkpoint.root)
        return checkpoint


def proof_text(index: int, hashes: Sequence[bytes], note: str) -> str:
    """The proof of entry `index` as text: `hashes` as `TileLog.inclusion` gives them at the size of `note`."""
    lines = [HEADER, f"index {index}", *map(to_base64, hashes)]
    return "\n".join(lines) + "\n\n" + note
