"""What the dual criminality check answers with: plain frozen values, and the JSON form that other programs rely on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from tutela.corpus import plain
from tutela.law._questions import Leaf, Tree

Answer = Literal["yes", "no_reading", "depends"]
Required = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class Requirement:
    """Whether dual criminality is asked on the route, why, and from which maximum penalty (years) an offence counts."""

    required: Required
    why: str
    threshold_years: float | None = None
    threshold_on: Literal["requesting", "requested", "both"] = "both"


UNSTATED = Requirement("unknown", "no route was named: whether dual criminality is required depends on the route")


@dataclass(frozen=True)
class PenaltyFound:
    """A penalty that may apply; `applies`: yes, or depends (on open facts or conditions)."""

    said: str
    min_months: float | None
    max_years: float | None
    life: bool
    applies: Literal["yes", "depends"]
    note: str

    @property
    def height(self) -> float:
        """For comparing: years of the maximum; a maximum that the text leaves open counts above every number."""
        if self.life:
            return 1000.0
        return self.max_years if self.max_years is not None else 100.0 if self.min_months else 0.0

    @property
    def surely_up_to(self) -> float:
        """Years that the maximum surely reaches: where the text leaves it open, its minimum."""
        return self.height if self.life or self.max_years is not None else (self.min_months or 0.0) / 12


@dataclass(frozen=True)
class ProvisionFound:
    """A reading that covers the conduct, or may."""

    reading: str
    provision: str
    citation: str
    title: str
    covers: Literal["yes", "depends"]
    reaches: Literal["yes", "no", "depends", "unknown", "not_asked"]
    conditions: tuple[str, ...]
    defences: tuple[str, ...]
    penalties: tuple[PenaltyFound, ...]
    forms: str
    summary: str
    address: str
    sha256: str
    confidence: str
    note: str
    review: str
    text_as_of: dt.date | None
    not_confirmed_since: dt.date | None


@dataclass(frozen=True)
class Side:
    """One system's answer."""

    system: str
    state: str
    answer: Answer
    provisions: tuple[ProvisionFound, ...]
    not_held: tuple[str, ...]
    texts_read: tuple[str, ...]
    max_penalty: str
    jurisdiction: str
    limitation: str
    would_show: str
    said: str


@dataclass(frozen=True)
class Question:
    """One question that may decide. `id` goes back into the facts: a condition under `answers`, a dimension (with the
    `values` that belong to the answer) into the act with this number.
    """

    id: str
    kind: Literal["dimension", "reach", "fact", "meaning", "appraisal"]
    ask: str
    asked_of: str
    answers: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    provision: str
    act: int


@dataclass(frozen=True)
class Check:
    """The whole answer. `tree` is the decision tree of the deciding act (None: too much is open, put `questions[0]`
    first).
    """

    required: Requirement
    answer: Answer
    said: str
    requesting: Side
    requested: Side
    questions: tuple[Question, ...]
    undecidable: tuple[str, ...]
    cautions: tuple[str, ...]
    families: tuple[str, ...]
    tree: Tree | None
    conduct_on: dt.date
    asked_on: dt.date
    corpus: str

    def as_json(self) -> dict[str, Any]:
        """The form that other programs rely on (docs/formats.md)."""
        return {
            "required": self.required.required,
            "required_why": self.required.why,
            "threshold_years": self.required.threshold_years,
            "answer": self.answer,
            "said": self.said,
            "sides": {"requesting": plain(self.requesting), "requested": plain(self.requested)},
            "questions": [plain(q) for q in self.questions],
            "tree": tree_json(self.tree),
            "undecidable": list(self.undecidable),
            "cautions": list(self.cautions),
            "families": list(self.families),
            "conduct_on": self.conduct_on.isoformat(),
            "asked_on": self.asked_on.isoformat(),
            "corpus": self.corpus,
        }


def tree_json(tree: Tree | None) -> Any:
    if tree is None:
        return None
    if isinstance(tree, Leaf):
        return {"answer": {"yes": "yes", "no": "no_reading", "unknown": "text_not_held"}[tree.answer]}
    said = {True: "yes", False: "no"}
    return {
        "ask": tree.name,
        "branches": [
            {"values": said[v] if isinstance(v, bool) else list(v), "then": tree_json(kid)} for v, kid in tree.branches
        ],
    }
