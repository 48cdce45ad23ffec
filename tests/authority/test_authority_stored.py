"""In the database: kinds, actors and lists say what the table says, and lists what Cedar says."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.authority.stored import Stored, any_cases, clear, store
from tests.authority.worlds import (
    ALONE,
    CELL_RELATIONS,
    OF_CASE,
    PART,
    PURPOSE,
    ROLES,
    TABLE,
    Someone,
    Thing,
    acts_on,
    allowed,
    anybody,
    case_for,
    good,
    holder,
)
from tests.node_world import World
from tutela_node.spine.authority import PURPOSES, decide_many, kind_of, policies

READING = {"case": "case.read"} | {
    name: spec.reading for name, spec in {**PART, **ALONE}.items() if spec.reading is not None
}  # fmt: skip
"""The reading act by which `visible_to` lists each kind."""


@pytest.fixture(autouse=True)
def _cleared(node: object) -> Iterator[None]:
    yield
    clear()


def random_world(seed: int, people: int, cases: int) -> Stored:
    rng = random.Random(seed)
    units = [uuid.uuid4() for _ in range(4)]
    officers = [anybody(rng, units) for _ in range(people)]
    return store(rng, units, officers, any_cases(rng, officers, units, cases))


def cells(seed: int, times: int) -> tuple[Stored, dict[uuid.UUID, tuple[Someone, str, str]]]:
    """For each role and relation, so many officers each with a case of their own; by case: who, in which role and relation."""
    rng = random.Random(seed)
    units = [uuid.uuid4() for _ in range(6)]
    stranger = Someone(uuid.uuid4(), units[0])
    people, files, of_file = [stranger], [], {}
    for role in ROLES:
        for live in (True, False):
            for _ in range(times):
                who = holder(rng, role, units, live=live)
                people.append(who)
                for relation in CELL_RELATIONS:
                    if (relation == "grant ended") is live:
                        continue
                    file = case_for(rng, who, relation, units)
                    if file.lead != who.id:
                        file.lead = stranger.id
                    files.append(file)
                    of_file[file.id] = (who, role, relation)
    return store(rng, units, people, files), of_file


def read(things: list[Thing]) -> dict[uuid.UUID, Any]:
    """The records of things of one kind, by id, in one query."""
    found = model_of(things[0].kind)._default_manager.filter(id__in=[t.id for t in things])
    return {r.id: r for r in (found.select_related("case") if things[0].kind in PART else found)}


def model_of(kind: str) -> Any:
    from django.apps import apps

    return apps.get_model("casework.Case" if kind == "case" else {**PART, **ALONE}[kind].model)


def check(who: Someone, kind: str, things: list[Thing], purpose: str) -> list[tuple[str, Thing]]:
    """Every act on every stored thing of a kind: Cedar, by the real kind and actor, and the table agree."""
    from tutela_node.people.authority import actor_of

    records = read(things)
    asked = [(act, t.id, records[t.id]) for t in things for act in acts_on(kind)]
    by_id = {t.id: t for t in things}
    answers = decide_many(actor_of(who.id), asked, kind_of(kind), good(purpose))
    for (act, ident, _), answer in zip(asked, answers, strict=True):
        expected = allowed(act, who, by_id[ident], good(purpose))
        assert answer.allowed is expected, f"{act}: table {expected}, policies {answer}\n{who}\n{by_id[ident]}"
    return [(act, by_id[ident]) for act, ident, _ in asked]


def lists_agree(world: Stored, who: Someone, purpose: str) -> dict[str, int]:
    """`visible_to` beside Cedar, for every kind; how many of each are visible."""
    from tutela_node.casework.visible import visible_to
    from tutela_node.people.authority import actor_of

    actor = actor_of(who.id)
    found: dict[str, set[uuid.UUID]] = {}
    cases = read(world.things["case"])
    of_case = {
        act for act in READING.values() if TABLE["acts"][act]["on"] == "case" and "also" not in TABLE["acts"][act]
    }
    asked = [(act, ident, case) for act in of_case for ident, case in cases.items()]
    answered = zip(asked, decide_many(actor, asked, kind_of("case"), good(purpose)), strict=True)
    open_cases = {(act, ident) for (act, ident, _), answer in answered if answer.allowed}
    for kind, act in READING.items():
        things = world.things[kind]
        if act in of_case:
            opened = {t.id for t in things if t.file is not None and (act, t.file.id) in open_cases}
        else:
            records = read(things)
            answers = decide_many(actor, [(act, t.id, records[t.id]) for t in things], kind_of(kind), good(purpose))
            opened = {t.id for t, answer in zip(things, answers, strict=True) if answer.allowed}
        in_world = {"id__in": [t.id for t in things]}
        listed = list(visible_to(actor, model_of(kind), purpose).filter(**in_world).values_list("id", flat=True))
        assert len(listed) == len(set(listed)), f"{kind}: a record is listed twice"
        assert set(listed) == opened, f"{kind} for {purpose}: {who}"
        found[kind] = opened
    prepared_agree(actor, purpose, world, found)
    return {kind: len(opened) for kind, opened in found.items()}


def prepared_agree(actor: Any, purpose: str, world: Stored, found: dict[str, set[uuid.UUID]]) -> None:
    """What the desks ask, by queries that are written once for each set of roles, beside what Cedar opens."""
    from tutela_node.casework import lists, selectors
    from tutela_node.casework.models import AttachedAnswer, Case, Note

    here, wanted = {f.id: f for f in world.files}, lists.Wanted(state="")
    first = lists.cases(actor, purpose, wanted, 1)
    pages = [first, *(lists.cases(actor, purpose, wanted, n) for n in range(2, first.pages + 1))]
    listed = [case.id for page in pages for case in page.cases]
    assert (len(listed), set(listed) & here.keys()) == (first.total, found["case"]), f"{purpose}: {actor}"
    every = [here[i] for i in listed if i in here]
    counted = lists.counts(actor, purpose)
    if set(listed) <= here.keys():
        assert counted.open == sum(f.state == "open" for f in every)
        assert counted.mine == sum(f.state == "open" and f.lead == actor.id for f in every)
    some = random.Random(str(actor.id)).sample(sorted(here), min(20, len(here)))
    for case in Case.objects.filter(id__in=some):
        persons, others = selectors.persons_of(actor, purpose, case)
        accounts = selectors.accounts_of(actor, purpose, case)
        in_case = {
            kind: {t.id for t in world.things[kind] if t.file is here[case.id]} for kind in ("person", "account")
        }
        assert {p.id for p in persons} == in_case["person"] & found["person"], f"{purpose}: {actor}"
        assert {a.id for a in accounts} == in_case["account"] & found["account"], f"{purpose}: {actor}"
        assert others == sum(not t.erased for t in world.things["person"] if t.file is here[case.id]) - len(persons)
        parts = selectors.parts(actor, purpose, case)
        assert (parts.persons, parts.accounts) == (len(persons), len(accounts))
        assert parts.notes == Note.objects.filter(case=case).count()
        assert parts.answers == AttachedAnswer.objects.filter(case=case).count()


@pytest.mark.usefixtures("node")
def test_lists_hold_exactly_what_cedar_opens() -> None:
    world = random_world(1, people=12, cases=24)
    seen: Counter[str] = Counter()
    for who in world.people:
        for purpose in sorted({PURPOSE[r] for r in who.roles()} or {"investigation"}):
            seen.update(lists_agree(world, who, purpose))
    assert min(seen[kind] for kind in READING) > 5, seen


@pytest.mark.usefixtures("node")
def test_stored_cases_of_every_mixture_decide_as_the_table_says() -> None:
    world = random_world(2, people=10, cases=20)
    rng = random.Random(2)
    for who in world.people:
        for kind in (*OF_CASE, *(name for name, spec in ALONE.items() if spec.model)):
            check(who, kind, rng.sample(world.things[kind], min(6, len(world.things[kind]))), rng.choice(PURPOSES[:6]))


@pytest.mark.slow
@pytest.mark.usefixtures("node")
@pytest.mark.parametrize("seed", range(30, 33))
def test_lists_hold_exactly_what_cedar_opens_in_larger_worlds(seed: int) -> None:
    world = random_world(seed, people=30, cases=120)
    rng = random.Random(seed)
    for who in world.people:
        for purpose in sorted({PURPOSE[r] for r in who.roles()} | {rng.choice(PURPOSES)}):
            lists_agree(world, who, purpose)


@pytest.mark.slow
@pytest.mark.usefixtures("node")
def test_every_cell_in_the_database_at_least_twenty_times_and_lists_with_it() -> None:
    world, of_file = cells(5, times=20)
    seen: Counter[tuple[str, str, str]] = Counter()
    by_who: dict[uuid.UUID, list[Thing]] = {}
    for things in world.things.values():
        for thing in things:
            assert thing.file is not None
            by_who.setdefault(of_file[thing.file.id][0].id, []).append(thing)
    for who in world.people[1:]:
        role = who.grants[0].role
        for kind in OF_CASE:
            mine = [t for t in by_who[who.id] if t.kind == kind]
            if mine:
                done = check(who, kind, mine, PURPOSE[role])
                seen.update((act, role, of_file[t.file.id][2]) for act, t in done if t.file is not None)
    for act, row in TABLE["acts"].items():
        if row["on"] in OF_CASE and row["on"] != "emergency":  # emergencies lie only where one was declared
            for role in ROLES:
                assert all(seen[act, role, relation] >= 20 for relation in CELL_RELATIONS), (act, role)
    for who in random.Random(5).sample(world.people, 5):
        for role in who.roles() or {"investigator"}:
            lists_agree(world, who, PURPOSE[role])


def test_an_officer_is_what_their_grants_make_them_today(world: World) -> None:
    from tutela_node.people.authority import actor_of
    from tutela_node.people.models import Grant, Officer
    from tutela_node.spine.acts import NotThere, submit

    today = dt.datetime.now(dt.UTC).date()
    home, other = world.unit(), world.unit()
    officer = world.officer("supervisor", home, until=today)
    assert actor_of(officer.id).roles == {"supervisor"}
    assert actor_of(officer.id).supervises == {home}
    submit(lambda: Grant.objects.create(officer_id=officer.id, role="supervisor", unit_id=other, since=today))
    submit(lambda: Grant.objects.create(officer_id=officer.id, role="analyst", since=today + dt.timedelta(days=1)))
    assert actor_of(officer.id).supervises == {home, other}
    assert actor_of(officer.id).roles == {"supervisor"}
    submit(lambda: Officer.objects.filter(id=officer.id).update(is_active=False))
    stopped = actor_of(officer.id)
    assert (stopped.active, stopped.roles, stopped.supervises) == (False, frozenset(), frozenset())
    with pytest.raises(NotThere):
        actor_of(uuid.uuid4())


@pytest.mark.usefixtures("node")
@pytest.mark.parametrize("kind", [*ALONE, *OF_CASE])
def test_what_is_not_there_is_said_to_be_not_there(kind: str) -> None:
    from tutela_node.spine.acts import NotThere

    with pytest.raises(NotThere, match=f"There is no {kind} "):
        kind_of(kind).load(uuid.uuid4())


@pytest.mark.usefixtures("node")
def test_a_decision_on_many_records_looks_the_officer_up_once() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tutela_node.people.authority import actor_of

    stored = random_world(3, people=6, cases=50)
    records = read(stored.things["person"])
    actor = actor_of(stored.people[0].id)
    with CaptureQueriesContext(
        connection,
    ) as made:
        decide_many(
            actor, [("person.open", i, r) for i, r in records.items()], kind_of("person"), good("investigation")
        )
    assert len(made) == 1
    alone = kind_of("case").load(stored.files[0].id)
    with CaptureQueriesContext(connection) as made:
        decide_many(actor, [(a, alone.id, alone) for a in acts_on("case")], kind_of("case"), good("investigation"))
        decide_many(actor, [("case.read", alone.id, alone)], kind_of("case"), good("investigation"))
    assert len(made) == 1
    other = actor_of(stored.people[1].id)
    with CaptureQueriesContext(connection) as made:  # what was looked up for one officer is not taken for another's
        decide_many(other, [("case.read", alone.id, alone)], kind_of("case"), good("investigation"))
    assert len(made) == 1


@pytest.mark.usefixtures("node")
def test_the_acts_of_the_code_are_the_acts_of_the_schema() -> None:
    import tutela_node.operating._acts  # noqa: F401  (the only act that no room of tables declares)
    from tutela_node.spine.acts import REGISTRY

    assert set(REGISTRY) == set(policies().acts)
    for name, act in REGISTRY.items():
        row = TABLE["acts"][name]
        assert act.on == row["on"], name
        assert act.discloses is bool(row.get("discloses")), name
        serving = {PURPOSE[role] for role in row["allowed"]} | ({"administration"} if row.get("node") else set())
        assert set(act.purposes) == (serving or {"administration"}), name


@pytest.mark.usefixtures("node")
def test_purposes_and_roles_are_the_same_everywhere() -> None:
    from tutela_node.people.models import ROLES as KNOWN
    from tutela_node.people.purposes import OF_ROLE
    from tutela_node.spine import acts

    assert PURPOSES == acts.PURPOSES
    assert {"everybody": "own"} | dict(OF_ROLE) == PURPOSE
    assert [role for role, _ in KNOWN] == ROLES
