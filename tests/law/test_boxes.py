"""Regions as few boxes, and boxes as sentences that say nothing false."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from tutela.law import Law
from tutela.law._boxes import ages_said, describe, either, fold, maximal_boxes, sentence
from tutela.law._coverage import Bools, grids


def fewest(target: Bools, free: Bools) -> int:
    """The least number of boxes inside target | free that cover target, by an exact solver."""
    subsets = [[c for r in range(1, n + 1) for c in itertools.combinations(range(n), r)] for n in target.shape]
    boxes = [b for b in itertools.product(*subsets) if (target | free)[np.ix_(*b)].all() and target[np.ix_(*b)].any()]
    model = cp_model.CpModel()
    used = [model.new_bool_var(str(i)) for i in range(len(boxes))]
    for point in np.argwhere(target):
        model.add_bool_or(
            [u for u, b in zip(used, boxes, strict=True) if all(int(k) in c for k, c in zip(point, b, strict=True))]
        )
    model.minimize(sum(used))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return int(solver.objective_value)


def random_region(seed: int) -> tuple[Bools, Bools]:
    rng = np.random.default_rng(seed)
    shape = tuple(int(n) for n in rng.integers(2, 4, size=int(rng.integers(2, 4))))
    target = rng.random(shape) < 0.5
    return target, (rng.random(shape) < 0.15) & ~target


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31))
def test_boxes_cover_the_region_and_are_near_the_fewest(seed: int) -> None:
    target, free = random_region(seed)
    if not target.any():
        return
    boxes, painted = maximal_boxes(target, free), np.zeros(target.shape, bool)
    for box in boxes:
        painted[np.ix_(*box)] = True
    assert not (target & ~painted).any()
    assert not (painted & ~(target | free)).any()
    assert len(boxes) <= 1.5 * fewest(target, free) + 1e-9


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**31))
def test_folding_keeps_every_label(seed: int) -> None:
    target, free = random_region(seed)
    label = np.where(target, 1, np.where(free, -1, 0)).astype(np.int8)
    small, groups = fold(label)
    for point in np.ndindex(*label.shape):
        at = tuple(next(g for g, members in enumerate(groups[d]) if v in members) for d, v in enumerate(point))
        if label[point] != -1:
            assert small[at] == label[point]


def test_a_description_says_nothing_false_and_misses_nothing(small: Law) -> None:
    rng = np.random.default_rng(3)
    for grid in grids(small).values():
        domain = grid.occurs & (rng.random(grid.shape) < 0.7)
        half = tuple(slice(0, max(1, n // 2)) if k % 2 else slice(None) for k, n in enumerate(grid.shape))
        target = np.zeros(grid.shape, bool)
        target[half] = domain[half]
        painted = np.zeros(grid.shape, bool)
        for box, said in describe(grid, target, domain):
            painted[np.ix_(*box)] = True
            assert said
        assert (painted & domain == target).all()


@pytest.mark.parametrize(
    ("years", "said"),
    [([0, 1, 2], "under 3"), ([16, 17], "aged 16 or 17"), ([14, 15, 16], "aged 14 to 16"), ([5], "aged 5"), ([0, 1, 17], "under 2 or aged 17")],
)  # fmt: skip
def test_ages_in_words(years: list[int], said: str) -> None:
    assert ages_said(years) == said


def test_lists_are_flat() -> None:
    assert either(["a", "b", "c"]) == "a, b or c"
    assert either(["a or b", "c"]) == "a or b; or c"


@pytest.mark.parametrize("family", ["image_of_child", "other_material", "contact", "performance", "extortion"])
def test_a_sentence_stands_for_one_box_only(real: Law, family: str) -> None:
    """Two boxes that differ inside the standard never get the same sentence: what is said can be read back."""
    rng, grid = np.random.default_rng(7), grids(real)[family]
    for _ in range(60):
        asked = [sorted(rng.choice(n, size=int(rng.integers(1, n + 1)), replace=False).tolist()) for n in grid.shape]
        domain = np.zeros(grid.shape, bool)
        domain[np.ix_(*asked)] = True
        domain &= grid.occurs
        box = [sorted(rng.choice(a, size=int(rng.integers(1, len(a) + 1)), replace=False).tolist()) for a in asked]
        d = int(rng.integers(len(box)))
        changed = [*box]
        changed[d] = sorted(set(box[d]) ^ {int(rng.choice(asked[d]))})
        if not changed[d]:
            continue
        here, there = (region(domain, b) for b in (box, changed))
        if here.any() and there.any() and (here != there).any():
            whole = [np.flatnonzero(domain.any(axis=other(domain, k))).tolist() for k in range(domain.ndim)]
            assert sentence(grid, box, domain, whole) != sentence(grid, changed, domain, whole)


def other(domain: Bools, k: int) -> tuple[int, ...]:
    return tuple(d for d in range(domain.ndim) if d != k)


def region(domain: Bools, box: list[list[int]]) -> Bools:
    out = np.zeros(domain.shape, bool)
    out[np.ix_(*box)] = True
    return out & domain
