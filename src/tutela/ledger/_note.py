"""Signed notes: a text, and the signatures under it (C2SP signed-note, https://c2sp.org/signed-note, v1.0.0).

A note is the text, which ends in a newline, an empty line, and signature lines `— NAME BASE64(key id ‖ signature)`.
Ours are Ed25519 (type 0x01). A note may carry further lines by others (cosigners): they are kept as they are and count
for nothing unless their key is asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tutela.ledger._base64 import from_base64, to_base64
from tutela.ledger._errors import LedgerError

ED25519 = b"\x01"  # signature type of signed-note
MOST_BYTES = 1_000_000  # the specification asks for a limit; cosignatures of 5 kB each fit
MOST_SIGNATURES = 100  # at least 16 must be taken
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True)
class Signature:
    """One signature line. `key_id`: 4 bytes; `value`: what follows it, 64 bytes for Ed25519."""

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"— {self.name} {to_base64(self.key_id + self.value)}\n"


@dataclass(frozen=True)
class Note:
    """A note as it was parsed; nothing is verified yet. `text` includes its last newline."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    @classmethod
    def parse(cls, note: str | bytes) -> Note:
        """A note from its characters or bytes.

        Raises:
            LedgerError: it is malformed: not UTF-8, too long, with control characters, without text, empty line or
                signature, with a malformed signature line, or with two lines by one key.
        """
        said = _characters(note)
        text, empty, lines = said.rpartition("\n\n")
        if not empty or not text.strip("\n"):
            raise LedgerError("the note has no text and empty line before its signatures; expected both")
        if not lines.endswith("\n"):
            raise LedgerError("the note does not end in a newline after a signature; it was cut or is unsigned")
        signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
        if len(signatures) > MOST_SIGNATURES:
            raise LedgerError(f"the note has {len(signatures)} signatures; expected {MOST_SIGNATURES} at most")
        if len({(s.name, s.key_id) for s in signatures}) < len(signatures):
            raise LedgerError("the note has two signatures by one key; expected one line for each key")
        return cls(text + "\n", signatures)


@dataclass(frozen=True)
class NoteVerifier:
    """A public key with the name that it signs under; `public`: 32 bytes (RFC 8032)."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.public) != 32:
            raise LedgerError(f"the key of {self.name} has {len(self.public)} bytes; expected 32, an Ed25519 key")

    @classmethod
    def parse(cls, vkey: str) -> NoteVerifier:
        """The key of a verifier line `NAME+KEYID+BASE64`.

        Raises:
            LedgerError: it is malformed, of another type than Ed25519, or its key id is not that of its key.
        """
        parts = vkey.split("+", 2)  # base64 may hold a plus of its own
        if len(parts) != 3:
            raise LedgerError(f"{vkey[:200]!r} is no verifier key; expected NAME+KEYID+BASE64")
        name, said, encoded = parts
        key = from_base64(encoded, f"the key of {name!r}")
        if key[:1] != ED25519:
            raise LedgerError(f"the key of {name} is of type 0x{key[:1].hex()}; expected 0x01, Ed25519")
        made = cls(name, key[1:])
        if said != made.key_id.hex():
            raise LedgerError(f"the key id of {name} is {said!r}; expected {made.key_id.hex()}: the key was miscopied")
        return made

    @property
    def key_id(self) -> bytes:
        """4 bytes: SHA-256(name ‖ 0x0A ‖ type ‖ key), its beginning."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key as text, for `parse`."""
        return f"{self.name}+{self.key_id.hex()}+{to_base64(ED25519 + self.public)}"

    def verify(self, note: Note) -> None:
        """Check this key's signature on `note`.

        Raises:
            LedgerError: the key did not sign the note, or its signature is wrong.
        """
        mine = next((s for s in note.signatures if (s.name, s.key_id) == (self.name, self.key_id)), None)
        wanted = f"{self.name}+{self.key_id.hex()}"
        if mine is None:
            signers = ", ".join(f"{s.name}+{s.key_id.hex()}" for s in note.signatures)
            raise LedgerError(f"the note is signed by {signers}; expected a signature by {wanted}")
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(mine.value, note.text.encode())
        except (InvalidSignature, ValueError) as err:
            raise LedgerError(f"the signature by {wanted} is wrong: the text is not what that key signed") from err


@dataclass(frozen=True)
class NoteSigner:
    """A private key with the name that it signs under."""

    name: str
    key: Ed25519PrivateKey

    def __post_init__(self) -> None:
        _check_name(self.name)

    @property
    def verifier(self) -> NoteVerifier:
        """The public half."""
        return NoteVerifier(self.name, self.key.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The note: `text`, an empty line, and this key's signature line.

        Raises:
            LedgerError: the text cannot be that of a note.
        """
        _characters(text)
        if not text.endswith("\n") or not text.strip("\n"):
            raise LedgerError("the text of a note must not be empty and must end in a newline")
        return str(Note(text, (Signature(self.name, self.verifier.key_id, self.key.sign(text.encode())),)))


def _characters(note: str | bytes) -> str:
    """UTF-8 without control characters other than newline, and not too long."""
    if len(note) > MOST_BYTES:
        raise LedgerError(f"the note is longer than {MOST_BYTES:,} bytes; it is no checkpoint of ours")
    try:
        said = note.decode() if isinstance(note, bytes) else note
        said.encode()  # a lone surrogate is no UTF-8 either
    except UnicodeError as err:
        raise LedgerError("the note is not UTF-8") from err
    if _CONTROL.search(said):
        raise LedgerError("the note holds a control character; expected none but newlines (is it CRLF text?)")
    return said


def _signature(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    if dash != "—":
        raise LedgerError(f"{line[:80]!r} is no signature line; expected `— NAME BASE64` on every line after the text")
    _check_name(name)
    value = from_base64(encoded, f"the signature by {name}")
    if len(value) < 5:
        raise LedgerError(f"the signature by {name} has {len(value)} bytes; expected 4 of the key id and more")
    return Signature(name, value[:4], value[4:])


def _check_name(name: str) -> None:
    if not name or any(c.isspace() or c == "+" or c < " " for c in name):
        raise LedgerError(f"{name!r} cannot name a key; expected characters, with no space and no plus")
