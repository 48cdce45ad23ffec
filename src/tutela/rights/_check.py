"""What only the whole rights corpus can show: identifiers, what refers to what, and the promises that hold for every clause.

The promises are checked here and not only tested, so that whoever edits a rule learns of it at its line: a gate stops with somebody to
call, a heavier answer never helps, a safeguard in place never hurts, an alternative is lesser or says why, tier 3 is decided independently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tutela.corpus import Document, Loc, Problem
from tutela.rights._schema import INDEPENDENT, SAFEGUARD, SILENT, Measure, Question, Rights, When, Wording

Side = str  # "heavier": the clause may only burden; "lighter": it may only relieve; "any": it weighs


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
            problems.append(files.test.problem((*at, "step"), f"{question.step!r} comes after a later step", "questions in the order of the steps"))
        else:
            last = order.index(question.step)
        _question(question, at, rights, files.test, problems)
    _severity(rights, files.test, problems)
    for i, measure in enumerate(rights.measures):
        _measure(measure, ("measures", i), rights, files.measures, problems)


def _facts(rights: Rights, doc: Document, problems: list[Problem]) -> None:
    taken = When.model_fields.keys() - {"where"}
    for i, fact in enumerate(rights.facts):
        for word in SILENT & fact.values.keys():
            problems.append(doc.problem(("facts", i, "values", word), "is a word of every fact", "left out here"))
        if fact.id in taken:
            problems.append(doc.problem(("facts", i, "id"), f"{fact.id!r} is a key of clauses", "another id"))
        for part in ("order", "silent", "alone"):
            _known(getattr(fact, part), fact.values, doc, ("facts", i, part), "a value of this fact", problems)
    for i, guard in enumerate(rights.safeguards):
        if (by := guard.answered_by) is not None:
            at: Loc = ("safeguards", i, "answered_by")
            if _known([by.fact], rights.fact_by_id, doc, (*at, "fact"), "a fact", problems):
                _known([*by.yes, *by.no], rights.fact_by_id[by.fact].values, doc, at, f"a value of {by.fact}", problems)


def _question(question: Question, at: Loc, rights: Rights, doc: Document, problems: list[Problem]) -> None:
    _known(question.sources, {s.id for s in rights.sources}, doc, (*at, "sources"), "a source of this file", problems)
    for i, when in enumerate(question.applies_when):
        _clause(when, "heavier", (*at, "applies_when", i), rights, doc, problems)
    forms: tuple[tuple[str, Wording | None], ...] = (("interference", question.interference), ("omission", question.omission))
    roles = {question.role}
    for form, wording in forms:
        if wording is None:
            if question.form == form or (question.form == "both" and form == "interference"):
                problems.append(doc.problem(at, f"is asked of an {form} and has no `{form}` wording", f"`{form}:`"))
            continue
        roles.add(wording.role or question.role)
        _wording(question, wording, (*at, form), rights, doc, problems)
    if "gate" in roles and question.on_fail is None:
        problems.append(doc.problem(at, "is a gate without `on_fail`", "`on_fail:` with then, mend and call: no stop is a dead end"))
    if roles == {"weighed"} and question.on_fail is not None:
        problems.append(doc.problem((*at, "on_fail"), "stands under a weighed question", "no `on_fail`: weighed questions never stop"))


def _wording(question: Question, wording: Wording, at: Loc, rights: Rights, doc: Document, problems: list[Problem]) -> None:
    gate = (wording.role or question.role) == "gate"
    if gate and not (wording.passes_when or question.computed):
        problems.append(doc.problem(at, "is a gate that nothing can pass", "`passes_when:`"))
    if not gate and wording.fails_when:
        problems.append(doc.problem((*at, "fails_when"), "stands under a weighed question", "`for_when:` and `against_when:`"))
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
            _clause(when, side if question.form != "omission" and at[-1] != "omission" else "any", where, rights, doc, problems)


def _clause(when: When, side: Side, at: Loc, rights: Rights, doc: Document, problems: list[Problem]) -> None:
    """References, then the promise: `heavier` clauses hold for an answer and all heavier ones, `lighter` for it and all lighter ones."""
    _known(when.family, rights.kind_of, doc, (*at, "family"), "a family of measures.yaml", problems)
    for fact, words in (*when.where.items(), *when.all_of.items()):
        here: Loc = (*at, fact)
        if fact.startswith(SAFEGUARD):
            guard = rights.safeguard_by_id.get(fact.removeprefix(SAFEGUARD))
            if guard is None or guard.answered_by is not None:
                problems.append(doc.problem(here, "is no safeguard that is answered directly", "one of facts.yaml without `answered_by`"))
            _known(words, ("yes", "no"), doc, here, "yes or no", problems)
            if (side == "heavier" and "yes" in words) or (side == "lighter" and "no" in words):
                problems.append(doc.problem(here, "lets a safeguard in place hurt, or a missing one help", "the other answer"))
            continue
        if not _known([fact], rights.fact_by_id, doc, here, "a fact of facts.yaml or a key of clauses", problems):
            continue
        spec = rights.fact_by_id[fact]
        _known(words, spec.values.keys() - set(spec.silent), doc, here, f"a value of {fact} that tells something", problems)
        inside = [w in words for w in spec.order]
        if side != "any" and any(inside) and inside != sorted(inside, reverse=side == "lighter"):
            expected = f"an unbroken end of: {', '.join(spec.order)}"
            problems.append(doc.problem(here, "treats a heavier answer more kindly than a lighter one", expected))
    wrong = {"heavier": (when.tier_to, when.start_to), "lighter": (when.tier_from, when.start_from)}.get(side, ())
    if any(x is not None for x in wrong):
        problems.append(doc.problem(at, "treats a higher tier more kindly than a lower one", "tier_from to burden, tier_to to relieve"))
    flip = {"heavier": "lighter", "lighter": "heavier"}.get(side, "any")
    for i, exception in enumerate(when.unless):
        _clause(exception, flip, (*at, "unless", i), rights, doc, problems)


def _severity(rights: Rights, doc: Document, problems: list[Problem]) -> None:
    for i, tier in enumerate(rights.tiers):
        _known(tier.bodies, rights.fact_by_id["decider"].values, doc, ("tiers", i, "bodies"), "a decider of facts.yaml", problems)
        _known(tier.safeguards, rights.safeguard_by_id, doc, ("tiers", i, "safeguards"), "a safeguard of facts.yaml", problems)
    for i, one in enumerate(rights.raises):
        at: Loc = ("raises", i)
        _known(one.sensitive, rights.fact_by_id["data"].values, doc, (*at, "sensitive"), "a value of data", problems)
        if sum(map(bool, (one.beyond, one.sensitive, one.when))) != 1:
            problems.append(doc.problem(at, "does not say when it raises", "one of beyond, sensitive, when"))
        if one.when:
            _clause(one.when, "heavier", (*at, "when"), rights, doc, problems)
    _known(rights.emergency.measures, rights.measure_by_id, doc, ("emergency", "measures"), "a measure of measures.yaml", problems)
    for i, when in enumerate(rights.emergency.at_risk):
        _clause(when, "any", ("emergency", "at_risk", i), rights, doc, problems)


def _measure(measure: Measure, at: Loc, rights: Rights, doc: Document, problems: list[Problem]) -> None:
    _known([measure.family], rights.kind_of, doc, (*at, "family"), "a family of this file", problems)
    _known(measure.rights, {r.id for r in rights.rights}, doc, (*at, "rights"), "a right of this file", problems)
    _known(measure.safeguards, rights.safeguard_by_id, doc, (*at, "safeguards"), "a safeguard of facts.yaml", problems)
    _known(measure.usual_body, rights.fact_by_id["decider"].values, doc, (*at, "usual_body"), "a decider of facts.yaml", problems)
    people, lasts, data = (rights.fact_by_id[f] for f in ("people_reached", "lasts", "data"))
    _known([measure.typical.people_reached], people.order, doc, (*at, "typical"), "a word of people_reached", problems)
    _known([measure.typical.lasts], lasts.order, doc, (*at, "typical"), "a word of lasts", problems)
    _known(measure.typical.data, data.values, doc, (*at, "typical"), "a word of data", problems)
    if measure.standing == "ordinary":
        if not measure.usual_body:
            problems.append(doc.problem((*at, "usual_body"), "is empty", "who usually decides, unless `standing` says contested or excluded"))
    elif not measure.standing_because:
        problems.append(doc.problem((*at, "standing"), f"is {measure.standing} without a reason", "`standing_because:`"))
    if measure.tier >= 3:
        if weak := set(measure.usual_body) - INDEPENDENT - {"legislature"}:
            problems.append(
                doc.problem((*at, "usual_body"), f"{', '.join(sorted(weak))} decides at tier {measure.tier}", "a court, independent body or legislature")
            )
        if measure.standing != "excluded" and "independent_decision" not in measure.safeguards:
            problems.append(doc.problem((*at, "safeguards"), "lacks independent_decision at tier 3 or above", "independent_decision"))
    for id_, because in measure.alternatives.items():
        here: Loc = (*at, "alternatives", id_)
        if id_ == measure.id or not _known([id_], rights.measure_by_id, doc, here, "another measure of this file", problems):
            continue
        lesser = rights.measure_by_id[id_]
        if lesser.tier > measure.tier:
            problems.append(doc.problem(here, f"is of tier {lesser.tier}, above {measure.tier}", "a lesser measure"))
        wider = people.order.index(lesser.typical.people_reached) > people.order.index(measure.typical.people_reached)
        if (lesser.tier == measure.tier or wider) and not because:
            problems.append(doc.problem(here, "is not plainly lesser (same tier or more people)", "the reason why it is lesser"))


def _unique(doc: Document, key: str, ids: Iterable[str], problems: list[Problem]) -> None:
    first: dict[str, int] = {}
    for i, id_ in enumerate(ids):
        if id_ in first:
            problems.append(doc.problem((key, i, "id"), f"{id_!r} stands twice (first as number {first[id_] + 1})", "each id once"))
        first.setdefault(id_, i)


def _known(words: Iterable[str], known: Iterable[str], doc: Document, at: Loc, expected: str, problems: list[Problem]) -> bool:
    bad = list(_outside(words, set(known)))
    problems.extend(doc.problem(at, f"{word!r} is not known here", expected) for word in bad)
    return not bad


def _outside(words: Iterable[str], known: set[str]) -> Iterator[str]:
    return (word for word in words if word not in known)
