"""Three-valued functions of open conditions, as reduced ordered decision diagrams.

A `Truth` is yes, no, unknown (it turns on a text not held), or a question on one condition with a `Truth` for either
answer. Diagrams are reduced and shared: equal functions are the same object, so comparing them is comparing identities,
and a condition that makes no difference never stands in one (R. E. Bryant, Graph-based algorithms for Boolean function
manipulation, 1986; with three leaves instead of two). The logic is Kleene's strong logic: *and* is the least, *or* the
greatest of no < unknown < yes.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Literal
from weakref import WeakValueDictionary

Constant = Literal["yes", "no", "unknown"]
_RANK: dict[Constant, int] = {"no": 0, "unknown": 1, "yes": 2}


class Truth:
    """One function. Made by `condition`, `every`, `some` and `negate`, never by hand; compared by identity."""

    __slots__ = ("__weakref__", "_names", "_shares", "constant", "if_no", "if_yes", "name")

    def __init__(self, name: str, if_yes: Truth | None, if_no: Truth | None, constant: Constant | None) -> None:
        self.name, self.if_yes, self.if_no, self.constant = name, if_yes, if_no, constant
        self._names: tuple[str, ...] | None = None
        self._shares: tuple[float, float, float] | None = None

    def __repr__(self) -> str:
        return self.constant or f"({self.name} ? {self.if_yes!r} : {self.if_no!r})"

    @property
    def names(self) -> tuple[str, ...]:
        """The conditions that matter, sorted."""
        if self._names is None:
            kids = (self.if_yes, self.if_no)
            self._names = () if self.constant else tuple(sorted({self.name}.union(*(k.names for k in kids if k))))
        return self._names

    def shares(self) -> tuple[float, float, float]:
        """How many of the answers end in yes, unknown and no, as shares: for choosing questions, never shown."""
        if self._shares is None:
            if self.if_yes is None or self.if_no is None:
                self._shares = (float(self is YES), float(self is UNKNOWN), float(self is NO))
            else:
                (a, b, c), (d, e, f) = self.if_yes.shares(), self.if_no.shares()
                self._shares = ((a + d) / 2, (b + e) / 2, (c + f) / 2)
        return self._shares

    def given(self, name: str, answer: bool) -> Truth:
        """The function that is left when one condition is answered."""
        return self if name not in self.names else _given(self, name, answer)


YES, UNKNOWN, NO = Truth("", None, None, "yes"), Truth("", None, None, "unknown"), Truth("", None, None, "no")
_shared: WeakValueDictionary[tuple[str, int, int], Truth] = WeakValueDictionary()


def condition(name: str) -> Truth:
    return _node(name, YES, NO)


def every(parts: Iterable[Truth]) -> Truth:
    """True where all are."""
    out = YES
    for part in parts:
        if (out := _least(out, part)) is NO:
            return NO
    return out


def some(parts: Iterable[Truth]) -> Truth:
    """True where one is."""
    out = NO
    for part in parts:
        if (out := _greatest(out, part)) is YES:
            return YES
    return out


@functools.lru_cache(maxsize=100_000)
def negate(a: Truth) -> Truth:
    if a.if_yes is None or a.if_no is None:
        return YES if a is NO else NO if a is YES else UNKNOWN
    return _node(a.name, negate(a.if_yes), negate(a.if_no))


def _least(a: Truth, b: Truth) -> Truth:
    if a is b or b is YES or a is NO:
        return a
    return b if a is YES or b is NO else _join(a, b, True)


def _greatest(a: Truth, b: Truth) -> Truth:
    if a is b or b is NO or a is YES:
        return a
    return b if a is NO or b is YES else _join(a, b, False)


@functools.lru_cache(maxsize=200_000)
def _join(a: Truth, b: Truth, least: bool) -> Truth:
    """Both functions put together, condition by condition in the order of their names."""
    if a.constant and b.constant:
        return min(a, b, key=_rank) if least else max(a, b, key=_rank)
    top = b.name if a.constant or (not b.constant and b.name < a.name) else a.name
    (ay, an), (by, bn) = _split(a, top), _split(b, top)
    join = _least if least else _greatest
    return _node(top, join(ay, by), join(an, bn))


def _split(a: Truth, name: str) -> tuple[Truth, Truth]:
    return (a.if_yes, a.if_no) if a.name == name and a.if_yes and a.if_no else (a, a)


def _rank(a: Truth) -> int:
    return _RANK[a.constant or "unknown"]


@functools.lru_cache(maxsize=200_000)
def _given(a: Truth, name: str, answer: bool) -> Truth:
    if a.if_yes is None or a.if_no is None or name < a.name:
        return a
    if a.name == name:
        return a.if_yes if answer else a.if_no
    return _node(a.name, _given(a.if_yes, name, answer), _given(a.if_no, name, answer))


def _node(name: str, if_yes: Truth, if_no: Truth) -> Truth:
    """The one object for this question; children outlive it, so their identities are safe as a key."""
    if if_yes is if_no:
        return if_yes
    key = (name, id(if_yes), id(if_no))
    if (found := _shared.get(key)) is None:
        found = _shared[key] = Truth(name, if_yes, if_no, None)
    return found
