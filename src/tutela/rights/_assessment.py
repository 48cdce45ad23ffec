"""What an assessment says.

It never says that a measure is fine: only what was found, what stops it, what is open, and the next lawful step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from tutela.rights._schema import Form, Role

Result = Literal["pass", "fail", "not_shown", "not_in_issue", "not_weighed", "weighed"]


@dataclass(frozen=True, slots=True)
class Raised:
    """One raise of the tier: its heading and what in the facts raised it."""

    id: str
    says: str
    because: str


@dataclass(frozen=True, slots=True)
class Severity:
    """`start` is the measure's own tier, `tier` the one after raises, `up_to` the highest it can still become
    while `waits_for` is not told."""

    start: int
    tier: int
    up_to: int
    raised: tuple[Raised, ...]
    waits_for: tuple[str, ...]


class Answer(NamedTuple):
    """One question with its result. `missing` names the facts that would answer it; `sources` are titles."""

    question: str
    step: str
    asks: str
    role: Role
    phase: str
    result: Result
    why: str
    burden: str
    because: str
    sources: tuple[str, ...]
    accepted_evidence: tuple[str, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepResult:
    """A step of the test: the gravest result among its questions."""

    step: str
    says: str
    result: Result
    answers: tuple[Answer, ...]


class NextStep(NamedTuple):
    """A lawful next step: a lesser measure (ids of the catalogue), the emergency route, or who to call."""

    kind: Literal["emergency_route", "lesser_measure", "call"]
    says: str
    measures: tuple[str, ...] = ()


class Stop(NamedTuple):
    """A gate that failed or was not shown.

    `next` is never empty. `can_wait`: an urgent act may go ahead of it and is reviewed afterwards.
    """

    question: str
    step: str
    asks: str
    result: Literal["fail", "not_shown"]
    why: str
    then: str
    mend: str
    can_wait: bool
    next: tuple[NextStep, ...]


class Missing(NamedTuple):
    """A fact to supply: its id, the question in the applicant's words, and the questions of the test that wait for
    it."""

    fact: str
    asks: str
    wanted_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LesserMeasure:
    """A listed lesser measure that is not excluded with facts."""

    id: str
    name: str
    state: Literal["open", "not_answered", "without_facts"]
    because: str


@dataclass(frozen=True, slots=True)
class WhoDecides:
    """Who may decide by the project's tiers and usually; what national law says is unknown to the engine and must
    be looked up."""

    tier: int
    who: str
    bodies: tuple[str, ...]
    usual_bodies: tuple[str, ...]
    usual_said: str
    national_rule: Literal["unknown"] = "unknown"


class Owed(NamedTuple):
    """A safeguard that the measure or its tier owes."""

    id: str
    says: str
    asks: str
    answer: Literal["yes", "no", "not_told"]
    adds_no_data: bool


class Reason(NamedTuple):
    question: str
    says: str


@dataclass(frozen=True, slots=True)
class Balance:
    """The reasons on each side, in words and never as a number; the decider writes the balance."""

    in_favour: tuple[Reason, ...]
    against: tuple[Reason, ...]
    not_weighed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Emergency:
    """What may be done now.

    `act_possible`: the urgent act may go ahead of its decision and is reviewed afterwards; else `blocked_by`
    says why not.
    """

    child_at_risk: bool
    act_possible: bool
    blocked_by: tuple[str, ...]
    in_short: str
    says: str
    inaction: str
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole answer.

    `said` is one sentence; `first_failing_step` is None only when nothing was found that stops it.
    """

    measure: str
    name: str
    form: Form
    retrospective: bool
    severity: Severity
    steps: tuple[StepResult, ...]
    first_failing_step: str | None
    stops: tuple[Stop, ...]
    missing: tuple[Missing, ...]
    lesser_measures: tuple[LesserMeasure, ...]
    who_decides: WhoDecides
    safeguards: tuple[Owed, ...]
    balance: Balance
    for_the_decider: tuple[str, ...]
    emergency: Emergency | None
    outside: str
    said: str
    review: str

    @property
    def tier(self) -> int:
        return self.severity.tier

    @property
    def stopped(self) -> bool:
        return bool(self.stops)

    def step(self, step: str) -> StepResult:
        """The result of one step.

        Raises:
            KeyError: the test has no such step.
        """
        for one in self.steps:
            if one.step == step:
                return one
        raise KeyError(f"the test has no step {step!r}; it has {', '.join(s.step for s in self.steps)}")
