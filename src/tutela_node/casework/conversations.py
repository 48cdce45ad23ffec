"""Which case a conversation with a partner belongs to: rooms know, each for its own records.

A conversation is shared with the partner; an id of ours is never chosen by one.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

from tutela_node.casework.models import Case

Finder = Callable[[uuid.UUID, uuid.UUID], Case | None]
"""Of a partner and a conversation the case, or None where this room knows of none."""

_FINDERS: list[Finder] = []


def finds(fn: Finder) -> Finder:
    """Register how a room finds the case of a conversation."""
    if fn not in _FINDERS:
        _FINDERS.append(fn)
    return fn


def case_of(partner: uuid.UUID, conversation: uuid.UUID) -> Case | None:
    """The case that this conversation with this partner belongs to; None: no room knows of it."""
    return next((case for fn in _FINDERS if (case := fn(partner, conversation)) is not None), None)
