"""The form of the corpus's request forms, words and grounds: `cooperation/forms/*.yaml`, `fields.yaml`, `terms.yaml`,
`languages.yaml`, `grounds.yaml`. Pure data, in as many languages as somebody wrote.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from tutela.cooperation._words import Words
from tutela.corpus import Entry, Strict

Basis = Literal["text", "part", "pages", "knowledge", "missing"]
"""What the entry rests on: the text read; the text in part; official or other pages about it; general knowledge,
unverified; no text at all, when no route is ever more than unknown.
"""

DataKind = Literal[
    "subscriber", "registration", "location", "traffic", "content", "live_traffic", "live_content", "testimony",
    "intelligence", "report", "spontaneous", "removal", "advice",
]  # fmt: skip

Purpose = Literal["preserve", "obtain"]

Origin = Literal[
    "sender", "contact", "validator", "receiver", "custodian", "reference", "date", "status", "accounts", "data",
    "period", "decision", "law", "follows", "wish", "case", "officer", "statement",
]  # fmt: skip
"""Where a field's value comes from: a part of the request; `case` the facts of the case, written down; `officer`
written for this request; `statement` the field's own sentence, confirmed by the officer.
"""

WRITTEN: frozenset[Origin] = frozenset({"case", "officer"})

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class FieldWords(Entry):
    """What one field is called, on every form. `statement`: what is said by it, where it is confirmed, not written."""

    key: Key
    origin: Origin = Field(alias="from")
    label: Words
    statement: Words | None = None
    hint: str = ""

    @model_validator(mode="after")
    def _whole(self) -> FieldWords:
        if (self.statement is not None) != (self.origin == "statement"):
            raise ValueError("`statement` and `from: statement` stand together; expected both, or neither")
        return self


class FieldUse(Strict):
    """A field on a form. `need`: required; if_known (left out only where nothing is known); optional. `only_if`,
    `not_if`: the circumstance on which it depends. `label` (in YAML `as`): what this form calls it.
    """

    key: Key
    need: Literal["required", "if_known", "optional"]
    source: str = Field(min_length=3)
    only_if: Key | None = None
    not_if: Key | None = None
    label: Words | None = Field(None, alias="as")


class Never(Strict):
    """Fields that this form does not carry, and the text or reason for that: the minimum of data."""

    keys: list[Key] = Field(min_length=1)
    source: str = Field(min_length=3)


class Circumstance(Strict):
    """Something about the request on which fields or deadlines depend, as a question."""

    key: Key
    ask: Words
    source: str = Field(min_length=3)


class DecisionRule(Strict):
    """Whether the source asks for a decision: required; own_law (the source asks for none, the authority's own law
    may); none.
    """

    needed: Literal["required", "own_law", "none"]
    say: str
    source: str


class LanguageRule(Strict):
    """Whether the source asks for a language that the receiver accepts, or says nothing about it."""

    needed: Literal["accepted", "not_said"]
    say: str
    source: str


class FormSection(Strict):
    title: Words
    fields: list[FieldUse] = Field(min_length=1)


class Form(Entry):
    """What a request must say.

    `purposes`: what is asked with it (none: no request is made with it). `data`: the only kinds it is for (none: any).
    `includes`: a form whose fields follow, save those named already. `follow_up`: it belongs to a request made before.
    `while_preserved`: the source by which it must be sent while an earlier preservation lasts (a follow-up always,
    another as an extension). `complete: false`: the source was read only in part, and `note` says what is missing.
    """

    id: str
    title: Words
    official: str = ""
    purposes: list[Purpose]
    data: list[DataKind] = Field([])
    basis: Basis
    sections: list[FormSection] = Field(min_length=1)
    includes: str | None = None
    circumstances: list[Circumstance] = Field([])
    decision: DecisionRule
    language: LanguageRule
    never: list[Never] = Field([])
    follow_up: bool = False
    while_preserved: str = ""
    complete: bool = True
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Form:
        used = [use for section in self.sections for use in section.fields]
        keys = [use.key for use in used]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"{', '.join(twice)} stands twice; expected each field once")
        if both := sorted({key for rule in self.never for key in rule.keys} & set(keys)):
            raise ValueError(f"{', '.join(both)} is a field and is never sent; expected one or the other")
        if not self.complete and not self.note:
            raise ValueError("`complete: false` without `note`; expected what is missing")
        return self


class Term(Entry):
    """A word or phrase of documents; `{name}` stands for what is put in."""

    id: str
    say: Words


class Language(Entry):
    """A language of documents. `date`: how `{day}`, `{month}` and `{year}` stand in it; `first_day`: the first of a
    month, where it is written otherwise than `1`.
    """

    id: str
    name: str
    direction: Literal["ltr", "rtl"] = "ltr"
    months: list[str] = Field(min_length=12, max_length=12)
    date: str
    first_day: str = ""

    def day(self, value: dt.date) -> str:
        """A date in words."""
        number = self.first_day if value.day == 1 and self.first_day else value.day
        return self.date.format(day=number, month=self.months[value.month - 1], year=value.year)


class Ground(Entry):
    """A ground on which the side that is asked may refuse a request, put it off, return it, limit it, or cannot carry
    it out.

    `right`: only where the requested state made that reservation. `dual`: only where dual criminality is asked for or
    open. `own_law`: the article points to other law, which the answer must name. `data`: only for these kinds.
    """

    id: str
    routes: list[str] = Field(min_length=1)
    purpose: Literal["preserve", "obtain", "any"]
    kind: Literal["refuse", "postpone", "return", "limit", "impossible"]
    say: Words
    article: str = Field(min_length=3)
    right: str | None = None
    dual: bool = False
    own_law: bool = False
    data: list[DataKind] = Field([])


class RefusalRule(Strict):
    """Whether the list of grounds for refusal is closed, for what is asked. `before`: what the other side must do
    before it refuses or puts off; `reasons`: the source by which it gives reasons.
    """

    purpose: Literal["preserve", "obtain", "any"] = Field(alias="for")
    closed: Literal["yes", "no", "unknown"]
    say: str
    source: str
    before: str = ""
    reasons: str = ""
