"""A simulator of two nodes and the wire between them, which drops, doubles, delays, reorders, cuts and changes what goes
over it, while both sides are killed at the worst moments.

A kill loses what was not committed: a `Node`'s dictionaries stand for its database, and each of its methods for one
transaction, so a kill before a method has returned leaves them as they were, and one after it loses the answer only.
"""

from __future__ import annotations

import copy
import datetime as dt
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from tests.cooperation.envelopes.nodes import NOW, Node
from tutela.cooperation.envelopes import (
    Acknowledgement,
    Delivered,
    EnvelopeError,
    RefusedError,
    Request,
    Response,
    acknowledge,
    ask_receipt,
    post_envelope,
    read_reply,
    refused_request,
    respond,
    verify_acknowledgement,
    verify_proof,
    verify_request,
)
from tutela.cooperation.envelopes._receiving import Seen

Fault = Literal[
    "none", "drop_request", "drop_answer", "double", "delay", "replay", "cut_request", "cut_answer", "change_request",
    "change_answer", "kill_receiver_before_commit", "kill_receiver_after_commit", "kill_sender", "proxy_error",
]  # fmt: skip
FAULTS: tuple[Fault, ...] = Fault.__args__  # type: ignore[attr-defined]


class CutError(Exception):
    """No answer came."""


@dataclass
class Wire:
    """The wire between `a`, which sends, and `b`. `now` is the time of both."""

    a: Node
    b: Node
    faults: Iterator[Fault]
    chance: random.Random
    now: dt.datetime = NOW
    delayed: list[Request] = field(default_factory=list)
    carried: list[Request] = field(default_factory=list)
    tries: int = 0
    b_ahead: dt.timedelta = dt.timedelta(0)  # how far the clock of `b` is off

    def run(self, most: int = 10_000) -> None:
        """Deliver until nothing is left without a final answer and nothing without a proof."""
        for _ in range(most):
            box = self.a.outbox(self.b.name)
            unproved = [one for one in box.delivered if one.proof is None]
            if not box.outgoing and not unproved:
                return
            if (due := box.due(self.now)) is not None:
                self.deliver(self.a.sealed[due.sent.id].envelope.raw)
            elif (done := box.proof_due(self.now)) is not None:
                self.prove(done)
            else:
                waits = [one.not_before for one in (*box.outgoing[:1], *unproved) if one.not_before]
                self.now = max(self.now, min(waits))
        raise AssertionError(f"not done after {most} tries")

    def deliver(self, raw: bytes) -> None:
        """One attempt of the sender with the envelope under way."""
        self.tries += 1
        box = self.a.outbox(self.b.name)
        head = box.outgoing[0]
        envelope = self.a.sealed[head.sent.id].envelope
        assert envelope.raw == raw
        request = post_envelope(envelope, self.a.me[0], self.a.partners.current(self.b.name, self.now), self.now)
        fault = next(self.faults, "none")
        try:
            reply = read_reply(self._through(request, fault).body)
            answer = verify_acknowledgement(reply.acknowledgement, head.sent, self.a.partners, self.now)
        except (CutError, EnvelopeError):
            state = box.failed(self.now, self.chance.random())
        else:
            state, _ = box.answered(answer, reply.acknowledgement, self.now, self.chance.random())
        if fault != "kill_sender":
            self.a.outboxes[self.b.name] = state

    def prove(self, done: Delivered) -> None:
        """One attempt to get the proof of a receipt."""
        request = ask_receipt(done.sent.id, self.a.me[0], self.a.partners.current(self.b.name, self.now), self.now)
        box = self.a.outbox(self.b.name)
        try:
            reply = read_reply(self._through(request, next(self.faults, "none")).body)
            answer = verify_acknowledgement(reply.acknowledgement, done.sent, self.a.partners, self.now)
            assert reply.acknowledgement == done.acknowledgement
            if reply.proof is None:
                raise CutError
            verify_proof(answer, reply.proof, self.a.partners)
        except (CutError, EnvelopeError):
            self.a.outboxes[self.b.name] = box.proof_missing(done.sent.id, self.now, self.chance.random())
        else:
            self.a.outboxes[self.b.name] = box.proved(done.sent.id, reply.proof)

    def _through(self, request: Request, fault: Fault) -> Response:
        """What comes back of a request, and what the fault makes of it."""
        self.carried.append(request)
        if fault == "replay":  # anything that was ever seen on the wire, and long ago
            self._answer(self.chance.choice(self.carried))
        if self.delayed and self.chance.random() < 0.5:  # what was held back comes first, or last
            self._answer(self.delayed.pop(self.chance.randrange(len(self.delayed))))
        if fault == "drop_request":
            raise CutError
        if fault == "delay":
            self.delayed.append(request)
            raise CutError
        if fault == "proxy_error":
            return Response(502, b"<html>Bad Gateway</html>")
        if fault == "cut_request":
            request = replace(request, body=request.body[: self.chance.randrange(len(request.body) + 1)])
        if fault == "change_request" and request.body:
            request = replace(request, body=self._changed(request.body))
        if fault == "kill_receiver_before_commit":
            before = copy.copy(self.b.inboxes), list(self.b.accepted), list(self.b.log.leaves)
            self._answer(request)
            self.b.inboxes, self.b.accepted, self.b.log.leaves = before
            raise CutError
        answer = self._answer(request)
        if fault == "double":
            answer = self._answer(request)
        if fault in ("drop_answer", "kill_receiver_after_commit"):
            raise CutError
        if fault == "cut_answer":
            return Response(answer.status, answer.body[: self.chance.randrange(len(answer.body))])
        if fault == "change_answer":
            return Response(answer.status, self._changed(answer.body))
        return answer

    def _changed(self, body: bytes) -> bytes:
        at = self.chance.randrange(len(body))
        return body[:at] + bytes([body[at] ^ (1 << self.chance.randrange(8))]) + body[at + 1 :]

    def _answer(self, request: Request) -> Response:
        """The endpoint of the receiver: what a view of a web framework does."""
        now = self.now + self.b_ahead
        try:
            verified = verify_request(request, at=self.b.url, partners=self.b.partners, now=now)
        except RefusedError as err:
            refused = refused_request(request.body, err)
            return Response(401, b"") if refused is None else respond(refused, acknowledge(refused, self.b.me[0], now))
        sender = verified.partner.node
        if request.method == "GET":
            seen = next((one for one in self.b.inbox(sender).seen if verified.path == f"/envelopes/{one.id}"), None)
            return Response(404, b"") if seen is None else self._known(seen)
        outcome, note = self.b.take(sender, request.body, now)
        return respond(outcome, note)

    def _known(self, seen: Seen) -> Response:
        """The acknowledgement again, with a proof once the sequencer has been by."""
        receipt = Acknowledgement.parse(seen.acknowledgement)[0].receipt
        logged = receipt is not None and self.chance.random() < 0.7
        proof = self.b.log.proof(receipt.read.leaf) if receipt is not None and logged else None
        return respond("gap", seen.acknowledgement, proof)


def some(faults: Iterable[Fault]) -> Iterator[Fault]:
    return iter(tuple(faults))
