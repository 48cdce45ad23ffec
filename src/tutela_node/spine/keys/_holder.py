"""Who holds the node key: two verbs, wrap and unwrap, so that an HSM or a KMS can stand where a file stands.

AES-KW (RFC 3394) with a 256-bit key is what PKCS#11 tokens and cloud key services speak.
"""

from __future__ import annotations

import json
import os
import secrets
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from tutela_node.config import NodeError
from tutela_node.spine.keys._kit import sheets_of

_SCRYPT = {"n": 2**16, "r": 8, "p": 1}
"""64 MiB and about a fifth of a second for one guess (RFC 7914; the cost OWASP names as its strongest row is 2**17)."""


class Holder(Protocol):
    """Keeps the node key. 32-byte keys go in, 40 wrapped bytes come out. `where`: for people, where the key lies."""

    where: str

    def wrap(self, key: bytes) -> bytes: ...

    def unwrap(self, wrapped: bytes) -> bytes: ...


class _InMemory:
    """A holder whose key this process has in memory."""

    def __init__(self, key: bytes, where: str) -> None:
        self._key = key
        self.where = where

    def wrap(self, key: bytes) -> bytes:
        return aes_key_wrap(self._key, key)

    def unwrap(self, wrapped: bytes) -> bytes:
        try:
            return aes_key_unwrap(self._key, wrapped)
        except (InvalidUnwrap, ValueError):
            raise NodeError(
                f"{self.where}: this node key does not open the node's keys; expected the one that made them "
                "(is it another node's, or from before the last `tutela node rotate-keys`?)"
            ) from None

    def recovery_kit(self) -> list[str]:
        """The node key on three sheets of words, any two of which give it back (`_kit`)."""
        return sheets_of(self._key)


class FileHolder(_InMemory):
    """The node key in a file that only its owner may read. Whoever reads the file and the database reads everything."""

    def __init__(self, path: Path) -> None:
        try:
            key = path.read_bytes()
            mode = path.stat().st_mode
        except FileNotFoundError:
            raise NodeError(
                f"{path}: the node key is not there; bring it from where you keep it, then start again"
            ) from None
        if len(key) != 32:
            raise NodeError(f"{path}: expected 32 bytes of node key, found {len(key)}; bring the right file")
        if mode & 0o077:
            raise NodeError(f"{path}: others may read the node key; run: chmod 600 {path}")
        super().__init__(key, str(path))

    @classmethod
    def create(cls, path: Path, key: bytes | None = None) -> FileHolder:
        """A new random node key, or one that was recovered, written once."""
        _write_once(path, key or secrets.token_bytes(32))
        return cls(path)


class PassphraseHolder(_InMemory):
    """The node key under a passphrase: the file alone opens nothing."""

    def __init__(self, path: Path, passphrase: str) -> None:
        try:
            found = json.loads(path.read_bytes())
            salt, sealed, cost = b64decode(found["salt"]), b64decode(found["sealed"]), found["scrypt"]
        except FileNotFoundError:
            raise NodeError(
                f"{path}: the node key is not there; bring it from where you keep it, then start again"
            ) from None
        except (ValueError, KeyError, TypeError):
            raise NodeError(f"{path}: not a node key under a passphrase; bring the right file") from None
        try:
            key = AESGCM(_stretched(passphrase, salt, cost)).decrypt(sealed[:12], sealed[12:], b"tutela/node-key/1")
        except Exception:
            raise NodeError("the passphrase is not the one that the node key was made with; try again") from None
        super().__init__(key, str(path))

    @classmethod
    def create(cls, path: Path, passphrase: str, key: bytes | None = None) -> PassphraseHolder:
        """A new random node key, or one that was recovered, under a passphrase, written once.

        Raises:
            NodeError: a passphrase under 12 characters.
        """
        cls.check(passphrase)
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        sealed = nonce + AESGCM(_stretched(passphrase, salt, _SCRYPT)).encrypt(
            nonce, key or secrets.token_bytes(32), b"tutela/node-key/1"
        )
        made = {"v": 1, "scrypt": _SCRYPT, "salt": b64encode(salt).decode(), "sealed": b64encode(sealed).decode()}
        _write_once(path, json.dumps(made).encode())
        return cls(path, passphrase)

    @staticmethod
    def check(passphrase: str) -> None:
        """Raises NodeError for a passphrase that is too short to be one."""
        if len(passphrase) < 12:
            raise NodeError("the passphrase has fewer than 12 characters; use at least five words")


def _stretched(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost["n"], r=cost["r"], p=cost["p"]).derive(passphrase.encode())


def _write_once(path: Path, body: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(body)
        out.flush()
        os.fsync(out.fileno())
