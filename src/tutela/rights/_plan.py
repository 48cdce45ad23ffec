"""The test made ready for one measure and one form, once: its questions in order and the clauses that can hold.

A plan holds no fact of any proposal, so it is kept with the corpus it was made from and shared by all assessments.
"""

from __future__ import annotations

from dataclasses import dataclass

from tutela.rights._logic import Clause, ready
from tutela.rights._schema import Form, Measure, Question, Raise, Rights, Role, When, Wording

TOP = 4  # the highest tier


@dataclass(frozen=True, slots=True)
class Planned:
    """One question in one form.

    It is asked from tier `from_tier` on (0: always), or, where that is None, if one of `applies` holds; most questions
    depend on the tier alone. `barred` says why nothing can pass it for this measure, or is empty.
    """

    question: Question
    wording: Wording
    role: Role
    role_decided: Role
    from_tier: int | None
    applies: tuple[Clause, ...]
    fails: tuple[Clause, ...]
    passes: tuple[Clause, ...]
    in_favour: tuple[Clause, ...]
    against: tuple[Clause, ...]
    sources: tuple[str, ...]
    accepted_evidence: tuple[str, ...]
    barred: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All questions of a form for one measure, with the clauses of the raises and of danger to a child."""

    questions: tuple[Planned, ...]
    raises: tuple[tuple[Raise, tuple[Clause, ...]], ...]
    at_risk: tuple[Clause, ...]


def plan_for(measure: Measure, form: Form, rights: Rights) -> Plan:
    """The plan, made on first use."""
    key = (measure.id, form)
    plan = rights.plans.get(key)
    if not isinstance(plan, Plan):
        plan = rights.plans[key] = _make(measure, form, rights)
    return plan


def _make(measure: Measure, form: Form, rights: Rights) -> Plan:
    kind = rights.kind_of[measure.family]

    def clauses(whens: list[When]) -> tuple[Clause, ...]:
        return ready(whens, measure, kind)

    questions = []
    for question in rights.questions:
        wording = question.wording(form)
        if wording is None:
            continue
        role = wording.role or question.role
        applies = clauses(question.applies_when)
        own_sides = bool(wording.for_when or wording.against_when)
        needs_standing = any(when.standing for when in wording.passes_when)
        questions.append(
            Planned(
                question,
                wording,
                role,
                question.role_decided or role,
                _from_tier(question, applies),
                applies,
                clauses(wording.fails_when),
                clauses(wording.passes_when),
                # a gate that is weighed when a past decision is judged weighs by the same clauses
                clauses(wording.for_when if own_sides else wording.passes_when),
                clauses(wording.against_when if own_sides else wording.fails_when),
                tuple(rights.source_titles[s] for s in question.sources),
                tuple(question.accepted_evidence),
                measure.standing_because if needs_standing and measure.standing == "contested" else "",
            )
        )
    raises = tuple((one, clauses([one.when] if one.when else [])) for one in rights.raises)
    return Plan(tuple(questions), raises, clauses(rights.emergency.at_risk))


def _from_tier(question: Question, applies: tuple[Clause, ...]) -> int | None:
    if not question.applies_when:
        return 0
    bare = [one.tier_from for one in applies if not (one.facts or one.unless) and one.tier_to >= TOP]
    return bare[0] if len(bare) == len(applies) == 1 else None
