"""What a system surely covers and what it possibly covers, as bitmaps over the points that can occur.

A `Grid` merges the values of a dimension that no box of the corpus tells apart (lossless while the corpus stands:
tested), lists the points that can occur, and keeps one bitmap per set of values. A box is the AND of its dimensions'
bitmaps; set algebra is bit algebra. Words are uint64, little-endian bits, padded with zeros.

Three values all through: a box with an open condition, or a text not held, makes a point *possible*, never *sure*; an
exception with an open condition takes away *sure*, never *possible*; a defence takes away nothing (it is listed). So
coverage is sound and not complete: a point covered "if c" by one reading and "if not c" by another stays open here;
`check` takes conditions as axes and is exact.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutela.law._law import Law, Rule
from tutela.law._space import Cut, Family, Selection

Words = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]


class Grid:
    """The merged points of one family. `classes[d][raw]` is the merged value of a raw one; `shape` counts the merged
    values.
    """

    def __init__(self, family: Family, cuts: Iterable[Cut], merge: bool = True) -> None:
        self.family = family
        every = list(cuts)
        self.classes: list[npt.NDArray[np.intp]] = []
        for d, values in enumerate(family.values):
            used = sorted({c.sel[d] for c in (*family.void, *every) if c.sel[d] is not None} - {None})  # type: ignore[type-var]
            marks = [tuple(k in u for u in used if u is not None) if merge else k for k in range(len(values))]
            order = {m: n for n, m in enumerate(dict.fromkeys(marks))}
            self.classes.append(np.array([order[m] for m in marks], dtype=np.intp))
        self.shape = tuple(int(c.max()) + 1 for c in self.classes)
        void = np.zeros(self.shape, bool)
        for cut in family.void:
            void[self.ix(cut)] = True
        self.occurs: Bools = ~void
        self._codes = np.argwhere(self.occurs).astype(np.int16)
        self.points = len(self._codes)
        self.ones = _pack(np.ones(self.points, bool))
        self._masks: dict[tuple[int, tuple[int, ...]], Words] = {}
        self._words: dict[Selection, Words] = {}

    def ix(self, cut: Cut) -> tuple[npt.NDArray[np.intp], ...]:
        """The index of a cut into an array of `shape`."""
        return np.ix_(
            *(
                np.arange(n) if s is None else np.unique(self.classes[d][list(s)])
                for d, (s, n) in enumerate(zip(cut.sel, self.shape, strict=True))
            )
        )

    def words(self, cut: Cut) -> Words:
        """A cut as a bitmap over the points that can occur; kept, so never to be changed in place."""
        if (out := self._words.get(cut.sel)) is None:
            out = self._words[cut.sel] = self.select(cut.sel)
        return out

    def select(self, sel: Selection) -> Words:
        """A selection as a bitmap over the points that can occur."""
        out: Words | None = None
        for d, s in enumerate(sel):
            if s is not None:
                mask = self.mask(d, s)
                out = mask if out is None else out & mask
        return self.ones if out is None else out

    def mask(self, d: int, values: tuple[int, ...]) -> Words:
        """The points with one of some raw values of dimension `d`; kept."""
        if (mask := self._masks.get((d, values))) is None:
            table = np.zeros(self.shape[d], bool)
            table[self.classes[d][list(values)]] = True
            mask = self._masks[d, values] = _pack(table[self._codes[:, d]])
        return mask

    def union(self, cuts: Iterable[Cut]) -> Words:
        out = np.zeros_like(self.ones)
        for cut in cuts:
            if cut.family == self.family.name:
                out |= self.words(cut)
        return out

    def array(self, words: Words) -> Bools:
        """A bitmap as a bool array of `shape` (False where nothing can occur)."""
        out = np.zeros(self.shape, bool)
        out[self.occurs] = np.unpackbits(words.view(np.uint8), count=self.points, bitorder="little").view(bool)
        return out


@dataclass(frozen=True, eq=False)
class Coverage:
    """Per family: the points surely covered and those possibly covered (surely ones included)."""

    sure: dict[str, Words]
    possible: dict[str, Words]


@functools.lru_cache(maxsize=8)
def grids(law: Law) -> dict[str, Grid]:
    """One grid per family, fine enough for every reading (of every date) and every standard in the corpus."""
    cuts: dict[str, list[Cut]] = {name: [] for name in law.space.families}
    consents: set[int | None] = {None}
    for name, files in law.data.systems.items():
        consents |= {a.value for a in files.system.ages if a.name == "consent"}
        for rule in law.rules(name):
            for cut in (*rule.covers, *rule.exceptions):
                cuts[cut.family].append(cut)
        for text in law.unheld(name):
            for cut in text.cuts:
                cuts[cut.family].append(cut)
    for standard in law.data.standards:
        for age in consents:
            s = law.standard_cuts(standard.id, age)
            groups = (s.covers, s.exceptions, *(x for _, x in s.shields), *(x for *_, x in s.reserve))
            for cut in (c for g in groups for c in g):
                cuts[cut.family].append(cut)
    return {name: Grid(family, cuts[name]) for name, family in law.space.families.items()}


def coverage(law: Law, system: str, day: dt.date) -> Coverage:
    """What the readings of `system` that are in force on `day` cover."""
    name_ = law.system(system).system.id
    rules, unheld, sure, possible = law.rules_on(name_, day), law.unheld(name_), {}, {}
    for name, grid in grids(law).items():
        sure[name], possible[name] = np.zeros_like(grid.ones), np.zeros_like(grid.ones)
        for rule in rules:
            if name in rule.families:
                s, p = rule_words(grid, rule)
                sure[name] |= s
                possible[name] |= p
        for text in unheld:
            for cut in text.cuts:
                if cut.family == name:
                    possible[name] |= grid.words(cut)
    return Coverage(sure, possible)


@functools.lru_cache(maxsize=1024)
def rule_words(grid: Grid, rule: Rule) -> tuple[Words, Words]:
    """(surely, possibly) covered by one reading in one family; kept, so never to be changed in place."""
    sure, possible = np.zeros_like(grid.ones), np.zeros_like(grid.ones)
    for cut in rule.covers:
        if cut.family == grid.family.name:
            words = grid.words(cut)
            possible |= words
            if not cut.conditions:
                sure |= words
    for cut in rule.exceptions:
        if cut.family == grid.family.name and not cut.defence:
            words = grid.words(cut)
            sure &= ~words
            if not cut.conditions:
                possible &= ~words
    return sure, possible


def _pack(bits: Bools) -> Words:
    packed = np.packbits(bits, bitorder="little")
    return np.concatenate([packed, np.zeros(-len(packed) % 8, np.uint8)]).view(np.uint64)
