"""How many boxes a region is said in, beside the fewest possible: an exact solver on random small regions.

    python bench/boxes.py

Two lots of regions with a fixed seed: as small as those that the tests draw (2 or 3 dimensions of 2 or 3 values), and
larger ones (3 dimensions of 3 or 4 values). Half the points are to be said; some of the others are free to use.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from tutela.law._boxes import maximal_boxes

Bools = npt.NDArray[np.bool_]
Figure = tuple[str, float, str, str]  # what, measured, unit, goal

CASES, SEED = 60, 20261123


def figures() -> list[Figure]:
    """Mean and worst ratio of boxes used to the fewest, for both lots. The goal of issue 2: at most 1.5 times."""
    out: list[Figure] = []
    for lot, dims, values in (("small", (2, 3), (2, 3)), ("larger", (3, 3), (3, 4))):
        ratios = [len(maximal_boxes(t, f)) / fewest(t, f) for t, f in itertools.islice(regions(dims, values), CASES)]
        what = f"boxes used : fewest possible, {CASES} random {lot} regions"
        out.append((f"{what}, mean", float(np.mean(ratios)), "times", "≤ 1.5"))
        out.append((f"{what}, worst", max(ratios), "times", "≤ 1.5"))
    return out


def regions(dims: tuple[int, int], values: tuple[int, int]) -> Iterator[tuple[Bools, Bools]]:
    """Regions to say and points free to use; ranges include both ends."""
    rng = np.random.default_rng(SEED)
    while True:
        shape = tuple(int(n) for n in rng.integers(values[0], values[1] + 1, int(rng.integers(dims[0], dims[1] + 1))))
        target: Bools = rng.random(shape) < 0.5
        if target.any():
            yield target, (rng.random(shape) < 0.15) & ~target


def fewest(target: Bools, free: Bools) -> int:
    """The least number of boxes inside `target | free` that together cover `target`.

    Raises:
        RuntimeError: the solver found no proven optimum.
    """
    allowed = target | free
    sides = [[c for r in range(1, n + 1) for c in itertools.combinations(range(n), r)] for n in target.shape]
    inside = [np.ix_(*box) for box in itertools.product(*sides) if _is_maximal(allowed, box)]
    model = cp_model.CpModel()
    taken = [model.new_bool_var(f"box {k}") for k in range(len(inside))]
    holders = np.empty(target.shape, object)
    for point in np.ndindex(*target.shape):
        holders[point] = []
    for variable, at in zip(taken, inside, strict=True):
        for members in holders[at].ravel():
            members.append(variable)
    for members in holders[target]:
        model.add_bool_or(members)
    model.minimize(sum(taken))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if solver.solve(model) != cp_model.OPTIMAL:
        raise RuntimeError("the exact solver proved no optimum; expected one for regions as small as these")
    return round(solver.objective_value)


def _is_maximal(allowed: Bools, box: tuple[tuple[int, ...], ...]) -> bool:
    """Inside, and no value more would be: some fewest cover uses such boxes only."""
    if not allowed[np.ix_(*box)].all():
        return False
    for d, side in enumerate(box):
        slab = allowed[np.ix_(*(range(n) if k == d else box[k] for k, n in enumerate(allowed.shape)))]
        fits = slab.all(axis=tuple(k for k in range(allowed.ndim) if k != d))
        if int(fits.sum()) > len(side):
            return False
    return True


if __name__ == "__main__":
    for what, measured, unit, goal in figures():
        print(f"{what:70} {measured:6.2f} {unit:6} {goal}")
    sys.exit(0)
