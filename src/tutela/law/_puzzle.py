"""From facts to a puzzle: what one act, as far as it is known, is under each of two systems.

The open dimensions of the act are folded to the values that the two systems' readings tell apart. The cells of what is
left are then walked dimension by dimension, carrying only which cuts still hold (one bit each): cells in which the same
cuts hold share one state, and a state is evaluated once. Per side it gets a three-valued function of the open
conditions: *covered by some reading, and none of its exceptions binds, and the reading reaches the case, and its
penalty meets the threshold*. A text not held makes a state unknown; it never makes a yes or a no.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from tutela.law._facts import Act
from tutela.law._law import Law, LawError, Rule
from tutela.law._pieces import FamilySide, Piece, SideRules, family_rules, meeting, of_void
from tutela.law._questions import CANNOT_OCCUR, Axis, Ids
from tutela.law._schema import Penalty
from tutela.law._space import Cut
from tutela.law._truth import NO, UNKNOWN, YES, Truth, condition, every, negate, some

MAX_CELLS = 4_000_000
WHICH_DAY = "requested.law-of-the-day-of-the-conduct"


@dataclass(frozen=True, eq=False)
class SideStates:
    """One side, state by state: `truths` is the answer, `covered` the same without reach. `by_rule`: what each reading
    says somewhere (NO included); `unheld`: the texts not held that bear on it.
    """

    truths: list[Truth]
    covered: list[Truth]
    by_rule: dict[str, set[Truth]] = field(default_factory=dict)
    unheld: set[str] = field(default_factory=set)


@dataclass(frozen=True, eq=False)
class Board:
    """The folded cells of one act, an axis for each dimension that is open and makes a difference: per cell the index
    of its state, -1 where nothing can occur. `found`: the states that occur.
    """

    axes: tuple[Axis, ...]
    cells: Ids
    found: tuple[int, ...]
    sides: tuple[SideStates, ...]


def board(law: Law, act: Act, sides: Sequence[SideRules]) -> Board:
    """Walk the cells of an act under the rules of both sides.

    Raises:
        LawError: the facts cannot occur together, or so little is known that too many cells remain.
    """
    bits = _Bits(act)
    void = bits.mask(of_void(act.family))
    entered = [_enter(bits, family_rules(law, side, act.family), k) for k, side in enumerate(sides)]
    axes, masks = bits.fold(law, sides)
    shape = tuple(len(a.groups) for a in axes)
    if (size := math.prod(shape)) > MAX_CELLS:
        open_ = ", ".join(d for d in act.family.dims if d not in act.stated)
        raise LawError(f"too little is known: {size:,} cases remain to be told apart; state more of {open_}")
    cells, states = _walk(masks, bits.count, [e for side in entered for e in side.rules])
    if any(state & void for state in states):
        occurs = np.array([not state & void for state in states])[cells]
        found = set(np.bincount(cells[occurs], minlength=1).nonzero()[0].tolist())
        cells = np.where(occurs, cells, np.int32(CANNOT_OCCUR))
    else:
        found = set(range(len(states)))
    if not found:
        raise LawError(
            f"these facts cannot occur together in {act.family.name}; correct one of them "
            "(see its `void` in the conduct space)"
        )
    return Board(
        axes,
        cells.reshape(shape),
        tuple(sorted(found)),
        tuple(_evaluate(side, entry, states, found) for side, entry in zip(sides, entered, strict=True)),
    )


# ---------------------------------------------------------------- one family's part of a rule, worked out once


@dataclass(frozen=True, eq=False)
class _Entry:
    """A rule that may apply, as bits: bit `covers[i]` is set in a state where that cut holds."""

    rule: Rule
    later: bool
    covers: list[tuple[int, Truth]]
    exceptions: list[tuple[int, Truth]]
    graded: list[tuple[Penalty, list[tuple[int, Truth]] | None]]
    reach: list[tuple[int, Truth]]
    any_cover: int
    every_bit: int


@dataclass(frozen=True, eq=False)
class _SideEntry:
    rules: list[_Entry]
    unheld: list[tuple[str, int]]


class _Bits:
    """One bit per cut that is live for this act, and per reach box; `fold` says in which groups of values it holds."""

    def __init__(self, act: Act) -> None:
        self._act = act
        self._cuts: list[tuple[int, Cut]] = []
        self._reach: list[tuple[int, int, dict[str, list[str]]]] = []
        self.count = 0

    def held(self, found: Iterable[Piece]) -> list[tuple[int, Truth]]:
        """A bit for each piece that is live, with the function of its conditions."""
        out = []
        for piece in meeting(found, self._act):
            self._cuts.append((self.count, piece.cut))
            out.append((self.count, piece.holds))
            self.count += 1
        return out

    def mask(self, found: Iterable[Piece]) -> int:
        return sum(1 << b for b, _ in self.held(found))

    def reach(self, side: int, where: dict[str, list[str]]) -> int:
        self._reach.append((self.count, side, where))
        self.count += 1
        return self.count - 1

    def fold(self, law: Law, sides: Sequence[SideRules]) -> tuple[tuple[Axis, ...], list[list[int]]]:
        """The axes (conduct, then each side's reach) that make a difference, and per axis and group the bits of the
        cuts that hold there.
        """
        act, axes, masks, every_bit = self._act, list[Axis](), list[list[int]](), (1 << self.count) - 1

        def put(name: str, allowed: Sequence[int], holding: Sequence[tuple[int, int]]) -> None:
            """`holding`: a bit, and the values at which it holds, as bits; every other bit holds everywhere."""
            free = every_bit
            for b, _ in holding:
                free &= ~(1 << b)
            groups: dict[int, list[int]] = {}
            for value in allowed:
                mask = free
                for b, used in holding:
                    if used >> value & 1:
                        mask |= 1 << b
                groups.setdefault(mask, []).append(value)
            if len(groups) > 1 or every_bit not in groups:
                axes.append(Axis(name, tuple(map(tuple, groups.values()))))
                masks.append(list(groups))

        for d, dim in enumerate(act.family.dims):
            if len(act.allowed[d]) > 1:
                may = act.masks[d]
                put(
                    f"{act.family.name}.{dim}",
                    act.allowed[d],
                    [(b, m) for b, c in self._cuts if (m := c.masks[d]) & may != may],
                )
        for k, side in enumerate(sides):
            for dim, values in (side.reach or {}).items():
                index = {v: n for n, v in enumerate(law.space.spec.reach[dim])}
                bound = [(b, where[dim]) for b, n, where in self._reach if n == k and dim in where]
                holding = [(b, sum(1 << index[v] for v in used)) for b, used in bound]
                put(f"reach.{k}.{dim}", [index[v] for v in values], holding)
        return tuple(axes), masks


def _enter(bits: _Bits, part: FamilySide, k: int) -> _SideEntry:
    """Give every cut of a side that is live for the act its bit."""
    out, side = [], part.side
    for later, rules in ((False, part.rules), (True, part.later)):
        for r in rules:
            start = bits.count
            if not (covers := bits.held(r.covers)):
                continue
            exceptions = bits.held(r.exceptions)
            graded: list[tuple[Penalty, list[tuple[int, Truth]] | None]] = []
            if side.threshold is not None:
                graded = [(p, None if at is None else bits.held(at)) for p, at in r.graded]
            reach = []
            if side.reach is not None:
                reach = [(bits.reach(k, where), holds) for where, holds in r.reach]
            any_cover = sum(1 << b for b, _ in covers)
            every_bit = (1 << bits.count) - (1 << start)
            out.append(_Entry(r.rule, later, covers, exceptions, graded, reach, any_cover, every_bit))
    return _SideEntry(out, [(name, mask) for name, found in part.unheld if (mask := bits.mask(found))])


def _walk(masks: list[list[int]], count: int, entries: list[_Entry]) -> tuple[Ids, list[int]]:
    """Every cell's state, dimension by dimension: (flat state index per cell, the states as bit sets).

    A reading none of whose covering cuts still holds cannot come back, so its other bits are dropped: more cells share
    a state.
    """
    owned = [(e.any_cover, e.every_bit) for e in entries]
    cells, states = np.zeros(1, np.int32), [(1 << count) - 1]
    for groups in masks:
        order: dict[int, int] = {}
        rows: list[list[int]] = []
        at_risk = [(mask, [(c, e) for c, e in owned if c & ~mask]) for mask in groups]  # readings a group may end
        for state in states:
            row = []
            for mask, losing in at_risk:
                left = state & mask
                if left != state:
                    for any_cover, every_bit in losing:
                        if not left & any_cover and left & every_bit:
                            left &= ~every_bit
                row.append(order.setdefault(left, len(order)))
            rows.append(row)
        cells, states = np.array(rows, np.int32)[cells].ravel(), list(order)
    return cells, states


# ---------------------------------------------------------------- evaluating states


def _evaluate(side: SideRules, entry: _SideEntry, states: list[int], found: set[int]) -> SideStates:
    """One side in every state that occurs; states that differ only in the other side's cuts are evaluated once."""
    out = SideStates([], [])
    own = sum({e.every_bit for e in entry.rules}) | functools.reduce(int.__or__, (m for _, m in entry.unheld), 0)
    by_state: dict[int, tuple[Truth, Truth]] = {}
    by_rule: dict[tuple[int, int], tuple[Truth, Truth]] = {}
    for n, state in enumerate(states):
        if n not in found:  # never looked at
            out.truths.append(NO)
            out.covered.append(NO)
            continue
        if (both := by_state.get(state & own)) is None:
            both = by_state[state & own] = _side(side, entry, state, by_rule, out)
        out.truths.append(both[0])
        out.covered.append(both[1])
    return out


def _side(
    side: SideRules, entry: _SideEntry, state: int, known: dict[tuple[int, int], tuple[Truth, Truth]], out: SideStates
) -> tuple[Truth, Truth]:
    """One side in one state: (its answer, the same without reach); what was met on the way is noted in `out`."""
    parts: dict[bool, list[tuple[Truth, Truth]]] = {False: [], True: []}
    for i, e in enumerate(entry.rules):
        key = (i, state & e.every_bit)
        if (pair := known.get(key)) is None:
            pair = known[key] = _rule(side, e, state)
            out.by_rule.setdefault(e.rule.reading.id, set()).add(pair[1])
        if pair[1] is not NO:
            parts[e.later].append(pair)
    unread = [name for name, mask in entry.unheld if state & mask]
    out.unheld.update(unread)
    answers = []
    for k in (0, 1):
        now = some([*(p[k] for p in parts[False]), *(UNKNOWN for _ in unread)])
        if side.later is not None:
            then = some([*(p[k] for p in parts[True]), *(UNKNOWN for _ in unread)])
            which = condition(WHICH_DAY)
            now = now if then is now else some([every([which, now]), every([negate(which), then])])
        answers.append(now)
    return answers[0], answers[1]


def _rule(side: SideRules, e: _Entry, state: int) -> tuple[Truth, Truth]:
    """One reading in one state: (its answer, the same without reach)."""
    inside = some(t for b, t in e.covers if state >> b & 1)
    outside = some(t for b, t in e.exceptions if state >> b & 1)
    parts = [inside, negate(outside)]
    if side.threshold is not None:
        hits = [(p, None if at is None else [t for b, t in at if state >> b & 1]) for p, at in e.graded]
        parts.append(_penalty_reaches(hits, side.threshold))
    covered = every(parts)
    if side.reach is None:
        return covered, covered
    # A rule of reach whose text is not held may reach further than we know: then it is never a plain no.
    held = e.rule.reading.reach and all(r.provision is not None for r in e.rule.reach)
    reaches = some([*(t for b, t in e.reach if state >> b & 1), NO if held else UNKNOWN])
    return every([covered, reaches]), covered


def _penalty_reaches(graded: list[tuple[Penalty, list[Truth] | None]], years: float) -> Truth:
    """Whether the penalty at this point reaches `years`: an entry with a box takes the base's place inside it, where
    its conditions hold.
    """
    base = [p for p, holds in graded if holds is None]
    out = some(_reaches(p, years) for p in base) if base else UNKNOWN
    for penalty, holds in graded:
        if holds:
            applies, enough = some(holds), _reaches(penalty, years)
            out = some([every([applies, enough]), every([negate(applies), out])])
    return out


def _reaches(penalty: Penalty, years: float) -> Truth:
    if penalty.life:
        return YES
    if penalty.max_years is None:  # no maximum in the text: at least its minimum
        return YES if (penalty.min_months or 0.0) >= 12 * years else UNKNOWN
    return YES if penalty.max_years >= years else NO
