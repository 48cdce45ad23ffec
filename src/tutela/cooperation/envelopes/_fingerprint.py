"""Fingerprints: what two officers read to each other over the telephone before one node trusts another's keys.

Forty decimal digits in eight groups of five, the same in every language, from the SHA-256 of the node's name and both
public keys: about 132 bits against somebody who looks for other keys with the same digits.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from hashlib import sha256

from tutela.cooperation.envelopes._errors import EnvelopeError
from tutela.ledger import canonical

DIGITS = 40
_GROUP = 5
_IGNORED = " -\u2010\u2011\u2012\u2013\u00a0\u202f\u2009\n\t."


@dataclass(frozen=True)
class Fingerprint:
    """Forty digits; `str` gives them in groups."""

    digits: str

    def __post_init__(self) -> None:
        if len(self.digits) != DIGITS or not (self.digits.isascii() and self.digits.isdigit()):
            raise EnvelopeError(f"{self.digits!r:.80} is no fingerprint; expected {DIGITS} digits")

    def __str__(self) -> str:
        return " ".join(self.groups)

    @property
    def groups(self) -> tuple[str, ...]:
        """Eight groups of five digits, to be shown in two rows and read out one by one."""
        return tuple(self.digits[at : at + _GROUP] for at in range(0, DIGITS, _GROUP))

    def is_said_by(self, typed: str) -> bool:
        """Whether a person typed exactly these digits, in any script, with any spaces, points or hyphens."""
        kept = [c for c in typed if c not in _IGNORED]
        values = [unicodedata.decimal(c, None) for c in kept]
        return None not in values and "".join(map(str, values)) == self.digits


def fingerprint_of(node: str, signing: str, recipient: str) -> Fingerprint:
    """The fingerprint of a node's keys: `signing` its vkey, `recipient` its age recipient."""
    said = canonical({"v": 1, "node": node, "signing": signing, "recipient": recipient}, "keys")
    number = int.from_bytes(sha256(said).digest(), "big") % 10**DIGITS
    return Fingerprint(f"{number:0{DIGITS}}")
