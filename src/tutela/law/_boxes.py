"""A region as few boxes, and boxes as sentences, both relative to what a standard asks.

The flow: crop to what the standard asks, fold values that are alike, then take maximal boxes greedily until the region
is covered. Points outside the standard are free to use, so boxes are larger and sentences shorter; inside it a box
never says anything false. A dimension that excludes nothing the standard asks is not mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tutela.law._coverage import Bools, Grid
from tutela.law._space import Family

Picks = list[list[int]]  # per dimension, the merged values of a box

TRIES = 10


def describe(grid: Grid, target: Bools, domain: Bools) -> list[tuple[Picks, str]]:
    """Boxes that together cover `target` and touch no other point of `domain`, each with its sentence.

    Args:
        target: shape `grid.shape`, the region to say; inside `domain`.
        domain: shape `grid.shape`, what the standard asks.
    """
    if not target.any():
        return []
    keep = [np.flatnonzero(domain.any(axis=tuple(k for k in range(domain.ndim) if k != d))) for d in range(domain.ndim)]
    cut = np.ix_(*keep)
    label = np.where(target[cut], 1, np.where(domain[cut], 0, -1)).astype(np.int8)
    small, groups = fold(label)
    boxes = [
        [sorted(int(keep[d][v]) for g in picks for v in groups[d][g]) for d, picks in enumerate(box)]
        for box in maximal_boxes(small == 1, small == -1)
    ]
    return [(box, sentence(grid, box, domain)) for box in boxes]


def fold(label: npt.NDArray[np.int8]) -> tuple[npt.NDArray[np.int8], list[list[list[int]]]]:
    """Merge values of a dimension that are labelled alike everywhere; -1 (free) agrees with anything."""
    groups: list[list[list[int]]] = [[[k] for k in range(n)] for n in label.shape]
    for exact in (True, False):
        for d in range(label.ndim):
            rows = np.moveaxis(label, d, 0).reshape(label.shape[d], -1)
            merged: list[tuple[list[int], npt.NDArray[np.int8]]] = []
            for k, row in enumerate(rows):
                for n, (members, have) in enumerate(merged):
                    alike = have == row if exact else (have == row) | (have == -1) | (row == -1)
                    if alike.all():
                        merged[n] = ([*members, k], np.where(have == -1, row, have))
                        break
                else:
                    merged.append(([k], row))
            if len(merged) < label.shape[d]:
                rest = [n for k, n in enumerate(label.shape) if k != d]
                label = np.moveaxis(np.stack([r for _, r in merged]).reshape([len(merged), *rest]), 0, d)
                groups[d] = [[v for k in members for v in groups[d][k]] for members, _ in merged]
    return label, groups


def maximal_boxes(target: Bools, free: Bools) -> list[Picks]:
    """A few boxes inside `target | free` that together cover `target`: the largest gain of several maximal boxes, again
    and again.
    """
    rng, ok, left, nd = np.random.default_rng(0), target | free, target.copy(), target.ndim
    out: list[Picks] = []
    while left.any():
        seeds = np.argwhere(left)
        best: Picks | None = None
        gain = -1
        for t in range(TRIES):
            seed = seeds[0] if t == 0 else seeds[rng.integers(len(seeds))]
            box = _grow(
                ok, seed, range(nd - 1, -1, -1) if t == 0 else range(nd) if t == 1 else rng.permutation(nd).tolist()
            )
            worth = int(left[np.ix_(*box)].sum())
            if worth > gain:
                best, gain = box, worth
        assert best is not None
        out.append(best)
        left[np.ix_(*best)] = False
    return _without_superfluous(out, target)


def _grow(ok: Bools, seed: npt.NDArray[np.intp], order: Sequence[int] | range) -> Picks:
    """One maximal box around a point: each dimension in turn takes every value that stays inside."""
    box: Picks = [[int(v)] for v in seed]
    for d in order:
        slab = ok[np.ix_(*(range(n) if k == d else box[k] for k, n in enumerate(ok.shape)))]
        box[d] = np.flatnonzero(slab.all(axis=tuple(k for k in range(ok.ndim) if k != d))).tolist()
    return box


def _without_superfluous(boxes: list[Picks], target: Bools) -> list[Picks]:
    if len(boxes) < 2:
        return boxes
    count = np.zeros(target.shape, np.int16)
    for box in boxes:
        count[np.ix_(*box)] += 1
    kept = []
    for box in boxes:
        inside = np.ix_(*box)
        if (count[inside][target[inside]] > 1).all():
            count[inside] -= 1
        else:
            kept.append(box)
    return kept


# ---------------------------------------------------------------- words


def sentence(grid: Grid, box: Picks, domain: Bools) -> str:
    """One English sentence for a box, relative to `domain`."""
    family, parts = grid.family, dict[str, str]()
    for d, dim in enumerate(family.dims):
        rest = tuple(k for k in range(len(family.dims)) if k != d)
        around = [range(grid.shape[k]) if k == d else box[k] for k in range(len(family.dims))]
        can = set(np.flatnonzero(domain[np.ix_(*around)].any(axis=rest)).tolist())
        asked = set(np.flatnonzero(domain.any(axis=rest)).tolist())
        values = [
            v for v, c in zip(family.values[d], grid.classes[d].tolist(), strict=True) if c in can and c in box[d]
        ]
        every = [v for v, c in zip(family.values[d], grid.classes[d].tolist(), strict=True) if c in can]
        whole = [v for v, c in zip(family.values[d], grid.classes[d].tolist(), strict=True) if c in asked]
        parts[dim] = _part(family, dim, values, every, whole)
    return _compose(family, parts)


def _part(family: Family, dim: str, values: list[str | int], every: list[str | int], whole: list[str | int]) -> str:
    named = dim in ("conduct", "material")
    if isinstance(family.values[family.place[dim]][0], int):
        return (
            ""
            if len(values) == len(whole)
            else family.spec.dimensions[dim].say.format(ages_said([int(v) for v in values]))
        )
    if not named:
        return (
            "" if len(values) == len(every) else phrase(family, dim, [str(v) for v in values], [str(v) for v in every])
        )
    if len(values) == len(whole) > 3:
        return (
            {"conduct": "any such act with", "material": "any such material"}[dim] if "material" in family.place else ""
        )
    return phrase(family, dim, [str(v) for v in values], [str(v) for v in every])


def _compose(family: Family, parts: dict[str, str]) -> str:
    text = family.spec.sentence
    tight = {"material", "content", "age", "threat", "demand", "result", "child", "state"}
    for dim, said in parts.items():
        glue = (
            ""
            if not said or text.startswith("{" + dim) or dim in ("material", "content", "age")
            else " "
            if dim in tight
            else ", "
        )
        text = text.replace("{" + dim + "}", glue + said)
    text = re.sub(r"\s+", " ", text).replace(" ,", ",").strip(" ,")
    return text[:1].upper() + text[1:]


def phrase(family: Family, dim: str, values: list[str], every: list[str]) -> str:
    """The shortest true wording: all but one, named groups (the one that claims least first), single values."""
    say = {str(v): family.say(dim, v) for v in family.values[family.place[dim]]}
    missing = [v for v in every if v not in values]
    if len(missing) == 1 and len(every) > 3 and dim not in ("conduct", "material"):
        return f"other than {say[missing[0]]}"
    left, words = set(values), []
    groups = [(set(g.of) & set(every), len(g.of), g.say) for g in family.spec.groups.get(dim, [])]
    for mine, _, said in sorted(groups, key=lambda g: (-len(g[0]), g[1])):
        if len(mine) > 1 and mine <= left:
            words.append(said)
            left -= mine
    return either(words + [say[v] for v in values if v in left])


def ages_said(years: list[int]) -> str:
    """Years as runs: `under 14`, `aged 16 or 17`, `aged 14 to 17`."""
    runs: list[list[int]] = []
    for y in sorted(years):
        if runs and y == runs[-1][1] + 1:
            runs[-1][1] = y
        else:
            runs.append([y, y])
    said = [
        f"under {b + 1}"
        if a == 0
        else f"aged {a}"
        if a == b
        else f"aged {a} or {b}"
        if b == a + 1
        else f"aged {a} to {b}"
        for a, b in runs
    ]
    return either(said)


def either(words: list[str]) -> str:
    """A flat list: `a, b or c`; words that hold an *or* of their own are kept apart by semicolons."""
    if len(words) < 2:
        return "".join(words)
    if any(" or " in w for w in words):
        return "; ".join(words[:-1]) + "; or " + words[-1]
    return ", ".join(words[:-1]) + " or " + words[-1]
