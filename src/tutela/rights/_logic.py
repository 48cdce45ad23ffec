"""What a clause means on the facts told: true, false, or open where a fact it needs is not told.

Kleene's strong logic, with `None` for open. Two burdens meet here. Asked beforehand, an open clause stays open: a gate
passes only when no failing clause is open, so silence never helps the applicant. Judging a past decision, what was
withheld is silent: an open clause says nothing, and an exception that nobody showed is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tutela.rights._schema import INDEPENDENT, Kind, Measure, When


@dataclass(frozen=True, slots=True)
class Seen:
    """A proposal as clauses see it.

    `told` holds only facts that were told; the tier is at least `tier` and at most `tier_to`, which waits for
    `open_raises`; `silent` says that a past decision is judged.
    """

    told: Mapping[str, frozenset[str]]
    decider_usual: bool | None
    tier: int
    tier_to: int
    open_raises: tuple[str, ...]
    silent: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A `When` made ready for one measure: what the catalogue alone decides is already decided.

    `facts`: all it asks about.
    """

    where: tuple[tuple[str, frozenset[str]], ...]
    all_of: tuple[tuple[str, frozenset[str]], ...]
    tier_from: int
    tier_to: int
    decider_usual: bool | None
    unless: tuple[Clause, ...]
    facts: tuple[str, ...]
    says: str


class Looked(NamedTuple):
    """Several clauses at once: `answer` is True where one holds (`clause`, the first), None where one is open,
    else False."""

    answer: bool | None
    clause: Clause | None
    open_clauses: tuple[Clause, ...]


NO = Looked(False, None, ())


def ready(clauses: Iterable[When], measure: Measure, kind: Kind) -> tuple[Clause, ...]:
    """The clauses that can hold for this measure."""
    return tuple(_ready(when, measure, kind) for when in clauses if _fits(when, measure, kind))


def decider_usual(told: Mapping[str, frozenset[str]], measure: Measure) -> bool | None:
    """Whether the decider is independent or among the measure's usual bodies; None while not told."""
    decider = told.get("decider")
    if decider is None:
        return None
    return not decider.isdisjoint(INDEPENDENT) or not decider.isdisjoint(measure.usual_body)


def holds(clause: Clause, seen: Seen) -> bool | None:
    """Whether the clause holds; None while a fact that decides it is not told."""
    answer: bool | None = True
    if seen.tier < clause.tier_from:
        if seen.tier_to < clause.tier_from:
            return False
        answer = None
    if seen.tier_to > clause.tier_to:
        if seen.tier > clause.tier_to:
            return False
        answer = None
    told = seen.told
    for fact, words in clause.where:
        given = told.get(fact)
        if given is None:
            answer = None
        elif given.isdisjoint(words):
            return False
    for fact, words in clause.all_of:
        given = told.get(fact)
        if given is None:
            answer = None
        elif not given >= words:
            return False
    if clause.decider_usual is not None and seen.decider_usual is not clause.decider_usual:
        if seen.decider_usual is not None:
            return False
        answer = None
    if clause.unless:
        exempt = look(clause.unless, seen).answer
        if exempt:
            return False
        if exempt is None and not seen.silent:
            answer = None
    return answer


def look(clauses: tuple[Clause, ...], seen: Seen) -> Looked:
    """Look at clauses in order, until one holds."""
    if not clauses:
        return NO
    waiting: list[Clause] | None = None
    for clause in clauses:
        answer = holds(clause, seen)
        if answer:
            return Looked(True, clause, ())
        if answer is None:
            if waiting is None:
                waiting = [clause]
            else:
                waiting.append(clause)
    return NO if waiting is None else Looked(None, None, tuple(waiting))


def untold(clauses: Iterable[Clause], seen: Seen) -> tuple[str, ...]:
    """The facts, in order and once each, that these open clauses wait for."""
    out: dict[str, None] = {}
    for clause in clauses:
        if seen.tier < clause.tier_from or seen.tier_to > clause.tier_to:
            out.update(dict.fromkeys(seen.open_raises))
        for fact in clause.facts:
            if fact not in seen.told:
                out[fact] = None
    return tuple(out)


def _fits(when: When, measure: Measure, kind: Kind) -> bool:
    return not (
        (when.kind and kind not in when.kind)
        or (when.family and measure.family not in when.family)
        or (when.standing and measure.standing not in when.standing)
        or (when.start_from is not None and measure.tier < when.start_from)
        or (when.start_to is not None and measure.tier > when.start_to)
    )


def _ready(when: When, measure: Measure, kind: Kind) -> Clause:
    unless = ready(when.unless, measure, kind)
    own = (*when.where, *when.all_of, *(("decider",) if when.decider_usual is not None else ()))
    return Clause(
        tuple((fact, frozenset(words)) for fact, words in when.where.items()),
        tuple((fact, frozenset(words)) for fact, words in when.all_of.items()),
        when.tier_from or 0,
        when.tier_to if when.tier_to is not None else 9,
        when.decider_usual,
        unless,
        tuple(dict.fromkeys((*own, *(fact for exception in unless for fact in exception.facts)))),
        when.says,
    )
