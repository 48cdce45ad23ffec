"""Acts: one order, one event each; refusals counted; openings once in half an hour; nothing written outside."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from typing import Any

import pytest

from tests.node_world import World


def events(record: uuid.UUID) -> list[Any]:
    """The accounts of the events about a record, oldest first."""
    from tutela_node.spine.log import account_of
    from tutela_node.spine.models import EventBody

    found = EventBody.objects.filter(record=record).select_related("event").order_by("event_id")
    return [account_of(body)[1] for body in found]


def test_an_act_leaves_one_event_whose_leaf_is_made_of_its_account(world: World) -> None:
    from tutela.ledger import leaf
    from tutela_node.spine.log import account_of, content_of
    from tutela_node.spine.models import EventBody
    from tutela_node.spine.vault import keys_of

    lead = world.officer()
    case = world.case(lead, title="Something about a chat")
    body = EventBody.objects.select_related("event").get(record=case)
    salt, account = account_of(body)
    assert bytes(body.event.leaf) == leaf(salt, account)
    assert (account.act, account.actor, account.on) == ("case.open", f"officer:{lead.id}", f"case:{case}")
    assert (account.purpose, account.outcome, account.roles) == ("investigation", "done", ("investigator",))
    content_salt, content = content_of(body, keys_of([case])[case])
    assert content.fields["title"] == "Something about a chat"
    assert content.digest(content_salt) == account.content


def test_an_act_that_fails_leaves_nothing(world: World) -> None:
    from tutela_node.casework.models import Case
    from tutela_node.casework.services import open_case
    from tutela_node.spine.acts import Invalid
    from tutela_node.spine.models import Event, WrappedKey

    lead = world.officer()
    before = Event.objects.count(), WrappedKey.objects.count(), Case.objects.count()
    with pytest.raises(Invalid, match="characters; write 200 at most"):
        open_case(lead.by(), None, title="x" * 201, kind="contact", basis="DE/bdsg-48")
    with pytest.raises(Invalid, match="Choose a lawful basis"):
        open_case(lead.by(), None, title="x", kind="contact", basis="DE/made-up")
    assert (Event.objects.count(), WrappedKey.objects.count(), Case.objects.count()) == before


@pytest.mark.parametrize("way", ["save", "update", "bulk_create", "bulk_update", "delete", "raw", "with", "keys"])
def test_no_write_passes_outside_an_act(world: World, way: str) -> None:
    from django.db import connection

    from tutela_node.people.models import Unit
    from tutela_node.spine.acts import WriteOutsideAct
    from tutela_node.spine.models import WrappedKey

    unit = Unit.objects.get(pk=world.unit())
    unit.name = f"changed {way}"
    ways = {
        "save": unit.save,
        "update": lambda: Unit.objects.filter(pk=unit.pk).update(name="x"),
        "bulk_create": lambda: Unit.objects.bulk_create([Unit(name="y")]),
        "bulk_update": lambda: Unit.objects.bulk_update([unit], ["name"]),
        "delete": lambda: Unit.objects.filter(pk=unit.pk).delete(),
        "raw": lambda: connection.cursor().execute("UPDATE people_unit SET name = 'z'"),
        "with": lambda: connection.cursor().execute("WITH a AS (SELECT 1) DELETE FROM people_unit"),
        "keys": lambda: WrappedKey.objects.all().delete(),
    }
    with pytest.raises(WriteOutsideAct):
        ways[way]()
    assert Unit.objects.get(pk=unit.pk).name.startswith("Unit")


@pytest.mark.parametrize("table", ["spine_event", "spine_eventbody", "spine_checkpoint", "spine_position", "spine_log"])
def test_the_record_cannot_be_changed_even_inside_an_act(world: World, table: str) -> None:
    from django.db import IntegrityError, connection

    from tutela_node.spine.acts import submit

    world.case()
    world.logged()
    column = {
        "spine_event": "leaf",
        "spine_eventbody": "account",
        "spine_checkpoint": "note",
        "spine_position": '"index"',
        "spine_log": "origin",
    }[table]

    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError, match="append-only"):
            submit(lambda s=statement: connection.cursor().execute(s))


def test_refusals_are_recorded_once_and_counted(world: World) -> None:
    from tutela_node.casework.services import change_case, read_case
    from tutela_node.spine.acts import Refused, submit, tell_counts
    from tutela_node.spine.models import EventBody, Refusal

    stranger, case = world.officer(), world.case()
    for _ in range(4):
        with pytest.raises(Refused, match="declare an emergency"):
            read_case(stranger.by(), case)
    refused = [e for e in events(case) if e.outcome == "refused"]
    assert [(e.actor, e.act) for e in refused] == [(f"officer:{stranger.id}", "case.read")]
    row = Refusal.objects.get(actor=stranger.id, record=case)
    assert row.again == 3
    with pytest.raises(Refused):
        change_case(
            stranger.by(), case, title="t", summary="", kind="contact", basis="DE/bdsg-48", urgent=False,
            sensitivity="ordinary", systems={},
        )  # fmt: skip
    assert len([e for e in events(case) if e.outcome == "refused"]) == 2, "another act is another refusal"
    submit(lambda: tell_counts(row.since + dt.timedelta(minutes=29)))  # whatever other tests left
    row.refresh_from_db()
    assert not row.told, "its half-hour is not over"
    minute = row.since + dt.timedelta(minutes=1)
    waiting = Refusal.objects.filter(told=False, again__gt=0, since__lte=minute).count()
    bodies = EventBody.objects.count()
    assert submit(lambda: tell_counts(row.since + dt.timedelta(minutes=31))) == waiting
    assert EventBody.objects.count() == bodies + waiting
    row.refresh_from_db()
    assert row.told


def test_opening_the_same_record_again_within_half_an_hour_is_the_same_event(world: World) -> None:
    from django.db.models import F

    from tutela_node.casework.services import add_person, open_person
    from tutela_node.spine.acts import submit
    from tutela_node.spine.models import Opening

    lead = world.officer()
    case = world.case(lead)
    person = add_person(lead.by(), case, role="child", name="Mira Sample")
    for _ in range(3):
        assert open_person(lead.by(), person).name == "Mira Sample"
    assert [e.act for e in events(person)] == ["person.add", "person.open"]
    submit(lambda: Opening.objects.filter(record=person).update(at=F("at") - dt.timedelta(minutes=31)))
    open_person(lead.by(), person)
    assert [e.act for e in events(person)] == ["person.add", "person.open", "person.open"]


def test_an_opening_is_asked_again_even_when_it_is_not_recorded_again(world: World) -> None:
    from tutela_node.casework.services import add_member, declare_conflict, read_case
    from tutela_node.spine.acts import Refused

    lead, helper = world.officer(), world.officer("analyst")
    case = world.case(lead)
    add_member(lead.by(), case, officer=helper.id)
    assert read_case(helper.by(), case).title
    declare_conflict(helper.by(), case, officer=helper.id, why="a neighbour")
    with pytest.raises(Refused, match="conflict"):
        read_case(helper.by(), case)


def test_a_disclosure_without_a_lawful_basis_is_refused(world: World) -> None:
    from tutela_node.casework.services import read_case
    from tutela_node.spine.acts import Refused

    lead = world.officer()
    case = world.case(lead)
    for basis in (None, "DE/no-such-thing"):
        with pytest.raises(Refused, match="basis"):
            read_case(lead.by(basis=basis), case)


def test_who_saw_an_older_version_is_told_who_changed_it(world: World) -> None:
    from tutela_node.casework.services import add_member, close_case, read_case
    from tutela_node.spine.acts import Stale

    lead, other = world.officer(name="Ada Lead"), world.officer(name="Ben Other")
    case = world.case(lead)
    add_member(lead.by(), case, 1, officer=other.id)
    with pytest.raises(Stale, match="Ada Lead changed this"):
        close_case(lead.by(), case, 1, why="done")
    assert read_case(lead.by(), case).title


def test_a_role_that_ends_between_page_and_click_no_longer_acts(world: World) -> None:
    from tutela_node.casework.services import close_case
    from tutela_node.people.models import Grant
    from tutela_node.spine.acts import Refused, submit

    lead = world.officer()
    case = world.case(lead)
    by = lead.by()
    yesterday = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    submit(lambda: Grant.objects.filter(officer=lead.id).update(until=yesterday))
    with pytest.raises(Refused, match="no role"):
        close_case(by, case, why="done")


def test_thirty_two_at_once_all_succeed_or_are_told_they_are_stale(world: World) -> None:
    from tutela_node.casework.models import Case, Note
    from tutela_node.casework.services import add_note, set_facts
    from tutela_node.spine.acts import Stale

    lead = world.officer()
    case = world.case(lead)
    found: list[object] = []

    def note(number: int) -> None:
        from django.db import connections

        try:
            found.append(add_note(lead.by(), case, text_=f"note {number}"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=note, args=(n,)) for n in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 32 == Note.objects.filter(case=case).count()
    version = Case.objects.get(pk=case).version
    set_facts(lead.by(), case, version, facts={"title": "first"})
    with pytest.raises(Stale):
        set_facts(lead.by(), case, version, facts={"title": "second"})


def test_one_act_that_fails_in_a_batch_does_not_take_its_neighbours(world: World) -> None:
    from tutela_node.casework.services import add_note
    from tutela_node.spine.acts import Invalid

    lead = world.officer()
    case = world.case(lead)
    outcomes: dict[int, str] = {}

    def note(number: int) -> None:
        from django.db import connections

        try:
            add_note(lead.by(), case, text_="" if number % 3 == 0 else "something")
            outcomes[number] = "written"
        except Invalid:
            outcomes[number] = "refused"
        finally:
            connections.close_all()

    threads = [threading.Thread(target=note, args=(n,)) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(n for n, said in outcomes.items() if said == "refused") == list(range(0, 24, 3))
