"""Proposals for the rights tests: one that shows everything, and generated ones between it and silence."""

from __future__ import annotations

from hypothesis import strategies as st

from tutela import rights
from tutela.corpus import open_corpus

CORPUS = rights.RIGHTS.build(open_corpus().root)
"""The installed corpus, read from its files; the tests speak of its measures and facts by their ids."""

SHOWN: dict[str, str | tuple[str, ...]] = {
    "level": "individual_act",
    "stage": "planned",
    "actor": "police",
    "aim_stated": ("child_protection",),
    "aim_shown_by": "case_facts",
    "use_limited": "yes",
    "text_cited": "names_measure",
    "text_public": "yes",
    "text_fixes": ("when", "whom", "offences", "duration", "storage", "erasure", "control"),
    "competence_shown": "yes",
    "formalities": "all_done",
    "abroad": "nothing_abroad",
    "never_justified": "none_of_these",
    "people_reached": "one",
    "people_with_facts": "all",
    "items_reached": "related",
    "data": ("content",),
    "lasts": "one_off",
    "secret": "no",
    "notice_later": "yes",
    "end": "fixed",
    "keeping_ends": "fixed",
    "deletion_rule": "yes",
    "offence_gravity": "very_serious",
    "suspicion": "strong",
    "suspicion_required": "strong",
    "expected_yield": "reason_given",
    "lesser_step": "tried_failed",
    "decider": "court",
    "decided_when": "before",
    "decider_in_chain": "no",
    "decider_can_refuse": "yes",
    "reviewed_after": "yes",
    "challenge": "yes",
    "group_singled_out": "no",
    "unequal_effect": "tested_none",
    "child_role": ("victim_past",),
    "child_contacted": "no",
    "best_interests_shown": "yes",
    "weakens_security_of_others": "no",
    "privileged_material": "cannot_occur",
    "sharing": "nobody",
    "machine_flagged": "not_by_machine",
    "lawful_items_hit": "none_in_sample",
    "third_parties": "none_expected",
}
"""Every fact that a gate may ask of an individual act, told so that nothing stops an ordinary measure."""

GUARDS = [s.id for s in CORPUS.safeguards if s.answered_by is None]
MEASURES = [m.id for m in CORPUS.measures]
EXCLUDES = rights.LesserAnswer(result="cannot_serve", facts="the file is on the device only, see note of 3 May")

Facts = dict[str, str | tuple[str, ...]]


def shown(measure: str, **changed: str | tuple[str, ...]) -> rights.Proposal:
    """A proposal for `measure` with everything shown, save what is changed."""
    lesser = dict.fromkeys(CORPUS.measure_by_id[measure].alternatives, EXCLUDES)
    return rights.Proposal(
        measure=measure, facts={**SHOWN, **changed}, safeguards=dict.fromkeys(GUARDS, "yes"), lesser=lesser
    )


def told(proposal: rights.Proposal, **changed: str | tuple[str, ...]) -> rights.Proposal:
    """The same proposal with facts changed."""
    return proposal.model_copy(update={"facts": {**proposal.facts, **changed}})


def without(proposal: rights.Proposal, fact: str) -> rights.Proposal:
    """The same proposal with one fact, safeguard or lesser measure dropped."""
    parts = {
        name: {k: v for k, v in getattr(proposal, name).items() if k != fact}
        for name in ("facts", "safeguards", "lesser")
    }
    return proposal.model_copy(update=parts)


def rank(found: rights.Assessment) -> int:
    """0 where a gate failed, 1 where one is only not shown, 2 where nothing stops it."""
    if any(stop.result == "fail" for stop in found.stops):
        return 0
    return 1 if found.stops else 2


def _word(fact: str) -> st.SearchStrategy[str | tuple[str, ...]]:
    spec = CORPUS.fact_by_id[fact]
    if spec.kind == "one":
        return st.sampled_from([*spec.values, "unknown"])
    free = [v for v in spec.values if v not in spec.alone]
    several = st.lists(st.sampled_from(free), unique=True, max_size=4).map(tuple)
    return st.one_of(several, *(st.just((word,)) for word in spec.alone))


@st.composite
def proposals(draw: st.DrawFn, measures: list[str] = MEASURES) -> rights.Proposal:
    """Between everything shown and nothing told: a base, then some facts, safeguards and lesser measures changed
    or dropped."""
    measure = draw(st.sampled_from(measures))
    base = shown(measure)
    facts: Facts = dict(base.facts) if draw(st.booleans()) else {}
    for fact in draw(st.lists(st.sampled_from([f.id for f in CORPUS.facts]), unique=True, max_size=8)):
        facts[fact] = draw(_word(fact))
    for fact in draw(st.lists(st.sampled_from(sorted(SHOWN)), unique=True, max_size=2)):
        facts.pop(fact, None)
    answers = st.sampled_from(["yes", "no", "not_told"])
    guards = {**base.safeguards, **draw(st.dictionaries(st.sampled_from(GUARDS), answers, max_size=5))}
    lesser = {k: v for k, v in base.lesser.items() if draw(st.integers(0, 9))}
    return rights.Proposal(measure=measure, facts=facts, safeguards=guards, lesser=lesser)
