"""The test itself: gates first, then what is weighed, then who decides and what comes next. Facts in, assessment out.

Every question is answered on its own and nothing is added up, so no number of good answers outvotes a failed gate (GC
27 paras 14-15; Siracusa 10-12). Asked beforehand, silence counts as not shown: the burden lies on whoever would
interfere (Siracusa 12), and for an omission on the body that would not act. Judging a past decision
(`retrospective=True`), what was withheld is silent.
"""

from __future__ import annotations

from tutela.corpus import review_said
from tutela.rights._assessment import Answer, Assessment, Balance, Result, StepResult, WhoDecides
from tutela.rights._lesser import lesser_answers
from tutela.rights._logic import look
from tutela.rights._next import emergency_route, missing_facts, safeguards_owed, stops_with_next_steps
from tutela.rights._plan import plan_for
from tutela.rights._proposal import Proposal, told_by
from tutela.rights._questions import Outcome, Questions
from tutela.rights._said import headline
from tutela.rights._schema import Form, Rights
from tutela.rights._severity import severity

GRAVEST: tuple[Result, ...] = ("fail", "not_shown", "pass", "weighed", "not_weighed", "not_in_issue")
"""A step's result is the first of these that one of its questions has."""

OUTSIDE = "no child at risk is told: an ordinary refusal, to be reasoned as such"


def assess(proposal: Proposal, rights: Rights, *, retrospective: bool = False) -> Assessment:
    """Run the rights test on a proposal.

    Args:
        proposal: the measure and the neutral facts told.
        rights: the corpus, from `load`.
        retrospective: judge a past decision: withheld facts are silent, and gates marked so are weighed.

    Raises:
        ProposalError: the measure, a fact, a word or a safeguard is not known; each is listed with what is accepted.
    """
    measure, told = told_by(proposal, rights)
    form: Form = "omission" if "omission" in told.get("level", ()) else "interference"
    plan = plan_for(measure, form, rights)
    grade, seen = severity(measure, plan, told, rights, retrospective)
    lesser = lesser_answers(proposal, measure, rights)
    owed = safeguards_owed(measure, grade.tier, told, rights)
    questions = Questions(rights, seen, lesser, grade, tuple(o.says for o in owed if o.answer == "no"))
    outcomes = [questions.ask(planned) for planned in plan.questions]
    at_risk = look(plan.at_risk, seen).answer is True
    emergency = emergency_route(outcomes, measure, seen, rights, form, at_risk)
    stops = stops_with_next_steps(outcomes, lesser.left, emergency, form)
    not_weighed = tuple([o.answer.asks for o in outcomes if o.answer.result == "not_weighed"])
    balance = Balance(tuple(questions.in_favour), tuple(questions.against), not_weighed)
    tier = rights.tiers[grade.tier - 1]
    usual = (tuple(measure.usual_body), measure.usual_body_said)
    outside = OUTSIDE if form == "omission" and not at_risk else ""
    return Assessment(
        measure=measure.id,
        name=measure.name,
        form=form,
        retrospective=retrospective,
        severity=grade,
        steps=_steps(outcomes, rights),
        first_failing_step=stops[0].step if stops else None,
        stops=stops,
        missing=missing_facts(outcomes, measure, rights),
        lesser_measures=lesser.left,
        who_decides=WhoDecides(tier.id, tier.who, tuple(tier.bodies), *usual),
        safeguards=owed,
        balance=balance,
        for_the_decider=tuple([o.answer.asks for o in outcomes if o.pending]),
        emergency=emergency,
        outside=outside,
        said=headline(form, stops, balance, owed, rights, retrospective, outside, emergency),
        review=f"measure: {review_said(measure.review)}; test: {review_said(rights.emergency.review)}",
    )


def _steps(outcomes: list[Outcome], rights: Rights) -> tuple[StepResult, ...]:
    by_step: dict[str, list[Answer]] = {step.id: [] for step in rights.steps}
    for outcome in outcomes:
        by_step[outcome.answer.step].append(outcome.answer)
    return tuple([StepResult(s.id, s.says, _gravest(by_step[s.id]), tuple(by_step[s.id])) for s in rights.steps])


def _gravest(answers: list[Answer]) -> Result:
    results = {answer.result for answer in answers}
    return next((result for result in GRAVEST if result in results), "not_in_issue")
