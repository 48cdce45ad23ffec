"""The rights test on single proposals, as an officer, a decider or a reviewer would meet it."""

from __future__ import annotations

import time

import pytest

from tests.rights.worlds import CORPUS, EXCLUDES, shown, told, without
from tutela import rights
from tutela.rights import Assessment, Proposal


def assessed(proposal: Proposal) -> Assessment:
    return rights.assess(proposal, CORPUS)


def stopped_at(found: Assessment) -> set[str]:
    return {stop.question for stop in found.stops}


def test_search_of_a_device_with_everything_shown_is_not_stopped_and_still_needs_a_person() -> None:
    found = assessed(shown("device_search"))
    assert not found.stops
    assert found.said.startswith(
        "nothing found that stops it; open: the written balance; what national law says on who may decide"
    )
    assert found.who_decides.national_rule == "unknown"
    assert found.tier == 3
    assert found.for_the_decider
    assert found.review.startswith("measure: draft, unreviewed")


@pytest.mark.parametrize("measure", [m for m in CORPUS.measures if m.standing == "ordinary"], ids=lambda m: m.id)
def test_every_ordinary_measure_can_be_shown(measure: rights.Measure) -> None:
    """No gate is a wall: with everything shown, none of the ordinary measures is stopped."""
    assert assessed(shown(measure.id)).stops == ()


@pytest.mark.parametrize("measure", [m for m in CORPUS.measures if m.standing != "ordinary"], ids=lambda m: m.id)
def test_contested_and_excluded_measures_are_never_passed(measure: rights.Measure) -> None:
    found = assessed(shown(measure.id))
    assert stopped_at(found) == {"P0"}
    assert found.stops[0].result == ("fail" if measure.standing == "excluded" else "not_shown")


def test_silence_is_not_shown_when_asked_beforehand() -> None:
    found = assessed(Proposal(measure="device_search"))
    assert found.first_failing_step == "scope"
    assert {stop.result for stop in found.stops} == {"not_shown"}
    assert "How many people does it reach?" in {fact.asks for fact in found.missing}


def test_silence_is_silent_when_a_past_decision_is_judged() -> None:
    found = rights.assess(Proposal(measure="device_search"), CORPUS, retrospective=True)
    assert not found.stops
    assert found.said == "on the facts told, nothing found that stops it; what was withheld is silent"


def test_a_police_decider_at_tier_three_is_stopped_with_a_name_to_call() -> None:
    stop = assessed(shown("device_search", decider="police_itself", reviewed_after="no")).stops[0]
    assert (stop.question, stop.result) == ("S1", "fail")
    assert [step.kind for step in stop.next] == ["call"]
    assert stop.next[0].says == "call the court or independent body on call"


def test_a_lesser_measure_left_open_is_the_next_lawful_step() -> None:
    proposal = shown("device_search")
    lesser = {**proposal.lesser, "targeted_extraction": rights.LesserAnswer(result="open", facts="the owner agrees")}
    found = assessed(proposal.model_copy(update={"lesser": lesser}))
    assert found.said.startswith("stopped at necessity: a lesser measure is open: Extraction of only named items")
    step = next(step for step in found.stops[0].next if step.kind == "lesser_measure")
    assert step.measures == ("targeted_extraction",)


def test_the_bare_phrase_that_other_means_were_not_possible_excludes_nothing() -> None:
    proposal = shown("device_search")
    lesser = {**proposal.lesser, "targeted_extraction": rights.LesserAnswer(result="cannot_serve")}
    found = assessed(proposal.model_copy(update={"lesser": lesser}))
    assert [one.state for one in found.lesser_measures] == ["without_facts"]
    assert found.missing[0].fact == "lesser.targeted_extraction"


def test_an_urgent_act_goes_ahead_of_its_decision_and_is_then_reviewed() -> None:
    found = assessed(
        shown("device_search", stage="urgent", decider="police_itself", decided_when="after", urgency_shown="yes")
    )
    assert stopped_at(found) == {"S1"}
    assert found.emergency is not None
    assert found.emergency.act_possible
    assert "24 to 72 hours" in found.said
    assert found.stops[0].next[0].kind == "emergency_route"


def test_urgency_does_not_carry_a_measure_without_a_legal_text() -> None:
    found = assessed(
        shown("device_search", stage="urgent", decided_when="after", urgency_shown="yes", text_cited="none")
    )
    assert found.emergency is not None
    assert not found.emergency.act_possible
    assert found.emergency.blocked_by == ("L1",)


def test_an_urgent_act_that_was_never_reviewed_fails_afterwards() -> None:
    decided = {"decided_when": "after", "urgency_shown": "yes", "decision_reasons": "own", "retest": "triggers_named"}
    late = told(shown("ip_resolution", stage="done", reviewed_after="no"), **decided)
    assert [stop.question for stop in assessed(late).stops if stop.result == "fail"] == ["E1"]
    assert stopped_at(assessed(told(late, reviewed_after="yes"))) == set()


def test_a_stop_with_a_child_at_risk_names_the_emergency_route_and_that_inaction_is_reasoned() -> None:
    found = assessed(shown("device_search", text_cited="none", child_role=("victim_at_risk_now",)))
    first = found.stops[0].next[0]
    assert first.kind == "emergency_route"
    assert "emergency_disclosure" in first.measures
    assert "Not acting must be reasoned too" in first.says


def test_doing_nothing_for_a_child_without_other_protection_is_stopped() -> None:
    facts = {
        "level": "omission",
        "stage": "planned",
        "actor": "police",
        "text_cited": "names_measure",
        "competence_shown": "yes",
    }
    at_risk = {
        "child_role": ("victim_at_risk_now",),
        "cost_of_not_acting": "child_unprotected",
        "other_protection": "no",
    }
    found = assessed(
        Proposal(measure="ip_resolution", facts={**facts, **at_risk, "group_singled_out": "no", "challenge": "yes"})
    )
    assert found.form == "omission"
    assert stopped_at(found) == {"C6"}
    assert found.said.startswith("doing nothing is stopped at interests of the child:")
    burdens = {answer.burden for step in found.steps for answer in step.answers if answer.question == "C6"}
    assert burdens == {"on the body that would not act"}
    assert not found.outside


def test_a_refusal_without_a_child_at_risk_is_no_omission() -> None:
    found = assessed(Proposal(measure="ip_resolution", facts={"level": "omission", "child_role": ("none",)}))
    assert found.outside == "no child at risk is told: an ordinary refusal, to be reasoned as such"


def test_one_defect_is_recorded_once() -> None:
    facts = {"level": "regime", "decider": "minister", "people_reached": "group", "text_fixes": ("none",)}
    found = rights.assess(Proposal(measure="location_history_access", facts=facts), CORPUS, retrospective=True)
    assert stopped_at(found) == {"L3", "L5"}
    s1 = next(a for a in found.step("safeguards").answers if a.question == "S1")
    assert (s1.result, s1.why) == ("not_in_issue", "the same defect is recorded at L5")


def test_the_tier_rises_by_one_for_each_heading_and_never_above_four() -> None:
    facts = {
        "people_reached": "population",
        "lasts": "years",
        "data": ("health", "biometric"),
        "secret": "yes",
        "notice_later": "no",
    }
    found = rights.assess(Proposal(measure="subscriber_data_request", facts=facts), CORPUS, retrospective=True)
    assert [one.id for one in found.severity.raised] == ["people", "data", "duration", "no_notice"]
    assert (found.severity.start, found.tier) == (2, 4)


def test_a_raise_that_is_not_told_asks_the_questions_of_the_higher_tier() -> None:
    found = assessed(without(shown("subscriber_data_request"), "lasts"))
    assert (found.tier, found.severity.up_to, found.severity.waits_for) == (2, 3, ("lasts",))


def test_gates_on_keeping_notice_remedy_and_oversight_are_weighed_for_past_decisions() -> None:
    worse = shown(
        "live_interception", secret="yes", notice_later="no", challenge="no", deletion_rule="no", keeping_ends="none"
    )
    worse = worse.model_copy(update={"safeguards": {**worse.safeguards, "independent_oversight": "no", "remedy": "no"}})
    assert {"S5", "S8", "S9", "S10"} <= stopped_at(assessed(worse))
    past = rights.assess(worse, CORPUS, retrospective=True)
    assert not {"S5", "S8", "S9", "S10"} & stopped_at(past)
    assert {"S5", "S8", "S9", "S10"} <= {reason.question for reason in past.balance.against}


def test_safeguards_are_owed_with_their_answer_and_with_what_they_take() -> None:
    owed = {one.id: one for one in assessed(shown("ip_resolution", notice_later="no")).safeguards}
    assert owed["notice"].answer == "no"
    assert owed["remedy"].answer == "yes"
    assert owed["independent_decision"].answer == "yes"
    assert not owed["logging"].adds_no_data


def test_an_unknown_measure_lists_near_names() -> None:
    with pytest.raises(rights.ProposalError, match="near it: device_search"):
        assessed(Proposal(measure="device_serch"))


def test_every_unknown_word_is_refused_with_what_is_accepted() -> None:
    wrong = Proposal(
        measure="device_search",
        facts={
            "people_reached": "thousands",
            "levl": "law",
            "child_role": ("none", "suspect"),
            "stage": ("planned", "done"),
        },
        safeguards={"notice": "yes", "prayer": "yes"},
        lesser={"site_blocking": EXCLUDES},
    )
    with pytest.raises(rights.ProposalError) as caught:
        assessed(wrong)
    said = str(caught.value)
    assert "facts.people_reached: 'thousands' is not known here; expected one, few, group, population, unknown" in said
    assert "near it: level" in said
    assert "'none' alone, or the others without it" in said
    assert "expected one word of: planned, urgent, done, standing, unknown" in said
    assert "the fact 'notice_later', which answers it" in said
    assert "listed lesser measures: victim_report_followup" in said
    assert len(caught.value.refused) == 7


def test_nothing_in_the_corpus_says_that_a_measure_is_allowed() -> None:
    assert "allowed" not in CORPUS.model_dump_json().lower()


def test_an_unknown_step_is_said_with_the_steps_there_are() -> None:
    with pytest.raises(KeyError, match="it has scope, legality"):
        assessed(Proposal(measure="device_search")).step("taste")


def test_an_assessment_takes_about_a_millisecond() -> None:
    """The figure itself is measured by bench/rights_cases.py; this only catches a change of order."""
    times = []
    for proposal in [shown("device_search"), Proposal(measure="device_search")] * 100:
        start = time.perf_counter()
        assessed(proposal)
        times.append(time.perf_counter() - start)
    assert sorted(times)[10] < 0.005
