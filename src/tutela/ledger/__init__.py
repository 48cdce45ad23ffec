"""The record that cannot be changed unseen: a Merkle log of what was done, its signed checkpoints, and their proofs.

Flow: an act's `Account` and `Content` give a `leaf`; a `TileLog` takes the leaves in order, in files that any C2SP tool
reads; a `NoteSigner` signs its `Checkpoint`; a `Mark` outside of the database remembers the last one. Whoever holds a
copy runs `verify`. Bytes are fixed by decision 0006; `canonical` and its readers serve every other document that is
signed or digested too. Nothing here knows a database.
"""

from tutela.ledger._base64 import from_base64, to_base64
from tutela.ledger._bodies import Account, Content, Outcome, digest_of, leaf
from tutela.ledger._canonical import (
    canonical,
    canonical_json,
    check_json,
    read_canonical,
    read_digest,
    read_json,
    read_time,
    read_uuid,
    write_time,
)
from tutela.ledger._checkpoint import Checkpoint, open_checkpoint, origin_of, parse_origin
from tutela.ledger._errors import DamagedError, Fault, LedgerError
from tutela.ledger._export import export
from tutela.ledger._finding import Finding
from tutela.ledger._group import GroupCommit
from tutela.ledger._log import TileLog
from tutela.ledger._mark import Mark
from tutela.ledger._note import Note, NoteSigner, NoteVerifier, Signature
from tutela.ledger._proof import Proof, proof_text
from tutela.ledger._published import read_checkpoint
from tutela.ledger._tree import EMPTY_ROOT, Frontier, leaf_hash, node_hash, verify_consistency, verify_inclusion
from tutela.ledger._verify import Verified, verify

__all__ = [
    "EMPTY_ROOT", "Account", "Checkpoint", "Content", "DamagedError", "Fault", "Finding", "Frontier", "GroupCommit",
    "LedgerError", "Mark", "Note", "NoteSigner", "NoteVerifier", "Outcome", "Proof", "Signature", "TileLog", "Verified",
    "canonical", "canonical_json", "check_json", "digest_of", "export", "from_base64", "leaf", "leaf_hash", "node_hash",
    "open_checkpoint", "origin_of", "parse_origin", "proof_text", "read_canonical", "read_checkpoint", "read_digest",
    "read_json", "read_time", "read_uuid", "to_base64", "verify", "verify_consistency", "verify_inclusion",
    "write_time",
]  # fmt: skip
