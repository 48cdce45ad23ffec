"""What only the whole rights corpus can show: identifiers, references, and the promises that hold for every clause.

The promises are checked here and not only tested, so that whoever edits a rule learns of it at its line: a gate stops
with somebody to call, a heavier answer never helps, a safeguard in place never hurts, an alternative is lesser or
says why, tier 3 is decided independently.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tutela.corpus import Document, Loc, Problem
from tutela.rights._check_clause import Side, check_clause, known_words
from tutela.rights._check_measures import check_measure, check_severity
from tutela.rights._schema import SILENT, Question, Rights, When, Wording

NEEDED = ("level", "stage", "decider", "data", "people_reached", "lasts")
"""Facts that the engine itself looks at: form, phase, who decides, and the raises of the tier."""


@dataclass(frozen=True, slots=True)
class Files:
    test: Document
    facts: Document
    measures: Document


def check(rights: Rights, files: Files, problems: list[Problem]) -> None:
    """Add every broken reference and broken promise to `problems`."""
    for doc, key, ids in (
        (files.test, "steps", [s.id for s in rights.steps]),
        (files.test, "questions", [q.id for q in rights.questions]),
        (files.test, "raises", [r.id for r in rights.raises]),
        (files.test, "sources", [s.id for s in rights.sources]),
        (files.facts, "facts", [f.id for f in rights.facts]),
        (files.facts, "safeguards", [s.id for s in rights.safeguards]),
        (files.measures, "families", [f.id for f in rights.families]),
        (files.measures, "measures", [m.id for m in rights.measures]),
    ):
        _unique(doc, key, ids, problems)
    if absent := [fact for fact in NEEDED if fact not in rights.fact_by_id]:
        problems.append(files.facts.problem(("facts",), f"lacks {', '.join(absent)}", f"at least {', '.join(NEEDED)}"))
        return
    if [t.id for t in rights.tiers] != [1, 2, 3, 4]:
        problems.append(files.test.problem(("tiers",), "does not hold the tiers in order", "1, 2, 3, 4"))
    _facts(rights, files.facts, problems)
    order = [s.id for s in rights.steps]
    last = 0
    for i, question in enumerate(rights.questions):
        at: Loc = ("questions", i)
        if question.step not in order:
            problems.append(files.test.problem((*at, "step"), f"{question.step!r} is no step", ", ".join(order)))
        elif order.index(question.step) < last:
            problems.append(
                files.test.problem(
                    (*at, "step"), f"{question.step!r} comes after a later step", "questions in the order of the steps"
                )
            )
        else:
            last = order.index(question.step)
        _question(question, at, rights, files.test, problems)
    check_severity(rights, files.test, problems)
    for i, measure in enumerate(rights.measures):
        check_measure(measure, ("measures", i), rights, files.measures, problems)


def _facts(rights: Rights, doc: Document, problems: list[Problem]) -> None:
    taken = When.model_fields.keys() - {"where"}
    for i, fact in enumerate(rights.facts):
        for word in SILENT & fact.values.keys():
            problems.append(doc.problem(("facts", i, "values", word), "is a word of every fact", "left out here"))
        if fact.id in taken:
            problems.append(doc.problem(("facts", i, "id"), f"{fact.id!r} is a key of clauses", "another id"))
        for part in ("order", "silent", "alone"):
            known_words(getattr(fact, part), fact.values, doc, ("facts", i, part), "a value of this fact", problems)
    for i, guard in enumerate(rights.safeguards):
        if (by := guard.answered_by) is not None:
            at: Loc = ("safeguards", i, "answered_by")
            if known_words([by.fact], rights.fact_by_id, doc, (*at, "fact"), "a fact", problems):
                known_words(
                    [*by.yes, *by.no], rights.fact_by_id[by.fact].values, doc, at, f"a value of {by.fact}", problems
                )


def _question(question: Question, at: Loc, rights: Rights, doc: Document, problems: list[Problem]) -> None:
    known_words(
        question.sources, {s.id for s in rights.sources}, doc, (*at, "sources"), "a source of this file", problems
    )
    for i, when in enumerate(question.applies_when):
        check_clause(when, "heavier", (*at, "applies_when", i), rights, doc, problems)
    forms: tuple[tuple[str, Wording | None], ...] = (
        ("interference", question.interference),
        ("omission", question.omission),
    )
    roles = {question.role}
    for form, wording in forms:
        if wording is None:
            if question.form == form or (question.form == "both" and form == "interference"):
                problems.append(doc.problem(at, f"is asked of an {form} and has no `{form}` wording", f"`{form}:`"))
            continue
        roles.add(wording.role or question.role)
        _wording(question, wording, (*at, form), rights, doc, problems)
    if "gate" in roles and question.on_fail is None:
        problems.append(
            doc.problem(at, "is a gate without `on_fail`", "`on_fail:` with then, mend and call: no stop is a dead end")
        )
    if roles == {"weighed"} and question.on_fail is not None:
        problems.append(
            doc.problem(
                (*at, "on_fail"), "stands under a weighed question", "no `on_fail`: weighed questions never stop"
            )
        )


def _wording(
    question: Question, wording: Wording, at: Loc, rights: Rights, doc: Document, problems: list[Problem]
) -> None:
    gate = (wording.role or question.role) == "gate"
    if gate and not (wording.passes_when or question.computed):
        problems.append(doc.problem(at, "is a gate that nothing can pass", "`passes_when:`"))
    if not gate and wording.fails_when:
        problems.append(
            doc.problem((*at, "fails_when"), "stands under a weighed question", "`for_when:` and `against_when:`")
        )
    sides: tuple[tuple[str, Side], ...] = (
        ("fails_when", "heavier"),
        ("passes_when", "lighter"),
        ("for_when", "any"),
        ("against_when", "any"),
    )
    for part, side in sides:
        clauses: list[When] = getattr(wording, part)
        for i, when in enumerate(clauses):
            where: Loc = (*at, part, i)
            if part != "passes_when" and not when.says:
                problems.append(doc.problem(where, "does not say what it means", "`says:` in a few words"))
            check_clause(
                when,
                side if question.form != "omission" and at[-1] != "omission" else "any",
                where,
                rights,
                doc,
                problems,
            )


def _unique(doc: Document, key: str, ids: Iterable[str], problems: list[Problem]) -> None:
    first: dict[str, int] = {}
    for i, id_ in enumerate(ids):
        if id_ in first:
            problems.append(
                doc.problem((key, i, "id"), f"{id_!r} stands twice (first as number {first[id_] + 1})", "each id once")
            )
        first.setdefault(id_, i)
