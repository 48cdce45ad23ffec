"""What is wrong with evidence, as errors to raise."""

from __future__ import annotations


class EvidenceError(Exception):
    """Evidence that cannot be taken or stated as it stands: what was wrong, what was expected, what to do."""


class MayNotHoldError(EvidenceError):
    """Material may not be held here, so not a byte of it was read. Take its digest and where it is instead."""
