"""Why an envelope, a key or an acknowledgement is not taken: grounds from a closed list, with a sentence for each."""

from __future__ import annotations

from typing import Literal

Ground = Literal[
    "malformed", "too_large", "unknown_version", "not_for_us", "unknown_sender", "changed_key", "lapsed_key", "forged",
    "unreadable", "untimely", "replayed", "gap", "clock", "expired", "unknown_kind", "answers_nothing",
]  # fmt: skip
"""Why the receiver did not accept. `gap` and `clock` ask for patience; the others are refusals."""

GROUND_SAID: dict[Ground, str] = {
    "malformed": "the bytes are not those of an envelope, or of what stands in one",
    "too_large": "it is larger than an envelope may be",
    "unknown_version": "it is of a version that the receiver's software does not know; one of the two must be updated",
    "not_for_us": "it was made for another node",
    "unknown_sender": "the receiver does not have the sender on its list of partners",
    "changed_key": "it is signed by a key that the receiver does not have for the sender: the new key must be sent, or "
    "compared by two people",
    "lapsed_key": "the sender's key has ended or was withdrawn",
    "forged": "its signature is not that of what it says: it was changed, or made by somebody else",
    "unreadable": "no key of the receiver opens it: it was changed on the way, or sealed to a key that is gone",
    "untimely": "its times do not fit the receiver's clock: one of the two clocks is wrong",
    "replayed": "its number or its id was used before, for other bytes",
    "gap": "an earlier envelope is missing; it is taken after that one",
    "clock": "the receiver cannot trust the time yet: one of the two clocks is wrong",
    "expired": "it arrived after its own time of expiry",
    "unknown_kind": "the receiver's software does not know this kind of letter",
    "answers_nothing": "it answers something that the receiver never sent, or not in this conversation",
}


class EnvelopeError(Exception):
    """What cannot be done with an envelope, a key or a list: what was wrong, what was expected, what to do."""


class FormError(EnvelopeError):
    """A document is not of its form."""


class VersionError(FormError):
    """A document is of a version that this software does not know."""


class ClockError(EnvelopeError):
    """This node's clock was set back behind what it has already made; nothing was sealed. Set the clock."""


class RefusedError(EnvelopeError):
    """Something received is not taken; `ground` says why in a word, the message in full."""

    def __init__(self, ground: Ground, said: str) -> None:
        self.ground = ground
        super().__init__(said)


class UnconfirmedKeyError(EnvelopeError):
    """A key of a node is new here and nobody vouches for it: neither the node's old key nor a person.

    `offered`: its fingerprint; `known`: that of the key held until now, None for a node that was not on the list. Both
    are for a person, who compares the offered one with the node's officer, by telephone, and confirms it.
    """

    def __init__(self, node: str, offered: str, known: str | None) -> None:
        self.node, self.offered, self.known = node, offered, known
        had = f"until now it was {known}; " if known else ""
        super().__init__(
            f"{node} shows a key with the fingerprint {offered}; {had}compare it with an officer there over another "
            "way, then confirm it"
        )


class ReceiptError(EnvelopeError):
    """An acknowledgement, receipt or proof does not show what it should."""
