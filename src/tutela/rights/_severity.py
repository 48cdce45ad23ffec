"""The tier: the measure's own, raised by one for each heading that the facts show, never above 4 and never lowered by a machine.

Tiers and raises are proposals of this project (`test.yaml`); an additive score was tried and dropped, because it ranked a duty to register
above the search of a device. A raise whose fact is not told is *open*: asked beforehand, the questions of the higher tier are asked too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tutela.rights._assessment import Raised, Severity
from tutela.rights._logic import Seen, holds, untold
from tutela.rights._schema import Kind, Measure, Raise, Rights

TOP = 4


@dataclass(frozen=True, slots=True)
class _Open:
    """A raise that may yet come: the facts it waits for."""

    facts: tuple[str, ...]


def severity(measure: Measure, told: Mapping[str, frozenset[str]], rights: Rights, silent: bool) -> tuple[Severity, Seen]:
    """The tier with each raise, and the proposal as clauses then see it."""
    seen = Seen(measure, rights.kind_of[measure.family], told, measure.tier, measure.tier, (), silent)
    raised: list[Raised] = []
    waiting: list[str] = []
    headings_open = 0
    for one in rights.raises:
        found = _judge(one, seen, rights)
        if isinstance(found, Raised):
            raised.append(found)
        elif found is not None and not silent:
            headings_open += 1
            waiting.extend(f for f in found.facts if f not in waiting)
    tier = min(TOP, measure.tier + len(raised))
    tier_to = min(TOP, tier + headings_open)
    facts = tuple(waiting) if tier_to > tier else ()
    return Severity(measure.tier, tier, tier_to, tuple(raised), facts), replace(seen, tier=tier, tier_to=tier_to, open_raises=facts)


def _judge(one: Raise, seen: Seen, rights: Rights) -> Raised | _Open | None:
    if one.not_for_levels and not seen.told.get("level", frozenset()).isdisjoint(one.not_for_levels):
        return None
    kinds: list[Kind] = one.not_for_kinds
    if seen.kind in kinds:
        return None
    if one.beyond:
        return _beyond(one, one.beyond, seen, rights)
    if one.sensitive:
        data = seen.told.get("data")
        fresh = [w for w in one.sensitive if w not in seen.measure.typical.data]
        if data is None:
            return _Open(("data",)) if fresh else None
        hit = [w for w in fresh if w in data]
        return Raised(one.id, one.says, ", ".join(rights.fact_by_id["data"].values[w] for w in hit)) if hit else None
    if one.when is None:
        return None
    found = holds(one.when, seen)
    if found is None:
        return _Open(tuple(untold((one.when,), seen)))
    return Raised(one.id, one.says, "as told") if found else None


def _beyond(one: Raise, fact: str, seen: Seen, rights: Rights) -> Raised | _Open | None:
    """One raise whatever the distance (NOTES section 6, 8)."""
    spec = rights.fact_by_id[fact]
    typical = str(getattr(seen.measure.typical, fact))
    told = seen.told.get(fact)
    if told is None:
        return None if typical == spec.order[-1] else _Open((fact,))
    word = next(iter(told))
    if word in spec.order and spec.order.index(word) > spec.order.index(typical):
        return Raised(one.id, one.says, f"{spec.values[word]}, where {spec.values[typical]} is typical")
    return None
