"""The tier: the measure's own, raised by one for each heading that the facts show, at most 4, never lowered here.

Tiers and raises are proposals of this project (`test.yaml`); an additive score was tried and dropped, because it
ranked a duty to register above the search of a device. A raise whose fact is not told is *open*: asked beforehand,
the questions of the higher tier are asked too.
"""

from __future__ import annotations

from collections.abc import Mapping

from tutela.rights._assessment import Raised, Severity
from tutela.rights._logic import Clause, Seen, decider_usual, look, untold
from tutela.rights._plan import TOP, Plan
from tutela.rights._schema import Measure, Raise, Rights

Waits = tuple[str, ...]
"""The facts an open raise waits for."""


def severity(
    measure: Measure, plan: Plan, told: Mapping[str, frozenset[str]], rights: Rights, silent: bool
) -> tuple[Severity, Seen]:
    """The tier with each raise, and the proposal as clauses then see it."""
    usual = decider_usual(told, measure)
    before = Seen(told, usual, measure.tier, measure.tier, (), silent)
    raised: list[Raised] = []
    waits: list[Waits] = []
    for one, clauses in plan.raises:
        found = _judge(one, clauses, measure, before, rights)
        if isinstance(found, Raised):
            raised.append(found)
        elif found and not silent:
            waits.append(found)
    tier = min(TOP, measure.tier + len(raised))
    tier_to = min(TOP, tier + len(waits))
    facts = tuple(dict.fromkeys(fact for wait in waits for fact in wait)) if tier_to > tier else ()
    return Severity(measure.tier, tier, tier_to, tuple(raised), facts), Seen(told, usual, tier, tier_to, facts, silent)


def _judge(
    one: Raise, clauses: tuple[Clause, ...], measure: Measure, seen: Seen, rights: Rights
) -> Raised | Waits | None:
    levels = seen.told.get("level")
    if levels and not levels.isdisjoint(one.not_for_levels):
        return None
    if rights.kind_of[measure.family] in one.not_for_kinds:
        return None
    if one.beyond:
        return _beyond(one, one.beyond, measure, seen, rights)
    if one.sensitive:
        return _sensitive(one, measure, seen, rights)
    looked = look(clauses, seen)
    if looked.answer:
        return Raised(one.id, one.says, "as told")
    return untold(looked.open_clauses, seen) or None


def _beyond(one: Raise, fact: str, measure: Measure, seen: Seen, rights: Rights) -> Raised | Waits | None:
    """One raise whatever the distance (NOTES section 6, point 8)."""
    spec = rights.fact_by_id[fact]
    typical = measure.typical.people_reached if fact == "people_reached" else measure.typical.lasts
    told = seen.told.get(fact)
    if told is None:
        return None if typical == spec.order[-1] else (fact,)
    word = next(iter(told))
    if word in spec.order and spec.order.index(word) > spec.order.index(typical):
        return Raised(one.id, one.says, f"{spec.values[word]}, where {spec.values[typical]} is typical")
    return None


def _sensitive(one: Raise, measure: Measure, seen: Seen, rights: Rights) -> Raised | Waits | None:
    fresh = [word for word in one.sensitive if word not in measure.typical.data]
    data = seen.told.get("data")
    if data is None:
        return ("data",) if fresh else None
    values = rights.fact_by_id["data"].values
    hit = [values[word] for word in fresh if word in data]
    return Raised(one.id, one.says, ", ".join(hit)) if hit else None
