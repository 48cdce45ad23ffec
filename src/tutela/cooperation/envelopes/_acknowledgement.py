"""Acknowledgements: what the receiver signs about an envelope, and how the sender checks it.

An acknowledgement names the envelope by its digest, the letter inside by its own (the receiver could read it), and the
outcome. A final one carries the receipt: *recorded*. A proof that the receipt is *logged* comes beside the same
acknowledgement as soon as there is one (`verify_logged`).
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from tutela.cooperation.envelopes._envelope import Place, Sealed
from tutela.cooperation.envelopes._errors import EnvelopeError, Ground, ReceiptError
from tutela.cooperation.envelopes._form import Count, Digest, Form, Id, NodeName, Part, Time
from tutela.cooperation.envelopes._keys import Identity
from tutela.cooperation.envelopes._partners import Partners
from tutela.cooperation.envelopes._receipt import Logged, Receipt, verify_logged
from tutela.cooperation.envelopes._receiving import (
    RECEIVE_ACT,
    Accepted,
    Duplicate,
    Outcome,
    Refused,
    fields_of,
    receipt_fields,
)
from tutela.ledger import LedgerError, NoteVerifier, from_base64, to_base64


class PlaceForm(Part):
    channel: Count
    sequence: Count


class ReceiptForm(Part):
    """Both bodies of the event, each salt ‖ canonical body, in base64."""

    account: Annotated[str, Field(max_length=20_000)]
    content: Annotated[str, Field(max_length=20_000)]

    @classmethod
    def of(cls, receipt: Receipt) -> ReceiptForm:
        return cls(account=to_base64(receipt.account_bytes), content=to_base64(receipt.content_bytes))

    @cached_property
    def read(self) -> Receipt:
        try:
            return Receipt.parse(
                from_base64(self.account, "the receipt's account"), from_base64(self.content, "the receipt's content")
            )
        except LedgerError as err:
            raise ReceiptError(str(err)) from err


class Acknowledgement(Form):
    """What `by` says about an envelope of `to`. `expected`: the place that it takes next from that sender. `earlier`:
    for the ground `replayed`, the envelope by which the letter was accepted before.
    """

    header: ClassVar[str] = "tutela/acknowledgement@v1"
    what: ClassVar[str] = "acknowledgement"

    by: NodeName
    to: NodeName
    id: Id | None
    digest: Digest
    letter: Digest | None
    outcome: Literal["accepted", "waiting", "refused"]
    ground: Ground | None
    final: bool
    expected: PlaceForm
    earlier: Digest | None
    at: Time
    receipt: ReceiptForm | None

    @model_validator(mode="after")
    def _whole(self) -> Acknowledgement:
        if (self.outcome == "accepted") != (self.ground is None):
            raise ValueError("an acceptance has no ground, anything else has one")
        if (self.outcome == "waiting") != (self.ground in ("gap", "clock")):
            raise ValueError("gap and clock ask for patience; other grounds refuse")
        if self.outcome == "accepted" and not self.final:
            raise ValueError("an acceptance is final")
        if self.outcome == "waiting" and self.final:
            raise ValueError("patience is not final")
        if self.final != (self.receipt is not None) or (self.final and (self.letter is None or self.id is None)):
            raise ValueError("a final outcome has a receipt and names the letter; no other has a receipt")
        if self.earlier is not None and (self.ground != "replayed" or not self.final):
            raise ValueError("only a final refusal of what was accepted before names an earlier envelope")
        return self

    @property
    def expected_place(self) -> Place:
        return Place(self.expected.channel, self.expected.sequence)


@dataclass(frozen=True)
class Sent:
    """What the sender keeps of an envelope, to check what comes back."""

    id: uuid.UUID
    sender: str
    receiver: str
    place: Place
    digest: bytes
    letter_digest: bytes
    made_at: dt.datetime
    expires_at: dt.datetime

    @classmethod
    def of(cls, sealed: Sealed) -> Sent:
        letter = sealed.letter
        return cls(
            letter.id, letter.sender, letter.receiver, sealed.envelope.place, sealed.envelope.digest,
            sealed.letter_digest, letter.made_at, letter.expires_at,
        )  # fmt: skip


def acknowledge(outcome: Outcome, by: Identity, now: dt.datetime, receipt: Receipt | None = None) -> str:
    """The acknowledgement of an outcome, as a note to answer with and, for a final one, to keep in `Seen`.

    A duplicate gets the one that was given before, to the byte.

    Raises:
        ReceiptError: a final outcome without its receipt, or with that of another event.
        EnvelopeError: a receipt for an outcome that is not final.
    """
    if isinstance(outcome, Duplicate):
        return outcome.seen.acknowledgement
    final = isinstance(outcome, Accepted | Refused) and outcome.final
    if final != (receipt is not None):
        if final:
            raise ReceiptError("a final outcome is acknowledged with the receipt of the event that recorded it")
        raise EnvelopeError("this outcome is not final: it is not recorded and has no receipt")
    letter = None
    if isinstance(outcome, Accepted | Refused) and receipt is not None and outcome.letter is not None:
        receipt.check(by.node, RECEIVE_ACT, f"envelope:{outcome.letter.id}", receipt_fields(outcome))
        letter = outcome.letter_digest
    accepted = isinstance(outcome, Accepted)
    made = Acknowledgement(
        by=by.node, to=outcome.sender, id=outcome.letter.id if isinstance(outcome, Accepted) else outcome.id,
        digest=outcome.digest, letter=letter,
        outcome="accepted" if accepted else "refused" if isinstance(outcome, Refused) else "waiting",
        ground=None if isinstance(outcome, Accepted) else outcome.ground, final=final,
        expected=PlaceForm(channel=outcome.expected.channel, sequence=outcome.expected.sequence),
        earlier=outcome.earlier if isinstance(outcome, Refused) else None, at=now,
        receipt=None if receipt is None else ReceiptForm.of(receipt),
    )  # fmt: skip
    return made.signed(by.signer)


def verify_acknowledgement(note: str | bytes, sent: Sent, partners: Partners, at: dt.datetime) -> Acknowledgement:
    """The acknowledgement, after it was checked that the receiver signed it with a key that held at `at`, that it is
    about exactly this envelope, and that its receipt, if it is final, is that of exactly this envelope.

    Args:
        at: now, for one that has just come; when it came, for one that was kept.

    Raises:
        RefusedError: it is not signed by the receiver, or its key is not held or has ended.
        ReceiptError: it is about another envelope, or its receipt is.
        FormError: it is no acknowledgement.
    """
    made, parsed = Acknowledgement.parse(note)
    if made.by != sent.receiver:
        raise ReceiptError(f"the acknowledgement is by {made.by}; the envelope went to {sent.receiver}")
    partners.who_signed(sent.receiver, parsed, at, "acknowledgement")
    if made.to != sent.sender or made.digest != sent.digest or made.id not in (sent.id, None):
        raise ReceiptError(
            f"the acknowledgement is about an envelope {made.digest.hex()[:16]}… of {made.to}; sent was "
            f"{sent.digest.hex()[:16]}… of {sent.sender}"
        )
    if made.receipt is not None:
        if made.letter != sent.letter_digest:
            raise ReceiptError("the acknowledgement names another letter than the one in the envelope")
        fields = fields_of(
            id=sent.id, digest=sent.digest, letter=sent.letter_digest, sender=sent.sender, receiver=sent.receiver,
            place=sent.place, outcome=made.outcome, ground=made.ground,
        )  # fmt: skip
        made.receipt.read.check(made.by, RECEIVE_ACT, f"envelope:{sent.id}", fields)
    return made


def verify_proof(acknowledgement: Acknowledgement, proof: str, partners: Partners) -> Logged:
    """Check the proof that came beside a final acknowledgement: its receipt is in the receiver's log, under a
    checkpoint signed by a log that one of the receiver's descriptions names.

    Raises:
        ReceiptError: it is not shown, and why.
    """
    if acknowledgement.receipt is None:
        raise ReceiptError("the acknowledgement has no receipt; there is nothing to prove")
    return verify_logged(acknowledgement.receipt.read, proof, log_keys(partners, acknowledgement.by))


def log_keys(partners: Partners, node: str) -> tuple[NoteVerifier, ...]:
    """The keys of all logs that a node's descriptions name, without doubles, newest first."""
    entries = reversed(partners.entries(node))
    return tuple(dict.fromkeys(log for entry in entries for log in entry.description.log_verifiers))
