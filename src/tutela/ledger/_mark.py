"""The high-water mark: the last checkpoint that was signed, kept outside of what it guards (decision 0006).

A database that is restored from a backup knows less than the world was told; signing on from there would fork the log.
The mark is a file on other storage with the three lines of a checkpoint's text. It is raised after a checkpoint is
signed and before anybody sees it; at every start the database is checked against it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tutela.ledger._checkpoint import Checkpoint, parse_origin
from tutela.ledger._durable import write_durably
from tutela.ledger._errors import LedgerError

_AFTER_RESTORE = "if this is a restored backup, open the next log, which names what was lost"


class Mark:
    """The mark in the file `path`. One process at a time raises it: the one that signs."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Checkpoint | None:
        """The last checkpoint that was signed; None where no mark was set yet.

        Raises:
            LedgerError: the file cannot be read, or is no mark.
        """
        try:
            return Checkpoint.parse(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, UnicodeError, LedgerError) as err:
            raise LedgerError(
                f"the mark {self.path} cannot be read: {err}. Do not delete it: restore it, or first compare this log "
                "with the last checkpoint that others have"
            ) from err

    def raise_to(self, checkpoint: Checkpoint) -> None:
        """Set the mark, on the disk, to a newer checkpoint of the same log, or to one of a later log of the node.

        Raises:
            LedgerError: it would go back, or contradict what was signed at the same size; nothing is written.
            OSError: the file could not be written.
        """
        at = self.read()
        if at is not None:
            mark, new = parse_origin(at.origin), parse_origin(checkpoint.origin)
            if mark[0] != new[0]:
                raise LedgerError(f"the mark {self.path} is of {at.origin}; it cannot be raised to {checkpoint.origin}")
            if (mark[1], at.size) > (new[1], checkpoint.size):
                raise LedgerError(
                    f"ROLLBACK: the mark {self.path} is at {at.origin}, size {at.size}; it never goes back to "
                    f"{checkpoint.origin}, size {checkpoint.size}"
                )
            if (at.origin, at.size) == (checkpoint.origin, checkpoint.size):
                if at.root != checkpoint.root:
                    raise LedgerError(
                        f"FORK: another root was already signed for {at.origin} at size {at.size}: "
                        f"{at.root.hex()}, not {checkpoint.root.hex()}. Do not publish this checkpoint"
                    )
                return
        text = Checkpoint(checkpoint.origin, checkpoint.size, checkpoint.root).text
        write_durably([(self.path, text.encode())])

    def check(self, origin: str, size: int, root_at: Callable[[int], bytes]) -> None:
        """Check a log, of `size` entries, against the mark; `root_at(n)` gives its root at an earlier size.

        A log that is ahead of its mark is well: the mark is raised after the database has committed.

        Raises:
            LedgerError: MISSING (no mark for a log that is not empty), ROLLBACK (the log is behind the mark) or FORK
                (it has another root at the mark's size), and what to do.
        """
        at = self.read()
        if at is None:
            if size:
                raise LedgerError(
                    f"MISSING: {origin} holds {size} entries and its mark {self.path} is not there. Put the mark back, "
                    "or say where it is; without it nobody can tell whether this is the newest state of the log"
                )
            return
        (marked, its_number), (name, number) = parse_origin(at.origin), parse_origin(origin)
        if marked != name:
            raise LedgerError(f"the mark {self.path} is of {at.origin}, not of {origin}; expected a mark of its own")
        if number > its_number:  # a crash between the new log's first checkpoint and its mark
            return
        if number < its_number or size < at.size:
            raise LedgerError(
                f"ROLLBACK: {at.origin} was signed at size {at.size}, and here is {origin} with {size} entries. Find "
                f"the newer database; {_AFTER_RESTORE}"
            )
        if (root := root_at(at.size)) != at.root:
            raise LedgerError(
                f"FORK: at size {at.size}, {origin} was signed with the root {at.root.hex()}; here it is {root.hex()}: "
                f"entries were changed. Keep both for comparison; {_AFTER_RESTORE}"
            )
