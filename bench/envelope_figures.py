"""How fast envelopes are: both sides on one core, no network and no database; the figures of issue "Across a border".

    python bench/envelope_figures.py

*Seal, sign, open, verify*: the sender signs the letter, seals it, signs the request; the receiver checks the request,
opens the envelope, checks the letter, its place and what it answers. *With acknowledgement*: the receiver makes the
event of its ledger and signs the acknowledgement, the sender checks it with its receipt. Each letter has a body of
4 kB. Seconds are those of the processor, so that other load on the machine does not count.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tutela.cooperation.envelopes import (
    RECEIVE_ACT,
    Accepted,
    Confirmation,
    Draft,
    Identity,
    InboxState,
    OutboxState,
    Partners,
    Receipt,
    Sealed,
    Sent,
    acknowledge,
    admit,
    derive_identity,
    describe,
    new_secret,
    no_partners,
    open_attachment,
    post_envelope,
    read_description,
    read_reply,
    receipt_fields,
    receive,
    respond,
    seal,
    seal_attachment,
    verify_acknowledgement,
    verify_request,
)
from tutela.ledger import Account, Content, NoteSigner

Figure = tuple[str, float, str, str]  # what, measured, unit, goal

BODY = 4096  # bytes
COUNT = 300  # envelopes of a run
RUNS = 5
LARGE = 64 * 1024 * 1024  # bytes of an attachment
NOW = dt.datetime(2026, 11, 28, 9, 30, tzinfo=dt.UTC)
YEAR = dt.timedelta(days=365)
URL = "https://node.example/exchange"


def figures() -> list[Figure]:
    """The figures of envelopes: what, measured, unit, goal."""
    return [*_envelopes(), *_attachments()]


def _sides() -> tuple[Identity, Identity, Partners, Partners]:
    a, b = (derive_identity(name, new_secret()) for name in ("a.example", "b.example"))
    return a, b, _knows(a, b), _knows(b, a)


def _knows(one: Identity, other: Identity) -> Partners:
    log = NoteSigner(f"{other.node}/log/1", Ed25519PrivateKey.generate()).verifier.vkey
    note = describe(
        other, number=1, title="Benchmark", system="DE", url=URL, logs=(log,), start=NOW - YEAR, until=NOW + YEAR
    )
    fingerprint = read_description(note)[0].fingerprint
    return admit(
        no_partners(one.node, NOW), note, NOW,
        Confirmation(other.node, fingerprint, f"officer:{uuid.uuid4()}", "telephone"),
    )  # fmt: skip


def _recorded(outcome: Accepted, node: str) -> Receipt:
    """The event that a node makes of an acceptance, without its database."""
    event, salt = uuid.uuid4(), os.urandom(32)
    content = Content(event, RECEIVE_ACT, receipt_fields(outcome))
    account = Account(
        event=event, node=node, at=NOW, actor="node", roles=(), act=RECEIVE_ACT, on=f"envelope:{outcome.letter.id}",
        purpose=None, basis=None, outcome="done", why=(), software="bench", content=content.digest(salt),
    )  # fmt: skip
    return Receipt(os.urandom(32), account, salt, content)


def _envelopes() -> Iterator[Figure]:
    a, b, of_a, of_b = _sides()
    to_b = of_a.current(b.node, NOW)
    body: dict[str, object] = {"text": "x" * (BODY - 40), "number": 1}
    steps: dict[str, list[float]] = {"sender seals and signs": [], "receiver checks and opens": [], "answer": []}
    for _ in range(RUNS):
        outbox, inbox = OutboxState(b.node), InboxState(a.node)
        taken = dict.fromkeys(steps, 0.0)
        for _ in range(COUNT):
            start = time.process_time()
            sealed: Sealed = seal(Draft("notice", uuid.uuid4(), "bench@1", body), a, to_b, outbox.next_place, NOW)
            outbox = outbox.queued(Sent.of(sealed))
            request = post_envelope(sealed.envelope, a, to_b, NOW)
            made = time.process_time()
            verified = verify_request(request, at=URL, partners=of_b, now=NOW)
            outcome = receive(inbox, request.body, NOW, me=[b], partners=of_b)
            if verified.partner.node != a.node or not isinstance(outcome, Accepted):
                raise AssertionError(f"an envelope was not accepted: {outcome}")
            opened = time.process_time()
            note = acknowledge(outcome, b, NOW, _recorded(outcome, b.node))
            reply = read_reply(respond(outcome, note).body)
            answer = verify_acknowledgement(reply.acknowledgement, outbox.outgoing[0].sent, of_a, NOW)
            outbox, _ = outbox.answered(answer, note, NOW, 1.0)
            done = time.process_time()
            for name, seconds in zip(steps, (made - start, opened - made, done - opened), strict=True):
                taken[name] += seconds
            outbox = OutboxState(b.node, outbox.next_place)  # a node loads only the rows that it needs
            inbox = InboxState(a.node, outcome.expected)
        for name, seconds in taken.items():
            steps[name].append(seconds / COUNT)
    sender, receiver, answered = (statistics.median(times) for times in steps.values())
    yield "seal, sign, open, verify, 4 kB, both sides on one core", 1 / (sender + receiver), "envelopes/s", "≥ 100"
    yield "the same with acknowledgement and receipt", 1 / (sender + receiver + answered), "envelopes/s", "≥ 100"
    yield "sender seals the letter and signs the request", sender * 1e3, "ms", ""
    yield "receiver checks the request and opens the letter", receiver * 1e3, "ms", ""
    yield "acknowledgement: made, signed, checked with its receipt", answered * 1e3, "ms", ""


def _attachments() -> Iterator[Figure]:
    _, b, of_a, _ = _sides()
    data, sealed, to_b = os.urandom(LARGE), io.BytesIO(), of_a.current(b.node, NOW)

    def close() -> None:
        sealed.seek(0)
        seal_attachment(io.BytesIO(data), sealed, to_b, name="pattern.bin", media_type="application/octet-stream")

    yield "seal an attachment, SHA-256 and BLAKE3 in one read", LARGE / _median(close) / 1e6, "MB/s", ""
    made = seal_attachment(
        io.BytesIO(data), sealed := io.BytesIO(), to_b, name="pattern.bin", media_type="application/octet-stream"
    )

    def unseal() -> None:
        sealed.seek(0)
        open_attachment(made, sealed, io.BytesIO(), [b])

    yield "open an attachment and check both digests", LARGE / _median(unseal) / 1e6, "MB/s", ""


def _median(run: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return statistics.median(times)


def main() -> int:
    for what, measured, unit, goal in figures():
        print(f"{what:75} {measured:12,.2f} {unit}  {goal}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
