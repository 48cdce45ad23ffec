"""Envelopes: a signed letter, sealed to its receiver with age, behind one clear line that says where it belongs.

    tutela/envelope@v1
    {"channel":1,"from":"a.example","id":"…","sequence":7,"to":"b.example","v":1}
    age-encryption.org/v1 …

An envelope is named by the SHA-256 of its bytes. Sealing is by chance: who sends it again sends the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Annotated, ClassVar

import pyrage
from pydantic import Field

from tutela.cooperation.envelopes._errors import EnvelopeError, FormError, Ground, RefusedError
from tutela.cooperation.envelopes._form import Count, Form, Id, NodeName
from tutela.cooperation.envelopes._keys import Identity
from tutela.cooperation.envelopes._letter import Draft, Letter, letter_digest, refused_form
from tutela.cooperation.envelopes._limits import MOST_AGE_HEADER, MOST_ENVELOPE
from tutela.cooperation.envelopes._partners import Partner, Partners

_AGE = b"age-encryption.org/v1\n"


@dataclass(frozen=True, order=True)
class Place:
    """Where an envelope stands between two nodes: the channel, and its number there; both count from 1."""

    channel: int
    sequence: int

    def __str__(self) -> str:
        return f"{self.channel}/{self.sequence}"

    @property
    def after(self) -> Place:
        return Place(self.channel, self.sequence + 1)


class Clear(Form):
    """The clear line: what routing needs, and no more."""

    header: ClassVar[str] = "tutela/envelope@v1"
    what: ClassVar[str] = "envelope"

    id: Id
    sender: Annotated[NodeName, Field(alias="from")]
    receiver: Annotated[NodeName, Field(alias="to")]
    channel: Count
    sequence: Count


@dataclass(frozen=True)
class Envelope:
    """An envelope as it travels and is stored; the clear line is believed only once it is opened."""

    clear: Clear
    sealed: bytes
    raw: bytes

    @property
    def place(self) -> Place:
        return Place(self.clear.channel, self.clear.sequence)

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of the bytes: the envelope's name."""
        return sha256(self.raw).digest()

    @classmethod
    def parse(cls, raw: bytes) -> Envelope:
        """An envelope of its bytes.

        Raises:
            RefusedError: `too_large`, `malformed` or `unknown_version`.
        """
        if len(raw) > MOST_ENVELOPE:
            raise RefusedError("too_large", f"an envelope of {len(raw):,} bytes; expected {MOST_ENVELOPE:,} at most")
        header, _, rest = raw.partition(b"\n")
        line, _, sealed = rest.partition(b"\n")
        expected = Clear.header.encode()
        if header != expected:
            other = header.startswith(expected.partition(b"@")[0] + b"@")
            ground: Ground = "unknown_version" if other else "malformed"
            raise RefusedError(ground, f"the envelope begins with {header[:40]!r}; expected {Clear.header}")
        try:
            clear = Clear.from_json(line)
            if clear.json_line() != line:
                raise FormError("envelope: its clear line is not in canonical form (RFC 8785)")
        except FormError as err:
            raise refused_form(err) from err
        return cls(clear, sealed, raw)


@dataclass(frozen=True)
class Sealed:
    """What the sender has after sealing: the letter, its note (to be kept, sealed in the vault), and the envelope."""

    letter: Letter
    note: str
    envelope: Envelope

    @property
    def letter_digest(self) -> bytes:
        return letter_digest(self.note)


@dataclass(frozen=True)
class Opened:
    """What the receiver has after opening: the letter, its note (the proof of who said it), and who that was."""

    letter: Letter
    note: str
    partner: Partner

    @property
    def letter_digest(self) -> bytes:
        return letter_digest(self.note)


def seal(draft: Draft, by: Identity, to: Partner, place: Place, now: dt.datetime) -> Sealed:
    """Sign a letter and seal it to its receiver.

    Args:
        by: the sender's keys.
        to: the receiver's entry, `partners.current(…)`.
        place: `OutboxState.next_place`.
        now: `OutboxState.stamp(now)`, so that times never go back.

    Raises:
        EnvelopeError: a field is not of its form, the keys of the receiver do not hold, or it would be too large.
    """
    if not to.holds(now):
        raise EnvelopeError(f"the keys of {to.node} do not hold at {now:%Y-%m-%d %H:%M}; take its current entry")
    try:
        letter = Letter(
            id=draft.id, sender=by.node, receiver=to.node, sealed_to=to.description.recipient, channel=place.channel,
            sequence=place.sequence, kind=draft.kind, conversation=draft.conversation, in_reply_to=draft.in_reply_to,
            made_at=now, expires_at=now + draft.life, body_kind=draft.body_kind, body=draft.body,
            attachments=draft.attachments,
        )  # fmt: skip
    except ValueError as err:
        raise FormError(f"the letter to {to.node}: {err}") from err
    try:
        note = letter.signed(by.signer)
    except FormError as err:
        raise _too_large(str(err)) from err
    clear = Clear(
        id=letter.id, sender=letter.sender, receiver=letter.receiver, channel=place.channel, sequence=place.sequence
    )
    sealed = pyrage.encrypt(note.encode(), [pyrage.x25519.Recipient.from_str(letter.sealed_to)])
    raw = clear.text().encode() + sealed
    if len(raw) > MOST_ENVELOPE:
        raise _too_large(f"the envelope would have {len(raw):,} bytes, of {MOST_ENVELOPE:,}")
    return Sealed(letter, note, Envelope(clear, sealed, raw))


def open_envelope(envelope: Envelope, me: Sequence[Identity], partners: Partners, now: dt.datetime) -> Opened:
    """Open an envelope and check all that it says of itself.

    Args:
        me: this node's keys, newest first; old ones as long as something sealed to them may be under way.

    Raises:
        RefusedError: `not_for_us`, `unknown_sender`, `unreadable`, `malformed`, `unknown_version`, `forged`,
            `changed_key` or `lapsed_key`.
    """
    clear = envelope.clear
    mine = {one.recipient for one in me}
    if clear.receiver not in {one.node for one in me}:
        raise RefusedError("not_for_us", f"the envelope is for {clear.receiver}, not for {me[0].node}")
    if not partners.entries(clear.sender):
        raise RefusedError("unknown_sender", f"{clear.sender} is not on the list of partners")
    note = _unsealed(envelope.sealed, me)
    try:
        letter, parsed = Letter.parse(note)
    except FormError as err:
        raise refused_form(err) from err
    if letter.receiver != clear.receiver or letter.sealed_to not in mine:
        raise RefusedError(
            "not_for_us",
            f"inside, the letter is for {letter.receiver} and sealed to {letter.sealed_to}: {letter.sender} did not "
            f"write it to {me[0].node}",
        )
    outside = (clear.id, clear.sender, clear.channel, clear.sequence)
    if (letter.id, letter.sender, letter.channel, letter.sequence) != outside:
        raise RefusedError("forged", "the clear line says another id, sender or number than the letter inside")
    return Opened(letter, str(parsed), partners.who_signed(letter.sender, parsed, now, "letter"))


def check_age_header(beginning: bytes) -> None:
    """Check that an age file has the short header of one recipient.

    Raises:
        RefusedError: it has not. Reading a long header takes time that grows with its square (a crafted one of 900 kB
            took more than ten minutes), so it is looked at before age is.
    """
    if not beginning.startswith(_AGE) or b"\n--- " not in beginning[:MOST_AGE_HEADER]:
        raise RefusedError("malformed", f"no age file for one recipient; expected a header of {MOST_AGE_HEADER} bytes")


def _unsealed(sealed: bytes, me: Sequence[Identity]) -> bytes:
    check_age_header(sealed)
    try:
        return bytes(pyrage.decrypt(sealed, [one.opening for one in me]))
    except pyrage.DecryptError as err:
        raise RefusedError(
            "unreadable",
            f"no key of {me[0].node} opens the envelope ({err}): it was changed on the way, or sealed to a key that is "
            "no longer held",
        ) from err


def _too_large(said: str) -> EnvelopeError:
    return EnvelopeError(f"the letter is too large: {said}; send what is large as an attachment")
