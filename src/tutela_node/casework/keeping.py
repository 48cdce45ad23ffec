"""What rooms of a case say of ending it: what keeps it from being erased, which clocks run in it, what goes with it.

A room registers a function when it is imported; `case.close` and `case.erase` ask them all.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TypeVar

from tutela_node.casework.models import Case

Reasons = Callable[[Case], list[str]]
Count = Callable[[Case], int]
Scopes = Callable[[Case], list[uuid.UUID]]
F = TypeVar("F", Reasons, Count, Scopes)

_KEEPS: list[Reasons] = []
_CLOCKS: list[Count] = []
_GOES_WITH: list[Scopes] = []


def keeps(fn: Reasons) -> Reasons:
    """Register what keeps a case from being erased: a sentence for each reason, with what to do."""
    return _registered(_KEEPS, fn)


def clocks(fn: Count) -> Count:
    """Register how many legal deadlines of a room run in a case; while one does it is neither closed nor erased."""
    return _registered(_CLOCKS, fn)


def goes_with(fn: Scopes) -> Scopes:
    """Register scopes of their own that belong to a case and are erased with it."""
    return _registered(_GOES_WITH, fn)


def reasons_to_keep(case: Case) -> list[str]:
    """What the rooms name; `what_keeps` adds what a case itself has."""
    return [reason for fn in _KEEPS for reason in fn(case)]


def running_clocks(case: Case) -> int:
    """The clocks of the rooms; tasks with a deadline are not among them."""
    return sum(fn(case) for fn in _CLOCKS)


def scopes_with(case: Case) -> list[uuid.UUID]:
    """The scopes that are erased with the case, each once, without its own."""
    return [scope for scope in dict.fromkeys(s for fn in _GOES_WITH for s in fn(case)) if scope != case.id]


def _registered(all_: list[F], fn: F) -> F:
    if fn not in all_:
        all_.append(fn)
    return fn
