"""Checkpoints: what a log says of itself, signed (C2SP tlog-checkpoint, https://c2sp.org/tlog-checkpoint).

The text of the note is three lines: the origin, the size in decimal, the root in base64. Lines after them (extensions)
are kept; we write none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutela.ledger._base64 import from_base64, to_base64
from tutela.ledger._errors import LedgerError
from tutela.ledger._note import Note, NoteSigner, NoteVerifier
from tutela.ledger._tree import HASH

MOST_SIZE = (1 << 63) - 1
_DECIMAL = re.compile(r"0|[1-9][0-9]*")
_ORIGIN = re.compile(r"(?P<name>.+)/log/(?P<number>[1-9][0-9]{0,8})")


@dataclass(frozen=True)
class Checkpoint:
    """The log named `origin` holds `size` entries under `root` (32 bytes).

    Raises:
        LedgerError: one of them cannot be that of a checkpoint.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for line in (self.origin, *self.extensions):
            if not line or any(c < " " for c in line):
                raise LedgerError(f"{line!r} cannot be a line of a checkpoint; expected characters, on one line")
        if not 0 <= self.size <= MOST_SIZE:
            raise LedgerError(f"a log cannot hold {self.size} entries; expected 0 to 2^63 − 1")
        if len(self.root) != HASH:
            raise LedgerError(f"the root has {len(self.root)} bytes; expected {HASH}, of SHA-256")

    @property
    def text(self) -> str:
        """The text that is signed."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, to_base64(self.root), *self.extensions))

    def signed(self, signer: NoteSigner) -> str:
        """The checkpoint as a note by `signer`, for `open_checkpoint`."""
        return signer.sign(self.text)

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """The checkpoint that `text`, of a note, says.

        Raises:
            LedgerError: it is no text of a checkpoint.
        """
        if not text.endswith("\n") or text.count("\n") < 3:
            raise LedgerError("the text is no checkpoint; expected three lines: origin, size, root")
        origin, size, root, *extensions = text[:-1].split("\n")
        if not _DECIMAL.fullmatch(size) or len(size) > len(str(MOST_SIZE)):
            raise LedgerError(f"{size[:40]!r} is no size; expected a decimal number without zeros before it")
        return cls(origin, int(size), from_base64(root, "the root"), tuple(extensions))


def open_checkpoint(note: str | bytes, verifier: NoteVerifier) -> Checkpoint:
    """The checkpoint in `note`, after the signature by `verifier` was checked.

    Raises:
        LedgerError: the note is malformed, not signed by that key, wrongly signed, or no checkpoint.
    """
    parsed = Note.parse(note)
    verifier.verify(parsed)
    return Checkpoint.parse(parsed.text)


def origin_of(name: str, number: int) -> str:
    """The origin of a node's log: `NAME/log/N`, N from 1 (decision 0006)."""
    return f"{name}/log/{number}"


def parse_origin(said: str) -> tuple[str, int]:
    """The node's name and the number of its log, of an origin `NAME/log/N`.

    Raises:
        LedgerError: it has another form.
    """
    if not (found := _ORIGIN.fullmatch(said)):
        raise LedgerError(f"{said!r} is no origin of a node's log; expected NAME/log/N, N from 1")
    return found["name"], int(found["number"])
