"""What must hold of every proposal, whatever its facts: the promises of the rights test."""

from __future__ import annotations

import random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.rights.worlds import CORPUS, GUARDS, SHOWN, proposals, rank, told, without
from tutela import rights
from tutela.rights import Question

few = settings(max_examples=120, deadline=None)
many = settings(max_examples=2500, deadline=None)


def assessed(proposal: rights.Proposal) -> rights.Assessment:
    return rights.assess(proposal, CORPUS)


def check_every_stop_is_no_dead_end(proposal: rights.Proposal) -> None:
    found = assessed(proposal)
    assert all(stop.next and all(step.says.strip() for step in stop.next) for stop in found.stops)
    assert all(any(step.kind == "call" for step in stop.next) for stop in found.stops)
    assert bool(found.stops) == (found.first_failing_step is not None)
    assert "allowed" not in found.said.lower()
    if not found.stops:
        assert found.said.startswith("nothing found that stops")
        assert "; open: " in found.said


def check_weighed_questions_never_stop(proposal: rights.Proposal) -> None:
    for retrospective in (False, True):
        found = rights.assess(proposal, CORPUS, retrospective=retrospective)
        for step in found.steps:
            for answer in step.answers:
                if answer.role == "weighed":
                    assert answer.result in ("weighed", "not_weighed", "not_in_issue")
                    assert answer.question not in {stop.question for stop in found.stops}


def check_dropping_a_fact_never_clears(proposal: rights.Proposal, fact: str) -> None:
    if rank(assessed(proposal)) < 2:
        assert rank(assessed(without(proposal, fact))) < 2


def check_lighter_never_worsens(proposal: rights.Proposal, fact: str, steps: int) -> None:
    if "omission" in proposal.facts.get("level", ()):
        return
    order = CORPUS.fact_by_id[fact].order
    word = proposal.facts.get(fact)
    if word not in order:
        return
    lighter = order[max(0, order.index(str(word)) - steps)]
    assert rank(assessed(told(proposal, **{fact: lighter}))) >= rank(assessed(proposal))


def check_a_safeguard_never_worsens(proposal: rights.Proposal, guard: str) -> None:
    if not CORPUS.safeguard_by_id[guard].adds_no_data:
        return
    more = proposal.model_copy(update={"safeguards": {**proposal.safeguards, guard: "yes"}})
    assert rank(assessed(more)) >= rank(assessed(proposal))


@few
@given(proposals())
def test_every_stop_names_a_next_lawful_step(proposal: rights.Proposal) -> None:
    check_every_stop_is_no_dead_end(proposal)


@few
@given(proposals())
def test_weighed_questions_never_stop(proposal: rights.Proposal) -> None:
    check_weighed_questions_never_stop(proposal)


@few
@given(proposals(), st.sampled_from([*SHOWN, *GUARDS]))
def test_dropping_a_fact_never_turns_a_stop_into_none(proposal: rights.Proposal, fact: str) -> None:
    check_dropping_a_fact_never_clears(proposal, fact)


@few
@given(proposals(), st.sampled_from(["people_reached", "lasts", "people_with_facts"]), st.integers(1, 5))
def test_fewer_people_shorter_or_with_facts_never_worsens(proposal: rights.Proposal, fact: str, steps: int) -> None:
    check_lighter_never_worsens(proposal, fact, steps)


@few
@given(proposals(), st.sampled_from(GUARDS))
def test_a_safeguard_that_adds_no_data_never_worsens(proposal: rights.Proposal, guard: str) -> None:
    check_a_safeguard_never_worsens(proposal, guard)


@few
@given(proposals())
def test_without_a_legal_text_it_is_always_stopped(proposal: rights.Proposal) -> None:
    found = assessed(told(proposal, text_cited="none"))
    assert "L1" in {stop.question for stop in found.stops if stop.result == "fail"}


@few
@given(proposals(), st.sampled_from(["none", "names_narrower"]))
def test_a_judge_does_not_heal_a_bad_law(proposal: rights.Proposal, text: str) -> None:
    assume("omission" not in proposal.facts.get("level", ()))
    judged = told(
        proposal,
        text_cited=text,
        decider="court",
        decided_when="before",
        decider_in_chain="no",
        decider_can_refuse="yes",
    )
    assert assessed(judged).step("legality").result == "fail"


@few
@given(proposals())
def test_a_failing_gate_is_never_outvoted(proposal: rights.Proposal) -> None:
    """Everything that the gate does not look at is made as good as can be: the gate still fails."""
    failed = [stop.question for stop in assessed(proposal).stops if stop.result == "fail"]
    assume(failed and "omission" not in proposal.facts.get("level", ()))
    question = next(q for q in CORPUS.questions if q.id == failed[0])
    looked_at = _facts_of(question)
    best = {k: v for k, v in SHOWN.items() if k not in looked_at}
    safeguards = {
        g: proposal.safeguards.get(g, "not_told") if f"safeguards.{g}" in looked_at else "yes" for g in GUARDS
    }
    better = proposal.model_copy(update={"facts": {**proposal.facts, **best}, "safeguards": safeguards})
    found = assessed(better)
    assert found.stopped
    assert found.step(question.step).result == "fail"


def _facts_of(question: Question) -> set[str]:
    """Every fact that a gate looks at, the tier's included."""
    wording = question.interference
    assert wording is not None
    out = {
        "stage",
        "level",
        "people_reached",
        "lasts",
        "data",
        "secret",
        "notice_later",
        "child_role",
        "weakens_security_of_others",
    }
    clauses = [*question.applies_when, *wording.fails_when]
    while clauses:
        clause = clauses.pop()
        out |= {*clause.where, *clause.all_of} | ({"decider"} if clause.decider_usual is not None else set())
        clauses.extend(clause.unless)
    return out


@few
@given(proposals(), st.randoms(use_true_random=False))
def test_the_order_of_lists_and_the_reference_do_not_matter(proposal: rights.Proposal, draw: random.Random) -> None:
    def shuffled(value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        return value if isinstance(value, str) else tuple(draw.sample(value, len(value)))

    keys = draw.sample(sorted(proposal.facts), len(proposal.facts))
    other = proposal.model_copy(update={"facts": {k: shuffled(proposal.facts[k]) for k in keys}, "ref": "case 7"})
    assert assessed(other) == assessed(proposal)


@few
@given(proposals(), st.sampled_from([f.id for f in CORPUS.facts]), st.text(min_size=1, max_size=12))
def test_an_unknown_word_never_helps(proposal: rights.Proposal, fact: str, word: str) -> None:
    assume(word not in CORPUS.fact_by_id[fact].values and word not in ("unknown", "not_told"))
    with pytest.raises(rights.ProposalError, match=fact):
        assessed(told(proposal, **{fact: word}))
    if rank(assessed(proposal)) < 2 and fact in proposal.facts:
        assert rank(assessed(told(proposal, **{fact: "unknown"}))) < 2


@few
@given(proposals(), st.data())
def test_a_lesser_measure_left_open_keeps_necessity_from_passing(
    proposal: rights.Proposal, data: st.DataObject
) -> None:
    measure = CORPUS.measure_by_id[proposal.measure]
    assume(measure.alternatives and measure.tier >= 2 and "omission" not in proposal.facts.get("level", ()))
    left = data.draw(st.sampled_from(sorted(measure.alternatives)))
    answer = data.draw(st.sampled_from([("open", "nobody tried"), ("cannot_serve", ""), ("unknown", "x")]))
    lesser = {**proposal.lesser, left: rights.LesserAnswer(result=answer[0], facts=answer[1])}
    found = assessed(proposal.model_copy(update={"lesser": lesser}))
    assert found.step("necessity").result in ("fail", "not_shown")
    assert left in {one.id for one in found.lesser_measures}


@few
@given(proposals())
def test_a_past_decision_is_stopped_only_by_what_was_told(proposal: rights.Proposal) -> None:
    found = rights.assess(proposal, CORPUS, retrospective=True)
    assert all(stop.result == "fail" for stop in found.stops)
    silent = rights.assess(rights.Proposal(measure=proposal.measure), CORPUS, retrospective=True)
    assert silent.stopped == (CORPUS.measure_by_id[proposal.measure].standing == "excluded")


@pytest.mark.slow
@many
@given(proposals(), st.sampled_from([*SHOWN, *GUARDS]), st.sampled_from(GUARDS), st.integers(1, 5))
def test_the_promises_hold_at_length(proposal: rights.Proposal, fact: str, guard: str, steps: int) -> None:
    check_every_stop_is_no_dead_end(proposal)
    check_weighed_questions_never_stop(proposal)
    check_dropping_a_fact_never_clears(proposal, fact)
    check_a_safeguard_never_worsens(proposal, guard)
    for ordered in ("people_reached", "lasts", "people_with_facts"):
        check_lighter_never_worsens(proposal, ordered, steps)
