"""The test itself: gates first, then what is weighed, then who decides and what comes next. Pure: facts in, assessment out.

Every question is answered on its own and nothing is added up, so no number of good answers outvotes a failed gate (GC 27 paras 14-15;
Siracusa 10-12). Asked beforehand, silence counts as not shown (the burden lies on whoever would interfere, Siracusa 12; for an omission on
the body that would not act). Judging a past decision (`retrospective=True`), what was withheld is silent.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tutela.corpus import review_said
from tutela.rights._assessment import Answer, Assessment, Balance, Reason, Result, StepResult, WhoDecides
from tutela.rights._lesser import LesserAnswers, lesser_answers
from tutela.rights._logic import Seen, any_of, first_true, untold
from tutela.rights._next import Outcome, emergency_route, missing_facts, safeguards_owed, stops_with_next_steps
from tutela.rights._proposal import Proposal, told_by
from tutela.rights._said import headline, shown
from tutela.rights._schema import Form, Question, Rights, Role, When, Wording
from tutela.rights._severity import severity

GRAVEST: tuple[Result, ...] = ("fail", "not_shown", "pass", "weighed", "not_weighed", "not_in_issue")
"""A step's result is the first of these that one of its questions has."""

OUTSIDE = "no child at risk is told: an ordinary refusal, to be reasoned as such"


def assess(proposal: Proposal, rights: Rights, *, retrospective: bool = False) -> Assessment:
    """Run the rights test on a proposal.

    Args:
        proposal: the measure and the neutral facts told.
        rights: the corpus, from `load`.
        retrospective: judge a past decision: withheld facts are silent, and questions marked so are weighed instead of being gates.

    Raises:
        ProposalError: the measure, a fact, a word or a safeguard is not known; each is listed with what is accepted.
    """
    measure, told = told_by(proposal, rights)
    form: Form = "omission" if "omission" in told.get("level", ()) else "interference"
    grade, seen = severity(measure, told, rights, retrospective)
    lesser = lesser_answers(proposal, measure, rights)
    run = _Run(rights, form, seen, lesser)
    for question in rights.questions:
        run.ask(question)
    owed = safeguards_owed(measure, grade.tier, told, rights)
    run.weigh_computed(grade.tier, [r.says for r in grade.raised], [o.says for o in owed if o.answer == "no"])
    at_risk = any_of(rights.emergency.at_risk, seen) is True
    emergency = emergency_route(run.outcomes, seen, rights, form, at_risk)
    stops = stops_with_next_steps(run.outcomes, lesser.left, emergency, rights)
    steps = tuple(_step(s.id, s.says, [o.answer for o in run.outcomes if o.answer.step == s.id]) for s in rights.steps)
    balance = Balance(
        tuple(run.in_favour), tuple(run.against), tuple(o.answer.asks for o in run.outcomes if o.answer.result == "not_weighed")
    )
    tier = rights.tiers[grade.tier - 1]
    outside = OUTSIDE if form == "omission" and not at_risk else ""
    return Assessment(
        measure=measure.id,
        name=measure.name,
        form=form,
        retrospective=retrospective,
        severity=grade,
        steps=steps,
        first_failing_step=stops[0].step if stops else None,
        stops=stops,
        missing=missing_facts(run.outcomes, measure, rights),
        lesser_measures=lesser.left,
        who_decides=WhoDecides(tier.id, tier.who, tuple(tier.bodies), tuple(measure.usual_body), measure.usual_body_said),
        safeguards=owed,
        balance=balance,
        for_the_decider=tuple(o.answer.asks for o in run.outcomes if o.pending),
        emergency=emergency,
        outside=outside,
        said=headline(form, stops, balance, owed, rights, retrospective, outside, emergency),
        review=f"measure: {review_said(measure.review)}; test: {review_said(rights.questions[0].review)}",
    )


@dataclass(slots=True)
class _Run:
    """One pass over the questions. `recorded` holds the defects found so far: one defect is recorded once, where it fits first."""

    rights: Rights
    form: Form
    seen: Seen
    lesser: LesserAnswers
    outcomes: list[Outcome] = field(default_factory=list)
    in_favour: list[Reason] = field(default_factory=list)
    against: list[Reason] = field(default_factory=list)
    recorded: dict[str, str] = field(default_factory=dict)

    def ask(self, question: Question) -> None:
        wording = question.wording(self.form)
        if wording is None:
            return
        role = wording.role or question.role
        if self.seen.silent and question.role_decided:
            role = question.role_decided
        applies = any_of(question.applies_when, self.seen) if question.applies_when else True
        if applies is False:
            self._note(question, wording, role, "not_in_issue", "not asked for this measure on these facts")
        elif role == "weighed":
            self._weigh(question, wording)
        elif self._pending(question):
            self._note(question, wording, role, "not_in_issue", "for the decider to answer", pending=True)
        else:
            self._gate(question, wording, applies)

    def weigh_computed(self, tier: int, raised: list[str], absent: list[str]) -> None:
        """What the engine itself knows and puts on the scale: severity, and safeguards told to be absent."""
        asked = {o.answer.question for o in self.outcomes if o.answer.result != "not_in_issue"}
        for question in self.rights.questions:
            if question.id not in asked or self.form == "omission":
                continue
            if question.computed == "severity":
                self.against.append(Reason(question.id, f"it is of tier {tier}" + "".join(f"; {says}" for says in raised)))
            elif question.computed == "safeguards_owed" and absent:
                self.against.append(Reason(question.id, "safeguards are missing: " + ", ".join(absent)))

    def _pending(self, question: Question) -> bool:
        """A question for the decider or for afterwards, while the measure is not yet taken."""
        return question.phase != "applicant" and not self.seen.silent and not self.seen.told.get("stage", frozenset()).isdisjoint(
            ("planned", "urgent")
        )  # fmt: skip

    def _weigh(self, question: Question, wording: Wording) -> None:
        gate_wording = not (wording.for_when or wording.against_when)
        for_when = wording.passes_when if gate_wording else wording.for_when
        against_when = wording.fails_when if gate_wording else wording.against_when
        found: list[str] = []
        for side, clauses in ((self.in_favour, for_when), (self.against, against_when)):
            if clause := first_true(clauses, self.seen):
                says = clause.says or shown(clause, self.seen, self.rights)
                side.append(Reason(question.id, says))
                found.append(says)
        computed = question.computed in ("severity", "safeguards_owed")
        result: Result = "weighed" if found or computed else "not_weighed"
        why = "; ".join(found) or ("said among the reasons" if computed else "nothing told bears on it")
        missing = () if found else tuple(untold((*for_when, *against_when), self.seen))
        self._note(question, wording, "weighed", result, why, missing)

    def _gate(self, question: Question, wording: Wording, applies: bool | None) -> None:
        seen = self.seen
        if seen.silent and applies is None:
            return self._note(question, wording, "gate", "not_in_issue", "what would raise it was withheld")
        if failing := first_true(wording.fails_when, seen):
            return self._stop(question, wording, "fail", failing.says)
        if question.computed == "lesser_measures" and (found := self.lesser.verdict(seen)):
            return self._stop(question, wording, found.result, found.why, found.missing)
        fails = any_of(wording.fails_when, seen)
        passing = first_true(wording.passes_when, seen)
        if passing and (fails is False or seen.silent):
            return self._note(question, wording, "gate", "pass", shown(passing, seen, self.rights))
        if seen.silent:
            return self._note(question, wording, "gate", "not_in_issue", "what would answer it was withheld")
        waiting: list[When] = [*wording.fails_when, *(() if passing else wording.passes_when)]
        missing = tuple(dict.fromkeys((*(untold(question.applies_when, seen) if applies is None else ()), *untold(waiting, seen))))
        return self._stop(question, wording, "not_shown", "what is told does not show it", missing)

    def _stop(self, question: Question, wording: Wording, result: Result, why: str, missing: tuple[str, ...] = ()) -> None:
        if earlier := self.recorded.get(question.defect):
            return self._note(question, wording, "gate", "not_in_issue", f"the same defect is recorded at {earlier}")
        if result == "fail" and question.defect:
            self.recorded[question.defect] = question.id
        return self._note(question, wording, "gate", result, why, missing)

    def _note(
        self, question: Question, wording: Wording, role: Role, result: Result, why: str,
        missing: tuple[str, ...] = (), *, pending: bool = False,
    ) -> None:  # fmt: skip
        titles = self.rights.source_titles
        answer = Answer(
            question.id, question.step, wording.asks, role, question.phase, result, why, wording.burden, question.because,
            tuple([titles[s] for s in question.sources]), tuple(question.accepted_evidence), missing,
        )  # fmt: skip
        self.outcomes.append(Outcome(question, answer, pending))


def _step(step: str, says: str, answers: list[Answer]) -> StepResult:
    results = {a.result for a in answers}
    return StepResult(step, says, next((r for r in GRAVEST if r in results), "not_in_issue"), tuple(answers))
