"""The oracle: one raw point at a time, one box at a time, no arrays, no merging, no truth tables.

Everything the engine computes with bitmaps and functions is recomputed here the slow and obvious way, and must agree.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping

from tutela.law import Law
from tutela.law._law import Rule
from tutela.law._space import Cut, Family

Kleene = int  # 0 no, 1 unknown, 2 yes


def holds(cut: Cut, point: tuple[int, ...], answers: Mapping[str, bool], law: Law) -> Kleene:
    """A cut at a point, under answers to every askable condition; what cannot be asked is unknown."""
    if not cut.holds(point):
        return 0
    value = 2
    for name in cut.conditions:
        value = min(value, (2 if answers[name] else 0) if law.askable(name) else 1)
    return value


def rule_at(rule: Rule, family: str, point: tuple[int, ...], answers: Mapping[str, bool], law: Law) -> Kleene:
    inside = max((holds(c, point, answers, law) for c in rule.covers if c.family == family), default=0)
    outside = max(
        (holds(c, point, answers, law) for c in rule.exceptions if c.family == family and not c.defence), default=0
    )
    return min(inside, 2 - outside)


def side_at(
    law: Law, system: str, day: dt.date, family: str, point: tuple[int, ...], answers: Mapping[str, bool]
) -> Kleene:
    """What a system says of a point, given every answer."""
    best = max((rule_at(r, family, point, answers, law) for r in law.rules_on(system, day)), default=0)
    unread = any(c.family == family and c.holds(point) for text in law.unheld(system) for c in text.cuts)
    return max(best, 1 if unread else 0)


def conditions_at(law: Law, systems: tuple[str, ...], day: dt.date, family: str, point: tuple[int, ...]) -> list[str]:
    """The askable conditions that any cut holding this point names."""
    found = set()
    for system in systems:
        for rule in law.rules_on(system, day):
            for cut in (*rule.covers, *(c for c in rule.exceptions if not c.defence)):
                if cut.family == family and cut.holds(point):
                    found |= {c for c in cut.conditions if law.askable(c)}
    return sorted(found)


def worlds(names: list[str]) -> Iterator[dict[str, bool]]:
    for values in itertools.product((False, True), repeat=len(names)):
        yield dict(zip(names, values, strict=True))


def occurs(family: Family, point: tuple[int, ...]) -> bool:
    return not any(cut.holds(point) for cut in family.void)


def coverage_at(law: Law, system: str, day: dt.date, family: str, point: tuple[int, ...]) -> tuple[bool, bool]:
    """(sure, possible) by the rules of `docs/decisions/0004`, box by box."""
    sure = possible = False
    for rule in law.rules_on(system, day):
        covers = [c for c in rule.covers if c.family == family and c.holds(point)]
        s, p = any(not c.conditions for c in covers), bool(covers)
        for cut in rule.exceptions:
            if cut.family == family and not cut.defence and cut.holds(point):
                s = False
                if not cut.conditions:
                    p = False
        sure, possible = sure or s, possible or p
    possible = possible or any(c.family == family and c.holds(point) for t in law.unheld(system) for c in t.cuts)
    return sure, possible
