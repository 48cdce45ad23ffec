"""The form of a legal system's files: what they may say. Pure data; `_space` gives boxes their meaning, `_read` reads
and checks the files.

One folder per system (`law/systems/DE/`): `system.yaml`, `provisions.yaml`, `readings.yaml`, `conditions.yaml`,
`powers.yaml`. The space stands in `_space_spec`, instruments and criteria in `_baseline`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field, model_validator

from tutela.corpus import Entry, Signature, Strict


class Box(Strict):
    """A product of value sets: `where` names a dimension and its values; what is not named is free.

    In YAML the dimensions stand beside `family`, `of` (multiply by a named definition), `if` (open conditions, all of
    which must hold), `by` (the words relied on) and `kind: defence` (raised by the accused: listed, never assumed).
    """

    family: str = ""
    of: str | None = None
    conditions: list[str] = []
    by: str = ""
    kind: Literal["defence"] | None = None
    where: dict[str, list[str] | str] = {}

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, raw: Any) -> Any:
        if not isinstance(raw, dict) or "where" in raw:
            return raw
        own = {k: raw[k] for k in ("family", "of", "by", "kind", "conditions") if k in raw}
        if "if" in raw:
            own["conditions"] = raw["if"] if isinstance(raw["if"], list) else [raw["if"]]
        own["where"] = {
            k: [str(x) for x in v] if isinstance(v, list) else str(v)
            for k, v in raw.items()
            if k not in own and k != "if"
        }
        return own


class Interval(Strict):
    """Days on which a text is in force: `from` and `to` inclusive. `from: null`: not known; `to: null`: not known to
    have ended.
    """

    since: dt.date | None = Field(None, alias="from")
    to: dt.date | None = None


class Penalty(Strict):
    """A penalty for the reading, or for the part of it in `box`. Months and years of imprisonment; null: none said in
    the text read.
    """

    min_months: float | None = None
    max_years: float | None = None
    life: bool = False
    fine: Literal["and", "or", "and_or"] | None = None  # beside imprisonment, in its place, or either or both
    box: Box | None = None
    provision: str | None = None
    note: str = ""


class Reach(Strict):
    """Whom and where a text reaches, as a box of the reach space; `provision` is the rule relied on (null: `basis` says
    what instead).
    """

    where: dict[str, list[str]] = {}
    conditions: list[str] = []
    provision: str | None = None
    basis: str = ""

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, raw: Any) -> Any:
        if not isinstance(raw, dict) or "where" in raw:
            return raw
        own = {k: raw[k] for k in ("provision", "basis", "conditions") if k in raw}
        if "if" in raw:
            own["conditions"] = raw["if"] if isinstance(raw["if"], list) else [raw["if"]]
        own["where"] = {k: v for k, v in raw.items() if k not in own and k != "if"}
        return own


class Forms(Strict):
    """Whether attempt and aid are offences too: `general` = by the general part, whose text is not held."""

    attempt: Literal["yes", "no", "general", "unknown"] = "unknown"
    aid: Literal["yes", "no", "general", "unknown"] = "unknown"
    by: str = ""


class Reading(Entry):
    """What one provision makes an offence, as boxes of any family. Exceptions bind this reading only."""

    id: str
    provision: str
    para: str = ""
    title: str
    in_force: Interval = Interval()
    covers: list[Box] = Field(min_length=1)
    exceptions: list[Box] = Field([], alias="except")
    penalty: list[Penalty] = []
    reach: list[str] = []
    forms: Forms = Forms()
    origin: Literal["prototype", "new"]
    confidence: Literal["high", "medium", "low"]
    note: str = ""


class Source(Strict):
    """A text as it was read: the official address, and the day to which the copy is true (null: not known)."""

    id: str
    title: str
    address: str
    text_as_of: dt.date | None
    date_basis: str
    fidelity: str = ""


class Age(Entry):
    """A dated threshold used by criteria, such as the age below which sexual activity with a person is an offence."""

    name: str
    value: int | None
    in_force: Interval = Interval()
    provision: str | None = None


class NotHeld(Strict):
    """A text that is known to exist and was not read: inside its boxes nothing is ever a `no`."""

    id: str
    text: str
    basis: str
    boxes: list[Box] = Field(min_length=1)


class System(Entry):
    """A legal system: `state` is ISO 3166-1; a state lists one or more systems. `complete` holds signatures only."""

    id: str
    state: str
    title: str
    languages: list[str]
    calendar: str | None = None
    union: str | None = None
    sources: list[Source]
    ages: list[Age] = []
    reach: dict[str, list[Reach]] = {}
    define: dict[str, list[Box]] = {}
    not_held: list[NotHeld] = []
    complete: dict[str, Signature] = {}
    must_check: list[str] = []


class Provision(Entry):
    """A piece of a text: citation, our own summary, and the sha256 of the text that was read. Never the text."""

    id: str
    text: str
    citation: str
    heading: str | None
    heading_own: bool = False
    summary: str
    topics: list[str]
    language: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    text_as_of: dt.date | None = None
    date_note: str = ""
    confirmed_until: dt.date | None = None
    in_force: Interval = Interval()
    status: str = ""


class Settled(Strict):
    """A reviewer's answer to a question of meaning."""

    answer: bool
    by: str
    source: str
    on: dt.date
    since: dt.date | None = None


class Condition(Entry):
    """An open question that a reading depends on; `kind` says who may answer it.

    meaning: what the text means, settled once by a reviewer with a source; appraisal: a court's word in each case,
    never the engine's; fact: a plain fact of the case; elsewhere: it depends on a text that is not held, and nobody is
    asked.
    """

    id: str
    kind: Literal["meaning", "appraisal", "fact", "elsewhere"]
    question: str
    asked_of: Literal["investigator", "lawyer", "court", "nobody"]
    provision: str | None = None
    settled: Settled | None = None


class Power(Entry):
    """A power of an authority or a duty of a provider, as far as a route or a measure needs it."""

    id: str
    kind: Literal["power", "duty"]
    provision: str
    title: str
    summary: str
    does: list[
        Literal[
            "preserve", "disclose", "produce", "search", "seize", "intercept", "remove", "block", "report",
            "undercover", "delete", "notify",
        ]
    ]  # fmt: skip
    data: list[
        Literal["subscriber", "traffic", "content", "device", "live_traffic", "live_content", "report", "material"]
    ] = []
    ordered_by: str
    decided_by: Literal[
        "court", "prosecutor", "police", "court_or_prosecutor", "authority", "provider", "legislature", "not_said"
    ]
    threshold: str = ""
    time_limit: str = ""
    measures: list[str] = []
    in_force: Interval = Interval()
    note: str = ""
