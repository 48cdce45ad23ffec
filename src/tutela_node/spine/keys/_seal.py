"""Sealing bytes under a key, and the blind index: no database here (docs/decisions/0007)."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORM = b"\x01"
NONCE = 12

BlindKind = Literal["name", "handle", "email", "telephone", "url", "reference"]


class SealBroken(Exception):
    """A sealed value does not open: changed, moved from another record, or sealed under another key."""


def seal(key: bytes, what: str, ident: str, clear: bytes) -> bytes:
    """AES-256-GCM of `clear`, bound to what it is (`person.name`) and whose (the record's id)."""
    nonce = secrets.token_bytes(NONCE)
    return FORM + nonce + AESGCM(key).encrypt(nonce, clear, _bound(what, ident))


def unseal(key: bytes, what: str, ident: str, sealed: bytes) -> bytes:
    """The clear bytes.

    Raises:
        SealBroken: it does not open under this key as this field of this record.
    """
    if sealed[:1] != FORM or len(sealed) < 1 + NONCE + 16:
        raise SealBroken(f"{what} of {ident}: not a sealed value of form 1")
    try:
        return AESGCM(key).decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], _bound(what, ident))
    except InvalidTag:
        raise SealBroken(f"{what} of {ident}: the seal is broken (changed, moved or under another key)") from None


def _bound(what: str, ident: str) -> bytes:
    return b"tutela/1\x00" + what.encode() + b"\x00" + ident.encode()


def blind(key: bytes, kind: BlindKind, text: str) -> bytes:
    """The 16-byte token by which equal texts of a kind find each other without being read."""
    return hmac.digest(key, kind.encode() + b"\x00" + normal_form(kind, text).encode(), hashlib.sha256)[:16]


def normal_form(kind: BlindKind, text: str) -> str:
    """What counts as equal: NFKC, case folded, white space folded; of a telephone number the digits with its plus;
    of a handle without a leading @; of an address on the web without its scheme and last slash."""
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if kind == "telephone":
        return ("+" if folded.startswith(("+", "00")) else "") + re.sub(r"\D", "", folded).removeprefix("00")
    if kind == "handle":
        return folded.removeprefix("@")
    if kind == "url":
        return re.sub(r"^[a-z][a-z0-9+.-]*://", "", folded).rstrip("/")
    return folded
