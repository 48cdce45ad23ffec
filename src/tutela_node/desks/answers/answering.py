"""Facts in, the library's answer out: files, checks, and the page. Nothing here is an act; composing takes a second."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import ValidationError

from tutela.answer import Answered, as_json, compose, samples
from tutela.answer import Case as FactsFile
from tutela.cooperation import RouteError
from tutela.corpus import CorpusError, Problem, parse, plain, validate
from tutela.law import LawError
from tutela.rights import ProposalError
from tutela_node.casework.services import Asked
from tutela_node.desks.answers.books import books, digest

NAME = Path("facts.yaml")


class CannotAnswer(Exception):
    """The facts cannot be answered as they stand; `said`: each reason, for whoever can mend it."""

    def __init__(self, said: list[str]) -> None:
        super().__init__(" ".join(said))
        self.said = said


def from_file(raw: bytes) -> dict[str, Any]:
    """A facts file as plain values.

    Raises:
        CannotAnswer: not YAML or not of the schema; each defect with its line.
    """
    try:
        doc = parse(raw, NAME)
        problems: list[Problem] = []
        if not isinstance(doc.data, dict) or "schema" not in doc.data:
            raise CannotAnswer([_("This is no facts file: it begins with the line schema: tutela.facts/1.")])
        if validate(doc.data, FactsFile, doc, (), problems) is None:
            raise CorpusError(problems)
    except CorpusError as err:
        raise CannotAnswer([_said(p) for p in err.problems]) from None
    found: dict[str, Any] = plain(doc.data)
    return found


def _said(problem: Problem) -> str:
    place = _("Line %d: ") % problem.line if problem.line else ""
    where = f"{problem.where}: " if problem.where else ""
    return f"{place}{where}{problem.what}" + (f"; {_('expected')} {problem.expected}" if problem.expected else "")


def to_file(facts: Mapping[str, Any]) -> str:
    """The facts file as text."""
    return str(yaml.safe_dump(dict(facts), sort_keys=False, allow_unicode=True, width=100))


def sample_names() -> list[tuple[str, str]]:
    """The made-up cases of the library, for a demonstration; elsewhere none is offered."""
    if not settings.NODE.demonstration:
        return []
    return [(name, from_file(path.read_bytes()).get("title", name)) for name, path in samples().items()]


def sample(name: str) -> dict[str, Any]:
    """Raises CannotAnswer if there is no such, or this is no demonstration."""
    if name not in dict(sample_names()):
        raise CannotAnswer([_("There is no such sample here.")])
    return from_file(samples()[name].read_bytes())


def checked(facts: Mapping[str, Any]) -> FactsFile:
    """The facts file as the library takes it.

    Raises:
        CannotAnswer: it is not of the schema.
    """
    try:
        return FactsFile.model_validate(facts)
    except ValidationError as err:
        raise CannotAnswer([f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in err.errors()]) from None


def answered(facts: Mapping[str, Any]) -> Answered:
    """The library's answer.

    Raises:
        CannotAnswer: something essential is not stated, contradicts itself, or is not of the corpus's words.
    """
    case = checked(facts)
    if case.states is None:
        raise CannotAnswer([_("Say which system asks and which is asked.")])
    try:
        return compose(case, case.states.asks, case.states.asked, books())
    except ProposalError as err:
        raise CannotAnswer([str(r) for r in err.refused]) from None
    except (LawError, RouteError) as err:
        raise CannotAnswer([str(err)]) from None


def page_of(answer: Answered, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The answer as data, with the facts that it was asked about: what is shown now and what is attached are one."""
    return as_json(answer) | {"facts": dict(facts)}


def asked(answer: Answered, facts: Mapping[str, Any]) -> Asked:
    """The answer as it is attached to a case."""
    return Asked(
        page=page_of(answer, facts), said=answer.check.said, corpus_version=answer.check.corpus,
        corpus_digest=digest(), requesting=answer.requesting, requested=answer.requested,
        asked_on=answer.check.asked_on, drafts_only=answer.drafts_only,
    )  # fmt: skip
