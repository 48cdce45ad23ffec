"""The facts file: what is known of a case and what is wanted, in one pinned schema (`tutela.facts/1`).

A file says what was done (a bundle of acts), what is known of the people (never a name), where things happened, which
data are needed, and which measure is proposed in neutral facts. What is not stated stays open.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from tutela.cooperation import DataKind, RouteError
from tutela.corpus import CorpusError, Document, Loc, Problem, Strict, read, validate
from tutela.law import LawError, LawFacts
from tutela.rights import Proposal, ProposalError

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

    @field_validator("sent_at")
    @classmethod
    def _zoned(cls, value: dt.datetime | None) -> dt.datetime | None:
        if value is not None and value.tzinfo is None:
            raise PydanticCustomError("no_zone", "has no time zone; add an offset, as in 2026-11-23T09:00:00+01:00")
        return value


class Case(LawFacts):
    """A facts file."""

    form: Literal["tutela.facts/1"] = Field(alias="schema")
    title: str = ""
    summary: str = ""
    states: States | None = None
    dates: Dates = Dates()
    need: Wanted | None = None
    route: str | None = None
    proposal: Proposal | None = None


class Asked(Strict):
    """A facts file with a proposal alone."""

    form: Literal["tutela.facts/1"] = Field(alias="schema")
    title: str = ""
    summary: str = ""
    proposal: Proposal


_WRITE = {
    "conduct": "at least one act, as in `conduct: [{family: contact, conduct: incite, age: 13}]`",
    "states": "--from SYSTEM and --to SYSTEM, or `states: {from: DE, to: CA}` in the file",
}
"""What to write where a part of a case is absent."""


def read_case(path: Path, *, needs: Sequence[Literal["states"]] = ()) -> Case:
    """A facts file as a case. `needs`: parts that may be left out of a file, and that this question cannot do without.

    Raises:
        CorpusError: not YAML, or not of the schema: each defect with its line, what was expected.
    """
    doc, problems = _read(path), list[Problem]()
    absent = [part for part in needs if doc.data.get(part) is None]
    problems += [Problem(path, 0, part, "which systems it is about is not said", _WRITE[part]) for part in absent]
    made = validate(doc.data, Case, doc, (), problems)
    if made is None or problems:
        raise CorpusError([_with_hint(p) for p in problems])
    return made


def read_proposal(path: Path) -> Proposal:
    """The proposal of a facts file, which may hold nothing else, or of a file that is one (`measure: …`).

    Raises:
        CorpusError: as `read_case`; or the file proposes nothing.
    """
    doc = read(path)
    if isinstance(doc.data, dict) and "measure" in doc.data and "schema" not in doc.data:
        problems = list[Problem]()
        bare = validate(doc.data, Proposal, doc, (), problems)
        if bare is None:
            raise CorpusError(problems)
        return bare
    doc = _read(path)
    if doc.data.get("proposal") is None:
        raise CorpusError([doc.problem((), "proposes no measure", "`proposal: {measure: …, facts: {…}}`")])
    if "conduct" in doc.data:
        case = read_case(path)
        assert case.proposal is not None
        return case.proposal
    problems = []
    asked = validate(doc.data, Asked, doc, (), problems)
    if asked is None:
        raise CorpusError(problems)
    return asked.proposal


def _read(path: Path) -> Document:
    """The file, as far as it shows that it means to be a facts file."""
    doc = read(path)
    if not isinstance(doc.data, dict):
        raise CorpusError([doc.problem((), "is not a facts file", f"a mapping that begins with `schema: {SCHEMA}`")])
    if "schema" not in doc.data:
        raise CorpusError([doc.problem((), "names no schema", f"a first line `schema: {SCHEMA}`")])
    return doc


def _with_hint(problem: Problem) -> Problem:
    if problem.expected or problem.where not in _WRITE or "required" not in problem.what:
        return problem
    return Problem(problem.path, problem.line, problem.where, problem.what, _WRITE[problem.where])


@contextlib.contextmanager
def said_of(path: Path) -> Iterator[None]:
    """Whatever cannot be answered with what a facts file says is said with its name, and the line of the key it names.

    Raises:
        CorpusError: in place of a `LawError`, `RouteError` or `ProposalError`.
    """
    try:
        yield
    except ProposalError as err:
        doc = read(path)
        root: Loc = () if "measure" in doc.data and "schema" not in doc.data else ("proposal",)
        raise CorpusError([_place(doc, str(refused), root) for refused in err.refused]) from err
    except (LawError, RouteError) as err:
        raise CorpusError([_place(read(path), str(err))]) from err


_KEY = re.compile(r"([a-z_]+(?:\[[0-9]+\]|\.[\w.-]+)*): ")


def _place(doc: Document, said: str, root: Loc = ()) -> Problem:
    """A message that may begin with the key it is about, at that key's line."""
    found = _KEY.match(said)
    if found is None:
        return Problem(doc.path, 0, "", said)
    loc = (*root, *_loc(found[1], doc.data["proposal"] if root else doc.data))
    return Problem(doc.path, doc.line(loc) if loc else 0, ".".join(map(str, root)), said)


def _loc(key: str, value: Any) -> Loc:
    """`conduct[0].age` or `answers.DE.some-id` (an id may hold dots) as a place in the file, as far as it goes."""
    out: list[str | int] = []
    rest = key
    while rest:
        if isinstance(value, dict):
            name = rest if rest in value else re.split(r"[.\[]", rest, maxsplit=1)[0]
            if name not in value:
                break
            out.append(name)
            value, rest = value[name], rest[len(name) :].lstrip(".")
        elif isinstance(value, list) and (at := re.match(r"\[([0-9]+)\]\.?", rest)) and int(at[1]) < len(value):
            out.append(int(at[1]))
            value, rest = value[int(at[1])], rest[at.end() :]
        else:
            break
    return tuple(out)


def samples() -> dict[str, Path]:
    """The made-up sample cases that ship with the package, by name."""
    folder = Path(str(files(__package__))) / "samples"
    return {p.stem: p for p in sorted(folder.glob("*.yaml"))}


def json_schema() -> dict[str, Any]:
    """The facts file's schema as JSON Schema."""
    return Case.model_json_schema(by_alias=True)
