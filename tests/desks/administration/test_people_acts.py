"""What an administrator does: inviting, roles with their days, stopping, links, units; and what is refused of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.utils import timezone

from tests.desks.conftest import Desks
from tests.node_world import Colleague


def link_in(answer: Any) -> str:
    found = re.search(r'value="(http://testserver/welcome/[\w-]+/)"', answer.content.decode())
    assert found, answer.content.decode()[:3000]
    return found[1]


def text(answer: Any) -> str:
    from html import unescape

    return unescape(answer.content.decode())


@pytest.fixture
def admin(desks: Desks) -> Colleague:
    return desks.officer("administrator")


@pytest.fixture
def client(desks: Desks, admin: Colleague) -> Any:
    return desks.client(admin)


def day(days: int) -> str:
    return (timezone.now().date() + dt.timedelta(days=days)).isoformat()


def test_an_invited_officer_comes_in_by_a_link_that_is_shown_once(desks: Desks, client: Any) -> None:
    from django.test import Client

    from tutela_node.people.models import Officer

    unit = desks.unit()
    answer = client.post("/people/new/", {
        "name": "Mira Lund", "email": "Mira.Lund@office.example", "unit": unit, "role": "analyst", "since": day(0),
        "until": day(30), "reach": "",
    })  # fmt: skip
    assert answer.status_code == 200
    link = link_in(answer)
    assert "It works for 72 hours" in text(answer)
    officer = Officer.objects.get(email="mira.lund@office.example")
    assert officer.unit_id == unit
    assert [(g.role, g.until.isoformat()) for g in officer.grants.all()] == [("analyst", day(30))]
    assert "Mira Lund" in Client().get(link).content.decode()
    token = link.rstrip("/").rpartition("/")[2]
    for url in (f"/people/{officer.id}/", f"/people/{officer.id}/link/", "/people/"):
        assert token not in client.get(url).content.decode()


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(desks: Desks, client: Any) -> None:
    taken = desks.officer("analyst")
    answer = client.post("/people/new/", {
        "name": "Otto <Ort>", "email": taken.email, "unit": taken.unit, "role": "decider", "since": day(3), "until": day(5),
    })  # fmt: skip
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form.errors == {"email": ["Somebody here has this address already."]}
    shown = answer.content.decode()
    assert 'value="Otto &lt;Ort&gt;"' in shown
    assert f'value="{day(5)}"' in shown
    assert '<option value="decider" selected>' in shown


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "nobody"}, "email"),
        ({"unit": "00000000-0000-4000-8000-000000000000"}, "unit"),
        ({"until": "2020-01-01"}, "until"),
        ({"until": "yesterday"}, "until"),
        ({"since": ""}, "since"),
        ({"role": "king"}, "role"),
    ],
)
def test_each_field_of_an_invitation_is_checked(
    desks: Desks, client: Any, admin: Colleague, values: dict[str, str], field: str
) -> None:
    from tutela_node.people.models import Officer

    before = Officer.objects.count()
    good = {
        "name": "A B",
        "email": "a.b.checked@office.example",
        "unit": admin.unit,
        "role": "analyst",
        "since": day(0),
    }
    answer = client.post("/people/new/", good | values)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Officer.objects.count() == before


def test_a_role_begins_and_ends_on_its_days(desks: Desks, client: Any) -> None:
    from tutela_node.people.authority import actor_of

    other = desks.officer("analyst")
    later = {"role": "decider", "since": day(1), "until": day(1), "reach": ""}
    assert client.post(f"/people/{other.id}/grant/", later).status_code == 302
    page = text(client.get(f"/people/{other.id}/"))
    assert "To come" in page
    assert actor_of(other.id).roles == {"analyst"}
    today = {"role": "helper", "since": day(0), "until": day(0), "reach": ""}
    assert client.post(f"/people/{other.id}/grant/", today).status_code == 302
    assert actor_of(other.id).roles == {"analyst", "helper"}
    again = client.post(f"/people/{other.id}/grant/", today)
    assert again.status_code == 422
    assert "role" in again.context["form"].errors


def test_a_supervisor_reaches_the_unit_that_was_chosen(desks: Desks, client: Any) -> None:
    from tutela_node.people.authority import actor_of

    other, unit = desks.officer(), desks.unit()
    client.post(f"/people/{other.id}/grant/", {"role": "supervisor", "since": day(0), "reach": unit})
    assert actor_of(other.id).supervises == {unit}


def test_roles_that_exclude_each_other_are_refused_beside_the_field(desks: Desks, client: Any) -> None:
    other = desks.officer("investigator")
    answer = client.post(f"/people/{other.id}/grant/", {"role": "inspector", "since": day(0)})
    assert answer.status_code == 422
    assert "exclude each other" in str(answer.context["form"].errors["role"])


def test_nobody_grants_a_role_to_themselves(client: Any, admin: Colleague) -> None:
    assert "Grant a role" not in text(client.get(f"/people/{admin.id}/"))
    answer = client.post(f"/people/{admin.id}/grant/", {"role": "administrator", "since": day(400)})
    assert answer.status_code == 422
    assert "You cannot grant a role to yourself" in text(answer)


def test_a_role_is_ended_at_once_and_its_page_says_what_waits(desks: Desks, client: Any) -> None:
    from tutela_node.people.authority import actor_of
    from tutela_node.people.models import Grant

    other = desks.officer("investigator")
    desks.world.case(other)
    grant = Grant.objects.get(officer=other.id)
    url = f"/people/{other.id}/end/{grant.id}/"
    assert "They lead 1 open case." in text(client.get(url))
    assert client.post(url, {}).status_code == 302
    assert actor_of(other.id).roles == frozenset()
    assert "1 role that is over" in text(client.get(f"/people/{other.id}/"))
    assert client.post(url, {}).status_code == 422


@contextmanager
def the_only_administrator(me: Colleague) -> Iterator[None]:
    """Inside, nobody else holds the role: the node of a test process is shared."""
    from tutela_node.people.models import Grant
    from tutela_node.spine.acts import submit

    others = list(
        Grant.objects.filter(role="administrator", ended_at=None).exclude(officer=me.id).values_list("id", flat=True)
    )
    submit(lambda: Grant.objects.filter(id__in=others).update(ended_at=timezone.now()))
    try:
        yield
    finally:
        submit(lambda: Grant.objects.filter(id__in=others).update(ended_at=None))


def test_the_last_administrator_can_neither_stop_nor_end_their_own_role(client: Any, admin: Colleague) -> None:
    from tutela_node.people.authority import actor_of
    from tutela_node.people.models import Grant

    grant = Grant.objects.get(officer=admin.id)
    with the_only_administrator(admin):
        for url, values in (
            (f"/people/{admin.id}/stop/", {"why": "I leave"}),
            (f"/people/{admin.id}/end/{grant.id}/", {}),
        ):
            answer = client.post(url, values)
            assert answer.status_code == 422
            assert "Make somebody else administrator first" in text(answer)
        assert actor_of(admin.id).roles == {"administrator"}


def test_an_administrator_may_go_when_another_stays(desks: Desks, client: Any, admin: Colleague) -> None:
    desks.officer("administrator")
    answer = client.post(f"/people/{admin.id}/stop/", {"why": "I leave"})
    assert answer.status_code == 302
    assert client.get("/people/").status_code == 302  # the session ended with the account


def test_before_stopping_it_is_said_what_waits_and_who_can_take_it(desks: Desks, client: Any) -> None:
    from tutela_node.casework.services import add_task

    unit = desks.unit()
    lead, boss = desks.officer("investigator", unit), desks.officer("supervisor", unit, name="Vera Vogt")
    case = desks.world.case(lead)
    desks.world.case(lead)
    add_task(lead.by(), case, title="Call the school", officer=lead.id)
    page = text(client.get(f"/people/{lead.id}/stop/"))
    assert "They lead 2 open cases." in page
    assert "1 open task is theirs." in page
    assert boss.name in page
    assert "Call the school" not in page
    assert "They lead no open case" in text(client.get(f"/people/{boss.id}/stop/"))


def test_stopping_ends_sessions_roles_and_links(desks: Desks, client: Any) -> None:
    from tutela_node.people.authority import actor_of

    other = desks.officer("inspector")
    theirs = desks.client(other)
    assert theirs.get("/record/").status_code == 200
    missing = client.post(f"/people/{other.id}/stop/", {"why": "  "})
    assert missing.status_code == 422
    assert "why" in missing.context["form"].errors
    assert client.post(f"/people/{other.id}/stop/", {"why": "left the office"}).status_code == 302
    assert theirs.get("/record/").status_code == 302
    assert actor_of(other.id).roles == frozenset()
    assert "Stopped" in text(client.get(f"/people/{other.id}/"))
    again = client.post(f"/people/{other.id}/stop/", {"why": "twice"})
    assert "It is stopped already." in text(again)


def test_a_new_link_ends_the_old_one_and_opens_a_stopped_account_without_roles(desks: Desks, client: Any) -> None:
    from django.test import Client

    from tutela_node.people.authority import actor_of

    other = desks.officer("analyst", came=False)
    first = link_in(client.post(f"/people/{other.id}/link/", {}))
    second = link_in(client.post(f"/people/{other.id}/link/", {}))
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200
    client.post(f"/people/{other.id}/stop/", {"why": "left"})
    assert Client().get(second).status_code == 410
    third = link_in(client.post(f"/people/{other.id}/link/", {}))
    assert Client().get(third).status_code == 200
    assert (actor_of(other.id).active, actor_of(other.id).roles) == (True, frozenset())


def test_a_lost_telephone_takes_the_second_factor_away(desks: Desks, client: Any) -> None:
    from allauth.mfa.models import Authenticator

    other = desks.officer("analyst")
    Authenticator.objects.create(user_id=other.id, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert "remove their second factors too" in text(client.get(f"/people/{other.id}/link/"))
    link_in(client.post(f"/people/{other.id}/link/", {"lost": "on"}))
    assert not Authenticator.objects.filter(user=other.id).exists()


def test_two_administrators_do_not_undo_each_other_unseen(desks: Desks, client: Any) -> None:
    from tutela_node.people.models import Officer

    other = desks.officer("analyst", name="Before")
    second = desks.client(desks.officer("administrator"))
    seen = Officer.objects.get(id=other.id).version
    mine = {"name": "Mine", "email": other.email, "unit": other.unit, "seen": seen}
    assert second.post(f"/people/{other.id}/change/", mine | {"name": "Theirs"}).status_code == 302
    late = client.post(f"/people/{other.id}/change/", mine)
    assert late.status_code == 422
    assert "changed this, after you opened it" in text(late)
    assert 'value="Mine"' in late.content.decode()
    assert Officer.objects.get(id=other.id).name == "Theirs"
    now = re.search(r'name="seen" value="(\d+)"', late.content.decode())
    assert now, "the form carries the version that is there now"
    assert client.post(f"/people/{other.id}/change/", mine | {"seen": now[1]}).status_code == 302
    assert Officer.objects.get(id=other.id).name == "Mine"


def test_units_are_added_and_renamed_and_no_name_stands_twice(desks: Desks, client: Any) -> None:
    from tutela_node.people.models import Unit

    assert client.post("/people/units/", {"name": "  North   desk "}).status_code == 302
    unit = Unit.objects.get(name="North desk")
    twice = client.post("/people/units/", {"name": "north DESK"})
    assert twice.status_code == 422
    assert "There is a unit called" in str(twice.context["form"].errors["name"])
    assert client.post(f"/people/units/{unit.id}/", {"name": "South desk", "seen": 1}).status_code == 302
    late = client.post(f"/people/units/{unit.id}/", {"name": "East desk", "seen": 1})
    assert late.status_code == 422
    assert Unit.objects.get(id=unit.id).name == "South desk"


def test_every_act_of_the_desk_is_in_the_record(desks: Desks, client: Any, admin: Colleague) -> None:
    from tutela_node.spine.log import account_of
    from tutela_node.spine.models import EventBody

    other = desks.officer("analyst")
    client.post(f"/people/{other.id}/grant/", {"role": "decider", "since": day(0)})
    client.post(f"/people/{other.id}/stop/", {"why": "left"})
    bodies = EventBody.objects.filter(record=other.id).select_related("event").order_by("event_id")
    told = [account_of(body)[1] for body in bodies]
    assert [a.act for a in told] == ["officer.invite", "role.grant", "officer.stop"]
    assert {a.actor for a in told[1:]} == {f"officer:{admin.id}"}
    assert {a.purpose for a in told} == {"administration"}
