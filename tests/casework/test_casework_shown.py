"""What a room of its own tells casework: who is shown its records. Made up here over units, which no list shows."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.authority.declared import AloneSpec, Thing
from tests.authority.stored import any_cases, clear, store
from tests.authority.test_authority_stored import READING, lists_agree
from tests.authority.worlds import ALONE, PURPOSE, TABLE, anybody
from tests.node_world import World

UNITS = [uuid.uuid4() for _ in range(4)]


@pytest.fixture
def shown(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Units as a kind with a list, shown to whoever may change officers in them."""
    from django.db.models import Q

    from tutela_node.casework import visible
    from tutela_node.people.models import Grant, Unit

    def which(actor: Any, purpose: str) -> Q:
        return Q() if "administrator" in actor.roles and purpose == "administration" else Q(pk__in=[])

    monkeypatch.setattr(visible, "_BY", {})
    visible.show_by(Unit, which)
    with pytest.raises(RuntimeError, match="said twice who is shown Unit"):
        visible.show_by(Unit, which)
    with pytest.raises(RuntimeError, match="said twice who is shown Unit"):
        visible.show(Unit, visible.Rule(frozenset(), frozenset()))
    spec = AloneSpec(
        "unit",
        lambda _rng, _who, _units: [Thing("unit", unit=u, id=u) for u in [uuid.uuid4()]],
        ("own", "other"),
        ALONE["unit"].relation,
        model="people.Unit",
        columns=lambda thing: {"name": f"Unit {thing.id}"},
        beside=lambda thing: [Grant(officer_id=_someone, role="helper", unit_id=thing.id, since="2026-01-01")],
        reading="unit.rename",
    )
    _someone = world.officer().id
    monkeypatch.setitem(ALONE, "unit", spec)
    monkeypatch.setitem(READING, "unit", "unit.rename")
    yield
    clear()
    assert not Grant.objects.filter(officer_id=_someone, role="helper").exists()


@pytest.mark.usefixtures("shown")
def test_a_list_of_records_in_no_case_is_compared_with_cedar() -> None:
    from tutela_node.casework.visible import visible_to
    from tutela_node.people.models import Unit
    from tutela_node.spine.authority import Actor

    rng = random.Random(8)
    people = [anybody(rng, UNITS) for _ in range(12)]
    world = store(rng, UNITS, people, any_cases(rng, people, UNITS, 2))
    assert len(world.things["unit"]) == len(people)
    counts = [
        lists_agree(world, who, purpose)["unit"]
        for who in people
        for purpose in sorted({PURPOSE[role] for role in who.roles()} | {"administration"})
    ]
    assert {0, len(people)} == set(counts)
    assert not visible_to(Actor(None, "the node"), Unit, "administration").exists()
    assert TABLE["acts"]["unit.rename"]["allowed"] == {"administrator": ["own", "other"]}


def test_a_kind_of_part_is_shown_by_its_rule(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from tutela_node.casework import visible
    from tutela_node.casework.models import Person
    from tutela_node.casework.services import add_person
    from tutela_node.people.authority import actor_of

    monkeypatch.setattr(visible, "_RULES", {k: v for k, v in visible._RULES.items() if k is not Person})
    with pytest.raises(KeyError):
        visible.visible_to(actor_of(world.officer().id), Person, "investigation")
    lead = world.officer()
    case = world.case(lead)
    person = add_person(lead.by(), case, role="child", name="Pia")
    visible.show(Person, visible.Rule(frozenset({"investigator"}), frozenset()))
    found = visible.visible_to(actor_of(lead.id), Person, "investigation")
    assert list(found.values_list("pk", flat=True)) == [person]
    assert not visible.visible_to(actor_of(world.officer().id), Person, "investigation").exists()
