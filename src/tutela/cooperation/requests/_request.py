"""A request to another state or its provider, in the fields of its route's form: one frozen value, one file."""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from tutela.cooperation import Code, DataKind, Purpose
from tutela.cooperation.requests._decision import Decision
from tutela.cooperation.requests._law import AttachedLaw
from tutela.cooperation.requests._parts import (
    Account,
    Body,
    Considered,
    Filled,
    Follows,
    Moment,
    Once,
    Span,
    Written,
)
from tutela.corpus import CorpusError, Problem, Strict, read, validate

SCHEMA = "tutela.request/1"
EMERGENCY = "emergency"  # the circumstance that is also a fact of the route: a danger to life


class RequestError(ValueError):
    """A request that cannot be made as asked: what was given, and what was expected."""


class Request(Strict):
    """A request (`tutela.request/1`).

    `form` is one of the route's; what it asks for stands in the corpus. The requesting state is that of `sender`, the
    requested one that of `receiver`, or of `custodian` where the route goes to the provider itself. `languages`: one,
    or two that stand side by side; `values` hold what officers wrote, by field and language; `confirmed` the
    statements that somebody confirmed. `families`, `max_years`: the conduct and its maximum penalty here, on which dual
    criminality turns. `circumstances`: those of the form that are so. `considered`: points of advice that were weighed
    (never sent).
    """

    schema_: Literal["tutela.request/1"] = Field("tutela.request/1", alias="schema")
    reference: Annotated[Filled, StringConstraints(max_length=100)]
    route: Filled
    form: Filled
    purpose: Purpose
    made_at: Moment
    languages: tuple[Code, ...] = Field(("en",), min_length=1, max_length=2)
    sender: Body
    receiver: Body | None = None
    validator: Body | None = None
    custodian: Body | None = None
    data: Once[DataKind] = ()
    accounts: tuple[Account, ...] = ()
    period: Span | None = None
    families: Once[str] = ()
    max_years: float | None = Field(None, ge=0)
    circumstances: Once[str] = ()
    follows: Follows | None = None
    wish: dt.date | None = None
    values: dict[str, Written] = Field({})
    confirmed: Once[str] = ()
    law: AttachedLaw | None = None
    decision: Decision | None = None
    considered: dict[str, Considered] = Field({})

    @model_validator(mode="before")
    @classmethod
    def _first_language(cls, data: Any) -> Any:
        """What was written without its language is in the first."""
        if not isinstance(data, dict) or not isinstance(data.get("values"), dict):
            return data
        first = next(iter(data.get("languages") or ["en"]), "en")
        values = {key: {first: said} if isinstance(said, str) else said for key, said in data["values"].items()}
        return {**data, "values": values}

    @model_validator(mode="after")
    def _whole(self) -> Request:
        if len(set(self.languages)) != len(self.languages):
            raise ValueError(f"both languages are {self.languages[0]}; expected two different ones, or one")
        if self.receiver is None and self.custodian is None:
            raise ValueError("nobody is asked; expected `receiver`, or `custodian` where it goes to the provider")
        if len({a.identity for a in self.accounts}) != len(self.accounts):
            raise ValueError("an account stands twice; expected each once")
        return self

    @property
    def asks(self) -> str:
        """The requesting state (ISO 3166-1)."""
        return self.sender.state

    @property
    def asked(self) -> str:
        """The requested state (ISO 3166-1)."""
        if self.receiver is not None:
            return self.receiver.state
        assert self.custodian is not None
        return self.custodian.state

    @property
    def emergency(self) -> bool:
        """Whether a danger to life is stated."""
        return EMERGENCY in self.circumstances

    @property
    def persons(self) -> frozenset[str]:
        """Whose accounts they may be, by the case's own signs."""
        return frozenset(a.person for a in self.accounts if a.person)


def read_request(path: Path) -> Request:
    """A request file (YAML or JSON, `tutela.request/1`).

    Raises:
        CorpusError: not YAML, or not of the schema: each defect with its line, what was expected.
    """
    doc, problems = read(path), list[Problem]()
    if not isinstance(doc.data, dict) or doc.data.get("schema") != SCHEMA:
        raise CorpusError([doc.problem((), "is no request file", f"a mapping that begins with `schema: {SCHEMA}`")])
    made = validate(doc.data, Request, doc, (), problems)
    if made is None:
        raise CorpusError(problems)
    return made


def json_schema() -> dict[str, Any]:
    """The request file's schema as JSON Schema."""
    return Request.model_json_schema(by_alias=True)


def samples() -> dict[str, Path]:
    """The made-up sample requests that ship with the package, by name."""
    folder = Path(str(files(__package__))) / "samples"
    return {p.stem: p for p in sorted(folder.glob("*.yaml"))}
