"""Reading the rights corpus from its three files; `_check` then holds the whole to its promises.

It never stops at the first defect.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from tutela.corpus import Corpus, CorpusError, Document, Entry, Problem, Section, open_corpus, read, validate
from tutela.rights._check import Files, check
from tutela.rights._schema import (
    Emergency,
    FactSpec,
    Family,
    Measure,
    Question,
    Raise,
    RightCode,
    Rights,
    SafeguardSpec,
    Source,
    Step,
    Tier,
)

E = TypeVar("E", bound=Entry)

TEST = {"steps", "tiers", "raises", "emergency", "questions", "sources"}
FACTS = {"facts", "safeguards"}
MEASURES = {"rights", "families", "measures"}


def load(corpus: Corpus | None = None) -> Rights:
    """The rights corpus (the installed one unless another is given), from its compiled form where nothing changed.

    Raises:
        CorpusError: with every defect, each with its file and line.
    """
    return (corpus or open_corpus()).section(RIGHTS)


def build(root: Path) -> Rights:
    """Parse and check `root/rights`.

    Raises:
        CorpusError: with every defect found.
    """
    problems: list[Problem] = []
    folder = root / "rights"
    test, facts, measures = (
        _document(folder / name, keys, problems)
        for name, keys in (("test.yaml", TEST), ("facts.yaml", FACTS), ("measures.yaml", MEASURES))
    )
    if test is None or facts is None or measures is None:
        raise CorpusError(problems)
    emergency = validate(
        {**_defaults(test), **_mapping(test, "emergency", problems)}, Emergency, test, ("emergency",), problems
    )
    parts = {
        "steps": _list(test, "steps", Step, problems),
        "tiers": _list(test, "tiers", Tier, problems),
        "raises": _list(test, "raises", Raise, problems),
        "questions": _list(test, "questions", Question, problems),
        "sources": _list(test, "sources", Source, problems),
        "facts": _list(facts, "facts", FactSpec, problems),
        "safeguards": _list(facts, "safeguards", SafeguardSpec, problems),
        "rights": _list(measures, "rights", RightCode, problems),
        "families": _list(measures, "families", Family, problems),
        "measures": _list(measures, "measures", Measure, problems),
    }
    if problems or emergency is None:
        raise CorpusError(problems)
    rights = Rights.model_validate({"emergency": emergency, **parts})
    check(rights, Files(test, facts, measures), problems)
    if problems:
        raise CorpusError(problems)
    return rights


RIGHTS = Section("rights", Rights, build)


def _document(path: Path, keys: set[str], problems: list[Problem]) -> Document | None:
    """A file of several lists; `defaults` are given to each entry that does not say otherwise."""
    try:
        doc = read(path)
    except CorpusError as err:
        problems.extend(err.problems)
        return None
    if not isinstance(doc.data, dict):
        problems.append(doc.problem((), "is not a mapping", ", ".join(sorted(keys))))
        return None
    for other in doc.data.keys() - keys - {"defaults"}:
        problems.append(doc.problem((other,), "is not known here", ", ".join(["defaults", *sorted(keys)])))
    return doc


def _defaults(doc: Document) -> dict[str, object]:
    found = doc.data.get("defaults")
    return dict(found) if isinstance(found, dict) else {}


def _mapping(doc: Document, key: str, problems: list[Problem]) -> dict[str, object]:
    found = doc.data.get(key)
    if not isinstance(found, dict):
        problems.append(doc.problem((key,), f"holds no mapping `{key}`", f"`{key}:` with its fields"))
        return {}
    return dict(found)


def _list(doc: Document, key: str, model: type[E], problems: list[Problem]) -> list[E]:
    found = doc.data.get(key)
    if not isinstance(found, list) or not found:
        problems.append(doc.problem((key,), f"holds no list `{key}`", "at least one entry"))
        return []
    out: list[E] = []
    for i, raw in enumerate(found):
        if not isinstance(raw, dict):
            problems.append(doc.problem((key, i), "is not an entry", "a mapping of fields"))
        elif (made := validate({**_defaults(doc), **raw}, model, doc, (key, i), problems)) is not None:
            out.append(made)
    return out
