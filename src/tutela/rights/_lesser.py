"""The listed lesser measures: which of them are excluded with facts, and what that means for necessity (GC 27 para
14; Siracusa 11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tutela.rights._assessment import LesserMeasure
from tutela.rights._logic import Seen
from tutela.rights._proposal import Proposal
from tutela.rights._schema import Measure, Rights

LESSER = "lesser."
"""How a missing answer about a lesser measure is named: `lesser.takedown_item`."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What stops at the question of lesser measures."""

    result: Literal["fail", "not_shown"]
    why: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LesserAnswers:
    """`left`: the listed measures that nobody excluded with facts."""

    left: tuple[LesserMeasure, ...]

    def verdict(self, seen: Seen) -> Verdict | None:
        """None where every listed measure is excluded with facts; a lesser measure said to be open fails it also
        in a past decision."""
        if opened := [one.name for one in self.left if one.state == "open"]:
            return Verdict("fail", "a lesser measure is open: " + "; ".join(opened))
        if not self.left or seen.silent:
            return None
        names = "; ".join(one.name for one in self.left)
        return Verdict("not_shown", f"no fact excludes: {names}", tuple(LESSER + one.id for one in self.left))


def lesser_answers(proposal: Proposal, measure: Measure, rights: Rights) -> LesserAnswers:
    """What the proposal says of each listed lesser measure."""
    left: list[LesserMeasure] = []
    for id_, because in measure.alternatives.items():
        answer = proposal.lesser.get(id_)
        if answer is not None and answer.excludes:
            continue
        state: Literal["open", "not_answered", "without_facts"] = "not_answered"
        if answer is not None and answer.result != "unknown":
            state = "open" if answer.result == "open" else "without_facts"
        lesser = rights.measure_by_id[id_]
        left.append(LesserMeasure(id_, lesser.name, state, because or f"tier {lesser.tier} instead of {measure.tier}"))
    return LesserAnswers(tuple(left))
