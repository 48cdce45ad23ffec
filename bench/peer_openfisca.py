"""The peer: OpenFisca-Core, which many states use for law as code, beside our bitmaps, on the same real readings.

    python bench/peer_openfisca.py

OpenFisca-Core is under AGPL-3.0. It is a requirement of this benchmark only (requirements/bench.in); the product never
imports it, ships it or depends on it.

What is compared: surely and possibly covered, for each system, at every raw point of the material families that can
occur. One point is one entity of an OpenFisca simulation; a reading is two variables (surely, possibly), a text not
held is one, a system is two. The answers must be the same at every point on both sides, and the same as the product's
own `coverage`, or the benchmark stops. Inputs are set beforehand on both sides and not timed; no answer is kept from
one run to the next on either; the engines take turns, so that other load on the machine meets both.

OpenFisca is written in two ways. *As its models are written*: the dimensions are inputs, formulas compare them with
values. *With value sets as inputs*: every set of values that a box names is a Boolean input, as the bitmaps have them;
that is the fairest comparison of the two engines, and not how anybody writes law. The bitmaps run over the same raw
points, and over the merged points that the product uses.
"""

from __future__ import annotations

import datetime as dt
import gc
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from peer_bitmaps import Box, Mask, Run, Task, bitmaps, every_mask, task
from tutela import law
from tutela.law._coverage import Grid, grids
from tutela.law._law import Law
from tutela.law._space import Family

Bools = npt.NDArray[np.bool_]
Test = Callable[[Any, Any], Any]  # an OpenFisca formula, or a part of one: points and period in, Booleans out
Runs = dict[str, list[Run]]  # by system, one run a family
Figure = tuple[str, float, str, str]  # what, measured, unit, goal

SYSTEMS = ("CA", "DE", "FR", "GB-EAW", "US")
UNION = "material"
DAY = dt.date(2026, 11, 23)
ROUNDS = 9
WRITTEN, AS_SETS, RAW, MERGED = "as its models are written", "value sets as inputs", "the same points", "merged points"


def figures() -> list[Figure]:
    """Milliseconds for one system, and how many times faster the bitmaps are: medians over the systems.

    Raises:
        AssertionError: the two engines differ at some point.
    """
    found = law.load()
    families = [found.space.families[name] for name in found.space.members(UNION)]
    tasks = {family.name: [task(found, system, family, DAY) for system in SYSTEMS] for family in families}
    fine = {family.name: Grid(family, (), merge=False) for family in families}
    merged = {name: grids(found)[name] for name in fine}
    runs: dict[str, Runs] = {
        WRITTEN: _openfisca(families, tasks, fine, _Values),
        AS_SETS: _openfisca(families, tasks, fine, _Sets),
        RAW: _by_system([bitmaps(tasks[name], grid) for name, grid in fine.items()]),
        MERGED: _by_system([bitmaps(tasks[name], grid) for name, grid in merged.items()]),
    }
    _same_answers(found, runs, fine, merged)

    times = [_median_ms({kind: runs[kind][system] for kind in runs}) for system in SYSTEMS]
    points = sum(grid.points for grid in fine.values())
    readings = sum(len({r.name for name in tasks for r in tasks[name][k].readings}) for k in range(len(SYSTEMS)))
    peer = f"OpenFisca-Core {version('openfisca-core')}"
    scope = f"{readings} material readings of {len(SYSTEMS)} systems, {points:,} points"
    out: list[Figure] = [
        (f"coverage of a system by {peer}, {said}", statistics.median(t[kind] for t in times), "ms", "")
        for kind, said in ((WRITTEN, f"{WRITTEN} ({scope})"), (AS_SETS, AS_SETS))
    ]
    for kind in (RAW, MERGED):
        out.append((f"the same by bitmaps over {kind}", statistics.median(t[kind] for t in times), "ms", ""))
    for ours in (MERGED, RAW):
        for theirs in (WRITTEN, AS_SETS):
            ratio = statistics.median(t[theirs] / t[ours] for t in times)
            goal = "≥ 100" if (ours, theirs) == (MERGED, WRITTEN) else ""
            out.append((f"OpenFisca, {theirs} : bitmaps over {ours}", ratio, "times", goal))
    return out


def _median_ms(engines: dict[str, list[Run]]) -> dict[str, float]:
    """Of `ROUNDS` rounds in which each engine runs every family once, after one round that is not counted."""
    taken: dict[str, list[float]] = {kind: [] for kind in engines}
    gc.collect()
    gc.disable()
    try:
        for _ in range(ROUNDS + 1):
            for kind, parts in engines.items():
                for run in parts:
                    if isinstance(run, _Simulated):
                        run.forget()
                start = time.perf_counter()
                for run in parts:
                    run()
                taken[kind].append((time.perf_counter() - start) * 1e3)
    finally:
        gc.enable()
    return {kind: statistics.median(t[1:]) for kind, t in taken.items()}


def _same_answers(found: Law, runs: dict[str, Runs], fine: dict[str, Grid], merged: dict[str, Grid]) -> None:
    """Every engine and the product say the same of every raw point that can occur."""
    for system in SYSTEMS:
        product = law.coverage(found, system, DAY)
        for k, (name, grid) in enumerate(fine.items()):
            spread = np.ix_(*merged[name].classes)
            answers = {kind: runs[kind][system][k]() for kind in runs}
            for part, words in enumerate((product.sure[name], product.possible[name])):
                wanted = merged[name].array(words)[spread][grid.occurs]
                said: dict[str, Bools] = {kind: answers[kind][part] for kind in (WRITTEN, AS_SETS)}
                said[RAW] = grid.array(answers[RAW][part])[grid.occurs]
                said[MERGED] = merged[name].array(answers[MERGED][part])[spread][grid.occurs]
                for kind, answer in said.items():
                    if not np.array_equal(answer, wanted):
                        raise AssertionError(f"{kind}: the answer differs from the product's in {system}, {name}")


def _by_system(families: list[list[Run]]) -> Runs:
    return {system: [runs[k] for runs in families] for k, system in enumerate(SYSTEMS)}


# ---------------------------------------------------------------- the same law for OpenFisca


class _Simulated:
    """One system of a simulation: a call computes both of its variables; `forget` drops what was computed."""

    def __init__(self, simulation: Simulation, computed: list[str]) -> None:
        self.simulation, self.computed = simulation, computed

    def __call__(self) -> tuple[Bools, Bools]:
        sure, possible = (self.simulation.calculate(name, DAY.isoformat()) for name in self.computed[-2:])
        return sure, possible

    def forget(self) -> None:
        for name in self.computed:
            self.simulation.delete_arrays(name)


class _Values:
    """Dimensions as inputs: words as enumerations, ages as whole numbers; formulas compare them with values."""

    def __init__(self, family: Family, point: Any, _: Sequence[Task]) -> None:
        self.family, self.point = family, point
        self.words: dict[str, Any] = {
            dim: Enum(dim, {str(v): str(v) for v in values})
            for dim, values in zip(family.dims, family.values, strict=True)
            if not isinstance(values[0], int)
        }

    def inputs(self, codes: npt.NDArray[np.intp]) -> Iterator[tuple[type[Variable], Any]]:
        for d, dim in enumerate(self.family.dims):
            if listed := self.words.get(dim):
                typed = {"possible_values": listed, "default_value": next(iter(listed))}
                yield _variable(dim, self.point, Enum, **typed), listed.encode(codes[:, d])
            else:
                yield _variable(dim, self.point, int), np.array(self.family.values[d])[codes[:, d]]

    def holds(self, mask: Mask) -> Test:
        """As few comparisons as there can be: the ends of a run of years, the values named, or those not named."""
        d, chosen = mask
        dim, values = self.family.dims[d], self.family.values[d]
        if dim not in self.words:
            low, high = values[chosen[0]], values[chosen[-1]]
            if len(chosen) != chosen[-1] - chosen[0] + 1:
                return _some([_is(dim, values[k]) for k in chosen])
            if chosen[0] == 0:
                return lambda points, period: points(dim, period) <= high
            if chosen[-1] == len(values) - 1:
                return lambda points, period: points(dim, period) >= low
            return lambda points, period: (points(dim, period) >= low) & (points(dim, period) <= high)
        members = list(self.words[dim])
        if 2 * len(chosen) <= len(values):
            return _some([_is(dim, members[k]) for k in chosen])
        return _every([_is_not(dim, members[k]) for k in range(len(values)) if k not in chosen])


class _Sets:
    """Value sets as Boolean inputs, one for each set that some box names."""

    def __init__(self, family: Family, point: Any, tasks: Sequence[Task]) -> None:
        self.family, self.point = family, point
        self.names = {mask: f"{family.dims[mask[0]]}_{k}" for k, mask in enumerate(every_mask(tasks))}

    def inputs(self, codes: npt.NDArray[np.intp]) -> Iterator[tuple[type[Variable], Any]]:
        for (d, chosen), name in self.names.items():
            yield _variable(name, self.point, bool), np.isin(codes[:, d], chosen)

    def holds(self, mask: Mask) -> Test:
        return _variable_of(self.names[mask])


def _openfisca(
    families: list[Family], tasks: dict[str, list[Task]], fine: dict[str, Grid], writing: type[_Values | _Sets]
) -> Runs:
    """A simulation for each family, its points as entities, inputs set."""
    out: list[list[Run]] = []
    for family in families:
        codes = np.argwhere(fine[family.name].occurs)
        point = build_entity("point", "points", "A point of the conduct space that can occur", is_person=True)
        world = TaxBenefitSystem([point])
        written = writing(family, point, tasks[family.name])
        given = list(written.inputs(codes))
        for variable, _ in given:
            world.add_variable(variable)
        computed = [_write(world, point, task, written.holds) for task in tasks[family.name]]
        simulation = SimulationBuilder().build_default_simulation(world, count=len(codes))
        for variable, value in given:
            simulation.set_input(variable.__name__, "ETERNITY", value)
        out.append([_Simulated(simulation, names) for names in computed])
    return _by_system(out)


def _write(world: TaxBenefitSystem, point: Any, task: Task, holds: Callable[[Mask], Test]) -> list[str]:
    """Variables for each reading, each text not held and the system; their names, the system's two last."""
    names: list[str] = []

    def add(name: str, formula: Test) -> Test:
        plain = "".join(c if c.isalnum() else "_" for c in name)
        world.add_variable(_variable(plain, point, bool, formula=formula))
        names.append(plain)
        return _variable_of(plain)

    def inside(boxes: Iterable[Box]) -> list[Test]:
        return [_every([holds(mask) for mask in box.masks]) for box in boxes]

    surely, possibly = [], []
    for reading in task.readings:
        if settled := [box for box in reading.covers if not box.open]:
            surely.append(add(f"surely {reading.name}", _less(inside(settled), inside(reading.exceptions))))
        firm = inside(box for box in reading.exceptions if not box.open)
        possibly.append(add(f"possibly {reading.name}", _less(inside(reading.covers), firm)))
    for k, boxes in enumerate(task.unheld):
        possibly.append(add(f"not held {task.system} {k}", _some(inside(boxes))))
    add(f"surely {task.system}", _some(surely))
    add(f"possibly {task.system}", _some(possibly))
    return names


def _variable(name: str, point: Any, of: type, **more: Any) -> type[Variable]:
    dated = DateUnit.DAY if "formula" in more else DateUnit.ETERNITY  # law is of a day, the point is given
    fields = {"value_type": of, "entity": point, "definition_period": dated, "label": name, **more}
    return type(name, (Variable,), fields)


# Formulas take two arguments and no more: OpenFisca counts them.


def _variable_of(name: str) -> Test:
    return lambda points, period: points(name, period)


def _is(dim: str, value: Any) -> Test:
    return lambda points, period: points(dim, period) == value


def _is_not(dim: str, value: Any) -> Test:
    return lambda points, period: points(dim, period) != value


def _every(tests: Sequence[Test]) -> Test:
    def formula(points: Any, period: Any) -> Any:
        out: Any = True
        for n, test in enumerate(tests):
            out = out & test(points, period) if n else test(points, period)
        return out

    return formula


def _some(tests: Sequence[Test]) -> Test:
    def formula(points: Any, period: Any) -> Any:
        out: Any = False
        for n, test in enumerate(tests):
            out = out | test(points, period) if n else test(points, period)
        return out

    return formula


def _less(covers: Sequence[Test], exceptions: Sequence[Test]) -> Test:
    inside, outside = _some(covers), _some(exceptions)
    if not exceptions:
        return inside
    return lambda points, period: inside(points, period) & ~outside(points, period)


if __name__ == "__main__":
    for what, measured, unit, goal in figures():
        print(f"{what}: {measured:.2f} {unit}" + (f" (goal {goal})" if goal else ""))
    sys.exit(0)
