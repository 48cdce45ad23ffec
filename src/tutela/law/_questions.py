"""The fewest questions that decide: a greedy decision tree over open dimensions and open conditions.

A `Puzzle` is a small array of cells (one axis per open dimension, values already folded) whose cells hold three-valued
functions of the open conditions. `ask` takes, at each step, the question with the largest expected fall in entropy;
appraisals, which nobody but a court can answer, come last. The exact optimum is too slow to ship; it is the oracle of
the tests.
"""

from __future__ import annotations

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
    left = [budget]

    def grow(here: Puzzle) -> Tree | None:
        if (answer := decided(here)) is not None:
            return Leaf(answer)
        left[0] -= 1
        if left[0] < 0:
            return None
        pick = first(here, late)
        branches: list[tuple[tuple[int, ...] | bool, Tree]] = []
        if isinstance(pick, str):
            for yes in (True, False):
                kid = grow(compact(Puzzle(here.axes, here.cells, [t.given(pick, yes) for t in here.truths])))
                if kid is None:
                    return None
                branches.append((yes, kid))
            return Ask(pick, None, tuple(branches))
        d = here.axes.index(pick)
        rest = here.axes[:d] + here.axes[d + 1 :]
        alike: dict[bytes, list[int]] = {}
        for k in range(len(pick.groups)):
            alike.setdefault(np.take(here.cells, k, axis=d).tobytes(), []).append(k)
        for members in alike.values():
            part: Ids = np.take(here.cells, members[0], axis=d).copy()
            if (part == CANNOT_OCCUR).all():
                continue
            kid = grow(compact(Puzzle(rest, part, here.truths)))
            if kid is None:
                return None
            branches.append((tuple(sorted(v for k in members for v in pick.groups[k])), kid))
        return Ask(pick.name, pick, tuple(branches))

    return grow(compact(puzzle))


def decided(puzzle: Puzzle) -> str | None:
    """The one answer that every cell has under every condition, or None (of a compact puzzle)."""
    return puzzle.truths[0].constant if len(puzzle.truths) == 1 else None


def first(puzzle: Puzzle, late: Callable[[str], bool]) -> Axis | str:
    """The question of a compact puzzle to put first: an axis, or the name of a condition."""
    n = len(puzzle.truths)
    counts = np.bincount(puzzle.cells.ravel() + 1, minlength=n + 1)[1:].astype(float)
    shares = np.array([t.shares() for t in puzzle.truths])
    total = float(counts.sum())
    best: tuple[float, float, int] | None = None
    pick: Axis | str | None = None
    for d, axis in enumerate(puzzle.axes):
        if len(axis.groups) < 2:
            continue
        rows = _by_value(puzzle.cells, d, n)
        weights = rows.sum(1)
        key = (0.0, float(weights @ _entropies(rows @ shares, weights)) / total, d)
        if best is None or key < best:
            best, pick = key, axis
    for j, name in enumerate(sorted({x for t in puzzle.truths for x in t.names})):
        h = 0.0
        for yes in (True, False):
            mixed = counts @ np.array([t.given(name, yes).shares() for t in puzzle.truths])
            h += 0.5 * float(_entropies(mixed[None], np.array([total]))[0])
        key = (1.0 if late(name) else 0.0, h, len(puzzle.axes) + j)
        if best is None or key < best:
            best, pick = key, name
    assert pick is not None, "an undecided puzzle has something left to ask"
    return pick


def compact(puzzle: Puzzle) -> Puzzle:
    """The same puzzle with equal functions under one index, and without values and axes that make no difference."""
    order: dict[Truth, int] = {}
    used = distinct(puzzle.cells)
    table = np.full(len(puzzle.truths) + 1, CANNOT_OCCUR, np.int32)
    for i in used:
        if i >= 0:
            table[i + 1] = order.setdefault(puzzle.truths[i], len(order))
    cells: Ids = table[puzzle.cells + 1]
    axes = list(puzzle.axes)
    for d in range(cells.ndim - 1, -1, -1):
        alike: dict[bytes, list[int]] = {}
        for k in range(cells.shape[d]):
            alike.setdefault(np.take(cells, k, axis=d).tobytes(), []).append(k)
        if len(alike) < cells.shape[d]:
            cells = np.take(cells, [m[0] for m in alike.values()], axis=d)
            axes[d] = Axis(
                axes[d].name, tuple(tuple(sorted(v for k in m for v in axes[d].groups[k])) for m in alike.values())
            )
        if cells.shape[d] == 1:
            cells = cells.squeeze(axis=d)
            del axes[d]
    return Puzzle(tuple(axes), cells.copy(), list(order))


def distinct(cells: Ids) -> list[int]:
    """The indices that stand in some cell (-1 among them where nothing can occur)."""
    found: list[int] = (np.flatnonzero(np.bincount(cells.ravel() + 1)) - 1).tolist()
    return found


def _by_value(cells: Ids, d: int, n: int) -> npt.NDArray[np.float64]:
    """How often each function stands at each value of axis d: shape (values, n)."""
    rows = np.moveaxis(cells, d, 0).reshape(cells.shape[d], -1)
    offset = (np.arange(len(rows)) * (n + 1))[:, None]
    counted = np.bincount((rows + 1 + offset).ravel(), minlength=len(rows) * (n + 1)).reshape(len(rows), n + 1)
    return counted[:, 1:].astype(float)


def _entropies(mixed: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Entropy in bits of each row of (yes, unknown, no) weights; 0 where a row is empty."""
    p = mixed / np.maximum(weights, 1e-300)[:, None]
    bits: npt.NDArray[np.float64] = -np.where(p > 1e-12, p * np.log2(np.maximum(p, 1e-300)), 0.0).sum(axis=1)
    return bits
