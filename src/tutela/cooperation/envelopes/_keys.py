"""The keys by which a node is known to others: one to sign with (Ed25519), one that letters are sealed to (age X25519).

A node holds 32 secret bytes; both keys come out of them (HKDF-SHA-256, RFC 5869), so that one wrapped secret is kept
and backed up. Public: the key's `vkey` (C2SP signed-note) and the recipient `age1…`.
"""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256

import bech32
import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tutela.cooperation.envelopes._errors import EnvelopeError
from tutela.ledger import NoteSigner, NoteVerifier

SECRET = 32  # bytes
_SIGNING = b"tutela/envelopes/signing@v1"
_RECIPIENT = b"tutela/envelopes/recipient@v1"


@dataclass(frozen=True, repr=False)
class Identity:
    """A node's keys, secret halves included: it is never written anywhere, and has no text of itself.

    `opening` is what pyrage opens age files with.
    """

    node: str
    signing: Ed25519PrivateKey
    opening: pyrage.x25519.Identity

    @cached_property
    def signer(self) -> NoteSigner:
        """Signs documents as `NODE/envelopes`."""
        return NoteSigner(signer_name(self.node), self.signing)

    @cached_property
    def verifier(self) -> NoteVerifier:
        return self.signer.verifier

    @cached_property
    def recipient(self) -> str:
        """The public half that letters are sealed to, `age1…`."""
        return str(self.opening.to_public())

    @cached_property
    def key_id(self) -> str:
        """What requests name the key by."""
        return key_id(self.node, self.verifier.public)

    def __repr__(self) -> str:
        return f"<the envelope keys of {self.node}>"


def new_secret() -> bytes:
    """32 random bytes for `derive_identity`; the node keeps them wrapped (decision 0007)."""
    return secrets.token_bytes(SECRET)


def derive_identity(node: str, secret: bytes) -> Identity:
    """The keys of `node` that come out of its 32 secret bytes; the same bytes give the same keys.

    Raises:
        EnvelopeError: the secret has another length.
    """
    if len(secret) != SECRET:
        raise EnvelopeError(f"the envelope secret has {len(secret)} bytes; expected {SECRET}, from `new_secret`")
    signing = Ed25519PrivateKey.from_private_bytes(_derived(secret, _SIGNING))
    return Identity(node, signing, age_identity(_derived(secret, _RECIPIENT)))


def age_identity(scalar: bytes) -> pyrage.x25519.Identity:
    """The age identity of an X25519 scalar of 32 bytes, through the one form that age reads (BIP 173, upper case)."""
    fives = bech32.convertbits(scalar, 8, 5)
    return pyrage.x25519.Identity.from_str(bech32.bech32_encode("age-secret-key-", fives or []).upper())


def signer_name(node: str) -> str:
    """The name that a node's envelope key signs under."""
    return f"{node}/envelopes"


def key_id(node: str, public: bytes) -> str:
    """`NODE#` and the thumbprint of an Ed25519 key (RFC 7638 with RFC 8037, appendix A.3)."""
    jwk = {"crv": "Ed25519", "kty": "OKP", "x": _base64url(public)}
    return f"{node}#{_base64url(sha256(json.dumps(jwk, separators=(',', ':')).encode()).digest())}"


@lru_cache(maxsize=4096)  # every letter names its receiver's
def check_recipient(said: str) -> None:
    """Check that `said` is an X25519 recipient of age that something can be sealed to.

    Raises:
        EnvelopeError: it is not. A point of low order is one: the secret shared with it is nobody's secret, and the
            library that seals stops the process there instead of raising.
    """
    try:
        if str(pyrage.x25519.Recipient.from_str(said)) != said:
            raise EnvelopeError(f"{said!r:.80} is not written as age writes a recipient: lower case, age1…")
        _, fives = bech32.bech32_decode(said)
        point = bytes(bech32.convertbits(fives or [], 5, 8, False) or [])
        X25519PrivateKey.from_private_bytes(b"\x01" * 32).exchange(X25519PublicKey.from_public_bytes(point))
    except (pyrage.RecipientError, ValueError) as err:
        raise EnvelopeError(f"{said!r:.80} is no recipient that can be sealed to; expected age1…: {err}") from err


def _derived(secret: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)


def _base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
