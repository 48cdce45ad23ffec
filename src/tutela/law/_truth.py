"""Three-valued functions of a few conditions, as truth tables packed in integers.

A function of k conditions has 2**k assignments; `yes` and `maybe` are integers whose bit i says whether assignment i
makes it surely true, and whether it makes it possibly true (yes within maybe: Kleene's strong logic). Bit i assigns
condition j the j-th bit of i. *Unknown* (a text not held) is maybe without yes, under every assignment.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Truth:
    """A three-valued function over `names` (sorted; each of them matters)."""

    names: tuple[str, ...]
    yes: int
    maybe: int

    @property
    def constant(self) -> str | None:
        """`yes`, `no` or `unknown` where no condition matters; None where one does."""
        if self.names:
            return None
        return "yes" if self.yes else "unknown" if self.maybe else "no"

    def shares(self) -> tuple[float, float, float]:
        """How many of the assignments end in yes, unknown and no, as shares: for choosing questions, never shown."""
        n, y, m = 1 << len(self.names), self.yes.bit_count(), self.maybe.bit_count()
        return y / n, (m - y) / n, (n - m) / n

    def given(self, name: str, answer: bool) -> Truth:
        """The function that is left when one condition is answered."""
        if name not in self.names:
            return self
        j = self.names.index(name)
        rest = self.names[:j] + self.names[j + 1 :]
        return _drop(rest, _take(self.yes, j, answer, len(self.names)), _take(self.maybe, j, answer, len(self.names)))


YES, UNKNOWN, NO = Truth((), 1, 1), Truth((), 0, 1), Truth((), 0, 0)


def condition(name: str) -> Truth:
    return Truth((name,), 0b10, 0b10)


def every(parts: Iterable[Truth]) -> Truth:
    """True where all are."""
    return _fold(parts, YES, all_of=True)


def some(parts: Iterable[Truth]) -> Truth:
    """True where one is."""
    return _fold(parts, NO, all_of=False)


def negate(a: Truth) -> Truth:
    full = (1 << (1 << len(a.names))) - 1
    return Truth(a.names, full & ~a.maybe, full & ~a.yes)


def _fold(parts: Iterable[Truth], start: Truth, all_of: bool) -> Truth:
    out, stop = start, negate(start)
    for part in parts:
        if part == stop:
            return part
        out = _join(out, part, all_of)
    return out


@functools.lru_cache(maxsize=65536)
def _join(a: Truth, b: Truth, all_of: bool) -> Truth:
    names = tuple(sorted({*a.names, *b.names}))
    if len(names) > 18:
        raise OverflowError(f"{len(names)} open conditions meet in one point")
    ay, am, by, bm = (_spread(x, t.names, names) for t in (a, b) for x in (t.yes, t.maybe))
    return _drop(names, ay & by, am & bm) if all_of else _drop(names, ay | by, am | bm)


def _spread(table: int, names: tuple[str, ...], wider: tuple[str, ...]) -> int:
    """The same table over more conditions."""
    if names == wider:
        return table
    have, k = list(names), len(names)
    for j, name in enumerate(wider):
        if j < len(have) and have[j] == name:
            continue
        block, out = 1 << j, 0  # each run of 2**j bits is written twice
        low = (1 << block) - 1
        for i in range((1 << k) // block):
            run = (table >> (i * block)) & low
            out |= (run | run << block) << (2 * i * block)
        table, k = out, k + 1
        have.insert(j, name)
    return table


def _take(table: int, j: int, answer: bool, k: int) -> int:
    """The half of a table in which condition j has this answer."""
    block, out = 1 << j, 0
    low = (1 << block) - 1
    for i in range((1 << k) // (2 * block)):
        run = (table >> ((2 * i + answer) * block)) & low
        out |= run << (i * block)
    return out


def _drop(names: tuple[str, ...], yes: int, maybe: int) -> Truth:
    """Leave out conditions that make no difference."""
    j = 0
    while j < len(names):
        k = len(names)
        y0, m0 = _take(yes, j, False, k), _take(maybe, j, False, k)
        if y0 == _take(yes, j, True, k) and m0 == _take(maybe, j, True, k):
            names, yes, maybe = names[:j] + names[j + 1 :], y0, m0
        else:
            j += 1
    return Truth(names, yes, maybe)
