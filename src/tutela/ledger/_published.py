"""The files of a log's folder that are read first: the signed checkpoint, and the key that may stand beside it."""

from __future__ import annotations

from pathlib import Path

from tutela.ledger._checkpoint import Checkpoint
from tutela.ledger._errors import DamagedError, Fault, LedgerError
from tutela.ledger._note import Note

CHECKPOINT = "checkpoint"
VKEY = "vkey"


def read_checkpoint(folder: Path) -> Checkpoint | None:
    """What the `checkpoint` of a log's folder says, its signature not checked; None where there is none.

    Raises:
        DamagedError: it is malformed, or cannot be read.
    """
    try:
        return Checkpoint.parse(Note.parse((folder / CHECKPOINT).read_bytes()).text)
    except FileNotFoundError:
        return None
    except (OSError, LedgerError) as err:
        raise DamagedError(Fault(CHECKPOINT, f"{err}")) from err
