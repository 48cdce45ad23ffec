"""Made-up nodes with keys that never change: each keeps its partner list, its outboxes, its inboxes and a ledger.

A `Node` is the smallest node there can be: it does what a real one does between two calls of the room, with dictionaries
for tables and a Merkle tree in memory for the log.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tutela.cooperation.envelopes import (
    RECEIVE_ACT,
    Accepted,
    Confirmation,
    Draft,
    InboxState,
    OutboxState,
    Outcome,
    Partners,
    Receipt,
    Refused,
    Sealed,
    Sent,
    acknowledge,
    admit,
    derive_identity,
    describe,
    no_partners,
    read_description,
    receipt_fields,
    receive,
    seal,
)
from tutela.ledger import Account, Checkpoint, Content, Frontier, NoteSigner, leaf_hash, proof_text

NOW = dt.datetime(2026, 11, 28, 9, 30, tzinfo=dt.UTC)
YEAR = dt.timedelta(days=365)
OFFICER = "officer:5d1f2c3b-4a5e-4f60-8172-93a4b5c6d7e8"
MADE_UP = uuid.UUID("00000000-0000-4000-8000-000000000001")


def secret(node: str, turn: int = 1) -> bytes:
    return sha256(f"{node} {turn}".encode()).digest()


def ident(number: int) -> uuid.UUID:
    """A UUID of version 4 that is easy to tell apart."""
    return uuid.UUID(f"00000000-0000-4000-8000-{number:012x}")


def request(number: int = 1, **more: object) -> Draft:
    """A made-up request, without any personal data."""
    said = {"kind": "request", "conversation": ident(1000), "body_kind": "preservation-request@1", "id": ident(number)}
    return Draft(**{**said, "body": {"number": number, "data": ["traffic"], "until": None}, **more})  # type: ignore[arg-type]


@dataclass
class Log:
    """A log of leaves with one checkpoint, proofs by brute force."""

    signer: NoteSigner
    leaves: list[bytes] = field(default_factory=list)

    def proof(self, leaf: bytes, by: NoteSigner | None = None) -> str:
        by = by or self.signer
        tree = Frontier()
        for one in self.leaves:
            tree.push(leaf_hash(one))
        note = Checkpoint(by.name, tree.size, tree.root()).signed(by)
        return proof_text(self.leaves.index(leaf), _path(self.leaves, self.leaves.index(leaf)), note)


def _path(leaves: list[bytes], index: int) -> list[bytes]:
    if len(leaves) == 1:
        return []
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    left, right = leaves[:split], leaves[split:]
    if index < split:
        return [*_path(left, index), _root(right)]
    return [*_path(right, index - split), _root(left)]


def _root(leaves: list[bytes]) -> bytes:
    tree = Frontier()
    for one in leaves:
        tree.push(leaf_hash(one))
    return tree.root()


class Node:
    def __init__(self, name: str, port: int = 8000, turn: int = 1) -> None:
        self.name = name
        self.url = f"http://127.0.0.1:{port}/exchange"
        self.me = [derive_identity(name, secret(name, turn))]
        key = Ed25519PrivateKey.from_private_bytes(sha256(f"log of {name}".encode()).digest())
        self.log = Log(NoteSigner(f"{name}/log/1", key))
        self.partners: Partners = no_partners(name, NOW)
        self.inboxes: dict[str, InboxState] = {}
        self.outboxes: dict[str, OutboxState] = {}
        self.sealed: dict[uuid.UUID, Sealed] = {}
        self.accepted: list[str] = []

    def described(self, number: int = 1, **more: object) -> str:
        said = {
            "number": number, "title": f"The made-up office of {self.name}", "system": "DE", "url": self.url,
            "logs": (self.log.signer.verifier.vkey,), "start": NOW - YEAR, "until": NOW + YEAR,
        }  # fmt: skip
        return describe(self.me[0], **{**said, **more})  # type: ignore[arg-type]

    def knows(self, other: Node, now: dt.datetime = NOW) -> None:
        """A person here has compared the other's fingerprint."""
        note = other.described()
        fingerprint = read_description(note)[0].fingerprint
        self.partners = admit(
            self.partners, note, now, Confirmation(other.name, fingerprint, OFFICER, over="telephone")
        )

    def inbox(self, sender: str) -> InboxState:
        return self.inboxes.setdefault(sender, InboxState(sender))

    def outbox(self, receiver: str) -> OutboxState:
        return self.outboxes.setdefault(receiver, OutboxState(receiver))

    def send(self, to: str, draft: Draft, now: dt.datetime = NOW) -> Sealed:
        """Seal and queue a letter."""
        box = self.outbox(to)
        at = box.stamp(now)
        sealed = seal(draft, self.me[0], self.partners.current(to, now), box.next_place, at)
        self.outboxes[to] = box.queued(Sent.of(sealed))
        self.inboxes[to] = self.inbox(to).sent(sealed.letter)
        self.sealed[sealed.letter.id] = sealed
        return sealed

    def take(self, sender: str, envelope: bytes, now: dt.datetime = NOW) -> tuple[Outcome, str]:
        """Receive, record and acknowledge: one act of a real node."""
        known = self.inbox(sender)
        outcome = receive(known, envelope, now, me=self.me, partners=self.partners)
        final = isinstance(outcome, Accepted | Refused) and outcome.final
        receipt = self.record(outcome, now) if final else None  # type: ignore[arg-type]
        note = acknowledge(outcome, self.me[0], now, receipt)
        self.inboxes[sender] = known.recorded(outcome, note, now)
        if isinstance(outcome, Accepted):
            self.accepted.append(outcome.letter.id.hex)
        return outcome, note

    def record(self, outcome: Accepted | Refused, now: dt.datetime, **more: object) -> Receipt:
        assert outcome.letter is not None
        said = {"on": f"envelope:{outcome.letter.id}", "act": RECEIVE_ACT, "fields": receipt_fields(outcome), **more}
        return self.event(now, **said)  # type: ignore[arg-type]

    def event(self, now: dt.datetime, on: str, act: str, fields: dict[str, object], node: str | None = None) -> Receipt:
        """An event of this node's ledger, as decision 0006 has it."""
        event, salts = uuid.uuid4(), (sha256(b"a" + on.encode()).digest(), sha256(b"b" + on.encode()).digest())
        content = Content(event, act, fields)
        account = Account(
            event=event, node=node or self.name, at=now, actor="node", roles=(), act=act, on=on, purpose=None,
            basis=None, outcome="done", why=(), software="tutela/0.1.0", content=content.digest(salts[1]),
        )  # fmt: skip
        receipt = Receipt(salts[0], account, salts[1], content)
        self.log.leaves.append(receipt.leaf)
        return receipt


def pair() -> tuple[Node, Node]:
    """A police unit and another state's contact point that know each other."""
    a, b = Node("unit.police.example", 8000), Node("contact.point.example", 8001)
    a.knows(b)
    b.knows(a)
    return a, b
