"""Evidence: material taken in with its digests, and the custody that is stated, proven and checked on arrival.

Flow: `acquire` asks whether material may be held, before a byte is read; then hashes it in one read while it passes on
to where it is kept. An `Exhibit` is what was acquired; each thing done with it is a `CustodyEntry`, which stands in the
content of the act that records it and names the entry before. `custody_statement` makes one document of the chain and
its proofs in the log; whoever receives the exhibit runs `verify_exhibit`, with the keys of the logs alone.
"""

from tutela.evidence._acquire import Acquired, acquire
from tutela.evidence._digest import CHUNK, Digested, Digests, Readable, agree, digest, sniff
from tutela.evidence._errors import EvidenceError, MayNotHoldError
from tutela.evidence._exhibit import CustodyEntry, Exhibit, Handling
from tutela.evidence._hold import MayHold, check_may_hold
from tutela.evidence._statement import Link, Statement, custody_statement, read_statement
from tutela.evidence._verify import ExhibitChecked, verify_exhibit

__all__ = [
    "CHUNK", "Acquired", "CustodyEntry", "Digested", "Digests", "EvidenceError", "Exhibit", "ExhibitChecked",
    "Handling", "Link", "MayHold", "MayNotHoldError", "Readable", "Statement", "acquire", "agree", "check_may_hold",
    "custody_statement", "digest", "read_statement", "sniff", "verify_exhibit",
]  # fmt: skip
