"""Sending, as a value: what goes next to one receiver, when it is tried again, and what people must be told.

One envelope is under way at a time; the next follows when the one before has a final answer. What fails is tried again
after a wait that doubles (1 s up to 15 minutes, times 0.5 to 1 by chance) and never given up: an expired envelope too
goes on, until the receiver has signed that it refuses it, for its number must be used up. `concerns` says what is late,
expired, refused for a reason that a person must mend, lost by the other side, or not logged.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from tutela.cooperation.envelopes._acknowledgement import Acknowledgement, Sent
from tutela.cooperation.envelopes._envelope import Place
from tutela.cooperation.envelopes._errors import GROUND_SAID, ClockError, EnvelopeError, Ground
from tutela.cooperation.envelopes._limits import FIRST_WAIT, LATE, LONGEST_WAIT, SKEW

Trouble = Ground | Literal["unreachable", "partner_went_back", "we_went_back"]

_A_PERSON_MENDS: frozenset[Trouble] = frozenset(
    {"unknown_sender", "changed_key", "lapsed_key", "not_for_us", "too_large", "unknown_version", "partner_went_back",
     "we_went_back"}
)  # fmt: skip

_TROUBLE_SAID: dict[str, str] = {
    "unreachable": "the other node gives no answer that it signed",
    "partner_went_back": "the other node has lost envelopes that it had acknowledged, as after a restore; those that "
    "are still held here are sent again, for the others open the next channel and send them anew",
    "we_went_back": "this node has lost envelopes that it had sent, as after a restore: open the next channel",
}

_START = Place(1, 1)


@dataclass(frozen=True)
class Outgoing:
    """An envelope that has no final answer yet. `attempts`: how many failed; `not_before`: when the next is due."""

    sent: Sent
    attempts: int = 0
    not_before: dt.datetime | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True)
class Delivered:
    """An envelope with its final answer. `proof`: the tlog-proof of the receipt, None until the other side has one;
    `asked`, `not_before`: how often it was asked for in vain, and when it is asked for next.
    """

    sent: Sent
    acknowledgement: str
    at: dt.datetime
    proof: str | None = None
    asked: int = 0
    not_before: dt.datetime | None = None


@dataclass(frozen=True)
class Result:
    """What an answer meant. `delivered`: accepted, now or before; `refused`: for good; `later`: it is tried again.

    A person reads `said`, which begins with what happened to the letter.
    """

    id: uuid.UUID
    what: Literal["delivered", "refused", "later"]
    trouble: Trouble | None
    said: str


@dataclass(frozen=True)
class Concern:
    """Something that a person must be shown, about one letter."""

    id: uuid.UUID
    what: Trouble | Literal["late", "expired", "not_logged"]
    said: str


@dataclass(frozen=True)
class OutboxState:
    """What a node knows of its envelopes to one receiver.

    Args:
        receiver: the other node.
        next_place: where the next letter stands.
        outgoing: without a final answer, in order.
        delivered: with one; kept as long as the node keeps the bytes, at least until the proof is there.
        latest: when the newest letter was made; None before the first.
    """

    receiver: str
    next_place: Place = _START
    outgoing: tuple[Outgoing, ...] = ()
    delivered: tuple[Delivered, ...] = ()
    latest: dt.datetime | None = None

    def stamp(self, now: dt.datetime) -> dt.datetime:
        """The time to seal with: `now`, and never before the letter before.

        Raises:
            ClockError: this node's clock was set back by more than clocks may differ.
        """
        if self.latest is not None and now < self.latest - SKEW:
            raise ClockError(
                f"this node's clock says {now:%Y-%m-%d %H:%M:%S}; its last letter to {self.receiver} was made at "
                f"{self.latest:%Y-%m-%d %H:%M:%S}. Set the clock; nothing was sealed"
            )
        return now if self.latest is None else max(now, self.latest)

    def queued(self, sent: Sent) -> OutboxState:
        """With a letter that was sealed for `next_place`.

        Raises:
            EnvelopeError: it was sealed for another node or place.
        """
        if sent.receiver != self.receiver or sent.place != self.next_place:
            raise EnvelopeError(
                f"the letter is for {sent.receiver}, number {sent.place}; expected {self.receiver}, {self.next_place}"
            )
        return replace(
            self, next_place=sent.place.after, outgoing=(*self.outgoing, Outgoing(sent)), latest=sent.made_at
        )

    def due(self, now: dt.datetime) -> Outgoing | None:
        """The envelope to be sent now: the first without an answer, once its wait is over; None otherwise."""
        return self.outgoing[0] if self.outgoing and _over(self.outgoing[0].not_before, now) else None

    def failed(self, now: dt.datetime, chance: float, retry_after: dt.timedelta | None = None) -> OutboxState:
        """After the envelope under way got no answer that the receiver signed.

        Args:
            chance: from 0 to 1, `random.random()`.
            retry_after: what the answer asked for, if anything; at most 15 minutes count.
        """
        return self._put_off("unreachable", now, chance, retry_after)

    def answered(
        self, answer: Acknowledgement, note: str, now: dt.datetime, chance: float
    ) -> tuple[OutboxState, Result]:
        """After a verified acknowledgement of the envelope under way.

        Raises:
            EnvelopeError: it is not about that one.
        """
        head = self.outgoing[0] if self.outgoing else None
        if head is None or answer.digest != head.sent.digest:
            raise EnvelopeError("the acknowledgement is not about the envelope under way; verify it against that one")
        sent, ground = head.sent, answer.ground
        if answer.final or ground is None:
            done = Delivered(sent, note, now)
            state = replace(self, outgoing=self.outgoing[1:], delivered=(*self.delivered, done))
            if ground is None or answer.earlier is not None:
                said = "delivered" if ground is None else "delivered before, and acknowledged again now"
                return state, Result(sent.id, "delivered", None, said)
            return state, Result(sent.id, "refused", ground, f"not accepted: {GROUND_SAID[ground]}")
        if ground == "gap":
            return self._gap(answer.expected_place, now, chance)
        trouble: Trouble = "we_went_back" if ground == "replayed" else ground
        return self._put_off(trouble, now, chance), _later(sent, trouble)

    def reopened(self, at_least: int = 0) -> tuple[OutboxState, tuple[Sent, ...]]:
        """The state with the next channel opened, and the letters without an answer, which are to be sealed anew in
        their order, under their old ids (the receiver finds out those that it has), and queued again.

        Args:
            at_least: a channel that the receiver is known to expect; the new one comes after it.
        """
        waiting = tuple(one.sent for one in self.outgoing)
        channel = max(self.next_place.channel, at_least) + 1
        return replace(self, next_place=Place(channel, 1), outgoing=()), waiting

    def proof_due(self, now: dt.datetime) -> Delivered | None:
        """The oldest delivered envelope whose proof is to be asked for now."""
        return next((one for one in self.delivered if one.proof is None and _over(one.not_before, now)), None)

    def proof_missing(self, ident: uuid.UUID, now: dt.datetime, chance: float) -> OutboxState:
        """After the other side had no proof yet, or gave no answer."""
        return self._replaced(ident, lambda one: replace(
            one, asked=one.asked + 1, not_before=now + backoff(one.asked + 1, chance)
        ))  # fmt: skip

    def proved(self, ident: uuid.UUID, proof: str) -> OutboxState:
        """After `verify_proof` took a proof."""
        return self._replaced(ident, lambda one: replace(one, proof=proof, not_before=None))

    def concerns(self, now: dt.datetime) -> tuple[Concern, ...]:
        """What people must be shown now, oldest letter first; nothing fails silently."""
        found = []
        for one in self.outgoing:
            sent = one.sent
            if one.trouble in _A_PERSON_MENDS:
                found.append(Concern(sent.id, one.trouble, trouble_said(one.trouble)))
            if sent.expires_at < now:
                said = f"expired on {sent.expires_at:%Y-%m-%d %H:%M} UTC before it arrived; write it anew if needed"
                found.append(Concern(sent.id, "expired", said))
            elif now - sent.made_at > LATE:
                why = trouble_said(one.trouble) if one.trouble else "it waits for those before it"
                found.append(Concern(sent.id, "late", f"not delivered since {sent.made_at:%Y-%m-%d %H:%M} UTC: {why}"))
        for done in self.delivered:
            if done.proof is None and now - done.at > LATE:
                said = f"{self.receiver} acknowledged it and has not shown that its ledger holds it"
                found.append(Concern(done.sent.id, "not_logged", said))
        return tuple(found)

    def _gap(self, expected: Place, now: dt.datetime, chance: float) -> tuple[OutboxState, Result]:
        """The receiver misses what it once acknowledged (then those go first again), or knows more than this node."""
        head = self.outgoing[0].sent
        missing = [one for one in self.delivered if expected <= one.sent.place < head.place]
        if expected >= head.place:
            trouble: Trouble = "we_went_back"
        elif len(missing) == head.place.sequence - expected.sequence and expected.channel == head.place.channel:
            put_off = self._put_off("partner_went_back", now, chance).outgoing
            wait = put_off[0].not_before  # a receiver that says so again and again is not answered without a pause
            again = tuple(Outgoing(one.sent, not_before=wait, trouble="partner_went_back") for one in missing)
            kept = tuple(one for one in self.delivered if one not in missing)
            said = f"{self.receiver} has lost {len(missing)} that it had acknowledged; they are sent again first"
            state = replace(self, outgoing=(*again, *put_off), delivered=kept)
            return state, Result(head.id, "later", "partner_went_back", f"not yet: {said}")
        else:
            trouble = "partner_went_back"
        return self._put_off(trouble, now, chance), _later(head, trouble)

    def _put_off(
        self, trouble: Trouble, now: dt.datetime, chance: float, retry_after: dt.timedelta | None = None
    ) -> OutboxState:
        if not self.outgoing:
            raise EnvelopeError("nothing is under way")
        head = self.outgoing[0]
        wait = backoff(99 if trouble in _A_PERSON_MENDS else head.attempts + 1, chance)
        wait = max(wait, min(retry_after or wait, LONGEST_WAIT))
        put_off = replace(head, attempts=head.attempts + 1, not_before=now + wait, trouble=trouble)
        return replace(self, outgoing=(put_off, *self.outgoing[1:]))

    def _replaced(self, ident: uuid.UUID, change: Callable[[Delivered], Delivered]) -> OutboxState:
        if all(one.sent.id != ident for one in self.delivered):
            raise EnvelopeError(f"no delivered envelope has the id {ident}")
        return replace(self, delivered=tuple(change(o) if o.sent.id == ident else o for o in self.delivered))


def backoff(failures: int, chance: float) -> dt.timedelta:
    """How long to wait after so many failures in a row, 1 or more: 1 s doubled each time up to 900 s, times 0.5 to 1.

    Args:
        chance: from 0 to 1; spreads the senders that one fault has stopped at the same moment.
    """
    longest = min(FIRST_WAIT.total_seconds() * 2 ** min(failures - 1, 20), LONGEST_WAIT.total_seconds())
    return dt.timedelta(seconds=longest * (0.5 + chance / 2))


def _later(sent: Sent, trouble: Trouble) -> Result:
    return Result(sent.id, "later", trouble, f"not yet: {trouble_said(trouble)}")


def trouble_said(trouble: Trouble) -> str:
    """The trouble in words, for the officers of the sender."""
    return _TROUBLE_SAID[trouble] if trouble in _TROUBLE_SAID else GROUND_SAID[trouble]  # type: ignore[index]


def _over(not_before: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a wait is over. One that seems longer than any can be shows that the clock was set back: it is over."""
    return not_before is None or now >= not_before or not_before - now > LONGEST_WAIT
