"""The list: what is counted is what opens, nothing personal, the same queries for ten cases and a thousand."""

from __future__ import annotations

import datetime as dt
import itertools
import re

from tests.desks.case.conftest import Room, text
from tests.desks.conftest import Desks, queries
from tests.node_world import BASIS


def _many(desks: Desks, lead: object, count: int) -> None:
    from tutela_node.casework.models import Case, CaseSystem, Task
    from tutela_node.spine.acts import submit
    from tutela_node.spine.vault import RING, Ring, hand_in

    now = dt.datetime(2026, 11, 1, 9, 0, tzinfo=dt.UTC)
    numbers = range(100_000 + Case.objects.count(), 100_000 + Case.objects.count() + count)

    def make() -> None:
        ring = Ring()
        token = RING.set(ring)
        cases = [
            Case(
                reference=f"2026-{n:06d}", year=2026, number=n, kind="contact", unit_id=lead.unit, lead_id=lead.id,
                basis=BASIS, opened_at=now, changed_at=now, changed_by_id=lead.id,
            )
            for n in numbers
        ]  # fmt: skip
        given = {"due": dt.date(2026, 10, 1), "officer_id": lead.id, "added_at": now, "added_by_id": lead.id}
        tasks = [Task(case=c, **given) for c in cases[:20]]
        for case in cases:
            ring.new_scope(case.id)
        for task in tasks:
            ring.new_key(task.id, task.case_id)
        Case.objects.bulk_create(cases)
        CaseSystem.objects.bulk_create(CaseSystem(case=c, system="DE", role="asks") for c in cases)
        Task.objects.bulk_create(tasks)
        hand_in(ring)
        RING.reset(token)

    submit(make)


def test_the_list_costs_the_same_for_ten_cases_and_a_thousand(desks: Desks) -> None:
    lead = desks.officer("investigator")
    _many(desks, lead, 10)
    client = desks.client(lead)
    client.get("/cases/")  # the systems of the filter are remembered for a minute
    few = queries(client, "/cases/")
    _many(desks, lead, 990)
    assert queries(client, "/cases/") == few
    page = text(client.get("/cases/"))
    assert "1 to 50 of 1000" in page
    assert text(client.get("/cases/?page=20")).count("data-row") == 50


def test_tiles_open_what_they_count(desks: Desks) -> None:
    lead, colleague = desks.officer("investigator"), desks.officer("investigator")
    _many(desks, lead, 30)
    desks.world.case(lead, urgent=True)
    client = desks.client(lead)
    page = text(client.get("/cases/"))
    tiles = re.findall(r'class="t-tile[^"]*" href="([^"]*)"><b>(\d+)</b>', page)
    assert [n for _, n in tiles] == ["31", "1", "20", "31"]
    for address, number in tiles:
        assert f"{number} in all" in text(client.get("/cases/" + address.replace("&amp;", "&")))
    assert text(desks.client(colleague).get("/cases/")).count("data-row") == 0


def test_the_list_shows_no_title_and_no_name(room: Room) -> None:
    room.person()
    for who in (room.lead, room.supervisor):
        page = text(room.client(who).get("/cases/"))
        assert room.case().reference in page
        assert "Messages from a stranger" not in page
        assert "Ida Muster" not in page


def test_filters_and_sorting_stand_in_the_address(room: Room) -> None:
    desks, lead = room.desks, room.lead
    second = desks.world.case(lead, kind="extortion", systems={"FR": "asks"})
    client = room.client()
    assert text(client.get("/cases/?kind=extortion")).count("data-row") == 1
    assert text(client.get("/cases/?system=FR")).count("data-row") == 1
    assert text(client.get("/cases/?urgent=on")).count("data-row") == 0
    assert "No case fits" in text(client.get("/cases/?urgent=on"))
    rows = re.findall(r"/cases/([0-9a-f-]{36})/\" data-row", text(client.get("/cases/?sort=reference")))
    assert rows == [str(room.id), str(second)]
    assert client.get("/cases/?state=nonsense&page=-4&sort=title&unit=xyz").status_code == 200


def test_every_narrowing_lists_what_it_says(desks: Desks) -> None:
    """The list beside query sets over the same cases: each filter alone, in pairs, in each order, page by page."""
    from django.db.models import Q
    from django.utils import timezone

    from tutela_node.casework.lists import ORDERS, PAGE, Wanted, cases
    from tutela_node.casework.models import Case, Task
    from tutela_node.casework.visible import visible_to
    from tutela_node.people.authority import actor_of

    lead, second = desks.officer("investigator"), desks.officer("investigator")
    supervisor = desks.officer("supervisor", lead.unit)
    _many(desks, lead, 70)
    for n, kind in enumerate(("contact", "image", "extortion") * 3):
        who = (lead, second)[n % 2]
        desks.world.case(who, kind=kind, urgent=n % 3 == 1, systems={"DE": "asks"} | ({"FR": "asked"} if n % 4 else {}))
    today = timezone.now().date()
    overdue = Q(id__in=Task.objects.filter(done_at=None, due__lt=today).values("case"))
    reference = Case.objects.filter(lead=second.id).order_by("number")[0].reference
    narrowings = [
        ({}, Q()), ({"state": ""}, Q()), ({"state": "closed"}, Q(state="closed")), ({"kind": "image"}, Q(kind="image")),
        ({"system": "FR"}, Q(systems__system="FR")), ({"unit": lead.unit}, Q(unit=lead.unit)),
        ({"lead": second.id}, Q(lead=second.id)), ({"urgent": True}, Q(urgent=True)), ({"overdue": True}, overdue),
        ({"reference": reference[:-1]}, Q(reference__startswith=reference[:-1])), ({"reference": "2026-_%"}, Q(pk=None)),
    ]  # fmt: skip
    for who in (lead, supervisor):
        actor = actor_of(who.id)
        pairs = [(n, ({}, Q())) for n in narrowings] if who is lead else itertools.combinations(narrowings, 2)
        for (one, narrow), (other, further) in pairs:
            if one.keys() & other.keys():
                continue
            wanted = Wanted(**(one | other))
            kept = Q(state="open") if wanted.state == "open" else Q()
            expected = set(
                visible_to(actor, Case, "investigation").filter(narrow, further, kept).values_list("id", flat=True)
            )
            first = cases(actor, "investigation", wanted, 1)
            assert first.total == len(expected), wanted
            pages = [cases(actor, "investigation", wanted, n).cases for n in range(1, first.pages + 1)]
            assert {case.id for page in pages for case in page} == expected, wanted
            assert all(len(page) == PAGE for page in pages[:-1])
    every = {case.id: case for n in (1, 2) for case in cases(actor_of(lead.id), "investigation", Wanted(), n).cases}
    for order in ORDERS:
        found = [c for n in (1, 2) for c in cases(actor_of(lead.id), "investigation", Wanted(order=order), n).cases]
        assert {c.id: c for c in found} == every
        if order.endswith("due"):
            due = [c.next_due for c in found if c.next_due]
            assert due == sorted(due, reverse=order.startswith("-"))
            assert not any(c.next_due for c in found[len(due) :])
        else:
            by_order = Case.objects.filter(id__in=every).order_by(*ORDERS[order])
            assert [c.id for c in found] == [c.id for c in by_order]


def test_an_exact_reference_goes_straight_to_its_case_even_where_that_refuses(room: Room) -> None:
    stranger = room.desks.officer("investigator")
    for who, status in ((room.lead, 200), (stranger, 403)):
        client = room.client(who)
        answer = client.get(f"/cases/?q={room.case().reference}")
        assert answer.status_code == 302
        assert client.get(answer.headers["Location"]).status_code == status


def test_nothing_there_says_what_to_do(desks: Desks) -> None:
    page = text(desks.client(desks.officer("investigator")).get("/cases/"))
    assert "No case is open to you" in page
    assert 'href="/cases/new"' in page
    page = text(desks.client(desks.officer("helper")).get("/cases/"))
    assert "once their lead puts you on the team" in page
    assert 'href="/cases/new"' not in page


def test_my_tasks_stand_above_with_their_clock(room: Room) -> None:
    from django.utils import timezone

    from tutela_node.casework.services import add_task

    today = timezone.now().date()
    add_task(room.lead.by(), room.id, title="Ask the provider", officer=room.lead.id, due=today, clock=True)
    page = text(room.client().get("/cases/"))
    assert "by law" in page
    assert "Ask the provider" not in page
    assert room.case().reference in text(room.client().get("/cases/tasks"))
