"""The conduct space at work: families of dimensions, and boxes resolved to sets of value indices.

A `Box` is what a reviewer wrote; a `Cut` is what it means: for one family, per dimension, the raw values it allows.
`Space.cuts` resolves one into the other: it takes unions apart, multiplies by definitions, reads ages, and splits
`mind: silent` into its sure and its open half.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tutela.law._schema import Box
from tutela.law._space_spec import FamilySpec, SpaceSpec

KEPT = 4096  # wordings of a dimension that a family remembers; facts come from outside, so there is an end to it

Selection = tuple[tuple[int, ...] | None, ...]  # per dimension: raw value indices, or None where the dimension is free

MAX_CUTS = 200  # boxes that one definition may stand for; the largest of the corpus has nine


class BoxError(ValueError):
    """A box that says something the space cannot hold; `key` is the part of the box that is wrong."""

    def __init__(self, key: str, what: str, expected: str) -> None:
        super().__init__(f"{what}; expected {expected}")
        self.key, self.what, self.expected = key, what, expected


@dataclass(frozen=True)
class Cut:
    """A box inside one family. `conditions` must all hold; `defence` is listed, never assumed; `by` are the words
    relied on.
    """

    family: str
    sel: Selection
    conditions: frozenset[str] = frozenset()
    defence: bool = False
    by: str = ""

    @functools.cached_property
    def masks(self) -> tuple[int, ...]:
        """Per dimension the allowed values as bits (all bits where it is free)."""
        return tuple(-1 if s is None else sum(1 << v for v in s) for s in self.sel)

    def holds(self, point: Sequence[int]) -> bool:
        """Whether a raw point (one value index per dimension) lies inside."""
        return all(s is None or v in s for s, v in zip(self.sel, point, strict=True))

    def meet(self, other: Cut) -> Cut | None:
        """The part in both, with the conditions of both; None where they share no point."""
        sel: list[tuple[int, ...] | None] = []
        for a, b in zip(self.sel, other.sel, strict=True):
            both = b if a is None or a == b else a if b is None else tuple(sorted(set(a) & set(b)))
            if both == ():
                return None
            sel.append(both)
        return Cut(
            self.family,
            tuple(sel),
            self.conditions | other.conditions,
            self.defence or other.defence,
            self.by or other.by,
        )


@dataclass(frozen=True, eq=False)
class Family:
    """One small product of dimensions. `values[d]` are the raw values of dimension `d`: words, or years as int."""

    name: str
    spec: FamilySpec
    dims: tuple[str, ...]
    values: tuple[tuple[str | int, ...], ...]
    void: tuple[Cut, ...] = ()
    place: dict[str, int] = field(default_factory=dict)
    _known: dict[object, tuple[tuple[int, ...], str | None]] = field(default_factory=dict)  # what `indices` found

    @functools.cached_property
    def _fields(self) -> tuple[tuple[int, int], ...]:
        """Per dimension (first bit, all its bits) in a packed selection; the bit above each dimension is spare."""
        starts = itertools.accumulate((len(v) + 1 for v in self.values), initial=0)
        return tuple((at, (1 << len(v)) - 1) for at, v in zip(starts, self.values, strict=False))

    @functools.cached_property
    def full(self) -> tuple[int, int]:
        """(every value of every dimension, the spare bits), packed."""
        return (
            sum(ones << at for at, ones in self._fields),
            sum((ones + 1) << at for at, ones in self._fields),
        )

    def pack(self, masks: Sequence[int]) -> int:
        """Masks, one a dimension (as `Cut.masks`), as one number.

        Two packed selections `a` and `b` share a point if `((a & b) + full) & spare == spare`: adding all ones carries
        out of every dimension in which something is left.
        """
        return sum((mask & ones) << at for mask, (at, ones) in zip(masks, self._fields, strict=True))

    @property
    def free(self) -> Selection:
        return (None,) * len(self.dims)

    def say(self, dim: str, value: str | int) -> str:
        """The phrase for one value."""
        spec = self.spec.dimensions[dim]
        return spec.say.format(f"aged {value}") if isinstance(spec.values, str) else spec.values[str(value)].say

    def definition(self, dim: str, value: str | int) -> str:
        spec = self.spec.dimensions[dim]
        return spec.definition if isinstance(spec.values, str) else spec.values[str(value)].definition

    def indices(
        self, dim: str, wanted: list[str] | str, ages: Mapping[str, int | None]
    ) -> tuple[tuple[int, ...], str | None]:
        """Raw indices for what a box says of a dimension, and the condition that an unknown age adds.

        Raises:
            BoxError: no such value, or ages that cannot be read.
        """
        key = (dim, wanted if isinstance(wanted, str) else tuple(wanted), tuple(ages.items()))
        if (found := self._known.get(key)) is None:
            found = self._indices(dim, wanted, ages)
            if len(self._known) < KEPT:
                self._known[key] = found
        return found

    def _indices(
        self, dim: str, wanted: list[str] | str, ages: Mapping[str, int | None]
    ) -> tuple[tuple[int, ...], str | None]:
        values = self.values[self.place[dim]]
        if isinstance(self.spec.dimensions[dim].values, str):
            return self._years(dim, wanted, ages)
        if isinstance(wanted, str):
            raise BoxError(dim, f"{dim} is written as a single word ({wanted!r})", f"a list, as [{wanted}]")
        if bad := [w for w in wanted if w not in values]:
            raise BoxError(
                dim, f"{self.name}.{dim} has no value {', '.join(bad)}", f"some of {', '.join(map(str, values))}"
            )
        if not wanted:
            raise BoxError(dim, f"{dim} allows nothing", "at least one value, or no mention of it")
        return tuple(sorted({values.index(w) for w in wanted})), None

    def _years(
        self, dim: str, wanted: list[str] | str, ages: Mapping[str, int | None]
    ) -> tuple[tuple[int, ...], str | None]:
        years = [int(v) for v in self.values[self.place[dim]]]
        if isinstance(wanted, list):
            if not wanted:
                raise BoxError(dim, f"{dim} allows nothing", "at least one age, or no mention of it")
            parts = [self._years(dim, w, ages) for w in wanted]
            doubt = next((d for _, d in parts if d), None)
            return tuple(sorted({k for found, _ in parts for k in found})), doubt
        said, word = wanted.replace(" ", ""), re.search(r"[a-z_]+", wanted)
        if word:
            if word[0] not in ages:
                raise BoxError(
                    dim,
                    f"the age {word[0]!r} is not defined here",
                    f"one of {', '.join(ages) or 'the system file’s `ages:`'}",
                )
            if (value := ages[word[0]]) is None:
                return tuple(range(len(years))), f"age-unknown.{word[0]}"
            said = said.replace(word[0], str(value))
        if m := re.fullmatch(r"(\d{1,3})\.\.(\d{1,3})", said):
            low, high = int(m[1]), int(m[2])
        elif m := re.fullmatch(r"<(\d{1,3})", said):
            low, high = years[0], int(m[1]) - 1
        elif m := re.fullmatch(r">=(\d{1,3})", said):
            low, high = int(m[1]), years[-1]
        elif re.fullmatch(r"\d{1,3}", said):
            low = high = int(said)
        else:
            raise BoxError(dim, f"ages cannot be read from {wanted!r}", "'<18', '>=15', '14..17' or a number")
        inside = tuple(k for k, y in enumerate(years) if low <= y <= high)
        if not inside or high > years[-1] or low < years[0]:
            raise BoxError(dim, f"ages {wanted!r} lie outside {years[0]}..{years[-1]}", "ages inside it")
        return inside, None


class Space:
    """All families, and the meaning of boxes in them."""

    def __init__(self, spec: SpaceSpec) -> None:
        self.spec = spec
        self.families: dict[str, Family] = {}
        for name, f in spec.families.items():
            dims = tuple(f.dimensions)
            values = tuple(_raw(d.values) for d in f.dimensions.values())
            bare = Family(name, f, dims, values, place={d: i for i, d in enumerate(dims)})
            if unknown := {*f.implies, *(d for v in f.void for d in v)} - set(dims):
                raise BoxError(min(unknown), f"{name} has no dimension {min(unknown)!r}", f"one of {', '.join(dims)}")
            for dim, table in f.implies.items():
                bare.indices(dim, [*table, *(v for others in table.values() for v in others)], {})
            void = tuple(
                Cut(name, tuple(bare.indices(d, v[d], {})[0] if d in v else None for d in dims)) for v in f.void
            )  # fmt: skip
            self.families[name] = Family(name, f, dims, values, void, bare.place)
        self.cautions = tuple(
            (caution, tuple(cut for box in caution.boxes for cut in self.cuts(box, {}))) for caution in spec.cautions
        )

    def members(self, name: str) -> list[str]:
        """The families that a box's `family` names: itself, or the members of a union."""
        found = self.spec.unions.get(name, [name])
        if bad := [f for f in found if f not in self.families]:
            raise BoxError(
                "family", f"there is no family {bad[0]!r}", f"one of {', '.join([*self.families, *self.spec.unions])}"
            )
        return found

    def cuts(
        self,
        box: Box,
        define: Mapping[str, Sequence[Box]],
        system: str = "",
        ages: Mapping[str, int | None] | None = None,
        within: tuple[str, ...] = (),
    ) -> list[Cut]:
        """What a box means, as cuts; `system` prefixes the condition that `mind: silent` opens, `within` names the
        definitions in which the box stands.

        Raises:
            BoxError: an unknown family, definition, dimension or value, a definition that needs itself or multiplies
                without end, or a box that reaches no point.
        """
        ages = ages or {}
        if box.of is None:
            out = [c for name in self.members(box.family) for c in self._own(box, self.families[name], system, ages)]
        else:
            if box.of not in define:
                raise BoxError(
                    "of", f"there is no definition {box.of!r}", f"one of {', '.join(define) or '(none defined)'}"
                )
            if box.of in within:
                raise BoxError("of", f"the definition {box.of!r} needs itself", "its boxes written out")
            named = [c for d in define[box.of] for c in self.cuts(d, define, system, ages, (*within, box.of))]
            if len(named) > MAX_CUTS:
                what = f"the definition {box.of!r} stands for {len(named):,} boxes"
                raise BoxError("of", what, f"at most {MAX_CUTS:,}")
            wanted = set(self.members(box.family)) if box.family else {c.family for c in named}
            own = {n: self._own(box, self.families[n], system, ages) for n in wanted & {c.family for c in named}}
            out = [m for c in named if c.family in own for o in own[c.family] if (m := o.meet(c))]
        self._check_names(box)
        if not out:
            raise BoxError("family", "this box reaches no point of any family", "dimensions and values that meet")
        return out

    def widen(self, cut: Cut) -> Cut:
        """A text on possession also reaches acts that cannot be done without possessing (`implies` of the space).
        Idempotent.
        """
        family, sel = self.families[cut.family], list(cut.sel)
        for i, implied in self._implied[cut.family]:
            if (have := sel[i]) is not None:
                more = {a for a, bs in implied if not bs.isdisjoint(have)}
                if not more <= set(have):
                    sel[i] = tuple(sorted({*have, *more}))
        return cut if tuple(sel) == cut.sel else Cut(family.name, tuple(sel), cut.conditions, cut.defence, cut.by)

    @functools.cached_property
    def _implied(self) -> dict[str, list[tuple[int, list[tuple[int, frozenset[int]]]]]]:
        """Per family and dimension with `implies`: each value, with the values it cannot be done without."""
        return {
            family.name: [
                (i, [(index(a), frozenset(map(index, bs))) for a, bs in table.items()])
                for dim, table in family.spec.implies.items()
                for i in (family.place[dim],)
                for index in (family.values[i].index,)
            ]
            for family in self.families.values()
        }

    def _own(self, box: Box, family: Family, system: str, ages: Mapping[str, int | None]) -> list[Cut]:
        """The box's own selections in one family, without its definition; empty where the family lacks a named
        dimension.
        """
        if any(d not in family.place for d in box.where):
            return []
        sel: list[tuple[int, ...] | None] = list(family.free)
        conditions, silent, split = set(box.conditions), self.spec.silent, False
        for dim, wanted in box.where.items():
            i = family.place[dim]
            if wanted == "silent" and dim == silent.dimension:
                split = True
                continue
            if isinstance(wanted, list) and wanted and not isinstance(family.spec.dimensions[dim].values, str):
                values = family.values[i]
                if any(w not in values for w in wanted):
                    wanted = [w for w in wanted if w in values or not self._elsewhere(box, dim, w)]
                if not wanted:
                    return []
            sel[i], doubt = family.indices(dim, wanted, ages)
            if doubt:
                conditions.add(doubt)
        defence = box.kind == "defence"
        if not split:
            return [Cut(family.name, tuple(sel), frozenset(conditions), defence, box.by)]
        out, i = [], family.place[silent.dimension]
        for part, doubts in ((silent.sure, set[str]()), (silent.open, {f"{system}.{silent.condition}"})):
            sel[i] = family.indices(silent.dimension, part, {})[0]
            out.append(Cut(family.name, tuple(sel), frozenset(conditions | doubts), defence, box.by))
        return out

    def _elsewhere(self, box: Box, dim: str, value: str) -> bool:
        """Whether a value that this family lacks belongs to a sister family of the union the box is written on."""
        sisters = self.spec.unions.get(box.family, []) if box.family else list(self.families)
        return any(
            dim in self.families[f].place and value in self.families[f].values[self.families[f].place[dim]]
            for f in sisters
        )

    def _check_names(self, box: Box) -> None:
        families = self.members(box.family) if box.family else list(self.families)
        for dim in box.where:
            if not any(dim in self.families[f].place for f in families):
                known = sorted({d for f in families for d in self.families[f].dims})
                raise BoxError(
                    dim, f"{box.family or 'no family'} has no dimension {dim!r}", f"one of {', '.join(known)}"
                )
        wanted = box.where.get("material")
        if box.family not in self.spec.unions or not isinstance(wanted, list):
            return
        for name in families:  # a value of a family that the box cannot reach is a mistake, not a no
            place = self.families[name].place
            lacking = [d for d in box.where if d not in place]
            if lacking and "material" in place:
                elsewhere = {v for f in families if f != name for v in self._values(f, "material")}
                if own := [w for w in wanted if w not in elsewhere]:
                    raise BoxError(
                        "material",
                        f"{', '.join(own)} belongs to {name}, which has no {lacking[0]!r}",
                        "a box of its own for it",
                    )

    def _values(self, family: str, dim: str) -> tuple[str | int, ...]:
        f = self.families[family]
        return f.values[f.place[dim]] if dim in f.place else ()


def _raw(values: Mapping[str, object] | str) -> tuple[str | int, ...]:
    if isinstance(values, str):
        if not (m := re.fullmatch(r"(\d{1,3})\.\.(\d{1,3})", values)) or int(m[1]) > int(m[2]):
            raise BoxError("values", f"{values!r} are no years", "the first and the last year, as '0..18'")
        return tuple(range(int(m[1]), int(m[2]) + 1))
    return tuple(values)
