"""Dual criminality: agreement with brute force, questions that decide, and what the engine must never claim."""

from __future__ import annotations

import datetime as dt
import os
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.law import brute
from tutela.law import Law, LawError, LawFacts, Requirement, check
from tutela.law._questions import Ask, Leaf, Tree

DAY = dt.date(2026, 11, 23)
DEEP = int(os.environ.get("TUTELA_DEEP", "1"))  # `make fuzz` looks longer
PAIRS = [("CA", "DE"), ("DE", "CA"), ("FR", "GB-EAW"), ("US", "DE"), ("GB-EAW", "CA"), ("FR", "US")]
relaxed = settings(
    max_examples=60 * DEEP,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def facts(acts: list[dict[str, Any]], **more: Any) -> LawFacts:
    return LawFacts.model_validate({"conduct": acts, **more})


def drawn_point(data: st.DataObject, law: Law, family: str) -> tuple[int, ...]:
    f = law.space.families[family]
    return tuple(data.draw(st.integers(0, len(v) - 1), label=d) for d, v in zip(f.dims, f.values, strict=True))


def stated(law: Law, family: str, point: tuple[int, ...], open_: set[int]) -> dict[str, Any]:
    f = law.space.families[family]
    return {"family": family} | {d: str(f.values[i][point[i]]) for i, d in enumerate(f.dims) if i not in open_}


@relaxed
@given(data=st.data())
def test_a_fully_stated_act_is_what_brute_force_says(real: Law, data: st.DataObject) -> None:
    one, two = data.draw(st.sampled_from(PAIRS))
    family = data.draw(st.sampled_from(sorted(real.space.families)))
    point = drawn_point(data, real, family)
    if not brute.occurs(real.space.families[family], point):
        with pytest.raises(LawError, match="cannot occur together"):
            check(real, facts([stated(real, family, point, set())]), one, two, conduct_on=DAY)
        return
    found = check(real, facts([stated(real, family, point, set())]), one, two, conduct_on=DAY)
    names = brute.conditions_at(real, (one, two), DAY, family, point)
    if len(names) > 10:
        return
    results = [
        tuple(brute.side_at(real, s, DAY, family, point, world) for s in (one, two)) for world in brute.worlds(names)
    ]
    for k, side in enumerate((found.requesting, found.requested)):
        assert side.answer == said({r[k] for r in results})
    assert found.answer == said({min(r) for r in results})


def said(values: set[int]) -> str:
    return "yes" if values == {2} else "no_reading" if values == {0} else "depends"


@relaxed
@given(data=st.data())
def test_questions_always_decide(real: Law, data: st.DataObject) -> None:
    """At every leaf, every completion of the facts and of the conditions along the path has that leaf's answer."""
    one, two = data.draw(st.sampled_from(PAIRS))
    family = data.draw(st.sampled_from(sorted(real.space.families)))
    f = real.space.families[family]
    point = drawn_point(data, real, family)
    if not brute.occurs(f, point):
        return
    open_ = data.draw(st.sets(st.integers(0, len(f.dims) - 1), max_size=3))
    found = check(real, facts([stated(real, family, point, open_)]), one, two, conduct_on=DAY)
    if found.answer != "depends" or found.tree is None:
        return
    names = brute.conditions_at(real, (one, two), DAY, family, point)
    if len(names) > 8:
        return
    for world in brute.worlds(names):
        leaf = follow(found.tree, f, point, world)
        here = min(brute.side_at(real, s, DAY, family, point, world) for s in (one, two))
        assert leaf.answer == {2: "yes", 1: "unknown", 0: "no"}[here]


def follow(tree: Tree, family: Any, point: tuple[int, ...], world: dict[str, bool]) -> Leaf:
    while isinstance(tree, Ask):
        if tree.axis is None:
            tree = next(kid for value, kid in tree.branches if value is world.get(tree.name, False))
        else:
            d = family.place[tree.name.rpartition(".")[2]]
            tree = next(kid for values, kid in tree.branches if not isinstance(values, bool) and point[d] in values)
    return tree


@relaxed
@given(data=st.data())
def test_stating_more_never_turns_a_yes_or_a_no_reading_around(real: Law, data: st.DataObject) -> None:
    one, two = data.draw(st.sampled_from(PAIRS))
    family = data.draw(st.sampled_from(sorted(real.space.families)))
    point = drawn_point(data, real, family)
    f = real.space.families[family]
    if not brute.occurs(f, point):
        return
    open_ = data.draw(st.sets(st.integers(0, len(f.dims) - 1), min_size=1, max_size=4))
    wide = check(real, facts([stated(real, family, point, open_)]), one, two, conduct_on=DAY)
    narrow = check(real, facts([stated(real, family, point, set(list(open_)[1:]))]), one, two, conduct_on=DAY)
    if wide.answer != "depends":
        assert narrow.answer == wide.answer


@relaxed
@given(data=st.data())
def test_the_coverage_part_is_the_same_in_both_directions(real: Law, data: st.DataObject) -> None:
    one, two = data.draw(st.sampled_from(PAIRS))
    family = data.draw(st.sampled_from(sorted(real.space.families)))
    point = drawn_point(data, real, family)
    if not brute.occurs(real.space.families[family], point):
        return
    there = check(real, facts([stated(real, family, point, set())]), one, two, conduct_on=DAY)
    back = check(real, facts([stated(real, family, point, set())]), two, one, conduct_on=DAY)
    assert there.answer == back.answer
    assert (there.requesting.answer, there.requested.answer) == (back.requested.answer, back.requesting.answer)


@relaxed
@given(data=st.data())
def test_asking_in_any_order_ends_in_the_same_answer(real: Law, data: st.DataObject) -> None:
    """Dimensions and conditions stated one by one, in any order, end where stating all of them at once ends."""
    one, two = data.draw(st.sampled_from(PAIRS))
    family = data.draw(st.sampled_from(sorted(real.space.families)))
    f, point = real.space.families[family], drawn_point(data, real, family)
    if not brute.occurs(f, point):
        return
    world = {n: data.draw(st.booleans()) for n in brute.conditions_at(real, (one, two), DAY, family, point)}
    answers = {n: "yes" if v else "no" for n, v in world.items()}
    whole = check(real, facts([stated(real, family, point, set())], answers=answers), one, two, conduct_on=DAY)
    order = data.draw(st.permutations([*range(len(f.dims)), *answers]))
    open_, given_ = set(range(len(f.dims))), dict[str, str]()
    settled: str | None = None
    for step in order:
        if isinstance(step, int):
            open_.discard(step)
        else:
            given_[step] = answers[step]
        if len(open_) > 2:
            continue
        found = check(real, facts([stated(real, family, point, open_)], answers=given_), one, two, conduct_on=DAY)
        assert settled in (None, found.answer), "an answer once reached was turned around"
        settled = found.answer if found.answer != "depends" else settled
    assert found.answer == whole.answer


SOLICIT = {"family": "contact", "conduct": "propose_meeting", "means": "ict", "age": 13, "child": "known"}
MEETING = SOLICIT | {"step": "met", "purpose": "sexual_act"}
HOLDING = {
    "family": "material", "material": "child", "conduct": "possess", "age": 13, "content": "explicit", "purpose": "own_use",
    "mind": "knows", "relation": "other",
}  # fmt: skip


def test_a_bundle_is_answered_by_its_best_act(small: Law) -> None:
    talk = {"family": "contact", "conduct": "build_trust", "age": 13}
    assert check(small, facts([talk]), "XA", "XB", conduct_on=DAY).answer == "no_reading"
    assert check(small, facts([talk, MEETING]), "XA", "XB", conduct_on=DAY).answer == "yes"


def test_offences_for_different_acts_of_the_bundle_are_a_question_of_one_conduct(small: Law) -> None:
    plain = SOLICIT | {"step": "none"}  # an offence in XA only
    met = MEETING | {"means": "other"}  # an offence in XB only
    found = check(small, facts([plain, met]), "XA", "XB", conduct_on=DAY)
    assert (found.requesting.answer, found.requested.answer, found.answer) == ("yes", "yes", "depends")
    assert [q.id for q in found.questions] == ["requested.one-conduct"]
    for word, answer in (("yes", "yes"), ("no", "no_reading")):
        again = check(small, facts([plain, met], answers={"requested.one-conduct": word}), "XA", "XB", conduct_on=DAY)
        assert again.answer == answer


def test_an_answered_question_is_taken_up(small: Law) -> None:
    duty = HOLDING | {"purpose": "duty"}
    found = check(small, facts([duty]), "XA", "XB", conduct_on=DAY)
    assert [q.id for q in found.questions] == ["XA.lawful-duty"]
    assert check(small, facts([duty], answers={"XA.lawful-duty": "no"}), "XA", "XB", conduct_on=DAY).answer == "yes"
    assert (
        check(small, facts([duty], answers={"XA.lawful-duty": True}), "XA", "XB", conduct_on=DAY).answer == "no_reading"
    )


def test_a_defence_is_listed_and_never_assumed(small: Law) -> None:
    found = check(small, facts([HOLDING]), "XA", "XB", conduct_on=DAY)
    assert found.requesting.answer == "yes"
    assert found.requesting.provisions[0].defences == ("Was it deleted at once?",)


def test_a_text_not_held_is_never_a_yes_and_never_a_no(small: Law) -> None:
    found = check(small, facts([{"family": "performance", "conduct": "profit", "age": 12}]), "XA", "XB", conduct_on=DAY)
    assert found.answer == "depends"
    assert found.questions == ()
    assert found.undecidable == ("Code of Arcadia ss 90-92", "Act on performances")


def test_a_text_whose_date_is_unknown_leaves_its_answers_undecided(small: Law) -> None:
    threat = {"family": "extortion", "threat": "real_image", "demand": "images", "age": 14}
    found = check(small, facts([threat]), "XB", "XB", conduct_on=DAY)
    assert found.answer == "depends"
    assert found.requesting.provisions[0].text_as_of is None


def test_the_law_of_the_day_of_the_conduct(small: Law) -> None:
    passing = HOLDING | {"conduct": "distribute", "age": 13}
    before, after = dt.date(2019, 12, 31), dt.date(2020, 1, 1)
    answers = [
        check(small, facts([passing]), "XA", "XA", conduct_on=d, asked_on=d).requesting.answer for d in (before, after)
    ]
    assert answers == ["no_reading", "yes"]


def test_a_date_before_the_law_says_so(small: Law) -> None:
    found = check(small, facts([SOLICIT]), "XA", "XB", conduct_on=dt.date(2000, 1, 1), asked_on=DAY)
    assert found.requesting.answer == "no_reading"
    assert "earliest reading begins on 2015-07-01" in found.requesting.said


def test_a_start_nobody_knows_leaves_older_conduct_undecided(small: Law) -> None:
    older = check(small, facts([MEETING]), "XA", "XB", conduct_on=dt.date(2023, 12, 31), asked_on=DAY)
    newer = check(small, facts([MEETING]), "XA", "XB", conduct_on=dt.date(2024, 1, 1), asked_on=DAY)
    assert (older.requested.answer, newer.requested.answer) == ("depends", "yes")
    assert newer.requested.provisions[0].not_confirmed_since == dt.date(2024, 1, 1)


def test_a_law_that_changed_between_conduct_and_request_is_a_question(small: Law) -> None:
    passing = HOLDING | {"conduct": "distribute"}
    found = check(small, facts([passing]), "XA", "XA", conduct_on=dt.date(2019, 6, 1), asked_on=DAY)
    assert found.requesting.answer == "no_reading"
    assert found.requested.answer == "depends"
    fixed = facts([passing], answers={"requested.law-of-the-day-of-the-conduct": "no"})
    assert check(small, fixed, "XA", "XA", conduct_on=dt.date(2019, 6, 1), asked_on=DAY).requested.answer == "yes"


@pytest.mark.parametrize(("years", "answer"), [(2.0, "yes"), (4.0, "yes"), (4.5, "no_reading")])
def test_a_threshold_counts_the_penalty_at_the_point(small: Law, years: float, answer: str) -> None:
    found = check(small, facts([HOLDING]), "XA", "XB", conduct_on=DAY, requirement=Requirement("yes", "test", years))
    assert found.answer == answer


def test_reach_decides_on_the_requesting_side_only(small: Law) -> None:
    home = facts(
        [HOLDING],
        people={"suspect": {"age": 40, "nationality": "XB", "residence": "XB", "found_in": []}},
        places={"conduct": "XA"},
    )
    away = facts(
        [HOLDING],
        people={"suspect": {"age": 40, "nationality": "XB", "residence": "XB", "found_in": []}},
        places={"conduct": "XB"},
    )
    national = facts([HOLDING], people={"suspect": {"age": 40, "nationality": "XA"}}, places={"conduct": "XB"})
    assert check(small, home, "XA", "XB", conduct_on=DAY).answer == "yes"
    beyond = check(small, away, "XA", "XB", conduct_on=DAY)
    assert beyond.answer == "no_reading"
    assert beyond.requesting.provisions[0].reaches == "no"
    open_ = check(small, national, "XA", "XB", conduct_on=DAY)
    assert [q.id for q in open_.questions] == ["reach.abroad_law"]


def test_a_message_that_may_have_arrived_leaves_the_place_open(small: Law) -> None:
    """Done abroad, by computer, towards a child in the state: whether a part was done here is asked, never a no."""
    people = {"suspect": {"age": 40, "nationality": "XB", "residence": "XB", "found_in": []}, "child": {"age": 13}}
    there = {"conduct": "XB", "child": "XA"}
    found = check(small, facts([SOLICIT], people=people, places=there), "XA", "XB", conduct_on=DAY)
    assert found.requesting.answer == "depends"
    for more, answer in (({"conduct": ["XB", "XA"]}, "yes"), ({"not_in": "XA"}, "no_reading")):
        again = check(small, facts([SOLICIT], people=people, places=there | more), "XA", "XB", conduct_on=DAY)
        assert again.requesting.answer == answer


def test_a_rule_of_reach_that_is_not_held_never_gives_a_no(real: Law) -> None:
    people = {"suspect": {"age": 40, "nationality": "AR", "residence": "AR", "found_in": []}}
    away = facts([HOLDING], people=people, places={"conduct": "AR", "child": "AR"})
    found = check(real, away, "CA", "DE", conduct_on=DAY)
    assert found.requesting.answer == "depends"
    assert any("where and whom its law reaches" in text for text in found.undecidable)


@relaxed
@given(data=st.data())
def test_every_answer_that_is_offered_is_accepted(real: Law, data: st.DataObject) -> None:
    one, two = data.draw(st.sampled_from(PAIRS))
    family = data.draw(st.sampled_from(sorted(real.space.families)))
    f, point = real.space.families[family], drawn_point(data, real, family)
    if not brute.occurs(f, point):
        return
    open_ = data.draw(st.sets(st.integers(0, len(f.dims) - 1), min_size=1, max_size=4))
    act = stated(real, family, point, open_)
    for q in check(real, facts([act]), one, two, conduct_on=DAY).questions[:4]:
        if q.kind == "dimension":
            for values in q.values:
                for value in values:
                    check(real, facts([act | {q.id.rpartition(".")[2]: value}]), one, two, conduct_on=DAY)


@pytest.mark.parametrize(
    ("bad", "said_"),
    [
        ({"conduct": [{"family": "contacts"}]}, "no family 'contacts'"),
        ({"conduct": [{"family": "contact", "conduct": "chat"}]}, "has no value chat"),
        ({"conduct": [{"family": "contact", "colour": "red"}]}, "has no dimension colour"),
        ({"conduct": [{"family": "material", "conduct": "possess"}]}, "state the `material`"),
        ({"conduct": [SOLICIT], "people": {"child": {"age": 15}}}, "contradicts people.child.age"),
        ({"conduct": [SOLICIT | {"offender": "minor"}], "people": {"suspect": {"age": 30}}}, "contradicts people.suspect"),
        ({"conduct": [SOLICIT], "people": {"suspect": {"age": "old"}}}, "is no age"),
        ({"conduct": [SOLICIT | {"offender": "adult_close", "age": 13}]}, "cannot occur together"),
        ({"conduct": [SOLICIT], "places": {"conduct": "Germany"}}, "places.conduct: 'Germany' is no state"),
        ({"conduct": [SOLICIT], "places": {"child": "UK"}}, "did you mean GB?"),
        ({"conduct": [SOLICIT], "people": {"suspect": {"nationality": ["de"]}}}, "people.suspect.nationality: 'de'"),
        ({"conduct": [SOLICIT], "answers": {"XA.lawful-dutty": "yes"}}, "did you mean XA.lawful-duty"),
    ],
)  # fmt: skip
def test_bad_facts_are_an_error_that_says_where(small: Law, bad: dict[str, Any], said_: str) -> None:
    with pytest.raises(LawError, match=re.escape(said_)):
        check(small, LawFacts.model_validate(bad), "XA", "XB", conduct_on=DAY)


def test_an_unknown_system_and_dates_out_of_order_are_errors(small: Law) -> None:
    with pytest.raises(LawError, match="no legal system 'XZ'"):
        check(small, facts([SOLICIT]), "XZ", "XB", conduct_on=DAY)
    with pytest.raises(LawError, match="after the question"):
        check(small, facts([SOLICIT]), "XA", "XB", conduct_on=DAY, asked_on=dt.date(2020, 1, 1))


def test_it_never_says_not_an_offence_and_never_gives_a_share(real: Law) -> None:
    rng = np.random.default_rng(1)
    for _ in range(60):
        family = rng.choice(sorted(real.space.families))
        f = real.space.families[family]
        point = tuple(int(rng.integers(len(v))) for v in f.values)
        if brute.occurs(f, point):
            text = str(
                check(real, facts([stated(real, family, point, {0})]), "DE", "CA", conduct_on=DAY).as_json()
            ).lower()
            assert "not an offence" not in text
            assert "percent" not in text
            assert "%" not in text
