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


def ask(puzzle: Puzzle, late: Callable[[str], bool], budget: int = 300) -> Tree | None:
    """The greedy tree; None where it would need more than `budget` questions (then `first` gives the next one to put).

    Args:
        late: whether a condition is asked only when nothing else helps (appraisals).
    """
    left = [budget]

    def grow(cells: Ids, truths: Sequence[Truth], axes: tuple[Axis, ...]) -> Tree | None:
        cells, truths = _compact(cells, truths)
        if (answer := decided(cells, truths)) is not None:
            return Leaf(answer)
        left[0] -= 1
        if left[0] < 0:
            return None
        pick = first(Puzzle(axes, cells, truths), late)
        branches: list[tuple[tuple[int, ...] | bool, Tree]] = []
        if isinstance(pick, str):
            for answer_ in (True, False):
                kid = grow(cells, [t.given(pick, answer_) for t in truths], axes)
                if kid is None:
                    return None
                branches.append((answer_, kid))
            return Ask(pick, None, tuple(branches))
        d = axes.index(pick)
        rest = axes[:d] + axes[d + 1 :]
        merged: dict[Tree, list[int]] = {}
        for k, group in enumerate(pick.groups):
            part: Ids = np.take(cells, [k], axis=d).squeeze(axis=d)
            if (part == CANNOT_OCCUR).all():
                continue
            kid = grow(part, truths, rest)
            if kid is None:
                return None
            merged.setdefault(kid, []).extend(group)
        return Ask(pick.name, pick, tuple((tuple(sorted(g)), kid) for kid, g in merged.items()))

    return grow(puzzle.cells, puzzle.truths, puzzle.axes)


def decided(cells: Ids, truths: Sequence[Truth]) -> str | None:
    """The one answer that every cell has under every condition, or None."""
    found: set[str | None] = {truths[i].constant for i in np.unique(cells).tolist() if i != CANNOT_OCCUR}
    return found.pop() if len(found) == 1 else None


def first(puzzle: Puzzle, late: Callable[[str], bool]) -> Axis | str:
    """The question to put first: an axis, or the name of a condition."""
    ids, counts = np.unique(puzzle.cells[puzzle.cells != CANNOT_OCCUR], return_counts=True)
    shares = np.array([t.shares() for t in puzzle.truths])
    total = counts.sum()
    best: tuple[float, float, int] | None = None
    pick: Axis | str | None = None
    for d, axis in enumerate(puzzle.axes):
        if len(axis.groups) < 2:
            continue
        h, spread = _axis_entropy(puzzle.cells, d, shares, len(puzzle.truths))
        if spread and (best is None or (0.0, h / total, d) < best):
            best, pick = (0.0, h / total, d), axis
    names = sorted({n for i in ids.tolist() for n in puzzle.truths[i].names})
    for j, name in enumerate(names):
        h = 0.0
        for answer in (True, False):
            given = np.array([puzzle.truths[i].given(name, answer).shares() for i in ids.tolist()])
            h += 0.5 * _entropy(counts @ given / total)
        key = (1.0 if late(name) else 0.0, h, len(puzzle.axes) + j)
        if best is None or key < best:
            best, pick = key, name
    assert pick is not None, "an undecided puzzle has something left to ask"
    return pick


def _axis_entropy(cells: Ids, d: int, shares: npt.NDArray[np.float64], n: int) -> tuple[float, bool]:
    """(weighted entropy after asking axis d, whether the axis tells anything apart)."""
    rows = np.moveaxis(cells, d, 0).reshape(cells.shape[d], -1)
    h, spread = 0.0, False
    counts = np.stack([np.bincount(row[row >= 0], minlength=n) for row in rows])
    weights = counts.sum(1)
    for w, count in zip(weights.tolist(), counts, strict=True):
        if w:
            h += w * _entropy(count @ shares / w)
    for k in range(1, len(rows)):
        both = (rows[0] >= 0) & (rows[k] >= 0)
        if (rows[0][both] != rows[k][both]).any() or ((rows[0] >= 0) != (rows[k] >= 0)).any():
            spread = True
            break
    return h, spread


def _compact(cells: Ids, truths: Sequence[Truth]) -> tuple[Ids, Sequence[Truth]]:
    """Renumber so that equal functions share an index."""
    ids, inverse = np.unique(cells, return_inverse=True)
    order: dict[Truth, int] = {}
    table = [CANNOT_OCCUR if i == CANNOT_OCCUR else order.setdefault(truths[i], len(order)) for i in ids.tolist()]
    return np.array(table, dtype=np.int32)[inverse].reshape(cells.shape), list(order)


def _entropy(p: npt.NDArray[np.float64]) -> float:
    return -sum(float(x) * math.log2(x) for x in p.tolist() if x > 1e-12)
