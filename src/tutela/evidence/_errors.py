"""What is wrong with evidence, as errors to raise."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from tutela.ledger import LedgerError


class EvidenceError(Exception):
    """Evidence that cannot be taken or stated as it stands: what was wrong, what was expected, what to do."""


@contextlib.contextmanager
def as_evidence() -> Iterator[None]:
    """What the ledger finds wrong with bytes is wrong with the evidence that they are."""
    try:
        yield
    except LedgerError as err:
        raise EvidenceError(str(err)) from err


class MayNotHoldError(EvidenceError):
    """Material may not be held here, so not a byte of it was read. Take its digest and where it is instead."""
