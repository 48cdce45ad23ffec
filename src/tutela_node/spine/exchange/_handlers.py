"""Which room handles which kind of letter: rooms register when they are imported, so that arrows go one way."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from tutela_node.spine.acts import Doing
from tutela_node.spine.exchange._letters import KINDS, Arrived
from tutela_node.spine.models import Incoming, Outgoing

Take = Callable[[Arrived], object]
"""Makes a record of a letter that came, by an act whose body says `taken`. May raise `SetAside`."""

Gate = Callable[[uuid.UUID, uuid.UUID], str]
"""Of a partner and a conversation, before a byte of an attachment is read: why it is refused, or nothing."""


class SetAside(Exception):
    """A room has no place for a letter that came: it is kept for people to see. `why`: a word for the reason."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the letter was set aside: {why}")
        self.why = why


@dataclass(frozen=True)
class Handler:
    """What a room does with letters of one kind.

    Attributes:
        take: makes a record of one that came.
        gate: whether the bytes of an attachment may come. Without one they are refused.
        arrived: inside the act that records that the attachment is whole and as announced, or refused for good.
        acknowledged: inside the act that records what the partner says of one that went: received, or refused.
    """

    kind: str
    take: Take
    gate: Gate | None = None
    arrived: Callable[[Doing, Incoming], None] | None = None
    acknowledged: Callable[[Doing, Outgoing], None] | None = None


_HANDLERS: dict[str, Handler] = {}


def handles(
    kind: str, take: Take, *, gate: Gate | None = None, arrived: Callable[[Doing, Incoming], None] | None = None,
    acknowledged: Callable[[Doing, Outgoing], None] | None = None,
) -> None:  # fmt: skip
    """Say that a room handles a kind of letter (see `Handler`). One room for one kind.

    Raises:
        RuntimeError: it is no kind of letter, or another room handles it.
    """
    if kind not in KINDS:
        raise RuntimeError(f"{kind!r} is no kind of letter; expected one of {', '.join(KINDS)}")
    if kind in _HANDLERS:
        raise RuntimeError(f"letters of the kind {kind!r} are handled already")
    _HANDLERS[kind] = Handler(kind, take, gate, arrived, acknowledged)


def handler_of(kind: str) -> Handler | None:
    """Who handles a kind; None: nobody here does, and a letter of it is refused."""
    return _HANDLERS.get(kind)
