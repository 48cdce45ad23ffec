"""What is known of a case, in the law's terms: a bundle of acts, people, places, and answers already given.

Real conduct is a bundle of points: every act done is stated and each is tested. What is not stated stays open. Ages and
positions of the people fill the dimensions that turn on them; two statements that cannot both be true are an error,
never a *no*.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from tutela.corpus import Strict
from tutela.law._law import LawError
from tutela.law._space import BoxError, Family, Space

State = str


class ActFacts(Strict):
    """One act done: a family, and for each dimension that is known the value, or the values it may have."""

    family: str
    where: dict[str, list[str]] = {}

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, raw: Any) -> Any:
        if not isinstance(raw, dict) or "where" in raw:
            return raw
        known = {k: v for k, v in raw.items() if k != "family" and v not in (None, "unknown")}
        return {
            **({"family": raw["family"]} if "family" in raw else {}),
            "where": {k: [str(x) for x in v] if isinstance(v, list) else [str(v)] for k, v in known.items()},
        }


class Person(Strict):
    """A person in the case, without a name. States are ISO 3166-1; an age may be a number or a range (`12..14`)."""

    age: int | str | None = None
    nationality: list[State] | None = None
    residence: State | None = None
    found_in: list[State] | None = None
    position_of_trust: Literal["yes", "no"] | None = None

    @field_validator("nationality", "found_in", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value


class People(Strict):
    child: Person = Person()
    suspect: Person = Person()


class Places(Strict):
    """Where things happened. `conduct`: every state in which a part of it was done; `not_in`: states in which surely no
    part was, not even the arrival of a message; `ship_or_aircraft_of`: the flag;
    `provider`: who holds data.
    """

    conduct: list[State] = []
    not_in: list[State] = []
    ship_or_aircraft_of: State | None = None
    child: State | None = None
    provider: State | None = None
    punishable_where_done: Literal["yes", "no"] | None = None

    @field_validator("conduct", "not_in", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value


class LawFacts(Strict):
    """The part of a facts file that the law engine reads. `answers` maps a condition's id to its answer."""

    conduct: list[ActFacts] = Field(min_length=1)
    people: People = People()
    places: Places = Places()
    answers: dict[str, Literal["yes", "no"]] = {}

    @field_validator("answers", mode="before")
    @classmethod
    def _words(cls, value: Any) -> Any:
        said = {True: "yes", False: "no"}
        return (
            {k: said.get(v, v) if isinstance(v, bool) else v for k, v in value.items()}
            if isinstance(value, dict)
            else value
        )


@dataclass(frozen=True)
class Act:
    """An act as the engine takes it: per dimension the raw values that are still possible."""

    family: Family
    allowed: tuple[tuple[int, ...], ...]
    stated: frozenset[str]  # dimensions that the facts bind

    @functools.cached_property
    def masks(self) -> tuple[int, ...]:
        """Per dimension the values still possible, as bits."""
        return tuple(sum(1 << v for v in a) for a in self.allowed)

    @functools.cached_property
    def packed(self) -> int:
        """The same as one number (`Family.pack`)."""
        return self.family.pack(self.masks)


def acts(space: Space, facts: LawFacts) -> list[Act]:
    """The bundle, checked against the space and the people.

    Raises:
        LawError: an unknown family, dimension or value; contradictory statements; a combination that cannot occur.
    """
    return [_act(space, stated, facts, i) for i, stated in enumerate(facts.conduct)]


def known_acts(space: Space, facts: LawFacts) -> list[tuple[str, dict[str, list[str | int]]]]:
    """The bundle in plain words for other rooms: per act its family, and the values it may have where they are bound.

    Raises:
        LawError: as `acts`.
    """
    return [
        (
            act.family.name,
            {
                dim: [values[k] for k in allowed]
                for dim, values, allowed in zip(act.family.dims, act.family.values, act.allowed, strict=True)
                if len(allowed) < len(values)
            },
        )
        for act in acts(space, facts)
    ]


def _act(space: Space, stated: ActFacts, facts: LawFacts, i: int) -> Act:
    where = f"conduct[{i}]"
    family = _family(space, stated, where)
    derived = _from_people(family, facts.people, where)
    allowed = []
    for dim, values in zip(family.dims, family.values, strict=True):
        options = tuple(range(len(values)))
        if dim in stated.where:
            try:
                options = family.indices(dim, stated.where[dim], {})[0]
            except BoxError as err:
                raise LawError(f"{where}.{dim}: {err.what}; expected {err.expected}") from err
        if dim in derived:
            meant, because = derived[dim]
            if meant.isdisjoint(options):
                raise LawError(
                    f"{where}.{dim}: {', '.join(stated.where[dim])} contradicts {because}, which leaves "
                    f"{', '.join(str(values[k]) for k in sorted(meant))}; correct one of the two"
                )
            options = tuple(k for k in options if k in meant)
        allowed.append(options)
    if unknown := stated.where.keys() - family.place.keys():
        raise LawError(
            f"{where}: {family.name} has no dimension {', '.join(sorted(unknown))}; it has {', '.join(family.dims)}"
        )
    act = Act(family, tuple(allowed), frozenset(stated.where) | frozenset(derived))
    for cut in family.void:
        if all(not may & ~mask for may, mask in zip(act.masks, cut.masks, strict=True)):
            pairs = (
                f"{d}: {', '.join(str(v[k]) for k in a)}"
                for d, v, a, s in zip(family.dims, family.values, act.allowed, cut.sel, strict=True)
                if s
            )
            raise LawError(
                f"{where}: these cannot occur together ({'; '.join(pairs)}); correct one of them "
                f"(see `void` of {family.name} in the conduct space)"
            )
    return act


def _family(space: Space, stated: ActFacts, where: str) -> Family:
    try:
        members = space.members(stated.family)
    except BoxError as err:
        raise LawError(f"{where}.family: {err.what}; expected {err.expected}") from err
    if len(members) > 1:
        fits = [m for m in members if all(_has(space.families[m], d, v) for d, v in stated.where.items())]
        if len(fits) != 1:
            raise LawError(
                f"{where}: {stated.family} may be {' or '.join(members)}; "
                "state the `material`, or name the family itself"
            )
        members = fits
    return space.families[members[0]]


def _has(family: Family, dim: str, values: list[str]) -> bool:
    try:
        return dim in family.place and bool(family.indices(dim, values, {}))
    except BoxError:
        return False


def _from_people(family: Family, people: People, where: str) -> dict[str, tuple[set[int], str]]:
    """What ages and positions say of this family's dimensions: {dimension: (indices, the statement relied on)}."""
    out: dict[str, tuple[set[int], str]] = {}
    child, suspect = _ages(people.child, "child"), _ages(people.suspect, "suspect")
    if child is not None and family.name != "other_material":
        if dims := set(
            family.indices("age", [str(a) for a in child if a <= 18], {})[0] if any(a <= 18 for a in child) else ()
        ):
            out["age"] = (dims, "people.child.age")
        else:
            raise LawError(
                f"{where}: people.child.age is {people.child.age}, and the conduct space knows ages up to 18; "
                "leave the child's age out, or correct it"
            )
    if suspect is None:
        return out
    index: Mapping[str, int]
    if "offender" in family.place:
        values = family.values[family.place["offender"]]
        index = {str(v): k for k, v in enumerate(values)}
        if "adult_close" in index:
            out["offender"] = (
                {index[o] for o in _offenders(suspect, child, people.suspect.position_of_trust)},
                "people.suspect and people.child.age",
            )
        else:
            out["offender"] = ({index["minor" if a < 18 else "adult"] for a in suspect}, "people.suspect.age")
    if "relation" in family.place:
        index = {str(v): k for k, v in enumerate(family.values[family.place["relation"]])}
        young = {"self", "peer_agreed", "peer_other"} if any(a < 18 for a in suspect) else set()
        grown = {"young_agreed", "adult_agreed", "other"} if any(a >= 18 for a in suspect) else set()
        out["relation"] = ({index[r] for r in young | grown}, "people.suspect.age")
    return out


def _offenders(suspect: range, child: range | None, trust: str | None) -> set[str]:
    found: set[str] = set()
    for age in suspect:
        if age < 18:
            found.add("minor")
        elif age == 18:
            found.add("eighteen")
        else:
            if trust != "no":
                found.add("adult_trust")
            if trust != "yes":
                found |= (
                    {"adult_close" if age - c < 5 else "adult" for c in child}
                    if child is not None
                    else {"adult_close", "adult"}
                )
    return found


def _ages(person: Person, who: str) -> range | None:
    said = person.age
    if said is None or said == "unknown":
        return None
    text = str(said).replace(" ", "")
    found = re.fullmatch(r"([0-9]{1,3})(?:\.\.([0-9]{1,3}))?", text)
    if found and int(found[1]) <= int(found[2] or found[1]) <= 120:
        return range(int(found[1]), int(found[2] or found[1]) + 1)
    raise LawError(f"people.{who}.age: {said!r} is no age; expected a number such as 13, or a range such as 12..14")
