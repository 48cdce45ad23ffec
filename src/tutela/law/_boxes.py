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
FEW = 5  # acts that are listed one by one
ANY_BUT = "any such act except {}"


def describe(grid: Grid, target: Bools, domain: Bools) -> list[tuple[Picks, str]]:
    """Boxes that together cover `target` and touch no other point of `domain`, each with its sentence.

    Args:
        target: shape `grid.shape`, the region to say; inside `domain`.
        domain: shape `grid.shape`, what the standard asks.
    """
    if not target.any():
        return []
    asked = [_somewhere(domain, d) for d in range(domain.ndim)]
    within, wanted = slab(domain, asked), slab(target, asked)
    label = np.where(wanted, 1, np.where(within, 0, -1)).astype(np.int8)
    small, groups = fold(label)
    boxes = [
        [sorted(asked[d][v] for g in picks for v in groups[d][g]) for d, picks in enumerate(box)]
        for box in maximal_boxes(small == 1, small == -1)
    ]
    return [(box, sentence(grid, box, domain, asked)) for box in boxes]


def slab(region: Bools, box: Sequence[Sequence[int]]) -> Bools:
    """The part of a region inside a box, of the box's shape."""
    for d, picks in enumerate(box):
        if len(picks) < region.shape[d]:
            region = region.take(picks, axis=d)
    return region


def _somewhere(region: Bools, d: int) -> list[int]:
    """The values of a dimension at which a region has a point."""
    return np.flatnonzero(region.swapaxes(0, d).reshape(region.shape[d], -1).any(axis=1)).tolist()


def _everywhere(region: Bools, d: int) -> list[int]:
    """The values of a dimension at which a region has every point."""
    return np.flatnonzero(region.swapaxes(0, d).reshape(region.shape[d], -1).all(axis=1)).tolist()


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
            worth = int(slab(left, box).sum())
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
        box[d] = _everywhere(slab(ok, [range(n) if k == d else box[k] for k, n in enumerate(ok.shape)]), d)
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


def sentence(grid: Grid, box: Picks, domain: Bools, asked: Picks) -> str:
    """One English sentence for a box, relative to `domain`, which has points at the values `asked`."""
    family, parts = grid.family, dict[str, str]()
    for d, dim in enumerate(family.dims):
        around = slab(domain, [range(n) if k == d else box[k] for k, n in enumerate(grid.shape)])
        can, classes = set(_somewhere(around, d)), list(zip(family.values[d], grid.classes[d].tolist(), strict=True))
        values = [v for v, c in classes if c in can and c in box[d]]
        every = [v for v, c in classes if c in can]
        whole = [v for v, c in classes if c in asked[d]]
        parts[dim] = _part(family, dim, values, every, whole)
    return _compose(family, parts)


def _part(family: Family, dim: str, values: list[str | int], every: list[str | int], whole: list[str | int]) -> str:
    if isinstance(family.values[family.place[dim]][0], int):
        said = family.spec.dimensions[dim].say
        return "" if len(values) == len(whole) else said.format(ages_said([int(v) for v in values]))
    if dim not in ("conduct", "material"):
        return "" if len(values) == len(every) else phrase(family, dim, _words(values), _words(every))
    if len(values) == len(whole) > 3:
        if "material" not in family.place:
            return ""
        return "any such act with" if dim == "conduct" else "any such material"
    said = phrase(family, dim, _words(values), _words(every))
    if dim == "conduct" and "material" in family.place and said.startswith(head := ANY_BUT.format("")):
        return f"any such act, except {said.removeprefix(head)}, with"
    return said


def _words(values: Sequence[str | int]) -> list[str]:
    return [str(v) for v in values]


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


def phrase(family: Family, dim: str, values: list[str], every: list[str], any_but: str = ANY_BUT) -> str:
    """The shortest true wording: all but one, named groups (the one that claims least first), single values.

    Acts are a flat list of single verbs rather than a list that mixes groups, while they are few; where nearly all
    of `every` are meant, those that are not are said instead (`any_but`).
    """
    say = {str(v): family.say(dim, v) for v in family.values[family.place[dim]]}
    missing = [v for v in every if v not in values]
    if len(missing) == 1 and len(every) > 3 and dim not in ("conduct", "material"):
        return f"other than {say[missing[0]]}"
    words = _grouped(family, dim, values, every, any_group=True)
    if dim != "conduct" or len(words) == 1:
        return either(words)
    if len(values) > FEW and 0 < len(missing) <= 2:
        return any_but.format(phrase(family, dim, missing, every))
    if len(values) <= FEW:
        words = _grouped(family, dim, values, every, any_group=False)
    return either([verb for said in words for verb in _verbs(said)])


def _grouped(family: Family, dim: str, values: list[str], every: list[str], any_group: bool) -> list[str]:
    """Named groups and single values, in the order of the space; without `any_group` only groups that are one verb."""
    left, found = set(values), list[tuple[int, str]]()
    groups = [(set(g.of) & set(every), len(g.of), g.say) for g in family.spec.groups.get(dim, [])]
    for mine, _, said in sorted(groups, key=lambda g: (-len(g[0]), g[1])):
        if len(mine) > 1 and mine <= left and (any_group or " or " not in said):
            found.append((min(map(values.index, mine)), said))
            left -= mine
    return [said for _, said in sorted([*found, *((values.index(v), family.say(dim, v)) for v in left)])]


def _verbs(said: str) -> list[str]:
    """`offering or making available` as two verbs, so that a list stays flat; a verb with an object stays whole."""
    halves = said.split(" or ")
    return halves if all(len(h.split()) <= 2 and h.split()[0].endswith("ing") for h in halves) else [said]


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
