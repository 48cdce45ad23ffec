"""The fewest questions that decide: a greedy decision tree over open dimensions and open conditions.

A `Puzzle` is a small array of cells (one axis per open dimension, values already folded) whose cells hold three-valued
functions of the open conditions. `ask` takes, at each step, the question with the largest expected fall in entropy;
appraisals, which nobody but a court can answer, come last. The exact optimum is too slow to ship; it is the oracle of
the tests.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutela.law._truth import Truth

Ids = npt.NDArray[np.int32]
CANNOT_OCCUR = -1


@dataclass(frozen=True)
class Axis:
    """An open dimension: its name (`family.dimension`, `reach.dimension`) and the groups of values that make no
    difference among themselves.
    """

    name: str
    groups: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False)
class Puzzle:
    """Cells of shape `(len(axis.groups), …)` holding an index into `truths`, or -1 where nothing can occur."""

    axes: tuple[Axis, ...]
    cells: Ids
    truths: Sequence[Truth]


@dataclass(frozen=True)
class Leaf:
    """Decided: yes, no, or unknown (it turns on a text not held, which no question can settle)."""

    answer: str


@dataclass(frozen=True)
class Ask:
    """A question: an axis (branches are groups of its values) or a condition (branches `yes` and `no`)."""

    name: str
    axis: Axis | None
    branches: tuple[tuple[tuple[int, ...] | bool, Tree], ...]


Tree = Leaf | Ask


def ask(puzzle: Puzzle, late: Callable[[str], bool], budget: int = 150) -> Tree | None:
    """The greedy tree; None where it would need more than `budget` questions (then `first` gives the next one to put).

    Args:
        late: whether a condition is asked only when nothing else helps (appraisals).
    """
    left = budget
    known: dict[object, tuple[Tree, int]] = {}  # what is left after different answers is often the same: grown once

    def grow(here: Puzzle) -> Tree | None:
        nonlocal left
        if (answer := decided(here)) is not None:
            return Leaf(answer)
        key = (here.axes, here.cells.tobytes(), tuple(here.truths))
        if (found := known.get(key)) is not None:
            left -= found[1]
            return found[0] if left >= 0 else None
        before, left = left, left - 1
        if left < 0:
            return None
        branches: list[tuple[tuple[int, ...] | bool, Tree]] = []
        pick = first(here, late)
        for value, rest in _answers(here, pick):
            if (kid := grow(compact(rest))) is None:
                return None
            branches.append((value, kid))
        made = Ask(pick, None, tuple(branches)) if isinstance(pick, str) else Ask(pick.name, pick, tuple(branches))
        known[key] = made, before - left
        return made

    return grow(compact(puzzle))


def decided(puzzle: Puzzle) -> str | None:
    """The one answer that every cell has under every condition, or None (of a compact puzzle)."""
    return puzzle.truths[0].constant if len(puzzle.truths) == 1 else None


def first(puzzle: Puzzle, late: Callable[[str], bool]) -> Axis | str:
    """The question of a compact puzzle to put first: an axis, or the name of a condition."""
    truths, n = puzzle.truths, len(puzzle.truths)
    shares = [t.shares() for t in truths]
    best, pick = math.inf, None
    for d, axis in enumerate(puzzle.axes):
        if len(axis.groups) > 1:
            rows = _by_value(puzzle.cells, d, n) @ np.array(shares)
            if (open_ := round(sum(_entropy(*row) for row in rows.tolist()), _DIGITS)) < best:
                best, pick = open_, axis
    counts = np.bincount(puzzle.cells.ravel() + 1, minlength=n + 1)[1:].tolist()
    names = sorted({x for t in truths for x in t.names})
    told: Axis | str | None = pick
    for when in (False, True):  # what nobody but a court can answer comes last
        for name in names:
            if late(name) is when and (open_ := round(_open_after(name, truths, shares, counts), _DIGITS)) < best:
                best, told = open_, name
        if told is not None:
            return told
    raise AssertionError("an undecided puzzle has something left to ask")


def compact(puzzle: Puzzle) -> Puzzle:
    """The same puzzle with equal functions under one index, and without values and axes that make no difference."""
    order: dict[Truth, int] = {}
    table = [CANNOT_OCCUR] * (len(puzzle.truths) + 1)
    for i in distinct(puzzle.cells):
        if i >= 0:
            table[i + 1] = order.setdefault(puzzle.truths[i], len(order))
    cells: Ids = np.array(table, np.int32)[puzzle.cells + 1]
    axes = list(puzzle.axes)
    for d in range(cells.ndim - 1, -1, -1):
        alike = _alike(cells, d)
        if len(alike) < cells.shape[d]:
            cells = cells.take([m[0] for m in alike], axis=d)
            axes[d] = Axis(axes[d].name, tuple(tuple(sorted(v for k in m for v in axes[d].groups[k])) for m in alike))
        if len(alike) == 1:
            cells = cells.squeeze(axis=d)
            del axes[d]
    return Puzzle(tuple(axes), cells, list(order))


def distinct(cells: Ids) -> list[int]:
    """The indices that stand in some cell (-1 among them where nothing can occur)."""
    found: list[int] = (np.bincount(cells.ravel() + 1).nonzero()[0] - 1).tolist()
    return found


_DIGITS = 9  # bits are compared to this precision, so that ties are ties on every machine


def _answers(puzzle: Puzzle, pick: Axis | str) -> list[tuple[tuple[int, ...] | bool, Puzzle]]:
    """What is left after each answer to a question; answers that leave the same are one, those that cannot be, none."""
    if isinstance(pick, str):
        axes, cells, truths = puzzle.axes, puzzle.cells, puzzle.truths
        return [(yes, Puzzle(axes, cells, [t.given(pick, yes) for t in truths])) for yes in (True, False)]
    d = puzzle.axes.index(pick)
    rest, out = puzzle.axes[:d] + puzzle.axes[d + 1 :], list[tuple[tuple[int, ...] | bool, Puzzle]]()
    for members in _alike(puzzle.cells, d):
        part: Ids = np.asarray(puzzle.cells.take([members[0]], axis=d).squeeze(axis=d))
        if (part != CANNOT_OCCUR).any():
            values = tuple(sorted(v for k in members for v in pick.groups[k]))
            out.append((values, Puzzle(rest, part, puzzle.truths)))
    return out


def _alike(cells: Ids, d: int) -> list[list[int]]:
    """The values of axis `d`, those that make no difference among themselves together."""
    rows, size = cells.swapaxes(0, d).tobytes(), cells.itemsize * cells.size // cells.shape[d]
    found: dict[bytes, list[int]] = {}
    for k in range(cells.shape[d]):
        found.setdefault(rows[k * size : (k + 1) * size], []).append(k)
    return list(found.values())


def _by_value(cells: Ids, d: int, n: int) -> npt.NDArray[np.float64]:
    """How often each function stands at each value of axis d: shape (values, n)."""
    rows = cells.swapaxes(0, d).reshape(cells.shape[d], -1)
    offset = np.arange(1, len(rows) * (n + 1), n + 1)[:, None]
    counted = np.bincount((rows + offset).ravel(), minlength=len(rows) * (n + 1)).reshape(len(rows), n + 1)
    return counted[:, 1:].astype(float)


def _open_after(
    name: str, truths: Sequence[Truth], shares: Sequence[tuple[float, float, float]], counts: Sequence[int]
) -> float:
    """The expected entropy, in bits over all cells, once a condition is answered."""
    out = 0.0
    for answer in (True, False):
        yes = unknown = no = 0.0
        for truth, share, count in zip(truths, shares, counts, strict=True):
            a, b, c = truth.given(name, answer).shares() if name in truth.names else share
            yes, unknown, no = yes + a * count, unknown + b * count, no + c * count
        out += _entropy(yes, unknown, no) / 2
    return out


def _entropy(yes: float, unknown: float, no: float) -> float:
    """The entropy in bits of weights of the three answers, times their sum."""
    total = yes + unknown + no
    return total * math.log2(total) - sum(x * math.log2(x) for x in (yes, unknown, no) if x > 0) if total else 0.0
