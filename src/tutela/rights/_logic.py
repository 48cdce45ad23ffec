"""What a clause means on the facts told: true, false, or open where a fact it needs is not told (Kleene's strong logic, `None` for open).

Two burdens meet here. Asked beforehand, an open clause stays open: a gate passes only when no failing clause is open, so silence never helps
the applicant. Judging a past decision, what was withheld is silent: an open clause says nothing, and an exception nobody showed is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tutela.rights._schema import INDEPENDENT, Kind, Measure, When


@dataclass(frozen=True, slots=True)
class Seen:
    """A proposal as clauses see it: `told` holds only facts that were told; the tier is at least `tier` and at most `tier_to`."""

    measure: Measure
    kind: Kind
    told: Mapping[str, frozenset[str]]
    tier: int
    tier_to: int
    open_raises: tuple[str, ...]
    silent: bool

    @property
    def decider_usual(self) -> bool | None:
        decider = self.told.get("decider")
        if decider is None:
            return None
        return not decider.isdisjoint(INDEPENDENT) or not decider.isdisjoint(self.measure.usual_body)


def holds(when: When, seen: Seen) -> bool | None:
    """Whether the clause holds; None while a fact that decides it is not told."""
    if not _fits_measure(when, seen):
        return False
    open_ = False
    if when.tier_from is not None and seen.tier < when.tier_from:
        if seen.tier_to < when.tier_from:
            return False
        open_ = True
    if when.tier_to is not None and seen.tier_to > when.tier_to:
        if seen.tier > when.tier_to:
            return False
        open_ = True
    for fact, words in when.where.items():
        told = seen.told.get(fact)
        if told is None:
            open_ = True
        elif told.isdisjoint(words):
            return False
    for fact, words in when.all_of.items():
        told = seen.told.get(fact)
        if told is None:
            open_ = True
        elif not told.issuperset(words):
            return False
    if when.decider_usual is not None:
        usual = seen.decider_usual
        if usual is None:
            open_ = True
        elif usual is not when.decider_usual:
            return False
    if when.unless:
        exempt = any_of(when.unless, seen)
        if exempt:
            return False
        if exempt is None and not seen.silent:
            open_ = True
    return None if open_ else True


def any_of(clauses: Iterable[When], seen: Seen) -> bool | None:
    """True where one clause holds, None where none does and one is open."""
    answer: bool | None = False
    for when in clauses:
        one = holds(when, seen)
        if one:
            return True
        if one is None:
            answer = None
    return answer


def first_true(clauses: Iterable[When], seen: Seen) -> When | None:
    """The first clause that holds."""
    return next((when for when in clauses if holds(when, seen)), None)


def untold(clauses: Iterable[When], seen: Seen) -> list[str]:
    """The facts, in order and once each, that keep these clauses open."""
    out: dict[str, None] = {}
    for when in clauses:
        if holds(when, seen) is not None:
            continue
        if (when.tier_from or 0) > seen.tier or (when.tier_to is not None and seen.tier_to > when.tier_to):
            out.update(dict.fromkeys(seen.open_raises))
        if when.decider_usual is not None:
            out["decider"] = None
        out.update(dict.fromkeys((*when.where, *when.all_of)))
        out.update(dict.fromkeys(untold(when.unless, seen)))
    return [fact for fact in out if fact not in seen.told]


def _fits_measure(when: When, seen: Seen) -> bool:
    """What the catalogue alone decides, so it is never open."""
    measure = seen.measure
    return not (
        (when.kind and seen.kind not in when.kind)
        or (when.family and measure.family not in when.family)
        or (when.standing and measure.standing not in when.standing)
        or (when.start_from is not None and measure.tier < when.start_from)
        or (when.start_to is not None and measure.tier > when.start_to)
    )
