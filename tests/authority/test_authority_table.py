"""The policies say what the table says: every cell, each by itself, and officers and cases of every mixture."""

from __future__ import annotations

import random
import uuid
from collections import Counter

import pytest

from tests.authority.worlds import (
    ALONE,
    CELL_RELATIONS,
    KINDS,
    OF_CASE,
    PARTS,
    PURPOSE,
    ROLES,
    TABLE,
    Granted,
    Someone,
    Thing,
    actor,
    acts_on,
    allowed,
    alone,
    any_asking,
    any_case,
    anybody,
    asked,
    case_for,
    good,
    holder,
    things,
)
from tutela_node.spine.authority import Actor, Context, decide, decide_many, policies

TIMES = 20
UNITS = [uuid.UUID(int=n) for n in range(10, 14)]


def compare(who: Someone, kind: str, found: list[Thing], asking: Context) -> list[tuple[str, Thing, bool]]:
    """Ask Cedar every act on every thing; each answer must be the table's."""
    questions = list(asked(kind, found))
    answers = decide_many(actor(who), questions, KINDS[kind], asking)
    for (act, _, thing), answer in zip(questions, answers, strict=True):
        assert answer.allowed is allowed(act, who, thing, asking), (
            f"{act}: the table says {not answer.allowed}, the policies {answer.allowed} by {answer.why}\n"
            f"{who}\n{thing}\n{asking}"
        )
        assert "policy-error" not in answer.why
    return [(act, thing, answer.allowed) for (act, _, thing), answer in zip(questions, answers, strict=True)]


@pytest.mark.parametrize("role", ROLES)
def test_every_cell_of_the_table_on_cases_and_their_parts(role: str) -> None:
    rng = random.Random(f"cells {role}")
    seen: Counter[tuple[str, str]] = Counter()
    granted: Counter[tuple[str, str]] = Counter()
    for n in range(TIMES * 2):
        who = holder(rng, role, UNITS, live=n % 2 == 0)
        relations = [r for r in CELL_RELATIONS if (r == "grant ended") is not bool(who.roles())]
        files = {r: case_for(rng, who, r, UNITS) for r in relations}
        of_file = {id(file): relation for relation, file in files.items()}
        parts = [t for file in files.values() for t in things(rng, who, file)]
        for kind in OF_CASE:
            answers = compare(who, kind, [t for t in parts if t.kind == kind], good(PURPOSE[role]))
            seen.update({(act, of_file[id(thing.file)]) for act, thing, _ in answers})
            granted.update({(act, of_file[id(thing.file)]) for act, thing, yes in answers if yes})
    cells = {(act, relation) for kind in OF_CASE for act in acts_on(kind) for relation in CELL_RELATIONS}
    assert {cell for cell in cells if seen[cell] < TIMES} == set()
    for act, relation in cells:  # what is listed was really allowed, what is not was never
        listed = TABLE["acts"][act]["allowed"].get(role, ())
        possible = relation in listed or ("theirs" in listed and relation in ("own", "member"))
        assert (granted[act, relation] > 0) is possible, (act, role, relation)


@pytest.mark.parametrize("role", ROLES)
def test_every_cell_of_the_table_on_what_lies_in_no_case(role: str) -> None:
    rng = random.Random(f"node {role}")
    seen: Counter[tuple[str, str, bool]] = Counter()
    for n in range(TIMES * 2):
        live = n % 2 == 0
        who = Someone(uuid.uuid4(), rng.choice(UNITS), (Granted(role, live=live),))
        found = alone(rng, who, UNITS)
        for kind, spec in ALONE.items():
            for purpose in (PURPOSE[role], "own"):
                for act, thing, _ in compare(who, kind, [t for t in found if t.kind == kind], good(purpose)):
                    seen[act, spec.relation(who, role, thing), live] += 1
    for kind, spec in ALONE.items():
        for act in acts_on(kind):
            for relation in spec.relations:
                for live in (True, False):
                    assert seen[act, relation, live] >= TIMES, (act, relation, live)


def mixed(seed: int, officers: int, cases: int, askings: int) -> int:
    """Officers with several roles, cases in every state, wrong purposes and missing bases; how many were allowed."""
    rng = random.Random(seed)
    people = [anybody(rng, UNITS[:4]) for _ in range(officers)]
    files = [any_case(rng, people, UNITS[:4]) for _ in range(cases)]
    yes = 0
    for _ in range(askings):
        who = rng.choice(people)
        asking = any_asking(rng, who)
        file = rng.choice([f for f in files if f.lead == who.id or who.id in f.members] or files)
        for near in (file, rng.choice(files)):
            parts = things(rng, who, near, erased=0.2)
            for kind in OF_CASE:
                yes += sum(a for _, _, a in compare(who, kind, [t for t in parts if t.kind == kind], asking))
        found = alone(rng, who, UNITS[:4])
        yes += sum(a for kind in ALONE for _, _, a in compare(who, kind, [t for t in found if t.kind == kind], asking))
    return yes


def test_officers_with_several_roles_and_cases_of_every_mixture() -> None:
    assert mixed(1, officers=40, cases=40, askings=30) > 50


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 14))
def test_many_more_mixtures(seed: int) -> None:
    assert mixed(seed, officers=60, cases=120, askings=500) > 800


def test_the_node_itself_does_its_set_up_and_nothing_else() -> None:
    rng = random.Random(7)
    node = Actor(None, "the node")
    who = holder(rng, "investigator", UNITS)
    file = case_for(rng, who, "own", UNITS)
    may = set()
    for thing in [*things(rng, who, file), *alone(rng, who, UNITS)]:
        for act in acts_on(thing.kind):
            for purpose in sorted(set(PURPOSE.values())):
                if decide(node, act, KINDS[thing.kind], thing.id, thing, good(purpose)).allowed:
                    may.add(act)
    assert may == {act for act, row in TABLE["acts"].items() if row.get("node")}
    assert {"log.open", "role.grant"} <= may


def test_the_table_and_the_schema_know_the_same_acts() -> None:
    assert set(TABLE["acts"]) == set(policies().acts)
    for act, groups in policies().acts.items():
        row = TABLE["acts"][act]
        assert ("disclosing" in groups) is bool(row.get("discloses")), act
        assert ("of_case" in groups) is (row["on"] in OF_CASE), act
        assert ("of_part" in groups) is bool({row["on"], row.get("also")} & set(PARTS)), act
        assert ("on_closed" in groups) is bool(row.get("closed")), act
        assert ("on_erased" in groups) is bool(row.get("erased")), act
        assert ("of_own_sign_in" in groups) is bool(row.get("sign_in")), act


def test_an_administrator_has_no_part_in_a_case_whatever_else_they_are() -> None:
    rng = random.Random(3)
    for role in ROLES:
        for relation in ("own", "member", "unit", "emergency"):
            who = holder(rng, role, UNITS)
            file = case_for(rng, who, relation, UNITS)
            who = Someone(who.id, who.unit, (*who.grants, Granted("administrator")))
            for thing in things(rng, who, file):
                for act in acts_on(thing.kind):
                    answer = decide(actor(who), act, KINDS[thing.kind], thing.id, thing, good(PURPOSE[role]))
                    assert not answer.allowed
                    assert "administrator-and-cases" in answer.why


def test_a_conflict_of_interest_refuses_everything_and_says_what_to_do() -> None:
    rng = random.Random(4)
    for role in ROLES:
        who = holder(rng, role, UNITS)
        file = case_for(rng, who, "conflicted", UNITS)
        for thing in things(rng, who, file):
            for act in acts_on(thing.kind):
                answer = decide(actor(who), act, KINDS[thing.kind], thing.id, thing, good(PURPOSE[role]))
                assert not answer.allowed
                assert any("conflict of interest is recorded for you" in s for s in answer.sentences)


@pytest.mark.parametrize(("act", "why"), [("hold.lift", "own-hold"), ("emergency.review", "own-emergency")])
def test_a_supervisor_does_not_check_themselves(act: str, why: str) -> None:
    rng = random.Random(6)
    supervisor = Someone(uuid.uuid4(), UNITS[0], (Granted("supervisor"), Granted("investigator")))
    colleague = Someone(uuid.uuid4(), UNITS[0], (Granted("supervisor"),))
    file = case_for(rng, colleague, "unit", UNITS)
    file.lead = supervisor.id
    thing = Thing(act.partition(".")[0], file, officer=supervisor)
    own = decide(actor(supervisor), act, KINDS[thing.kind], thing.id, thing, good("investigation"))
    assert (own.allowed, own.why) == (False, (why,))
    assert decide(actor(colleague), act, KINDS[thing.kind], thing.id, thing, good("investigation")).allowed
    for who in (supervisor, colleague):
        compare(who, thing.kind, [thing], good("investigation"))
