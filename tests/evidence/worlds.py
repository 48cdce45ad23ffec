"""An exhibit that goes from Vienna to Paris, with the logs of both."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from pathlib import Path

from blake3 import blake3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.ledger.worlds import entries, publish
from tutela.clocks import WrittenTime
from tutela.evidence import CustodyEntry, Digests, Exhibit, Link, custody_statement
from tutela.ledger import Account, Content, NoteSigner, TileLog, leaf, proof_text

VIENNA = NoteSigner("police.example/vienna/log/1", Ed25519PrivateKey.from_private_bytes(b"\x07" * 32))
PARIS = NoteSigner("police.example/paris/log/1", Ed25519PrivateKey.from_private_bytes(b"\x08" * 32))
KEYS = (VIENNA.verifier.vkey, PARIS.verifier.vkey)
BYTES = b"a letter, scanned. " * 5000
ID = uuid.UUID("0b2a4c1e-7f3d-4e5a-9c8b-1234567890ab")
START = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
STATED = START + dt.timedelta(days=9)

EXHIBIT = Exhibit(
    id=ID,
    number="2026-000123/E1",
    digests=Digests(hashlib.sha256(BYTES).digest(), blake3(BYTES).digest(), len(BYTES)),
    source="the safety desk of a service, by its upload",
    acquired=WrittenTime("2026-11-23 09:00:00", "device", "Europe/Vienna"),
    basis="order 12/2026",
    authority="Court of Vienna",
    sniffed="text/plain",
)


def chained(entries: Sequence[CustodyEntry]) -> list[CustodyEntry]:
    """Each naming the one before it."""
    made: list[CustodyEntry] = []
    for one in entries:
        made.append(dataclasses.replace(one, previous=made[-1].digest if made else None))
    return made


def entry(handling: str, hours: float, **more: object) -> CustodyEntry:
    """What was done so many hours after the start."""
    at = WrittenTime.at_moment(START + dt.timedelta(hours=hours))
    said = {"at": at, "by": "Officer 7", "where": "Vault of unit 3", "why": "inquiry 2026-000123", **more}
    return CustodyEntry(EXHIBIT.digest, None, handling, **said)  # type: ignore[arg-type]


STORY = chained(
    [
        entry("acquired", 0, at=EXHIBIT.acquired, sha256=EXHIBIT.digests.sha256),
        entry("opened", 2),
        entry("verified", 3, sha256=EXHIBIT.digests.sha256),
        entry("handed_over", 24, with_whom="Paris"),
        entry("received", 26, with_whom="Vienna", sha256=EXHIBIT.digests.sha256),
    ]
)
NODES = (VIENNA, VIENNA, VIENNA, VIENNA, PARIS)


def events(
    story: Sequence[CustodyEntry], nodes: Sequence[NoteSigner], **changed: object
) -> list[tuple[bytes, bytes, bytes]]:
    """Opened account, opened content and leaf of the event of each entry; `changed`: fields of every account."""
    made = []
    for k, (one, signer) in enumerate(zip(story, nodes, strict=True)):
        event = uuid.UUID(int=k + 1 + (4 << 76) + (8 << 60))
        salt = hashlib.sha256(b"salt %d" % k).digest()
        content = Content(event, "exhibit.handle", one.fields)
        account = Account(
            event=event, node=signer.name.rpartition("/log/")[0], at=START + dt.timedelta(hours=1 + 8 * k),
            actor="node", roles=("officer",), act="exhibit.handle", on=f"exhibit:{ID}", purpose="inquiry", basis=None,
            outcome="done", why=("officers-may",), software="tutela/0.1.0", content=content.digest(salt),
        )  # fmt: skip
        account = dataclasses.replace(account, **changed)  # type: ignore[arg-type]
        made.append((salt + account.canonical(), salt + content.canonical(), leaf(salt, account)))
    return made


def links(folder: Path, made: Sequence[tuple[bytes, bytes, bytes]], nodes: Sequence[NoteSigner]) -> list[Link]:
    """With the proof of each in its node's log, among other entries."""
    proofs: dict[int, str] = {}
    for signer in dict.fromkeys(nodes):
        mine = [k for k, one in enumerate(nodes) if one is signer]
        log = TileLog(folder / str(len(list(folder.iterdir()))))
        log.add([*entries(40), *(made[k][2] for k in mine), *entries(9, start=40)])
        note = publish(log, signer)
        proofs |= {k: proof_text(40 + j, log.inclusion(40 + j), note) for j, k in enumerate(mine)}
    return [Link(account, content, proofs[k]) for k, (account, content, _) in enumerate(made)]


def told(
    folder: Path,
    story: Sequence[CustodyEntry] = STORY,
    nodes: Sequence[NoteSigner] = NODES,
    *,
    exhibit: Exhibit = EXHIBIT,
    stated: dt.datetime = STATED,
    signer: NoteSigner | None = None,
    **changed: object,
) -> bytes:
    """The statement of a story."""
    chain = links(folder, events(story, nodes, **changed), nodes)
    return custody_statement(exhibit, chain, signer=signer or nodes[-1], stated=stated)
