"""What is wrong with a log, as a value to report and as an error to raise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. `where`: a file inside the folder that is verified, or what else was looked at; `index`:
    the first entry that it touches, counted from 0, None where it touches none in particular.
    """

    where: str
    what: str
    index: int | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.index is None else f"{self.where}, entry {self.index}: {self.what}"


class LedgerError(Exception):
    """A note, proof, body, mark or log that cannot be relied on: what was wrong, what was expected, what to do."""


class DamagedError(LedgerError):
    """A file of a log's folder is missing, torn or wrong; `fault` names it. What the file held can be made again from
    the database (`TileLog.rebuild`), or fetched from another copy of the log.
    """

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))
