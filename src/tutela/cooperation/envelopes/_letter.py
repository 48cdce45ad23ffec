"""Letters: what one node says to another, signed before it is sealed, so that it can be shown to a court years later.

A letter names its receiver and the very key that it is sealed to: a receiver that seals it anew to a third node is
found out there (surreptitious forwarding; D. Davis, "Defective Sign & Encrypt", USENIX 2001).
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from tutela.cooperation.envelopes._description import Description, Recipient
from tutela.cooperation.envelopes._errors import EnvelopeError, FormError, RefusedError, VersionError
from tutela.cooperation.envelopes._form import Count, Digest, Form, Id, Json, Line, NodeName, Part, Size, Time
from tutela.cooperation.envelopes._limits import ENVELOPE_LIFE, MOST_ATTACHMENT, MOST_ATTACHMENTS, MOST_LIFE
from tutela.ledger import LedgerError

Kind = Literal[
    "request", "acceptance", "question", "answer", "refusal", "result", "evidence", "notice", "withdrawal", "keys"
]
"""`request`: asks for something by a route. `acceptance`, `refusal`: the receiving desk takes it, or not, with a
ground. `question`, `answer`: about what was sent. `result`: what was done or produced. `evidence`: hands over exhibits.
`notice`: tells, and needs no reply. `withdrawal`: takes back what oneself sent. `keys`: the sender's new description.
"""

KINDS: tuple[Kind, ...] = get_args(Kind)

_ANY: frozenset[str] = frozenset(KINDS) - {"keys"}
ANSWERS: dict[Kind, frozenset[str]] = {
    "acceptance": frozenset({"request", "notice", "evidence"}),
    "refusal": frozenset({"request", "question", "notice", "evidence"}),
    "result": frozenset({"request", "notice"}),
    "question": frozenset({"request", "acceptance", "answer", "refusal", "result", "evidence", "notice"}),
    "answer": frozenset({"question"}),
}
"""The kinds that are said in reply, and to which kinds of the other side."""

TAKES_BACK: frozenset[str] = frozenset({"request", "question", "notice", "evidence", "result"})
"""What a `withdrawal` may take back, of its own sender."""

MAY_FOLLOW: frozenset[str] = _ANY
"""What a `request`, `evidence` or `notice` may refer to, of either side; they need not refer to anything."""


def _file_name(said: str) -> str:
    if "/" in said or "\\" in said or said in (".", "..") or len(said.encode()) > 255:
        raise ValueError("is no name of a file; expected no slash, and 255 bytes at most")
    return said


class Attachment(Part):
    """A file that follows its letter, sealed. `size`, `sha256`, `blake3`: of the file, in bytes and 32 bytes each;
    `sealed_size`, `sealed_sha256`: of the age file that travels, in parts.
    """

    name: Annotated[Line, AfterValidator(_file_name)]
    media_type: Annotated[str, Field(pattern=r"^[a-z0-9!#$&^_.+-]{1,64}/[a-z0-9!#$&^_.+-]{1,64}$")]
    size: Size
    sha256: Digest
    blake3: Digest
    sealed_size: Annotated[int, Field(ge=1, le=MOST_ATTACHMENT)]
    sealed_sha256: Digest


class Letter(Form):
    """What was said. `sequence` counts from 1 in `channel`; `kind` may be one that only newer software knows."""

    header: ClassVar[str] = "tutela/letter@v1"
    what: ClassVar[str] = "letter"

    id: Id
    sender: Annotated[NodeName, Field(alias="from")]
    receiver: Annotated[NodeName, Field(alias="to")]
    sealed_to: Recipient
    channel: Count
    sequence: Count
    kind: Annotated[str, Field(pattern=r"^[a-z][a-z-]{0,39}$")]
    conversation: Id
    in_reply_to: Id | None
    made_at: Time
    expires_at: Time
    body_kind: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,63}@[1-9][0-9]{0,3}$")]
    body: Json
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=MOST_ATTACHMENTS)]

    @model_validator(mode="after")
    def _whole(self) -> Letter:
        if self.sender == self.receiver:
            raise ValueError("a letter to oneself; expected two nodes")
        if not dt.timedelta(0) < self.expires_at - self.made_at <= MOST_LIFE:
            raise ValueError(f"it must expire after it was made, within {MOST_LIFE.days} days")
        if self.in_reply_to == self.id:
            raise ValueError("a letter cannot answer itself")
        return self


@dataclass(frozen=True)
class Draft:
    """A letter before it has its place, its keys and its times.

    Args:
        kind: one of `KINDS`.
        conversation: the exchange that it belongs to; a request, evidence or notice may open one with a new UUID.
        body_kind: what the body is, with its version, such as `preservation-request@1`.
        body: JSON without fractions.
        in_reply_to: the id of the letter that it answers or takes back.
        attachments: as `seal_attachment` gave them.
        life: how long it may be under way.
        id: a new UUID, version 4; the old one where a letter is sealed anew.
    """

    kind: Kind
    conversation: uuid.UUID
    body_kind: str
    body: dict[str, object]
    in_reply_to: uuid.UUID | None = None
    attachments: tuple[Attachment, ...] = ()
    life: dt.timedelta = ENVELOPE_LIFE
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise EnvelopeError(f"{self.kind!r:.80} is no kind of letter; expected one of {', '.join(KINDS)}")
        if self.in_reply_to is None and (self.kind in ANSWERS or self.kind == "withdrawal"):
            raise EnvelopeError(f"a letter of the kind {self.kind} names the one it is about, in `in_reply_to`")
        if self.in_reply_to is not None and self.kind == "keys":
            raise EnvelopeError("a letter of the kind keys answers nothing; expected no `in_reply_to`")


def letter_digest(note: str) -> bytes:
    """What an acknowledgement names a letter by: the SHA-256 of its note, 32 bytes."""
    return sha256(note.encode()).digest()


def verify_letter(note: str | bytes, signer: Description) -> Letter:
    """A letter that was kept, after it was checked that the node of that description signed it, for a file or a court.
    Whether the key held at the time is in the partner list (`Partners.entries`).

    Raises:
        RefusedError: it is no letter (`malformed`, `unknown_version`), or not that node's (`forged`).
    """
    try:
        letter, parsed = Letter.parse(note)
        if letter.sender != signer.node:
            raise RefusedError("forged", f"the letter is from {letter.sender}; the description is of {signer.node}")
        signer.verifier.verify(parsed)
    except FormError as err:
        raise refused_form(err) from err
    except LedgerError as err:
        raise RefusedError("forged", f"the letter is not signed by {signer.node}: {err}") from err
    return letter


def refused_form(err: FormError) -> RefusedError:
    """A document of another form or version, as a refusal."""
    return RefusedError("unknown_version" if isinstance(err, VersionError) else "malformed", str(err))
