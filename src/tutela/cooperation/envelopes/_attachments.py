"""Attachments: files that follow their letter, sealed whole to its receiver, in parts that can be sent in any order.

Sender: `seal_attachment` for each file, the `Attachment`s into the letter, the letter first; then `put_part` for each
part that is missing. Receiver: `Arrival` says what is missing; when nothing is, `open_attachment` checks sizes and
digests in one read. The signed letter names both digests, so a part needs no signature of its own beyond its request's.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Annotated, Any, BinaryIO, ClassVar, Literal, Protocol

import blake3
import pyrage
from pydantic import Field, model_validator

from tutela.cooperation.envelopes._acknowledgement import ReceiptForm, Sent
from tutela.cooperation.envelopes._envelope import check_age_header
from tutela.cooperation.envelopes._errors import EnvelopeError, FormError, ReceiptError, RefusedError
from tutela.cooperation.envelopes._form import Digest, Form, Id, NodeName, Size, Time
from tutela.cooperation.envelopes._keys import Identity
from tutela.cooperation.envelopes._letter import Attachment, Letter
from tutela.cooperation.envelopes._limits import MOST_AGE_HEADER, MOST_ATTACHMENT, PART
from tutela.cooperation.envelopes._partners import Partner, Partners
from tutela.cooperation.envelopes._receipt import Receipt

ATTACHMENT_ACT = "attachment.receive"
"""The act under which a node records that an attachment has arrived whole, on `envelope:ID`, as the actor `node`."""

ArrivalGround = Literal["unannounced", "not_held_here", "damaged"]
"""`unannounced`: no accepted letter names it. `not_held_here`: the organisation may not hold such material; hash and
name are taken from the letter, the bytes are not read. `damaged`: the whole is not what the letter says; send it again.
"""

_MOST_MISSING = 1000


class _Hash(Protocol):
    def update(self, data: bytes, /) -> Any: ...


class _Hashed:
    """A stream that counts and hashes what passes, and keeps an error of the disk: age gives it back as one of its own,
    and a full disk would read as a broken file.
    """

    def __init__(self, stream: BinaryIO, *hashes: _Hash) -> None:
        self.stream, self.hashes, self.size = stream, hashes, 0
        self.broken: OSError | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._passed(self.stream.read(size))
        except OSError as err:
            self.broken = err
            raise

    def write(self, data: bytes) -> int:
        try:
            self.stream.write(self._passed(data))
        except OSError as err:
            self.broken = err
            raise
        return len(data)

    def flush(self) -> None:
        self.stream.flush()

    def _passed(self, data: bytes) -> bytes:
        self.size += len(data)
        for one in self.hashes:
            one.update(data)
        return data


def seal_attachment(plain: BinaryIO, sealed: BinaryIO, to: Partner, *, name: str, media_type: str) -> Attachment:
    """Seal a file to a receiver, in one read; what the letter says of it.

    Args:
        plain: the file, from its beginning.
        sealed: where the age file is written; the node keeps it until the receiver has it whole.

    Raises:
        EnvelopeError: the name or type is not of its form, or the file too large.
        OSError: one of the files could not be read or written; what was written counts for nothing.
    """
    whole, other, outer = sha256(), blake3.blake3(), sha256()
    source, target = _Hashed(plain, whole, other), _Hashed(sealed, outer)
    try:
        pyrage.encrypt_io(source, target, [pyrage.x25519.Recipient.from_str(to.description.recipient)])
    except (pyrage.EncryptError, OSError) as err:
        raise source.broken or target.broken or EnvelopeError(f"{name!r:.80} cannot be sealed: {err}") from err
    if target.size > MOST_ATTACHMENT:
        raise EnvelopeError(f"{name!r} takes {target.size:,} bytes sealed; expected {MOST_ATTACHMENT:,} at most")
    try:
        return Attachment(
            name=name, media_type=media_type, size=source.size, sha256=whole.digest(), blake3=other.digest(),
            sealed_size=target.size, sealed_sha256=outer.digest(),
        )  # fmt: skip
    except ValueError as err:
        raise FormError(f"the attachment {name!r:.80}: {err}") from err


def open_attachment(attachment: Attachment, sealed: BinaryIO, plain: BinaryIO, me: Sequence[Identity]) -> None:
    """Open a sealed file, in one read, and check it against the letter. What was written to `plain` counts for nothing
    before this has returned.

    Raises:
        RefusedError: `unreadable` or `malformed`: no key opens it, or it is not what the letter says.
        OSError: one of the files could not be read or written, such as on a full disk: try again later.
    """
    beginning = sealed.read(MOST_AGE_HEADER)
    check_age_header(beginning)
    sealed.seek(0)
    whole, other, outer = sha256(), blake3.blake3(), sha256()
    source, target = _Hashed(sealed, outer), _Hashed(plain, whole, other)
    try:
        pyrage.decrypt_io(source, target, [one.opening for one in me])
    except (pyrage.DecryptError, OSError) as err:
        raise (
            source.broken
            or target.broken
            or RefusedError("unreadable", f"the attachment {attachment.name!r} cannot be opened: {err}")
        ) from err
    found = (source.size, outer.digest(), target.size, whole.digest(), other.digest())
    said = (
        attachment.sealed_size, attachment.sealed_sha256, attachment.size, attachment.sha256, attachment.blake3
    )  # fmt: skip
    if found != said:
        raise RefusedError("malformed", f"the attachment {attachment.name!r} is not what the letter says of it")


@dataclass(frozen=True)
class Arrival:
    """How much of an attachment is here. `held`: numbers of parts, from 0, that were written durably."""

    attachment: Attachment
    held: frozenset[int] = frozenset()

    @property
    def parts(self) -> int:
        return -(-self.attachment.sealed_size // PART)

    @property
    def missing(self) -> tuple[int, ...]:
        return tuple(k for k in range(self.parts) if k not in self.held)

    @property
    def whole(self) -> bool:
        return len(self.held) == self.parts

    def size_of(self, part: int) -> int:
        """The bytes of a part, for a check before any is read.

        Raises:
            RefusedError: there is no such part.
        """
        if not 0 <= part < self.parts:
            raise RefusedError("malformed", f"part {part} of an attachment of {self.parts}, counted from 0")
        return min(PART, self.attachment.sealed_size - part * PART)

    def taken(self, part: int, size: int) -> Arrival:
        """After a part of `size` bytes was written at `part * PART`; one that comes twice changes nothing.

        Raises:
            RefusedError: there is no such part, or it has another size.
        """
        if size != (expected := self.size_of(part)):
            raise RefusedError("malformed", f"part {part} has {size:,} bytes; expected {expected:,}")
        return replace(self, held=self.held | {part})


class ArrivalNote(Form):
    """What the receiver signs about an attachment: what is missing, that it is whole, with a receipt, or a refusal.
    `missing`: the first thousand.
    """

    header: ClassVar[str] = "tutela/arrival@v1"
    what: ClassVar[str] = "answer about an attachment"

    by: NodeName
    to: NodeName
    id: Id
    attachment: Size
    sealed_sha256: Digest | None
    outcome: Literal["arriving", "whole", "refused"]
    ground: ArrivalGround | None
    missing: Annotated[tuple[Size, ...], Field(max_length=_MOST_MISSING)]
    at: Time
    receipt: ReceiptForm | None

    @model_validator(mode="after")
    def _whole(self) -> ArrivalNote:
        if (self.outcome == "refused") != (self.ground is not None):
            raise ValueError("a refusal has a ground, anything else none")
        if (self.outcome == "whole") != (self.receipt is not None):
            raise ValueError("what has arrived whole has a receipt, anything else none")
        if (self.outcome == "arriving") != bool(self.missing):
            raise ValueError("what is arriving says what is missing, anything else does not")
        return self


def attachment_fields(ident: uuid.UUID, attachment: Attachment, number: int) -> dict[str, Any]:
    """The fields of the content of the event that records an attachment that arrived whole and was opened."""
    return {
        "id": str(ident), "attachment": number, "sealed_sha256": attachment.sealed_sha256.hex(),
        "sha256": attachment.sha256.hex(), "blake3": attachment.blake3.hex(), "size": attachment.size,
    }  # fmt: skip


def say_arrival(
    letter: Letter, number: int, arrival: Arrival, by: Identity, now: dt.datetime, receipt: Receipt | None = None
) -> str:
    """The answer to a part or to a question about an attachment.

    Raises:
        ReceiptError: it is whole and opened without its receipt, or with that of another event.
    """
    held = arrival.attachment
    if receipt is not None:
        receipt.check(by.node, ATTACHMENT_ACT, f"envelope:{letter.id}", attachment_fields(letter.id, held, number))
    elif arrival.whole:
        raise ReceiptError("what has arrived whole is opened, recorded, and acknowledged with that receipt")
    return ArrivalNote(
        by=by.node, to=letter.sender, id=letter.id, attachment=number, sealed_sha256=held.sealed_sha256,
        outcome="whole" if arrival.whole else "arriving", ground=None,
        missing=arrival.missing[:_MOST_MISSING], at=now, receipt=None if receipt is None else ReceiptForm.of(receipt),
    ).signed(by.signer)  # fmt: skip


def refuse_attachment(
    ident: uuid.UUID, number: int, sender: str, ground: ArrivalGround, by: Identity, now: dt.datetime
) -> str:
    """The answer that no byte of it is taken, before any is read; or, `damaged`, that all parts must come again."""
    return ArrivalNote(
        by=by.node, to=sender, id=ident, attachment=number, sealed_sha256=None, outcome="refused", ground=ground,
        missing=(), at=now, receipt=None,
    ).signed(by.signer)  # fmt: skip


def verify_arrival(
    note: str | bytes, sent: Sent, number: int, attachment: Attachment, partners: Partners, at: dt.datetime
) -> ArrivalNote:
    """The receiver's answer about an attachment, after it was checked that it signed it, that it is about this one, and
    that its receipt, if it has one, is that of this one. `verify_logged` takes the proof of that receipt.

    Raises:
        RefusedError: it is not signed by the receiver, or its key is not held or has ended.
        ReceiptError: it is about another attachment.
        FormError: it is no such answer.
    """
    made, parsed = ArrivalNote.parse(note)
    about = (made.by, made.to, made.id, made.attachment)
    if about != (sent.receiver, sent.sender, sent.id, number):
        raise ReceiptError("the answer is about another attachment, or by another node")
    partners.who_signed(sent.receiver, parsed, at, "answer about an attachment")
    if made.outcome != "refused" and made.sealed_sha256 != attachment.sealed_sha256:
        raise ReceiptError("the answer names other sealed bytes than those of the letter")
    if made.receipt is not None:
        fields = attachment_fields(sent.id, attachment, number)
        made.receipt.read.check(made.by, ATTACHMENT_ACT, f"envelope:{sent.id}", fields)
    return made
