"""From facts to a puzzle: what one act, as far as it is known, is under each of two systems.

The open dimensions of the act are folded to the values that the two systems' readings tell apart. The cells of what is
left are then walked dimension by dimension, carrying only which cuts still hold (one bit each): cells in which the same
cuts hold share one state, and a state is evaluated once. Per side it gets a three-valued function of the open
conditions: *covered by some reading, and none of its exceptions binds, and the reading reaches the case, and its
penalty meets the threshold*. A text not held makes a state unknown; it never makes a yes or a no.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tutela.law._facts import Act
from tutela.law._law import Law, LawError, Rule, Unheld
from tutela.law._questions import CANNOT_OCCUR, Axis, Ids
from tutela.law._schema import Penalty
from tutela.law._space import Cut
from tutela.law._truth import NO, UNKNOWN, YES, Truth, condition, every, negate, some

MAX_CELLS = 4_000_000
WHICH_DAY = "requested.law-of-the-day-of-the-conduct"

ReachBase = dict[str, tuple[str, ...]]  # per dimension of the reach space, the values still possible


@dataclass(frozen=True)
class SideRules:
    """What may apply on one side: the rules of each relevant day (one, or two where the law changed between), and the
    texts not held.
    """

    system: str
    rules: tuple[Rule, ...]
    later: tuple[Rule, ...] | None
    unheld: tuple[Unheld, ...]
    threshold: float | None  # years of maximum imprisonment that the offence must reach
    reach: ReachBase | None  # None: reach is not part of the answer on this side


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
    """The folded cells of one act: per cell the index of its state, -1 where nothing can occur."""

    axes: tuple[Axis, ...]
    cells: Ids
    sides: tuple[SideStates, ...]


def live(cuts: Iterable[Cut], act: Act) -> list[Cut]:
    """The cuts that share a point with what the act may be."""
    name, allowed = act.family.name, act.masks
    return [c for c in cuts if c.family == name and all(map(int.__and__, c.masks, allowed))]


def board(law: Law, act: Act, sides: Sequence[SideRules]) -> Board:
    """Walk the cells of an act under the rules of both sides.

    Raises:
        LawError: the facts cannot occur together, or so little is known that too many cells remain.
    """
    bits = _Bits(law, act)
    void = sum(1 << b for b in bits.add(act.family.void))
    entered = [_enter(bits, side, k) for k, side in enumerate(sides)]
    axes, masks = bits.fold(sides)
    shape = tuple(len(a.groups) for a in axes)
    if (size := int(np.prod(shape, dtype=np.int64))) > MAX_CELLS:
        open_ = ", ".join(d for d in act.family.dims if d not in act.stated)
        raise LawError(f"too little is known: {size:,} cases remain to be told apart; state more of {open_}")
    cells, states = _walk(masks, bits.count, [e for side in entered for e in side.rules])
    occurs = np.array([not state & void for state in states])[cells]
    if not occurs.any():
        raise LawError(
            f"these facts cannot occur together in {act.family.name}; correct one of them "
            "(see its `void` in the conduct space)"
        )
    found = set(np.flatnonzero(np.bincount(cells[occurs].ravel(), minlength=len(states))).tolist())
    return Board(
        axes,
        np.where(occurs, cells, CANNOT_OCCUR).astype(np.int32).reshape(shape),
        tuple(_evaluate(side, entry, states, found) for side, entry in zip(sides, entered, strict=True)),
    )


# ---------------------------------------------------------------- bits


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class _SideEntry:
    rules: list[_Entry]
    unheld: list[tuple[str, int]]


class _Bits:
    """One bit per cut that is live for this act, and per reach box; `fold` says in which groups of values each holds."""

    def __init__(self, law: Law, act: Act) -> None:
        self._law, self._act = law, act
        self._cuts: list[Cut | tuple[int, dict[str, list[str]]]] = []

    @property
    def count(self) -> int:
        return len(self._cuts)

    def add(self, cuts: Iterable[Cut]) -> list[int]:
        found = live(cuts, self._act)
        self._cuts += found
        return list(range(self.count - len(found), self.count))

    def held(self, cuts: Iterable[Cut]) -> list[tuple[int, Truth]]:
        """Bits with the function of the conditions under which each cut holds."""
        bits = self.add(cuts)
        return [(b, _conditions(self._law, c.conditions)) for b in bits if isinstance(c := self._cuts[b], Cut)]

    def reach(self, side: int, where: dict[str, list[str]]) -> int:
        self._cuts.append((side, where))
        return self.count - 1

    def fold(self, sides: Sequence[SideRules]) -> tuple[tuple[Axis, ...], list[list[int]]]:
        """The axes (conduct, then each side's reach), and per axis and group the bits of the cuts that hold there."""
        act, axes, masks = self._act, list[Axis](), list[list[int]]()

        def put(name: str, allowed: Sequence[int], holding: Sequence[tuple[int, frozenset[int]]], free: int) -> None:
            groups: dict[int, list[int]] = {}
            for value in allowed:
                groups.setdefault(sum(1 << b for b, used in holding if value in used), []).append(value)
            axes.append(Axis(name, tuple(map(tuple, groups.values()))))
            masks.append([mask | free for mask in groups])

        cuts = [(b, c) for b, c in enumerate(self._cuts) if isinstance(c, Cut)]
        boxes = [(b, c) for b, c in enumerate(self._cuts) if not isinstance(c, Cut)]
        others = sum(1 << b for b, _ in boxes)
        for d, dim in enumerate(act.family.dims):
            holding = [(b, frozenset(s)) for b, c in cuts if (s := c.sel[d]) is not None]
            free = others + sum(1 << b for b, c in cuts if c.sel[d] is None)
            put(f"{act.family.name}.{dim}", act.allowed[d], holding, free)
        every_bit = (1 << self.count) - 1
        for k, side in enumerate(sides):
            for dim, values in (side.reach or {}).items():
                names = list(self._law.space.spec.reach[dim])
                bound = [(b, where[dim]) for b, (n, where) in boxes if n == k and dim in where]
                holding = [(b, frozenset(names.index(v) for v in used)) for b, used in bound]
                free = every_bit - sum(1 << b for b, _ in bound)
                put(f"reach.{k}.{dim}", [names.index(v) for v in values], holding, free)
        return tuple(axes), masks


def _enter(bits: _Bits, side: SideRules, k: int) -> _SideEntry:
    """Give every cut of a side that is live for the act its bit."""
    out = []
    for later, rules in ((False, side.rules), (True, side.later or ())):
        for rule in rules:
            covers = bits.held(rule.covers)
            if not covers:
                continue
            start = covers[0][0]
            exceptions = bits.held(c for c in rule.exceptions if not c.defence)
            graded: list[tuple[Penalty, list[tuple[int, Truth]] | None]] = []
            if side.threshold is not None:
                graded = [(g.penalty, None if g.cuts is None else bits.held(g.cuts)) for g in rule.penalties]
            reach = []
            if side.reach is not None:
                reach = [(bits.reach(k, r.where), _conditions(bits._law, frozenset(r.conditions))) for r in rule.reach]
            any_cover = sum(1 << b for b, _ in covers)
            out.append(
                _Entry(rule, later, covers, exceptions, graded, reach, any_cover, (1 << bits.count) - (1 << start))
            )
    unheld = [(t.id, sum(1 << b for b in bits.add(t.cuts))) for t in side.unheld]
    return _SideEntry(out, [(name, mask) for name, mask in unheld if mask])


def _walk(masks: list[list[int]], count: int, entries: list[_Entry]) -> tuple[Ids, list[int]]:
    """Every cell's state, dimension by dimension: (flat state index per cell, the states as bit sets).

    A reading none of whose covering cuts still holds cannot come back, so its other bits are dropped: more cells share
    a state.
    """
    owned = [(e.any_cover, e.every_bit) for e in entries]
    cells, states = np.zeros(1, np.int32), [(1 << count) - 1]
    for groups in masks:
        order: dict[int, int] = {}
        table = np.empty((len(states), len(groups)), np.int32)
        for n, state in enumerate(states):
            for g, mask in enumerate(groups):
                left = state & mask
                if left != state:
                    for any_cover, every_bit in owned:
                        if not left & any_cover and left & every_bit:
                            left &= ~every_bit
                table[n, g] = order.setdefault(left, len(order))
        cells, states = table[cells].ravel(), list(order)
    return cells, states


# ---------------------------------------------------------------- evaluating states


def _evaluate(side: SideRules, entry: _SideEntry, states: list[int], found: set[int]) -> SideStates:
    """One side in every state that occurs; states that differ only in the other side's cuts are evaluated once."""
    out = SideStates([], [])
    own = sum({e.every_bit for e in entry.rules}) | functools.reduce(int.__or__, (m for _, m in entry.unheld), 0)
    by_state: dict[int, tuple[Truth, Truth]] = {}
    by_rule: dict[tuple[int, int], tuple[Truth, Truth]] = {}
    for n, state in enumerate(states):
        if n not in found:
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
    reaches = some(t for b, t in e.reach if state >> b & 1) if e.rule.reach else UNKNOWN
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
    return UNKNOWN if penalty.max_years is None else YES if penalty.max_years >= years else NO


def _conditions(law: Law, names: frozenset[str]) -> Truth:
    return every(condition(n) if law.askable(n) else UNKNOWN for n in sorted(names))


def answered(rules: Sequence[Rule], answers: dict[str, bool]) -> tuple[Rule, ...]:
    """The rules with the case's own answers taken up, as far as they are questions that a case can answer."""
    if not answers:
        return tuple(rules)

    def take(cuts: Iterable[Cut]) -> tuple[Cut, ...]:
        return tuple(c for cut in cuts if (c := _given(cut, answers)))

    out = []
    for rule in rules:
        out.append(
            replace(
                rule,
                covers=take(rule.covers),
                exceptions=take(rule.exceptions),
                reach=tuple(
                    r.model_copy(update={"conditions": [c for c in r.conditions if c not in answers]})
                    for r in rule.reach
                    if all(answers.get(c, True) for c in r.conditions)
                ),
                penalties=tuple(replace(g, cuts=None if g.cuts is None else take(g.cuts)) for g in rule.penalties),
            )
        )
    return tuple(out)


def _given(cut: Cut, answers: dict[str, bool]) -> Cut | None:
    if any(answers.get(c) is False for c in cut.conditions):
        return None
    return replace(cut, conditions=frozenset(c for c in cut.conditions if c not in answers))
