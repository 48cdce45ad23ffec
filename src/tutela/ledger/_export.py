"""A copy of a log for an auditor or a partner."""

from __future__ import annotations

from pathlib import Path

from tutela.ledger._checkpoint import Checkpoint
from tutela.ledger._durable import write_durably
from tutela.ledger._errors import LedgerError
from tutela.ledger._log import TileLog
from tutela.ledger._note import Note
from tutela.ledger._published import CHECKPOINT, VKEY


def export(log: TileLog, to: Path, vkey: str | None = None) -> TileLog:
    """Copy a published log into the new folder `to`: only what its checkpoint needs, each entry checked on the way.

    `vkey` is put beside it for a first look; who verifies should have the key from elsewhere.

    Raises:
        LedgerError: `to` is not empty, the log was never published, or its entries do not give its root.
        DamagedError: a file of the log is missing or wrong.
        OSError: a file could not be written.
    """
    if to.exists() and any(to.iterdir()):
        raise LedgerError(f"{to} is not empty; expected a new folder")
    try:
        note = (log.folder / CHECKPOINT).read_text("utf-8")
    except FileNotFoundError as err:
        raise LedgerError(f"{log.folder} has no checkpoint: nothing was published yet") from err
    said = Checkpoint.parse(Note.parse(note).text)
    copy = TileLog.rebuild(to, log.entries(0, said.size))
    copy.publish(note)
    if vkey is not None:
        write_durably([(to / VKEY, f"{vkey}\n".encode())])
    return copy
