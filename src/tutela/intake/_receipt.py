"""The receipt that a reporter is given: these bytes came, then, and stand in a log that cannot be changed unseen.

A receipt is a C2SP signed note by the key of the node's log. Its first line is no origin of a log, so that it can never
be read as a checkpoint, nor a checkpoint as a receipt. Once the event is logged, its C2SP tlog-proof goes below it:

    tutela.receipt/1
    node police.example
    report 2026-000123
    received 2026-11-28T10:00:00.000000Z
    size 10234
    sha256 9f86d081…
    entry 4e07408562…

    — police.example/log/1 7PPDk…

`entry` is what the log holds of the event (the leaf of decision 0006), in hex.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, replace

from tutela.ledger import (
    Finding,
    LedgerError,
    Note,
    NoteSigner,
    NoteVerifier,
    Proof,
    parse_origin,
    read_digest,
    read_time,
    write_time,
)

FORM = "tutela.receipt/1"
PROOF = "c2sp.org/tlog-proof@v1\n"
_NAMES = ("node", "report", "received", "size", "sha256", "entry")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@~-]{0,199}")
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True)
class Receipt:
    """A receipt as it was made or parsed; nothing is verified.

    Args:
        node: the node's name.
        report: what the node calls the report: one word.
        received: when all of it had come, aware; written in UTC with microseconds.
        size, sha256: of the bytes received; 32 bytes.
        entry: what the log holds of the event, 32 bytes.
        note: the signed note; None before it is signed.
        proof: the tlog-proof of the entry; None while the event is recorded and not yet logged.

    Raises:
        LedgerError: a field is not of its form; the message names it.
    """

    node: str
    report: str
    received: dt.datetime
    size: int
    sha256: bytes
    entry: bytes
    note: str | None = None
    proof: str | None = None

    def __post_init__(self) -> None:
        for name, word in (("node", self.node), ("report", self.report)):
            if not _WORD.fullmatch(word):
                raise LedgerError(
                    f"receipt, {name}: {word[:80]!r}; expected one word of letters, digits and . _ : / @ ~ -"
                )
        if self.received.tzinfo is None:
            raise LedgerError("receipt, received: the time has no zone; expected an aware time")
        if not 0 <= self.size < 10**18:
            raise LedgerError(f"receipt, size: {self.size}; expected a number of bytes")
        for name, digest in (("sha256", self.sha256), ("entry", self.entry)):
            if len(digest) != 32:
                raise LedgerError(f"receipt, {name}: {len(digest)} bytes; expected 32")

    @property
    def text(self) -> str:
        """What is signed."""
        said = (self.node, self.report, write_time(self.received), str(self.size), self.sha256.hex(), self.entry.hex())
        return f"{FORM}\n" + "".join(f"{name} {value}\n" for name, value in zip(_NAMES, said, strict=True))

    def signed(self, signer: NoteSigner) -> Receipt:
        """With its note by the node's log key.

        Raises:
            LedgerError: the key is that of another node's log.
        """
        if parse_origin(signer.name)[0] != self.node:
            raise LedgerError(f"receipt: the key of {signer.name} cannot sign for {self.node}; expected its log's key")
        return replace(self, note=signer.sign(self.text))

    def proven(self, proof: str) -> Receipt:
        """With the proof that its entry is in the log, as `tutela.ledger.proof_text` gives it."""
        return replace(self, proof=proof)

    def __str__(self) -> str:
        """The file that the reporter keeps.

        Raises:
            LedgerError: it is not signed.
        """
        if self.note is None:
            raise LedgerError("the receipt is not signed; sign it before it is handed out")
        return self.note if self.proof is None else f"{self.note}\n{self.proof}"

    @classmethod
    def parse(cls, said: str | bytes) -> Receipt:
        """The receipt that a file holds.

        Raises:
            LedgerError: it is malformed; the message says where. Nothing but the form that a node writes is taken.
        """
        try:
            whole = said.decode() if isinstance(said, bytes) else said
        except UnicodeError as err:
            raise LedgerError("the receipt is not UTF-8") from err
        note, found, proof = whole.partition("\n" + PROOF)
        parsed = Note.parse(note)
        lines = parsed.text.split("\n")
        if lines[0] != FORM:
            raise LedgerError(f"the receipt begins with {lines[0][:80]!r}; expected {FORM}")
        fields = dict(line.partition(" ")[::2] for line in lines[1:-1])
        if len(lines) != len(_NAMES) + 2 or tuple(fields) != _NAMES:
            raise LedgerError(f"the receipt has the lines {', '.join(fields)[:200]}; expected {', '.join(_NAMES)}")
        if not _SIZE.fullmatch(fields["size"]):
            raise LedgerError(
                f"receipt, size: {fields['size'][:80]!r}; expected a number of bytes without zeros before it"
            )
        if found:
            Proof.parse(PROOF + proof)
        return cls(
            node=fields["node"],
            report=fields["report"],
            received=read_time(fields["received"], "receipt, received"),
            size=int(fields["size"]),
            sha256=read_digest(fields["sha256"], "receipt, sha256"),
            entry=read_digest(fields["entry"], "receipt, entry"),
            note=note,
            proof=PROOF + proof if found else None,
        )

    @property
    def said(self) -> str:
        """For a person, in a few lines."""
        digest = self.sha256.hex()
        spaced = " ".join(digest[k : k + 8] for k in range(0, 64, 8))
        when = self.received.astimezone(dt.UTC)
        logged = (
            f"It is entry {Proof.parse(self.proof).index:,} of the log of {self.node}, and the proof is attached."
            if self.proof
            else f"It is recorded at {self.node}. A proof that it is in the log is to be had there within minutes."
        )
        return (
            f"Report {self.report}: {self.size:,} bytes received by {self.node}\n"
            f"on {when.day} {when:%B %Y} at {when:%H:%M:%S} UTC.\nSHA-256  {spaced}\n{logged}"
        )


@dataclass(frozen=True)
class ReceiptChecked:
    """What was found. `receipt`: None where what was given is none."""

    receipt: Receipt | None
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether it is a receipt by that key, and nothing that could be looked at speaks against it."""
        return self.receipt is not None and all(one.holds is not False for one in self.findings)


def verify_receipt(
    receipt: str | bytes | Receipt,
    vkey: str,
    *,
    report: bytes | None = None,
    sha256: bytes | None = None,
    log_vkey: str | None = None,
) -> ReceiptChecked:
    """Check a receipt with the node's key, which you have from elsewhere; needs nothing of the node.

    Args:
        vkey: the key of the node's log, `NAME+KEYID+BASE64`.
        report, sha256: the bytes that were sent, or their digest (32 bytes); neither: `bytes` is not checked.
        log_vkey: the key of the log that holds the entry, where a later log of the node does; default: `vkey`.

    Findings: `form`, `signature`, `bytes`, `logged`.

    Raises:
        LedgerError: a key is malformed.
    """
    signer = NoteVerifier.parse(vkey)
    logger = signer if log_vkey is None else NoteVerifier.parse(log_vkey)
    try:
        parsed = receipt if isinstance(receipt, Receipt) else Receipt.parse(receipt)
        parsed = Receipt.parse(str(parsed))  # the note and the fields may differ in a value that somebody made
    except LedgerError as err:
        return ReceiptChecked(None, (Finding("form", False, str(err)),))
    form = Finding("form", True, f"a receipt of {parsed.node} for its report {parsed.report}")
    found = (form, _signature(parsed, signer), _bytes(parsed, report, sha256), _logged(parsed, logger))
    return ReceiptChecked(parsed, found)


def _signature(receipt: Receipt, signer: NoteVerifier) -> Finding:
    try:
        signer.verify(Note.parse(receipt.note or ""))
        name = parse_origin(signer.name)[0]
    except LedgerError as err:
        return Finding("signature", False, str(err))
    if name != receipt.node:
        return Finding("signature", False, f"the key is that of {name}; the receipt says {receipt.node}")
    return Finding("signature", True, f"signed by {signer.name}")


def _bytes(receipt: Receipt, report: bytes | None, sha256: bytes | None) -> Finding:
    if report is None and sha256 is None:
        return Finding("bytes", None, "what was sent was not given, so it was not compared")
    digest = hashlib.sha256(report).digest() if report is not None else sha256
    if sha256 is not None and digest != sha256:
        return Finding("bytes", False, "the bytes given do not have the digest given beside them")
    if digest != receipt.sha256 or (report is not None and len(report) != receipt.size):
        return Finding("bytes", False, f"the receipt is for other bytes: SHA-256 {receipt.sha256.hex()}")
    return Finding("bytes", True, "these bytes, unchanged")


def _logged(receipt: Receipt, logger: NoteVerifier) -> Finding:
    if receipt.proof is None:
        return Finding("logged", None, "the receipt has no proof yet: it shows that it was recorded, as the node says")
    try:
        proof = Proof.parse(receipt.proof)
        checkpoint = proof.verify(receipt.entry, logger)
        name = parse_origin(checkpoint.origin)[0]
    except LedgerError as err:
        return Finding("logged", False, str(err))
    if name != receipt.node:
        return Finding("logged", False, f"the proof is of a log of {name}; the receipt says {receipt.node}")
    signed = f"a checkpoint with {checkpoint.size:,} entries is signed"
    return Finding("logged", True, f"entry {proof.index:,} of {checkpoint.origin}, of which {signed}")
