"""The form of the rights corpus: what its three files may say. Pure data; `_logic` gives clauses their meaning.

`facts.yaml` holds the neutral facts and the safeguards, `test.yaml` the ordered questions, tiers, raises and sources,
`measures.yaml` the catalogue. Doctrine is data: a lawyer changes a rule by changing a clause, and `_read` refuses a
clause that breaks the promises of the test.
"""

from __future__ import annotations

import functools
from typing import Any, Literal

from pydantic import Field, model_validator

from tutela.corpus import Entry, Strict

Form = Literal["interference", "omission"]
Role = Literal["gate", "weighed"]
Kind = Literal["takes_data", "keeps_data", "restricts", "rules", "protects"]
Standing = Literal["ordinary", "contested", "excluded"]

SILENT = frozenset({"unknown", "not_told"})
"""Words of every fact that mean: not told."""

SAFEGUARD = "safeguards."
"""How a clause names a safeguard: `safeguards.scope_limit`."""

INDEPENDENT = frozenset({"court", "independent_body"})
"""Deciders who may decide every measure (GC 16 para 8; Prokuratuur, C-746/18)."""


class FactSpec(Entry):
    """One neutral fact.

    `order` runs from the lightest answer to the heaviest; `alone` words exclude all others; `silent` words tell
    nothing.
    """

    id: str
    kind: Literal["one", "several"] = "one"
    question: str = Field(min_length=8)
    definition: str = Field(min_length=8)
    values: dict[str, str] = Field(min_length=1)
    order: list[str] = []
    silent: list[str] = []
    alone: list[str] = []
    added: str = ""


class AnsweredBy(Strict):
    """Another fact that already answers a safeguard."""

    fact: str
    yes: list[str]
    no: list[str]


class SafeguardSpec(Entry):
    """A safeguard, answered yes, no or not told.

    `adds_no_data` is false where the safeguard itself takes or opens data.
    """

    id: str
    says: str
    question: str
    adds_no_data: bool = True
    answered_by: AnsweredBy | None = None


class When(Strict):
    """A clause: all of it must hold. `where` names facts and the answers that fit, in YAML beside the other keys.

    `tier_from`/`tier_to` look at the tier after raises, `start_from`/`start_to` at the measure's own; `decider_usual`
    asks whether the decider is among the measure's usual bodies or independent; `all_of` wants every word of a list
    fact; `unless` lists exceptions.
    """

    where: dict[str, tuple[str, ...]] = {}
    all_of: dict[str, tuple[str, ...]] = {}
    tier_from: int | None = None
    tier_to: int | None = None
    start_from: int | None = None
    start_to: int | None = None
    kind: tuple[Kind, ...] = ()
    family: tuple[str, ...] = ()
    standing: tuple[Standing, ...] = ()
    decider_usual: bool | None = None
    unless: tuple[When, ...] = ()
    says: str = ""

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, raw: Any) -> Any:
        if not isinstance(raw, dict) or "where" in raw:
            return raw
        own = {k: v for k, v in raw.items() if k in cls.model_fields}
        return {**own, "where": {k: v for k, v in raw.items() if k not in own}}


class Wording(Strict):
    """A question in one form: who bears the burden, what fails it, what shows it, what weighs on each side."""

    asks: str = Field(min_length=8)
    burden: str = "on whoever proposes it"
    role: Role | None = None
    fails_when: list[When] = []
    passes_when: list[When] = []
    for_when: list[When] = []
    against_when: list[When] = []


class OnFail(Strict):
    """What follows when a gate stops. `call` is never empty: every stop names somebody."""

    then: Literal["return", "refuse", "refuse_and_report"]
    mend: str = Field(min_length=8)
    call: str = Field(min_length=8)
    lesser: bool = False


class Question(Entry):
    """One question of the test; see the head of `test.yaml` for the meaning of each field."""

    id: str
    step: str
    form: Literal["interference", "omission", "both"]
    role: Role
    role_decided: Role | None = None
    phase: Literal["applicant", "decider", "after"] = "applicant"
    applies_when: list[When] = []
    computed: Literal["lesser_measures", "severity", "balance", "safeguards_owed"] | None = None
    interference: Wording | None = None
    omission: Wording | None = None
    accepted_evidence: list[str] = Field(min_length=1)
    sources: list[str] = Field(min_length=1)
    on_fail: OnFail | None = None
    because: str = Field(min_length=8)
    defect: str = ""
    can_wait: bool = False

    def wording(self, form: Form) -> Wording | None:
        """The question as asked in `form`; where both forms share a wording, that one."""
        if self.form not in (form, "both"):
            return None
        return (self.omission or self.interference) if form == "omission" else self.interference


class Step(Entry):
    id: str
    says: str


class Tier(Entry):
    """What a tier asks for: the link to the person, who may decide, and the safeguards every measure of that tier
    owes."""

    id: int = Field(ge=1, le=4)
    suspicion: str
    who: str
    bodies: list[str]
    safeguards: list[str]


class Raise(Entry):
    """One reason to raise the tier by one: beyond the typical answer, sensitive data, or a clause."""

    id: str
    says: str
    beyond: Literal["people_reached", "lasts"] | None = None
    sensitive: list[str] = []
    when: When | None = None
    not_for_levels: list[str] = []
    not_for_kinds: list[Kind] = []


class Emergency(Entry):
    """What may be done when a child is in danger now or an act cannot wait for its decision."""

    at_risk: list[When]
    measures: list[str]
    says: str
    says_in_short: str
    act: str
    act_in_short: str
    first: str
    inaction: str
    call: str


class Source(Entry):
    """A source of doctrine; `read` says what of it was read, `paraphrase` is ours."""

    id: str
    title: str
    url: str
    read: str
    paraphrase: str


class RightCode(Entry):
    id: str
    says: str


class Family(Entry):
    id: str
    says: str
    kind: Kind


class Typical(Strict):
    """The measure's usual form, against which raises are judged."""

    people_reached: str
    data: list[str]
    lasts: str
    secret: Literal["yes", "no"]


class Measure(Entry):
    """One entry of the catalogue.

    `alternatives` maps each lesser measure to the reason why it is lesser where its tier does not say so.
    """

    id: str
    name: str
    family: str
    rights: list[str] = Field(min_length=1)
    tier: int = Field(ge=1, le=4)
    typical: Typical
    standing: Standing = "ordinary"
    standing_because: str = ""
    alternatives: dict[str, str]
    usual_body: list[str]
    usual_body_said: str
    legal_basis: str
    safeguards: list[str]
    cases: list[str] = []
    note: str = ""
    mended: str = ""


class Rights(Strict):
    """The rights corpus, validated: what `assess` needs and nothing else."""

    steps: list[Step]
    tiers: list[Tier]
    raises: list[Raise]
    emergency: Emergency
    questions: list[Question]
    sources: list[Source]
    facts: list[FactSpec]
    safeguards: list[SafeguardSpec]
    rights: list[RightCode]
    families: list[Family]
    measures: list[Measure]

    @functools.cached_property
    def measure_by_id(self) -> dict[str, Measure]:
        return {m.id: m for m in self.measures}

    @functools.cached_property
    def fact_by_id(self) -> dict[str, FactSpec]:
        return {f.id: f for f in self.facts}

    @functools.cached_property
    def safeguard_by_id(self) -> dict[str, SafeguardSpec]:
        return {s.id: s for s in self.safeguards}

    @functools.cached_property
    def kind_of(self) -> dict[str, Kind]:
        return {f.id: f.kind for f in self.families}

    @functools.cached_property
    def plans(self) -> dict[tuple[str, str], object]:
        """What `_plan` made of this corpus, by measure and form; holds no fact of any proposal."""
        return {}

    @functools.cached_property
    def source_titles(self) -> dict[str, str]:
        return {s.id: s.title for s in self.sources}
