"""The catalogue, the tiers and the raises: references, and the mends of the first catalogue kept as promises.

An alternative is lesser or says why it is; at tier 3 and above the decision is independent (GC 16 para 8; Prokuratuur);
a measure that the sources contest says why.
"""

from __future__ import annotations

from tutela.corpus import Document, Loc, Problem
from tutela.rights._check_clause import check_clause, known_words
from tutela.rights._schema import INDEPENDENT, Measure, Rights


def check_severity(rights: Rights, doc: Document, problems: list[Problem]) -> None:
    """Tiers, raises and the emergency route."""
    for i, tier in enumerate(rights.tiers):
        known_words(
            tier.bodies,
            rights.fact_by_id["decider"].values,
            doc,
            ("tiers", i, "bodies"),
            "a decider of facts.yaml",
            problems,
        )
        known_words(
            tier.safeguards,
            rights.safeguard_by_id,
            doc,
            ("tiers", i, "safeguards"),
            "a safeguard of facts.yaml",
            problems,
        )
    for i, one in enumerate(rights.raises):
        at: Loc = ("raises", i)
        known_words(
            one.sensitive, rights.fact_by_id["data"].values, doc, (*at, "sensitive"), "a value of data", problems
        )
        if sum(map(bool, (one.beyond, one.sensitive, one.when))) != 1:
            problems.append(doc.problem(at, "does not say when it raises", "one of beyond, sensitive, when"))
        if one.when:
            check_clause(one.when, "heavier", (*at, "when"), rights, doc, problems)
    known_words(
        rights.emergency.measures,
        rights.measure_by_id,
        doc,
        ("emergency", "measures"),
        "a measure of measures.yaml",
        problems,
    )
    for i, when in enumerate(rights.emergency.at_risk):
        check_clause(when, "any", ("emergency", "at_risk", i), rights, doc, problems)


def check_measure(measure: Measure, at: Loc, rights: Rights, doc: Document, problems: list[Problem]) -> None:
    """One entry of the catalogue."""
    known_words([measure.family], rights.kind_of, doc, (*at, "family"), "a family of this file", problems)
    known_words(measure.rights, {r.id for r in rights.rights}, doc, (*at, "rights"), "a right of this file", problems)
    known_words(
        measure.safeguards, rights.safeguard_by_id, doc, (*at, "safeguards"), "a safeguard of facts.yaml", problems
    )
    known_words(
        measure.usual_body,
        rights.fact_by_id["decider"].values,
        doc,
        (*at, "usual_body"),
        "a decider of facts.yaml",
        problems,
    )
    people, lasts, data = (rights.fact_by_id[f] for f in ("people_reached", "lasts", "data"))
    known_words(
        [measure.typical.people_reached], people.order, doc, (*at, "typical"), "a word of people_reached", problems
    )
    known_words([measure.typical.lasts], lasts.order, doc, (*at, "typical"), "a word of lasts", problems)
    known_words(measure.typical.data, data.values, doc, (*at, "typical"), "a word of data", problems)
    if measure.standing == "ordinary":
        if not measure.usual_body:
            problems.append(
                doc.problem(
                    (*at, "usual_body"), "is empty", "who usually decides, unless `standing` says contested or excluded"
                )
            )
    elif not measure.standing_because:
        problems.append(
            doc.problem((*at, "standing"), f"is {measure.standing} without a reason", "`standing_because:`")
        )
    if measure.tier >= 3:
        if weak := set(measure.usual_body) - INDEPENDENT - {"legislature"}:
            problems.append(
                doc.problem(
                    (*at, "usual_body"),
                    f"{', '.join(sorted(weak))} decides at tier {measure.tier}",
                    "a court, independent body or legislature",
                )
            )
        if measure.standing != "excluded" and "independent_decision" not in measure.safeguards:
            problems.append(
                doc.problem(
                    (*at, "safeguards"), "lacks independent_decision at tier 3 or above", "independent_decision"
                )
            )
    for id_, because in measure.alternatives.items():
        here: Loc = (*at, "alternatives", id_)
        known = rights.measure_by_id.keys() - {measure.id}
        if known_words([id_], known, doc, here, "another measure of this file", problems):
            _alternative(measure, rights.measure_by_id[id_], because, here, rights, doc, problems)


def _alternative(
    measure: Measure, lesser: Measure, because: str, at: Loc, rights: Rights, doc: Document, problems: list[Problem]
) -> None:
    if lesser.tier > measure.tier:
        problems.append(doc.problem(at, f"is of tier {lesser.tier}, above {measure.tier}", "a lesser measure"))
    order = rights.fact_by_id["people_reached"].order
    theirs, ours = lesser.typical.people_reached, measure.typical.people_reached
    wider = theirs in order and ours in order and order.index(theirs) > order.index(ours)
    if (lesser.tier == measure.tier or wider) and not because:
        what = "is not plainly lesser (same tier or more people)"
        problems.append(doc.problem(at, what, "the reason why it is lesser"))
