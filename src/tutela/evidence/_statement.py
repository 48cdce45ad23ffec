"""The custody statement: an exhibit's chain as one document that goes with it, and shows itself to be true.

It is a C2SP signed note by the log key of the node that hands the exhibit over, an empty line, and the chain as one
line of canonical JSON (RFC 8785). What is signed fixes the chain's length and digest, so that no entry can be left off
its end:

    tutela.custody/1
    node police.example
    exhibit 0c6f1e5e-…
    stated 2026-11-28T10:00:00.000000Z
    entries 4
    sha256 9f86d081…

    — police.example/log/1 7PPDk…

    {"chain":[…],"exhibit":{…},"v":1}

Each link of the chain discloses the recording event's account and content with their salts (decision 0006), which make
its entry in the log, and the C2SP tlog-proof of that. Its first line is no origin of a log: it is never a checkpoint.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tutela.evidence._errors import EvidenceError, as_evidence
from tutela.evidence._exhibit import FIELD, CustodyEntry, Exhibit
from tutela.ledger import (
    Account,
    Content,
    LedgerError,
    Note,
    NoteSigner,
    Proof,
    canonical_json,
    leaf,
    parse_origin,
    read_canonical,
    read_digest,
    read_time,
    write_time,
)

FORM = "tutela.custody/1"
MOST_BYTES = 64 << 20  # of a statement; an entry takes two to four kilobytes
_SALT = 32  # bytes
_NAMES = ("node", "exhibit", "stated", "entries", "sha256")
_CHAIN = "\n\n{"  # no line of a note begins so: its signatures begin with a dash


@dataclass(frozen=True)
class Link:
    """An entry of the chain with what proves it.

    Args:
        account: the opened body of the recording event's account: salt ‖ canonical account.
        content: that of its content, whose fields hold the entry (`CustodyEntry.fields`).
        proof: the tlog-proof that the event is in its node's log (`tutela.ledger.proof_text`).

    Raises:
        EvidenceError: one of them is malformed, or the content holds no entry.
    """

    account: bytes
    content: bytes
    proof: str

    def __post_init__(self) -> None:
        try:
            Account.parse(self.account)
            Proof.parse(self.proof)
            content = Content.parse(self.content)[1]
        except LedgerError as err:
            raise EvidenceError(f"custody, a link: {err}") from err
        CustodyEntry.of_json(content.fields.get(FIELD))

    @property
    def entry(self) -> CustodyEntry:
        """What was done."""
        return CustodyEntry.of_json(Content.parse(self.content)[1].fields[FIELD])

    @property
    def recorded(self) -> Account:
        """The event that records it."""
        return Account.parse(self.account)[1]

    @property
    def leaf(self) -> bytes:
        """What the log holds of the event, 32 bytes."""
        return leaf(*Account.parse(self.account))

    def as_json(self) -> dict[str, Any]:
        """JSON values, for the canonical form."""
        return {"account": _body(self.account), "content": _body(self.content), "proof": self.proof}


@dataclass(frozen=True)
class Statement:
    """A statement as it was parsed; nothing is verified. `stated`: when, aware; `note`: the signed note; `promised`:
    which exhibit, how many entries and which digest of the chain it signs; `found`: those of the chain that came.
    """

    node: str
    stated: dt.datetime
    exhibit: Exhibit
    chain: tuple[Link, ...]
    note: str
    promised: tuple[str, int, bytes]
    found: tuple[str, int, bytes]


def custody_statement(exhibit: Exhibit, chain: Sequence[Link], *, signer: NoteSigner, stated: dt.datetime) -> bytes:
    """The chain as a document, UTF-8, for `verify_exhibit`.

    It says what is recorded, whether or not that is in order: check it with `verify_exhibit` before it is handed over.

    Args:
        chain: from the acquisition on.
        signer: the log key of the node that hands over.
        stated: now, aware.

    Raises:
        EvidenceError: there is no entry, the statement is too long, or `stated` has no zone.
        LedgerError: the key is none of a node's log.
    """
    if not chain:
        raise EvidenceError("custody: there is no entry; expected the acquisition at least")
    if stated.tzinfo is None:
        raise EvidenceError(f"custody, stated: {stated} has no time zone; expected an aware time")
    body = canonical_json({"v": 1, "exhibit": exhibit.as_json(), "chain": [link.as_json() for link in chain]})
    said = (
        parse_origin(signer.name)[0],
        str(exhibit.id),
        write_time(stated),
        str(len(chain)),
        hashlib.sha256(body).hexdigest(),
    )
    text = f"{FORM}\n" + "".join(f"{name} {value}\n" for name, value in zip(_NAMES, said, strict=True))
    made = signer.sign(text).encode() + b"\n" + body + b"\n"
    if len(made) > MOST_BYTES:
        raise EvidenceError(f"custody: the statement has {len(made):,} bytes; expected {MOST_BYTES:,} at most")
    return made


def read_statement(package: bytes) -> Statement:
    """The statement that a document holds. Nothing but the form that a node writes is taken.

    Raises:
        EvidenceError: it is malformed; the message says where.
    """
    if len(package) > MOST_BYTES:
        raise EvidenceError(f"the statement has {len(package):,} bytes; expected {MOST_BYTES:,} at most")
    try:
        whole = package.decode()
    except UnicodeError as err:
        raise EvidenceError("the statement is not UTF-8") from err
    head, found, rest = whole.partition(_CHAIN)
    if not found or not rest.endswith("}\n") or "\n" in rest[:-1]:
        raise EvidenceError("the statement has no chain below its signature; it was cut, or is none")
    note, body = head + "\n", ("{" + rest[:-1]).encode()
    node, identity, stated, entries, digest = _signed_lines(note)
    exhibit, chain = _chain(body)
    return Statement(
        node=node,
        stated=stated,
        exhibit=exhibit,
        chain=chain,
        note=note,
        promised=(identity, entries, digest),
        found=(str(exhibit.id), len(chain), hashlib.sha256(body).digest()),
    )


_LINES = re.compile(
    rf"{FORM}\nnode ([A-Za-z0-9][A-Za-z0-9._:/@~-]{{0,199}})\nexhibit ([0-9a-f-]{{36}})\n"
    r"stated (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)\nentries ([1-9]\d{0,8})\nsha256 ([0-9a-f]{64})\n",
    re.ASCII,
)


def _signed_lines(note: str) -> tuple[str, str, dt.datetime, int, bytes]:
    with as_evidence():
        text = Note.parse(note).text
    if not (lines := _LINES.fullmatch(text)):
        raise EvidenceError(f"the statement begins with {text[:120]!r}; expected {FORM} and {', '.join(_NAMES)}")
    with as_evidence():
        stated = read_time(lines[3], "the statement, stated")
    return lines[1], lines[2], stated, int(lines[4]), bytes.fromhex(lines[5])


def _chain(body: bytes) -> tuple[Exhibit, tuple[Link, ...]]:
    with as_evidence():
        said = read_canonical(body, "the statement's chain")
    if said.keys() != {"v", "exhibit", "chain"} or said["v"] != 1:
        raise EvidenceError(f"the statement's chain has {sorted(said)!s:.200}; expected v 1, exhibit and chain")
    if not isinstance(said["chain"], list) or not said["chain"]:
        raise EvidenceError("the statement's chain is no list of entries")
    return Exhibit.of_json(said["exhibit"]), tuple(_link(one, k) for k, one in enumerate(said["chain"], 1))


def _link(said: Any, number: int) -> Link:
    if not isinstance(said, dict) or said.keys() != {"account", "content", "proof"} or type(said["proof"]) is not str:
        raise EvidenceError(f"the statement's entry {number} is none; expected account, content and proof")
    try:
        return Link(_opened(said["account"]), _opened(said["content"]), said["proof"])
    except EvidenceError as err:
        raise EvidenceError(f"entry {number}: {err}") from err


def _body(opened: bytes) -> dict[str, Any]:
    """Salt and body, as a person can read them."""
    return {"salt": opened[:_SALT].hex(), "body": json.loads(opened[_SALT:])}


def _opened(said: Any) -> bytes:
    if not isinstance(said, dict) or said.keys() != {"salt", "body"} or not isinstance(said["body"], dict):
        raise EvidenceError("a disclosed body is none; expected salt and body")
    with as_evidence():
        return read_digest(said["salt"], "a disclosed body's salt") + canonical_json(said["body"])
