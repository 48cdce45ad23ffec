"""The form of the cooperation corpus: what `cooperation/{routes,forms,zones}.yaml` may say. Pure data.

A route is one channel by which one state's authority gets data, or its preservation, from another state. States stand
in it as ISO 3166-1 codes and instruments as ids of the law corpus; the engine that reads it knows no state.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field, model_validator

from tutela.clocks import Deadline
from tutela.cooperation._forms import Basis, DataKind, FieldWords, Form, Ground, Language, RefusalRule, Term
from tutela.corpus import Entry, Strict

Ternary = Literal["yes", "no", "unknown"]

Side = Literal["requesting", "requested", "provider"]
Status = Literal["open", "closed", "unknown"]
BASIS_SAID: dict[Basis, str] = {
    "text": "read in the text",
    "part": "read in the text in part; the rest is general knowledge, unverified",
    "pages": "from pages about it; the text itself was not read",
    "knowledge": "general knowledge, unverified",
    "missing": "the text is not held",
}


Box = dict[str, str | list[str]]
"""Some conduct: its `family`, and per dimension the values meant; a dimension that is not named is free."""


class Region(Strict):
    """Which conduct a rule is about: `inside` surely is, `outside` (which wins) surely not, the rest must be asked."""

    inside: list[Box] = Field([])
    outside: list[Box] = Field([])
    ask: str
    source: str

    @model_validator(mode="after")
    def _whole(self) -> Region:
        for box in (*self.inside, *self.outside):
            if not isinstance(box.get("family"), str):
                raise ValueError(f"{box} names no family; expected `family` with one word")
        return self

    @property
    def families(self) -> set[str]:
        return {str(box["family"]) for box in (*self.inside, *self.outside)}


Step = Literal[
    "issued", "sent", "received", "accepted", "asked_back", "clarified", "preserved", "produced", "served", "notified",
    "agreed", "validated", "extended", "confirmed", "postponed", "impossible", "refused", "withdrawn",
]  # fmt: skip
"""What happens to a request, as far as a deadline begins or ends with it."""


class Period(Deadline):
    """A deadline of a route. `when`: only if the states of those sides are these; `reported`: a page tells of it, the
    law that sets it was not read, so it is no legal deadline here.

    `starts`: the step that is its event (None: no step of ours is). `met_by`: the steps that meet it. `whose`: the
    side that must act. `after`: it begins where the deadline of that name ends. `held_by`: the steps after which it
    goes on without an end. `only_if`: in that circumstance. `data`: for these kinds.
    """

    when: dict[Side, str] = Field({})
    reported: bool = False
    starts: Step | None = None
    met_by: list[Step] = Field([])
    whose: Literal["asks", "asked"] | None = None
    after: str = ""
    held_by: list[Step] = Field([])
    only_if: str | None = None
    data: list[DataKind] = Field([])

    @property
    def legal(self) -> bool:
        return self.value is not None and not self.reported

    @property
    def said(self) -> str:
        told = super().said
        return f"no legal deadline read; reported: {told} ({self.source})" if self.reported else told


class Citation(Strict):
    """An article of an instrument of the law corpus."""

    instrument: str
    article: str

    @property
    def said(self) -> str:
        return f"{self.instrument} {self.article}"


class PartyTest(Strict):
    """One condition of a route on the states. All of a route's tests must hold.

    both_parties, member: each of `who` is bound by `instrument` on the day (a treaty; an act of a union that binds its
    members). state: each of `who` is the state `is` (the provider's state, or a law that lets only its own authorities
    ask). membership: each of `who` must belong to a body whose members the corpus does not hold, so the answer is
    unknown. any: no condition. `otherwise` is the status where a `state` or `member` test fails. `until` is the last
    day of a term whose renewal is not known: after it, who was bound is bound no longer for sure.
    """

    kind: Literal["both_parties", "member", "state", "membership", "any"]
    who: list[Side] = Field(["requesting", "requested"])
    instrument: str | None = None
    is_state: str | None = Field(None, alias="is", pattern=r"^[A-Z]{2}$")
    otherwise: Literal["closed", "unknown"] = "closed"
    until: dt.date | None = None
    say: str = ""
    source: str = ""

    @model_validator(mode="after")
    def _whole(self) -> PartyTest:
        if (self.instrument is not None) != (self.kind in ("both_parties", "member")):
            raise ValueError(
                f"a test of kind {self.kind}: expected `instrument` with both_parties and member, and only there"
            )
        if (self.is_state is not None) != (self.kind == "state"):
            raise ValueError(f"a test of kind {self.kind}: expected `is` with state, and only there")
        if (self.kind in ("state", "membership", "any") or self.otherwise == "unknown" or self.until) and not self.say:
            raise ValueError(f"a test of kind {self.kind} without `say`: expected the condition in words")
        return self


class Urgent(Strict):
    """How the route goes faster in an emergency; `is_route`: the route exists for emergencies; `obtains`: within the
    first of its deadlines the data themselves are given.
    """

    is_route: bool = False
    obtains: bool = False
    how: str
    deadlines: list[Period] = Field([])
    source: str


class Condition(Strict):
    """What must be so besides the states: `facts` the engine can check (`fact` says which), `person` someone must
    confirm.
    """

    say: str
    checked: Literal["facts", "person"] = "person"
    fact: Literal["danger_to_life"] | None = None
    source: str

    @model_validator(mode="after")
    def _whole(self) -> Condition:
        if (self.fact is not None) != (self.checked == "facts"):
            raise ValueError("`fact` and `checked: facts` stand together; expected both, or neither")
        return self


class Bounce(Strict):
    """A ground on which the request may come back, and what to ask before sending. `right`: only where the requested
    state reserved it.
    """

    ask: str
    ground: Literal["refuse", "postpone", "return", "limit"]
    source: str
    right: str | None = None
    data: list[DataKind] = Field([])


class Unless(Strict):
    """A reservation right by which a state may require dual criminality after all.

    It does not reach offences of `not_for_families`; but where the state also used one of the rights that
    `but_reserved` names for a family, conduct that it left out may lie outside that protection, so the answer is
    unknown.
    """

    right: str
    not_for_families: list[str] = Field([])
    but_reserved: dict[str, list[str]] = Field({})


class Threshold(Strict):
    """A maximum penalty, in the law of `side`, that the offence must reach; with `except_list`, not for offences of
    `families`, or where `exempt` is given, not for conduct inside that.
    """

    max_years: float = Field(gt=0)
    side: Literal["requesting", "requested"] = "requesting"
    except_list: bool = False
    families: list[str] = Field([])
    unsure: list[str] = Field([])
    exempt: Region | None = None
    data: list[DataKind] = Field([])
    say: str
    source: str


class DualRule(Strict):
    """Whether the conduct must be an offence in both states, for `purpose` and `data` (empty: all).

    `listed`: dual criminality is not checked for offences of its `families` that reach its maximum penalty.
    """

    purpose: Literal["preserve", "obtain", "any"] = Field("any", alias="for")
    data: list[DataKind] = Field([])
    required: Ternary
    unless: Unless | None = None
    listed: Threshold | None = None
    note: str = ""
    source: str


class Route(Entry):
    """One channel of cooperation. `preserves` and `obtains` give, per kind of data, the words it rests on;
    `subject` is the conduct it is for (None: any).
    """

    id: str
    name: str
    family: str
    legal_basis: list[Citation]
    test: list[PartyTest] = Field(min_length=1)
    unless_reserved: list[str] = Field([])
    direction: Literal[
        "authority", "provider", "provider_reports", "unasked", "own_access", "agreement", "police", "hotline"
    ]
    who_may_ask: str
    who_answers: str
    preserves: dict[DataKind, str] = Field({})
    obtains: dict[DataKind, str] = Field({})
    deadlines: list[Period] = Field(min_length=1)
    urgent: Urgent | None = None
    subject: Region | None = None
    dual_criminality: list[DualRule] = Field(min_length=1)
    threshold: Threshold | None = None
    bounces: list[Bounce] = Field([])
    conditions: list[Condition] = Field([])
    refusals: list[RefusalRule] = Field([])
    forms: list[str] = Field([])
    fallback: bool = False
    instead: str = ""
    basis: Basis
    basis_note: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Route:
        if not self.preserves and not self.obtains:
            raise ValueError("preserves nothing and obtains nothing; expected at least one kind of data")
        return self


class Zone(Entry):
    """The time zone (IANA name) of a state that has one, or one on its mainland (`note` says what else it has)."""

    id: str = Field(pattern=r"^[A-Z]{2}$")
    zone: str
    note: str = ""


class Book(Strict):
    """The cooperation corpus, validated. `zones`: by state; `forms`, `fields`, `terms`, `languages`: by id."""

    routes: list[Route]
    forms: dict[str, Form]
    zones: dict[str, Zone] = Field({})
    fields: dict[str, FieldWords] = Field({})
    terms: dict[str, Term] = Field({})
    languages: dict[str, Language] = Field({})
    grounds: list[Ground] = Field([])
