"""Base64 (RFC 4648, section 4) in its one canonical form, as notes, checkpoints and proofs write it."""

from __future__ import annotations

import base64
import binascii

from tutela.ledger._errors import LedgerError


def to_base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def from_base64(encoded: str, what: str) -> bytes:
    """The bytes of `encoded`; `what` names them in an error.

    Raises:
        LedgerError: it is no base64, or written otherwise than `to_base64` writes it.
    """
    try:
        value = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as err:
        raise LedgerError(f"{what} is no base64") from err
    if to_base64(value) != encoded:
        raise LedgerError(f"{what} is not written as base64 writes it")
    return value
