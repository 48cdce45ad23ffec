"""What follows from the answers: stops with their next lawful step, the emergency route, facts to supply, safeguards.

No stop is a dead end: each names the emergency route where a child is in danger, a lesser measure where one is left,
and always whom to call.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from tutela.rights._assessment import Emergency, LesserMeasure, Missing, NextStep, Owed, Stop
from tutela.rights._lesser import LESSER
from tutela.rights._logic import Seen
from tutela.rights._questions import Outcome
from tutela.rights._schema import SAFEGUARD, Form, Measure, Rights, SafeguardSpec


def emergency_route(
    outcomes: list[Outcome], measure: Measure, seen: Seen, rights: Rights, form: Form, at_risk: bool
) -> Emergency | None:
    """What may be done now, where a child is in danger or the act is urgent and something stops it; None otherwise."""
    stopping = [o for o in outcomes if o.stops]
    urgent = "urgent" in seen.told.get("stage", ())
    if not stopping or seen.silent or not (at_risk or urgent):
        return None
    blocked = tuple(o.question.id for o in stopping if not o.question.can_wait)
    possible = urgent and form == "interference" and not blocked
    route = rights.emergency
    measures = tuple(m for m in route.measures if m != measure.id)
    parts = [route.act] if possible else []
    if urgent and form == "interference" and blocked:
        parts.append(f"{route.first} {', '.join(blocked)}.")
    if at_risk or not possible:
        parts.append(route.says)
    parts.append(f"Call {route.call}.")
    short = route.act_in_short if possible else route.says_in_short
    inaction = route.inaction if at_risk else ""
    return Emergency(at_risk, possible, blocked if urgent else (), short, " ".join(parts), inaction, measures)


def stops_with_next_steps(
    outcomes: list[Outcome], left: tuple[LesserMeasure, ...], emergency: Emergency | None, form: Form
) -> tuple[Stop, ...]:
    """Every stop in the order of the test, each with at least one next lawful step."""
    first: list[NextStep] = []
    if emergency is not None:
        says = f"{emergency.says} {emergency.inaction}".strip()
        first.append(NextStep("emergency_route", says, emergency.measures))
    lesser: list[NextStep] = []
    if left:
        names = "; ".join(one.name for one in left)
        which = "a lesser measure" if form == "interference" else "a narrower measure that protects the child"
        lesser.append(
            NextStep("lesser_measure", f"{which}, with its own test: {names}", tuple([one.id for one in left]))
        )
    stops = []
    for outcome in (o for o in outcomes if o.stops):
        follow, answer = outcome.question.on_fail, outcome.answer
        if follow is None or answer.result not in (
            "fail",
            "not_shown",
        ):  # the corpus reader refuses a gate without `on_fail`
            continue
        result: Literal["fail", "not_shown"] = "fail" if answer.result == "fail" else "not_shown"
        then = follow.then if result == "fail" else "return"
        steps = (*first, *(lesser if follow.lesser else ()), NextStep("call", f"call {follow.call}"))
        can_wait = outcome.question.can_wait
        stops.append(
            Stop(answer.question, answer.step, answer.asks, result, answer.why, then, follow.mend, can_wait, steps)
        )
    return tuple(stops)


def missing_facts(outcomes: list[Outcome], measure: Measure, rights: Rights) -> tuple[Missing, ...]:
    """The facts that the stopped gates wait for, each once, as questions to the applicant."""
    wanted: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.stops:
            for fact in outcome.answer.missing:
                wanted.setdefault(fact, []).append(outcome.question.id)
    return tuple(Missing(fact, _asks(fact, measure, rights), tuple(by)) for fact, by in wanted.items())


def safeguards_owed(
    measure: Measure, tier: int, told: Mapping[str, frozenset[str]], rights: Rights
) -> tuple[Owed, ...]:
    """The safeguards of the measure and of its tier, each once, with the answer told."""
    ids = dict.fromkeys((*measure.safeguards, *rights.tiers[tier - 1].safeguards))
    specs = [rights.safeguard_by_id[i] for i in ids]
    return tuple([Owed(s.id, s.says, s.question, _answer(s, told), s.adds_no_data) for s in specs])


def _answer(spec: SafeguardSpec, told: Mapping[str, frozenset[str]]) -> Literal["yes", "no", "not_told"]:
    by = spec.answered_by
    words = told.get(by.fact if by else SAFEGUARD + spec.id)
    if words is None:
        return "not_told"
    if not words.isdisjoint(by.yes if by else ("yes",)):
        return "yes"
    return "no" if not words.isdisjoint(by.no if by else ("no",)) else "not_told"


def _asks(fact: str, measure: Measure, rights: Rights) -> str:
    if fact.startswith(LESSER):
        lesser = rights.measure_by_id[fact.removeprefix(LESSER)]
        because = measure.alternatives.get(lesser.id) or f"tier {lesser.tier} instead of {measure.tier}"
        return (
            f"Was this tried and did it fail, or which fact shows that it cannot serve here: {lesser.name} ({because})?"
        )
    if fact.startswith(SAFEGUARD):
        return rights.safeguard_by_id[fact.removeprefix(SAFEGUARD)].question
    return rights.fact_by_id[fact].question
