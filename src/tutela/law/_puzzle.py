"""From facts to a puzzle: what one act, as far as it is known, is under each of two systems.

The open dimensions of the act are folded to the values that the two systems' readings tell apart; every cell of what is
left gets, per side, a three-valued function of the open conditions: *covered by some reading, and none of its
exceptions binds, and the reading reaches the case, and its penalty meets the threshold*. A text not held makes a cell
unknown; it never makes a yes or a no.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from tutela.law._facts import Act
from tutela.law._law import Law, LawError, Rule, Unheld
from tutela.law._questions import CANNOT_OCCUR, Axis, Ids
from tutela.law._schema import Penalty
from tutela.law._space import Cut
from tutela.law._truth import NO, UNKNOWN, YES, Truth, condition, every, negate, some

MAX_CELLS = 4_000_000

Bools = npt.NDArray[np.bool_]
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
class SideTruths:
    """Per cell an index into `truths`; per rule that covers any cell, its own function somewhere (for listing)."""

    cells: Ids
    truths: list[Truth]
    by_rule: dict[str, set[Truth]] = field(default_factory=dict)
    unheld: set[str] = field(default_factory=set)


@dataclass(frozen=True, eq=False)
class Board:
    """The folded cells of one act: axes, and which of the cells can occur."""

    axes: tuple[Axis, ...]
    shape: tuple[int, ...]
    occurs: Bools


def live(cuts: Iterable[Cut], act: Act) -> list[Cut]:
    """The cuts that share a point with what the act may be."""
    allowed = [frozenset(a) for a in act.allowed]
    return [
        c
        for c in cuts
        if c.family == act.family.name
        and all(s is None or not a.isdisjoint(s) for s, a in zip(c.sel, allowed, strict=True))
    ]


def board(law: Law, act: Act, sides: Sequence[SideRules]) -> Board:
    """Fold the act's open dimensions (and the open dimensions of reach) to what the sides' readings tell apart."""
    cuts = list(act.family.void)
    for side in sides:
        for rule in (*side.rules, *(side.later or ())):
            cuts += live(rule.covers, act)
            cuts += live(rule.exceptions, act)
            cuts += [c for g in rule.penalties if g.cuts for c in live(g.cuts, act)]
        cuts += [c for text in side.unheld for c in live(text.cuts, act)]
    axes = []
    for d, (dim, allowed) in enumerate(zip(act.family.dims, act.allowed, strict=True)):
        used = {c.sel[d] for c in cuts}
        axes.append(Axis(f"{act.family.name}.{dim}", _groups(allowed, [frozenset(u) for u in used if u is not None])))
    for k, side in enumerate(sides):
        if side.reach is None:
            continue
        for dim, values in side.reach.items():
            names = list(law.space.spec.reach[dim])
            used_r = {
                tuple(r.where[dim]) for rule in (*side.rules, *(side.later or ())) for r in rule.reach if dim in r.where
            }
            marks = [frozenset(names.index(v) for v in u) for u in used_r]
            axes.append(Axis(f"reach.{k}.{dim}", _groups(tuple(names.index(v) for v in values), marks)))
    shape = tuple(len(a.groups) for a in axes)
    if (size := int(np.prod(shape, dtype=np.int64))) > MAX_CELLS:
        open_ = ", ".join(d for d in act.family.dims if d not in act.stated)
        raise LawError(f"too little is known: {size:,} cases remain to be told apart; state more of {open_}")
    occurs = np.ones(shape, bool)
    for cut in act.family.void:
        occurs[_mask_index(axes, cut)] = False
    if not occurs.any():
        raise LawError(
            f"these facts cannot occur together in {act.family.name}; correct one of them "
            "(see its `void` in the conduct space)"
        )
    return Board(tuple(axes), shape, occurs)


def side_truths(law: Law, act: Act, on: Board, side: SideRules, index: int) -> SideTruths:
    """The functions of one side over the board's cells."""
    now = _covered(law, act, on, side, side.rules, index)
    if side.later is None:
        return now
    then = _covered(law, act, on, side, side.later, index)
    which = condition(WHICH_DAY)
    pairs = now.cells.astype(np.int64) * len(then.truths) + then.cells
    ids, inverse = np.unique(pairs, return_inverse=True)
    truths = []
    for pair in ids.tolist():
        a, b = now.truths[pair // len(then.truths)], then.truths[pair % len(then.truths)]
        truths.append(a if a == b else some([every([which, a]), every([negate(which), b])]))
    by_rule = {r: now.by_rule.get(r, set()) | then.by_rule.get(r, set()) for r in {**now.by_rule, **then.by_rule}}
    return SideTruths(inverse.reshape(on.shape).astype(np.int32), truths, by_rule, now.unheld | then.unheld)


WHICH_DAY = "requested.law-of-the-day-of-the-conduct"


def both(a: SideTruths, b: SideTruths, occurs: Bools) -> tuple[Ids, list[Truth]]:
    """The joint function: an offence on both sides."""
    pairs = a.cells.astype(np.int64) * len(b.truths) + b.cells
    ids, inverse = np.unique(pairs, return_inverse=True)
    truths = [every([a.truths[p // len(b.truths)], b.truths[p % len(b.truths)]]) for p in ids.tolist()]
    return np.where(occurs, inverse.reshape(occurs.shape), CANNOT_OCCUR).astype(np.int32), truths


def _covered(law: Law, act: Act, on: Board, side: SideRules, rules: Sequence[Rule], index: int) -> SideTruths:
    """One day's readings, cell by cell: cells that the same cuts hit share one evaluation."""
    masks: list[Bools] = []
    spans: list[tuple[Rule, list[Cut], list[Cut], list[tuple[Penalty, list[Cut] | None]], slice]] = []
    for rule in rules:
        covers = live(rule.covers, act)
        if not covers:
            continue
        exceptions = [c for c in live(rule.exceptions, act) if not c.defence]
        graded: list[tuple[Penalty, list[Cut] | None]] = []
        if side.threshold is not None:
            graded = [(g.penalty, None if g.cuts is None else live(g.cuts, act)) for g in rule.penalties]
        start = len(masks)
        for cut in (*covers, *exceptions, *(c for _, cs in graded if cs for c in cs)):
            masks.append(_mask(on, cut))
        if side.reach is not None:
            masks.extend(_reach_mask(law, on, r.where, index) for r in rule.reach)
        spans.append((rule, covers, exceptions, graded, slice(start, len(masks))))
    held = len(masks)
    texts = [(t, live(t.cuts, act)) for t in side.unheld]
    for _, cuts in texts:
        masks.extend(_mask(on, c) for c in cuts)
    if not masks:
        return SideTruths(np.zeros(on.shape, np.int32), [NO])
    flat = np.stack([np.broadcast_to(m, on.shape).ravel() for m in masks])
    packed = np.ascontiguousarray(np.packbits(flat, axis=0).T)
    keys = packed.view([("", np.uint8, packed.shape[1])]).ravel() if packed.shape[1] > 1 else packed.ravel()
    _, firsts, inverse = np.unique(keys, return_index=True, return_inverse=True)
    rows = flat[:, firsts].T
    order: dict[Truth, int] = {}
    table = np.empty(len(rows), np.int32)
    by_rule: dict[str, set[Truth]] = {}
    seen_unheld: set[str] = set()
    evaluated: dict[tuple[int, bytes], Truth] = {}
    occurring = np.zeros(len(rows), bool)
    occurring[np.unique(inverse.reshape(-1)[on.occurs.ravel()])] = True
    for u, row in enumerate(rows):
        parts = []
        for n, (rule, covers, exceptions, graded, span) in enumerate(spans):
            hit = row[span]
            if not hit[: len(covers)].any():
                continue
            key = (n, hit.tobytes())
            if (truth := evaluated.get(key)) is None:
                truth = evaluated[key] = _rule_truth(law, side, rule, covers, exceptions, graded, hit)
            parts.append(truth)
            if truth != NO and occurring[u]:
                by_rule.setdefault(rule.reading.id, set()).add(truth)
        at = held
        for text, cuts in texts:
            if row[at : at + len(cuts)].any():
                parts.append(UNKNOWN)
                if occurring[u]:
                    seen_unheld.add(text.id)
            at += len(cuts)
        table[u] = order.setdefault(some(parts), len(order))
    return SideTruths(table[inverse.reshape(-1)].reshape(on.shape), list(order), by_rule, seen_unheld)


def _rule_truth(
    law: Law, side: SideRules, rule: Rule, covers: list[Cut], exceptions: list[Cut],
    graded: list[tuple[Penalty, list[Cut] | None]], hit: Bools,
) -> Truth:  # fmt: skip
    """One reading at one kind of cell."""
    at = len(covers)
    inside = some(_holds(law, c) for c, h in zip(covers, hit[:at], strict=True) if h)
    outside = some(_holds(law, c) for c, h in zip(exceptions, hit[at : at + len(exceptions)], strict=True) if h)
    parts = [inside, negate(outside)]
    at += len(exceptions)
    if side.threshold is not None:
        hits: list[tuple[Penalty, list[Cut] | None]] = []
        for penalty, cuts in graded:
            if cuts is None:
                hits.append((penalty, None))
                continue
            hits.append((penalty, [c for c, h in zip(cuts, hit[at : at + len(cuts)], strict=True) if h]))
            at += len(cuts)
        parts.append(_penalty_reaches(law, hits, side.threshold))
    if side.reach is not None:
        parts.append(
            some(every(_one(law, c) for c in r.conditions) for r, h in zip(rule.reach, hit[at:], strict=True) if h)
        )
        if not rule.reach:
            parts[-1] = UNKNOWN  # nothing read says whom or where this text reaches
    return every(parts)


def _penalty_reaches(law: Law, graded: list[tuple[Penalty, list[Cut] | None]], years: float) -> Truth:
    """Whether the penalty at this point reaches `years`: an entry with a box takes the base's place inside it, where
    its conditions hold.
    """
    base = [p for p, cuts in graded if cuts is None]
    out = some(_reaches(p, years) for p in base) if base else UNKNOWN
    for penalty, cuts in graded:
        if cuts:
            applies, enough = some(_holds(law, c) for c in cuts), _reaches(penalty, years)
            out = some([every([applies, enough]), every([negate(applies), out])])
    return out


def _reaches(penalty: Penalty, years: float) -> Truth:
    if penalty.life:
        return YES
    return UNKNOWN if penalty.max_years is None else YES if penalty.max_years >= years else NO


def _holds(law: Law, cut: Cut) -> Truth:
    return every(_one(law, c) for c in sorted(cut.conditions))


def _one(law: Law, name: str) -> Truth:
    return condition(name) if law.askable(name) else UNKNOWN


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


def _groups(allowed: Sequence[int], used: Sequence[frozenset[int]]) -> tuple[tuple[int, ...], ...]:
    found: dict[tuple[bool, ...], list[int]] = {}
    for k in allowed:
        found.setdefault(tuple(k in u for u in used), []).append(k)
    return tuple(map(tuple, found.values()))


def _mask_index(axes: Sequence[Axis], cut: Cut) -> tuple[npt.NDArray[np.intp], ...]:
    picks = [
        [
            g
            for g, group in enumerate(axis.groups)
            if d >= len(cut.sel) or cut.sel[d] is None or group[0] in (cut.sel[d] or ())
        ]
        for d, axis in enumerate(axes)
    ]
    return np.ix_(*(np.array(p, np.intp) for p in picks))


def _mask(on: Board, cut: Cut) -> Bools:
    """A cut over the board, broadcastable to its shape."""
    out = np.ones((1,) * len(on.shape), bool)
    for d, s in enumerate(cut.sel):
        if s is not None:
            line = np.array([group[0] in s for group in on.axes[d].groups])
            out = out & line.reshape((1,) * d + (-1,) + (1,) * (len(on.shape) - d - 1))
    return out


def _reach_mask(law: Law, on: Board, where: dict[str, list[str]], index: int) -> Bools:
    out = np.ones((1,) * len(on.shape), bool)
    for d, axis in enumerate(on.axes):
        kind, _, rest = axis.name.partition(".")
        if kind == "reach" and rest.startswith(f"{index}."):
            dim = rest.removeprefix(f"{index}.")
            if dim in where:
                names = list(law.space.spec.reach[dim])
                line = np.array([names[group[0]] in where[dim] for group in axis.groups])
                out = out & line.reshape((1,) * d + (-1,) + (1,) * (len(on.shape) - d - 1))
    return out
