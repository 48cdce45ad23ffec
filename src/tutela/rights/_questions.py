"""Answering the questions one by one: gates by their failing and passing clauses, weighed questions by what speaks
for and against."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from tutela.rights._assessment import Answer, Reason, Result, Severity
from tutela.rights._lesser import LesserAnswers
from tutela.rights._logic import Clause, Seen, look, untold
from tutela.rights._plan import Planned
from tutela.rights._said import shown
from tutela.rights._schema import Question, Rights, Role


class Outcome(NamedTuple):
    """A question with its answer; `pending`: the decider answers it later."""

    question: Question
    answer: Answer
    pending: bool

    @property
    def stops(self) -> bool:
        return self.answer.role == "gate" and self.answer.result in ("fail", "not_shown")


@dataclass(slots=True)
class Questions:
    """One pass over the questions.

    `recorded` holds the defects found so far: one defect is recorded once, where it fits first.
    """

    rights: Rights
    seen: Seen
    lesser: LesserAnswers
    grade: Severity
    absent: tuple[str, ...]
    in_favour: list[Reason] = field(default_factory=list)
    against: list[Reason] = field(default_factory=list)
    recorded: dict[str, str] = field(default_factory=dict)

    def ask(self, planned: Planned) -> Outcome:
        """The answer to one question; questions are asked in the order of the test."""
        seen = self.seen
        role = planned.role_decided if seen.silent else planned.role
        unsure = self._unsure(planned)
        if unsure is None:
            return _answer(planned, role, "not_in_issue", "not asked for this measure on these facts")
        if role == "weighed":
            return self._weigh(planned)
        if planned.question.phase != "applicant" and not seen.silent and _before(seen):
            return _answer(planned, role, "not_in_issue", "for the decider to answer", pending=True)
        return self._gate(planned, unsure)

    def _unsure(self, planned: Planned) -> tuple[Clause, ...] | None:
        """None where the question is not in issue; else the open clauses that would make it so (none: it is)."""
        tier = planned.from_tier
        if tier is None:
            looked = look(planned.applies, self.seen)
            return None if looked.answer is False else looked.open_clauses
        if self.seen.tier >= tier:
            return ()
        return planned.applies if self.seen.tier_to >= tier else None

    def _weigh(self, planned: Planned) -> Outcome:
        found: list[str] = []
        waiting: list[Clause] = []
        for side, clauses in ((self.in_favour, planned.in_favour), (self.against, planned.against)):
            looked = look(clauses, self.seen)
            waiting.extend(looked.open_clauses)
            if looked.clause is not None:
                says = looked.clause.says or shown(looked.clause, self.seen, self.rights)
                side.append(Reason(planned.question.id, says))
                found.append(says)
        if known := self._computed(planned.question):
            self.against.append(Reason(planned.question.id, known))
            found.append(known)
        if found:
            return _answer(planned, "weighed", "weighed", "; ".join(found))
        return _answer(planned, "weighed", "not_weighed", "nothing told bears on it", untold(waiting, self.seen))

    def _computed(self, question: Question) -> str:
        """What the engine itself knows and puts on the scale, in words."""
        if question.computed == "severity":
            return "; ".join((f"it is of tier {self.grade.tier}", *(one.says for one in self.grade.raised)))
        if question.computed == "safeguards_owed" and self.absent:
            return f"safeguards are missing: {', '.join(self.absent)}"
        return ""

    def _gate(self, planned: Planned, unsure: tuple[Clause, ...]) -> Outcome:
        """`unsure`: the clauses that would make it apply, where facts for that are not told."""
        seen = self.seen
        if seen.silent and unsure:
            return _answer(planned, "gate", "not_in_issue", "what would raise it was withheld")
        fails = look(planned.fails, seen)
        if fails.clause is not None and unsure:
            return self._stop(planned, "not_shown", f"if it is in issue: {fails.clause.says}", untold(unsure, seen))
        if fails.clause is not None:
            return self._stop(planned, "fail", fails.clause.says)
        if planned.question.computed == "lesser_measures" and (verdict := self.lesser.verdict(seen)):
            return self._stop(planned, verdict.result, verdict.why, verdict.missing)
        passes = look(planned.passes, seen)
        if passes.clause is not None and (fails.answer is False or seen.silent):
            return _answer(planned, "gate", "pass", shown(passes.clause, seen, self.rights))
        if seen.silent:
            return _answer(planned, "gate", "not_in_issue", "what would answer it was withheld")
        missing = untold((*unsure, *fails.open_clauses, *passes.open_clauses), seen)
        return self._stop(planned, "not_shown", planned.barred or "what is told does not show it", missing)

    def _stop(self, planned: Planned, result: Result, why: str, missing: tuple[str, ...] = ()) -> Outcome:
        defect = planned.question.defect
        if earlier := self.recorded.get(defect):
            return _answer(planned, "gate", "not_in_issue", f"the same defect is recorded at {earlier}")
        if result == "fail" and defect:
            self.recorded[defect] = planned.question.id
        return _answer(planned, "gate", result, why, missing)


def _before(seen: Seen) -> bool:
    """Whether the measure is not yet taken, so that what the decider owes cannot be there yet."""
    stage = seen.told.get("stage")
    return stage is not None and not stage.isdisjoint(("planned", "urgent"))


def _answer(
    planned: Planned, role: Role, result: Result, why: str, missing: tuple[str, ...] = (), *, pending: bool = False
) -> Outcome:
    question, wording = planned.question, planned.wording
    answer = Answer(
        question.id,
        question.step,
        wording.asks,
        role,
        question.phase,
        result,
        why,
        wording.burden,
        question.because,
        planned.sources,
        planned.accepted_evidence,
        missing,
    )
    return Outcome(question, answer, pending)
