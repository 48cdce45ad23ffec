"""One task for two engines: the material readings of one corpus as value sets, boxes and exceptions; and our bitmaps on
it.

`bitmaps` is the product's set algebra (`tutela.law.coverage`) written out from the bitmaps of single value sets, so
that nothing the product may keep between calls (whole boxes, whole readings) is counted in its favour.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tutela.law._coverage import Grid
from tutela.law._law import Law
from tutela.law._space import Cut, Family

Words = npt.NDArray[np.uint64]
Mask = tuple[int, tuple[int, ...]]  # a dimension's number, and the set of its raw values that a box names
Run = Callable[[], tuple[Any, Any]]  # surely and possibly covered, computed anew


@dataclass(frozen=True)
class Box:
    """A cut as both engines take it: the value sets that must all hold, and whether a condition is still open."""

    masks: tuple[Mask, ...]
    open: bool


@dataclass(frozen=True)
class Reading:
    """What a reading covers in one family, and the exceptions that bind it (defences take nothing away)."""

    name: str
    covers: tuple[Box, ...]
    exceptions: tuple[Box, ...]


@dataclass(frozen=True)
class Task:
    """One system in one family: readings in force, and texts that are known and not held."""

    system: str
    readings: tuple[Reading, ...]
    unheld: tuple[tuple[Box, ...], ...]


def task(law: Law, system: str, family: Family, day: dt.date) -> Task:
    readings = []
    for k, rule in enumerate(law.rules_on(system, day)):  # two versions of one reading share an id: k keeps them apart
        if covers := _boxes(rule.covers, family):
            exceptions = _boxes((c for c in rule.exceptions if not c.defence), family)
            readings.append(Reading(f"{rule.reading.id}#{k}", covers, exceptions))
    unheld = (_boxes(text.cuts, family) for text in law.unheld(system))
    return Task(system, tuple(readings), tuple(boxes for boxes in unheld if boxes))


def every_mask(tasks: Iterable[Task]) -> list[Mask]:
    """Every value set that some box names, once."""
    return sorted({mask for task in tasks for box in _every_box(task) for mask in box.masks})


def bitmaps(tasks: list[Task], grid: Grid) -> list[Run]:
    """A run for each task; the bitmaps of value sets are made beforehand."""
    free = grid.family.free
    sets = {
        (d, s): grid.words(Cut(grid.family.name, (*free[:d], s, *free[d + 1 :]))).copy() for d, s in every_mask(tasks)
    }
    return [_run(task, grid.ones, sets) for task in tasks]


def _run(task: Task, ones: Words, sets: dict[Mask, Words]) -> Run:
    buffer = np.empty_like(ones)

    def plan(boxes: Iterable[Box]) -> list[tuple[list[Words], bool]]:
        return [([sets[m] for m in box.masks], box.open) for box in boxes]

    readings = [(plan(r.covers), plan(r.exceptions)) for r in task.readings]
    unheld = plan(box for boxes in task.unheld for box in boxes)

    def words(masks: list[Words]) -> Words:
        if len(masks) < 2:
            return masks[0] if masks else ones
        np.bitwise_and(masks[0], masks[1], out=buffer)
        for mask in masks[2:]:
            np.bitwise_and(buffer, mask, out=buffer)
        return buffer

    def run() -> tuple[Words, Words]:
        sure, possible = np.zeros_like(ones), np.zeros_like(ones)
        for covers, exceptions in readings:
            s, p = (np.zeros_like(ones), np.zeros_like(ones)) if exceptions else (sure, possible)
            for masks, is_open in covers:
                here = words(masks)
                p |= here
                if not is_open:
                    s |= here
            for masks, is_open in exceptions:
                outside = ~words(masks)
                s &= outside
                if not is_open:
                    p &= outside
            if exceptions:
                sure |= s
                possible |= p
        for masks, _ in unheld:
            possible |= words(masks)
        return sure, possible

    return run


def _boxes(cuts: Iterable[Cut], family: Family) -> tuple[Box, ...]:
    def masks(cut: Cut) -> tuple[Mask, ...]:
        every = (len(values) for values in family.values)
        return tuple((d, s) for d, (s, n) in enumerate(zip(cut.sel, every, strict=True)) if s and len(s) < n)

    return tuple(Box(masks(cut), bool(cut.conditions)) for cut in cuts if cut.family == family.name)


def _every_box(task: Task) -> Iterator[Box]:
    for reading in task.readings:
        yield from (*reading.covers, *reading.exceptions)
    for boxes in task.unheld:
        yield from boxes
