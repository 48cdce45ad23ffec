"""The administration desk: who gets in, what the list says, and that it shows nothing of any case."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from tests.desks.conftest import Desks, queries

OTHERS = ["investigator", "supervisor", "decider", "analyst", "receiving", "helper", "inspector", ""]
NASTY = "<script>alert(1)</script>\"'"


def pages(officer: uuid.UUID, unit: uuid.UUID) -> list[str]:
    forms = ["", "change/", "grant/", "stop/", "link/"]
    return [
        "/people/",
        "/people/new/",
        "/people/units/",
        f"/people/units/{unit}/",
        *(f"/people/{officer}/{f}" for f in forms),
    ]


@pytest.mark.parametrize("role", OTHERS)
def test_the_desk_is_closed_to_every_other_role_and_says_why(desks: Desks, role: str) -> None:
    me = desks.officer(role)
    client = desks.client(me)
    why = "You hold no role here today" if not role else "This is for a node administrator"
    for url in pages(me.id, me.unit):
        sent = [] if url in ("/people/", f"/people/{me.id}/") else [client.post(url, {"name": "x"})]
        for answer in [client.get(url), *sent]:
            assert answer.status_code == 403, url
            assert why in answer.content.decode()


def test_whoever_is_not_signed_in_or_lacks_a_second_factor_is_sent_to_the_doors(desks: Desks, node: Any) -> None:
    from django.test import Client

    admin = desks.officer("administrator")
    assert Client().get("/people/").headers["Location"].startswith("/sign/in/")
    half = desks.client(admin, second_factor=False).get("/people/")
    assert half.status_code == 302
    assert "/sign/" in half.headers["Location"]


def test_every_page_opens_for_an_administrator_and_is_kept_nowhere(desks: Desks) -> None:
    client, other = desks.client(desks.officer("administrator")), desks.officer("analyst")
    for url in pages(other.id, other.unit):
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert "no-store" in answer.headers["Cache-Control"]
    for url in (
        f"/people/{uuid.uuid4()}/",
        f"/people/units/{uuid.uuid4()}/",
        f"/people/{other.id}/end/{uuid.uuid4()}/",
    ):
        assert client.get(url).status_code == 404


def test_names_that_are_markup_stay_text(desks: Desks) -> None:
    unit = desks.unit(f"Unit {NASTY} {uuid.uuid4().hex[:4]}")
    other = desks.officer("supervisor", unit, name=f"A {NASTY}")
    client = desks.client(desks.officer("administrator"))
    for url in [*pages(other.id, unit), f"/people/?words={NASTY}"]:
        shown = client.get(url).content.decode()
        assert "<script>alert" not in shown, url
    assert "&lt;script&gt;alert" in client.get(f"/people/{other.id}/").content.decode()


def test_each_tile_counts_what_it_opens(desks: Desks) -> None:
    import re

    desks.officer("analyst", came=False)
    client = desks.client(desks.officer("administrator"))
    page = client.get("/people/").content.decode()
    tiles = re.findall(r'<a class="t-tile[^"]*" href="\?state=(\w+)"><b>(\d+)</b>', page)
    assert {state for state, _ in tiles} == {"active", "invited", "no_factor", "ending", "stopped"}
    for state, number in tiles:
        listed = client.get(f"/people/?state={state}")
        assert listed.context["page"].paginator.count == int(number), state


def test_the_list_is_narrowed_by_words_unit_role_and_state(desks: Desks) -> None:
    unit = desks.unit()
    ana, ben = (
        desks.officer("analyst", unit, name="Ana Quill"),
        desks.officer("decider", unit, name="Ben Quill", came=False),
    )
    client = desks.client(desks.officer("administrator"))

    def found(query: str) -> list[str]:
        return [row["officer"].name for row in client.get(f"/people/?unit={unit}&{query}").context["rows"]]

    assert found("") == [ana.name, ben.name]
    assert found("words=quill+ana") == [ana.name]
    assert found(f"words={ben.email}") == [ben.name]
    assert found("role=analyst") == [ana.name]
    assert found("state=invited") == [ben.name]
    assert found("state=stopped") == []
    assert "Nobody is like this" in client.get(f"/people/?unit={unit}&state=stopped").content.decode()


def test_a_filter_that_is_no_word_of_the_list_narrows_nothing(desks: Desks) -> None:
    client = desks.client(desks.officer("administrator"))
    everybody = client.get("/people/").context["page"].paginator.count
    answer = client.get("/people/?unit=nonsense&role=king&state=%00&page=zzz")
    assert answer.status_code == 200
    assert answer.context["page"].paginator.count == everybody


def test_the_list_costs_the_same_however_many_there_are(desks: Desks) -> None:
    unit, client = desks.unit(), desks.client(desks.officer("administrator"))
    desks.officer("analyst", unit)
    few = queries(client, f"/people/?unit={unit}")
    for _ in range(6):
        desks.officer("supervisor", unit)
    assert queries(client, f"/people/?unit={unit}") == few


def test_the_state_of_an_account_is_said(desks: Desks) -> None:
    from tutela_node.people.models import Invitation
    from tutela_node.spine.acts import submit

    client = desks.client(desks.officer("administrator"))
    invited, late = desks.officer("analyst", came=False), desks.officer("analyst", came=False)
    page = client.get(f"/people/{invited.id}/").content.decode()
    assert "Invited" in page
    assert "works for 71 more hours" in page
    past = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    submit(lambda: Invitation.objects.filter(officer=late.id).update(expires_at=past))
    assert "Link ran out" in client.get(f"/people/{late.id}/").content.decode()


def test_an_administrator_sees_no_case_anywhere_and_reads_why(desks: Desks) -> None:
    from tutela_node.spine.models import EventBody

    lead, admin = desks.officer("investigator"), desks.officer("administrator")
    case = desks.world.case(lead, title="Zebrafinch")
    event = EventBody.objects.get(record=case).event.uuid
    client = desks.client(admin, "DE/bdsg-48")
    for url in (f"/record/{event}/", f"/record/{event}/proof.zip", "/record/", "/record/accounts/"):
        answer = client.get(url)
        assert answer.status_code == 403, url
        assert "Node administrators have no part in cases" in answer.content.decode()
    from tutela_node.casework.models import Case

    reference = Case.objects.get(id=case).reference
    for url in pages(lead.id, lead.unit):
        shown = client.get(url).content.decode()
        assert "Zebrafinch" not in shown
        assert reference not in shown
