"""The facts file: what is known of a case and what is wanted, in one pinned schema (`tutela.facts/1`).

A file says what was done (a bundle of acts), what is known of the people (never a name), where things happened, which
data are needed, and which measure is proposed in neutral facts. What is not stated stays open.
"""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from tutela.cooperation import DataKind
from tutela.corpus import CorpusError, Problem, Strict, read, validate
from tutela.law import LawFacts
from tutela.rights import Proposal

SCHEMA = "tutela.facts/1"


class Dates(Strict):
    """When the conduct happened (its last day) and when the question is asked."""

    conduct_on: dt.date | None = None
    asked_on: dt.date | None = None


class States(Strict):
    """Which system asks, and which is asked."""

    asks: str = Field(alias="from")
    asked: str = Field(alias="to")


class Wanted(Strict):
    """The data needed from the other state. `danger_to_life`: an emergency in the sense of the routes."""

    data: list[DataKind] = Field(min_length=1)
    preserve: bool = True
    obtain: bool = True
    danger_to_life: bool = False
    sent_at: dt.datetime | None = None


class Case(LawFacts):
    """A facts file."""

    form: Literal["tutela.facts/1"] = Field(alias="schema")
    title: str = Field(min_length=3)
    summary: str = ""
    states: States | None = None
    dates: Dates = Dates()
    need: Wanted | None = None
    route: str | None = None
    proposal: Proposal | None = None


def read_case(path: Path) -> Case:
    """A facts file as a case.

    Raises:
        CorpusError: not YAML, or not of the schema: each defect with its line, what was expected.
    """
    doc, problems = read(path), list[Problem]()
    if not isinstance(doc.data, dict):
        raise CorpusError([doc.problem((), "is not a facts file", f"a mapping that begins with `schema: {SCHEMA}`")])
    if "schema" not in doc.data:
        raise CorpusError([doc.problem((), "names no schema", f"a first line `schema: {SCHEMA}`")])
    made = validate(doc.data, Case, doc, (), problems)
    if made is None:
        raise CorpusError(problems)
    return made


def samples() -> dict[str, Path]:
    """The made-up sample cases that ship with the package, by name."""
    folder = Path(str(files(__package__))) / "samples"
    return {p.stem: p for p in sorted(folder.glob("*.yaml"))}


def json_schema() -> dict[str, Any]:
    """The facts file's schema as JSON Schema."""
    return Case.model_json_schema(by_alias=True)
