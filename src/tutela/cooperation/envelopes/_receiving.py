"""Receiving, as a function: what is known of a sender, an envelope and the time give an outcome; nothing is stored.

The node calls `receive` inside the act that records the outcome, makes the acknowledgement, and keeps
`known.recorded(…)`. Every letter is taken once and in order, whatever the network does: the next number only, the same
bytes get the same acknowledgement, other bytes under a number or id that was used are refused.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Literal

from tutela.cooperation.envelopes._envelope import Envelope, Opened, Place, open_envelope
from tutela.cooperation.envelopes._errors import EnvelopeError, Ground, RefusedError
from tutela.cooperation.envelopes._keys import Identity
from tutela.cooperation.envelopes._letter import ANSWERS, KINDS, MAY_FOLLOW, TAKES_BACK, Letter
from tutela.cooperation.envelopes._limits import SKEW
from tutela.cooperation.envelopes._partners import Partners

_START = Place(1, 1)
_SECOND = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Seen:
    """An envelope that had a final outcome; kept for ever. `accepted`: or else refused; `acknowledgement`: the note
    that was given.
    """

    id: uuid.UUID
    place: Place
    digest: bytes
    accepted: bool
    acknowledgement: str


@dataclass(frozen=True)
class Exchanged:
    """A letter that this node sent to the other or accepted from it, for what later ones refer to. `ours`: sent."""

    id: uuid.UUID
    conversation: uuid.UUID
    kind: str
    ours: bool


@dataclass(frozen=True)
class InboxState:
    """What a node knows of one sender.

    Args:
        sender: the other node.
        expected: the place whose envelope is taken next.
        seen: at least those with the id, the place or the digest of the envelope at hand.
        exchanged: at least the one that the letter may refer to by `in_reply_to`.
        latest: the latest time that this node has recorded anything at; None at the very beginning.
    """

    sender: str
    expected: Place = _START
    seen: tuple[Seen, ...] = ()
    exchanged: tuple[Exchanged, ...] = ()
    latest: dt.datetime | None = None

    def recorded(self, outcome: Outcome, acknowledgement: str, now: dt.datetime) -> InboxState:
        """The state after an outcome was recorded; only a final one changes more than `latest`."""
        latest = now if self.latest is None else max(now, self.latest)
        if not isinstance(outcome, Accepted | Refused) or not outcome.final or outcome.letter is None:
            return replace(self, latest=latest)
        letter = outcome.letter
        place = Place(letter.channel, letter.sequence)
        exchanged, accepted = self.exchanged, isinstance(outcome, Accepted)
        if accepted:
            exchanged = (*exchanged, Exchanged(letter.id, letter.conversation, letter.kind, ours=False))
        seen = (*self.seen, Seen(letter.id, place, outcome.digest, accepted, acknowledgement))
        return replace(self, expected=place.after, seen=seen, exchanged=exchanged, latest=latest)

    def sent(self, letter: Letter) -> InboxState:
        """The state after this node sent a letter to the other, which that one may answer."""
        ours = Exchanged(letter.id, letter.conversation, letter.kind, ours=True)
        return replace(self, exchanged=(*self.exchanged, ours))


@dataclass(frozen=True)
class Accepted:
    """The letter is taken, in its turn. `digest`: of the envelope."""

    sender: str
    digest: bytes
    opened: Opened
    expected: Place
    final: Literal[True] = True

    @property
    def letter(self) -> Letter:
        return self.opened.letter

    @property
    def letter_digest(self) -> bytes:
        return self.opened.letter_digest


@dataclass(frozen=True)
class Duplicate:
    """The same bytes again: the same acknowledgement again."""

    sender: str
    digest: bytes
    seen: Seen
    expected: Place


@dataclass(frozen=True)
class Waiting:
    """Not yet: an earlier one is missing (`gap`), or the clocks disagree (`clock`). Nothing is recorded."""

    sender: str
    digest: bytes
    id: uuid.UUID
    ground: Literal["gap", "clock"]
    said: str
    expected: Place


@dataclass(frozen=True)
class Refused:
    """The envelope is not taken. `final`: it is authentic and in its turn; its number is used up, and the refusal is
    recorded as an acceptance would be. Else nothing is used up: the sender may mend what is wrong and send it again.

    Args:
        id: as the clear line says it; None where there is none.
        letter, letter_digest: where it could be opened and was authentic.
        earlier: the digest of the envelope by which the letter was accepted before, where that is why.
    """

    sender: str
    digest: bytes
    id: uuid.UUID | None
    ground: Ground
    said: str
    expected: Place
    final: bool = False
    letter: Letter | None = None
    letter_digest: bytes | None = None
    earlier: bytes | None = None


Outcome = Accepted | Duplicate | Waiting | Refused


def receive(
    known: InboxState, envelope: bytes, now: dt.datetime, *, me: Sequence[Identity], partners: Partners
) -> Outcome:
    """What becomes of an envelope that came from `known.sender`. Nothing that is received raises here.

    Args:
        known: the state of that sender, as loaded in the act that will record the outcome.
        envelope: the bytes of the request, which `verify_request` ascribed to the sender; or of a file that somebody
            carried here: the letter's own signature is enough.
        now: this node's time.
        me: this node's keys, newest first.
        partners: the list that this node goes by.
    """
    digest = sha256(envelope).digest()
    parsed = None
    try:
        parsed = Envelope.parse(envelope)
        if parsed.clear.sender != known.sender:
            raise RefusedError("forged", f"{known.sender} brought an envelope that says {parsed.clear.sender} sent it")
        if parsed.clear.receiver not in {one.node for one in me}:
            raise RefusedError("not_for_us", f"the envelope is for {parsed.clear.receiver}, not for {me[0].node}")
        if same := next((one for one in known.seen if one.digest == digest), None):
            return Duplicate(known.sender, digest, same, known.expected)
        if known.latest is not None and now < known.latest - SKEW:
            said = (
                f"this node's clock says {now:{_SECOND}}; it has recorded up to {known.latest:{_SECOND}}. Set the clock"
            )
            return Waiting(known.sender, digest, parsed.clear.id, "clock", said, known.expected)
        time = now if known.latest is None else max(now, known.latest)
        opened = open_envelope(parsed, me, partners, time)
    except RefusedError as err:
        ident = None if parsed is None else parsed.clear.id
        return Refused(known.sender, digest, ident, err.ground, str(err), known.expected)
    return _in_turn(known, opened, digest, time)


def refused_request(body: bytes, err: RefusedError) -> Refused | None:
    """The outcome for an envelope whose request `verify_request` refused, so that its sender hears why in a signed
    answer; nothing is used up. None where the bytes do not say whose they are: then there is nobody to answer.
    """
    try:
        clear = Envelope.parse(body).clear
    except RefusedError:
        return None
    return Refused(clear.sender, sha256(body).digest(), clear.id, err.ground, str(err), _START)


def _in_turn(known: InboxState, opened: Opened, digest: bytes, now: dt.datetime) -> Outcome:
    """The outcome of an authentic letter: its place first, then what it says."""
    letter = opened.letter
    place = Place(letter.channel, letter.sequence)
    if place < known.expected:
        said = f"number {place} of {known.sender} was used before, for other bytes; expected is {known.expected}"
        return _refused(known, opened, digest, "replayed", said, known.expected)
    wanted = known.expected if letter.channel == known.expected.channel else Place(letter.channel, 1)
    if place != wanted:
        said = f"number {place} came before {wanted}"
        return Waiting(known.sender, digest, letter.id, "gap", said, wanted)
    if letter.made_at > now + SKEW:
        said = f"it was made at {letter.made_at:{_SECOND}}, and here it is {now:{_SECOND}}"
        return Waiting(known.sender, digest, letter.id, "clock", said, known.expected)
    before = next((one for one in known.seen if one.id == letter.id), None)
    if before is not None:
        said = f"the id {letter.id} was {'accepted' if before.accepted else 'refused'} before, at number {before.place}"
        earlier = before.digest if before.accepted else None
        return _refused(known, opened, digest, "replayed", said, place.after, True, earlier)
    if letter.expires_at < now - SKEW:
        said = f"it expired at {letter.expires_at:{_SECOND}}, before it arrived"
        return _refused(known, opened, digest, "expired", said, place.after, True)
    if letter.kind not in KINDS:
        return _refused(known, opened, digest, "unknown_kind", f"the kind {letter.kind!r}", place.after, True)
    if wrong := _answers_nothing(known, letter):
        return _refused(known, opened, digest, "answers_nothing", wrong, place.after, True)
    return Accepted(known.sender, digest, opened, place.after)


def _answers_nothing(known: InboxState, letter: Letter) -> str | None:
    """Why what the letter refers to is not there; None if it is, or if it need not refer to anything."""
    needs = letter.kind in ANSWERS or letter.kind == "withdrawal"
    if letter.in_reply_to is None:
        return f"a letter of the kind {letter.kind} must say which one it is about" if needs else None
    about = next((one for one in known.exchanged if one.id == letter.in_reply_to), None)
    if about is None:
        return f"{letter.in_reply_to} is no letter between the two"
    if about.conversation != letter.conversation:
        return f"{letter.in_reply_to} belongs to the conversation {about.conversation}, not to {letter.conversation}"
    if letter.kind in ANSWERS:
        fits = about.ours and about.kind in ANSWERS[letter.kind]
    elif letter.kind == "withdrawal":
        fits = not about.ours and about.kind in TAKES_BACK
    else:
        fits = about.kind in MAY_FOLLOW and letter.kind != "keys"
    whose = "this node's" if about.ours else f"{known.sender}'s own"
    return None if fits else f"a letter of the kind {letter.kind} cannot be about {whose} {about.kind}"


def _refused(
    known: InboxState, opened: Opened, digest: bytes, ground: Ground, said: str, expected: Place,
    final: bool = False, earlier: bytes | None = None,
) -> Refused:  # fmt: skip
    return Refused(
        known.sender, digest, opened.letter.id, ground, said, expected, final, opened.letter, opened.letter_digest,
        earlier,
    )  # fmt: skip


RECEIVE_ACT = "envelope.receive"
"""The act under which a node records every final outcome of an envelope, on `envelope:ID`, as the actor `node`."""


def receipt_fields(outcome: Accepted | Refused) -> dict[str, Any]:
    """The fields of the content of the event that records a final outcome (`tutela.ledger.Content`): these and no
    others, for the sender sees them in the receipt and compares every one.

    Raises:
        EnvelopeError: the outcome is not final: it is not recorded.
    """
    letter = outcome.letter
    if not outcome.final or letter is None or outcome.letter_digest is None:
        raise EnvelopeError("only an acceptance or a final refusal has a receipt; this one uses up nothing")
    ground = outcome.ground if isinstance(outcome, Refused) else None
    return fields_of(
        id=letter.id, digest=outcome.digest, letter=outcome.letter_digest, sender=letter.sender,
        receiver=letter.receiver, place=Place(letter.channel, letter.sequence),
        outcome="refused" if ground else "accepted", ground=ground,
    )  # fmt: skip


def fields_of(
    *, id: uuid.UUID, digest: bytes, letter: bytes, sender: str, receiver: str, place: Place, outcome: str,
    ground: str | None,
) -> dict[str, Any]:  # fmt: skip
    """The same, from what the sender knows."""
    return {
        "id": str(id), "envelope": digest.hex(), "letter": letter.hex(), "from": sender, "to": receiver,
        "channel": place.channel, "sequence": place.sequence, "outcome": outcome, "ground": ground,
    }  # fmt: skip
