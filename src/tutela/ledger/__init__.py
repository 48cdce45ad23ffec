"""The record that cannot be changed unseen: a Merkle log of what was done, its signed checkpoints, and their proofs.

Flow: an act's `Account` and `Content` give a `leaf`; a `TileLog` takes the leaves in order, in files that any C2SP tool
reads; a `NoteSigner` signs its `Checkpoint`; a `Mark` outside of the database remembers the last one. Whoever holds a
copy runs `verify`. Bytes are fixed by decision 0006; nothing here knows a database.
"""

from tutela.ledger._bodies import Account, Content, Outcome, canonical_json, digest_of, leaf
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
    "LedgerError", "Mark", "Note", "NoteSigner", "NoteVerifier", "Outcome", "Proof", "Signature", "TileLog",
    "Verified", "canonical_json", "digest_of", "export", "leaf", "leaf_hash", "node_hash", "open_checkpoint",
    "origin_of", "parse_origin", "proof_text", "read_checkpoint", "verify", "verify_consistency", "verify_inclusion",
]  # fmt: skip
