"""Logs to test with: entries that are easy to tell apart, signed by a key that never changes."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tutela.ledger import Checkpoint, NoteSigner, TileLog

NODE = "node.example/vienna"


def entries(count: int, start: int = 0) -> list[bytes]:
    """Entries `start` and on, 32 bytes each."""
    return [sha256(b"entry %d" % k).digest() for k in range(start, start + count)]


def signer(number: int = 1, seed: bytes = b"\x07" * 32) -> NoteSigner:
    return NoteSigner(f"{NODE}/log/{number}", Ed25519PrivateKey.from_private_bytes(seed))


def publish(log: TileLog, by: NoteSigner | None = None) -> str:
    """Write, sign and publish what the log holds; the note."""
    by = by or signer()
    log.write()
    note = Checkpoint(by.name, log.size, log.root()).signed(by)
    log.publish(note)
    return note


def made(folder: Path, count: int, by: NoteSigner | None = None) -> TileLog:
    """A published log of `count` entries, with its key beside it."""
    by = by or signer()
    log = TileLog(folder)
    log.add(entries(count))
    publish(log, by)
    (folder / "vkey").write_text(by.verifier.vkey + "\n")
    return log
