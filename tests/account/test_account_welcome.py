"""The one-time link, and the acts of people behind it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from tests.account.conftest import acts_of, set_up_app, sign_in
from tests.office import PASSWORD, Office, by_node, newcomer, open_office

NEW = "five entirely different words here"


def administrator() -> Any:
    from tutela_node.spine.acts import By

    return By(open_office().officers["administrator"], "administration")


def invited(office: Office, *roles: Any, name: str = "Nadja Igel") -> Any:
    from tutela_node.people import services

    address = f"{uuid.uuid4().hex[:10]}@node.example"
    return services.invite(administrator(), None, name=name, email=address, unit=office.unit, roles=roles)


def test_the_link_shows_who_is_invited_sets_a_password_and_goes_on_to_the_second_factor(
    client: Any, office: Office
) -> None:
    from tutela_node.people.services import Role

    made = invited(office, Role("analyst", dt.date(2026, 1, 1)))
    page = client.get(f"/welcome/{made.token}/").content.decode()
    assert "Welcome, Nadja Igel" in page
    assert "Analyst" in page
    answer = client.post(f"/welcome/{made.token}/", {"password": NEW, "again": NEW})
    assert answer["Location"] == "/"
    assert client.get("/")["Location"] == "/sign/first/"
    assert "One more thing" in client.get("/sign/first/").content.decode()
    set_up_app(client)
    assert client.get("/")["Location"] == "/cases/"
    names = [name for name, _ in acts_of(made.officer)]
    assert names[0] == "officer.invite"
    assert "session.begin" in names


def test_a_link_works_once(client: Any, office: Office) -> None:
    from django.test import Client

    made = invited(office)
    assert client.post(f"/welcome/{made.token}/", {"password": NEW, "again": NEW}).status_code == 302
    other = Client()
    assert other.get(f"/welcome/{made.token}/").status_code == 410
    assert other.post(f"/welcome/{made.token}/", {"password": PASSWORD, "again": PASSWORD}).status_code == 410
    assert other.get("/me/").status_code == 302


def test_two_who_hold_one_link_at_once_only_one_is_let_in(office: Office) -> None:
    from tests.office import accept
    from tutela_node.spine.acts import Blocked

    made = invited(office)
    accept(made.officer, made.token)
    with pytest.raises(Blocked, match="used or has expired"):
        accept(made.officer, made.token, NEW)


def test_a_link_expires_after_three_days_and_a_newer_one_ends_it(client: Any, office: Office) -> None:
    from django.utils import timezone

    from tutela_node.people import services
    from tutela_node.people.models import Invitation
    from tutela_node.spine.acts import submit

    made = invited(office)
    row = Invitation.objects.get(officer=made.officer)
    assert dt.timedelta(hours=71) < row.expires_at - timezone.now() <= dt.timedelta(hours=72)
    newer = services.renew_invitation(administrator(), made.officer)
    assert client.get(f"/welcome/{made.token}/").status_code == 410
    assert client.get(f"/welcome/{newer}/").status_code == 200
    past = timezone.now() - dt.timedelta(seconds=1)
    submit(lambda: Invitation.objects.filter(officer=made.officer, used_at=None).update(expires_at=past))
    assert client.get(f"/welcome/{newer}/").status_code == 410


def test_the_secret_of_a_link_is_nowhere_in_the_node(office: Office, node: Any) -> None:
    made = invited(office, name="Ottilie Jansen")
    held = b"".join(p.read_bytes() for p in node.path.rglob("*") if p.is_file())
    assert made.token.encode() not in held
    assert b"Ottilie Jansen" in held, "the search itself finds nothing"


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", "short", "too short"),
        ("nadja igel nadja", "nadja igel nadja", "too similar"),
        (NEW, NEW + "x", "not the same"),
        ("1q2w3e4r5t6y", "1q2w3e4r5t6y", "common"),
        ("", "", "required"),
    ],
)
def test_a_weak_password_is_told_beside_its_field_and_the_link_still_works(
    client: Any, office: Office, password: str, again: str, said: str
) -> None:
    made = invited(office)
    answer = client.post(f"/welcome/{made.token}/", {"password": password, "again": again})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert client.get(f"/welcome/{made.token}/").status_code == 200


def test_who_lost_the_telephone_sets_up_a_new_factor_after_the_new_link(client: Any, office: Office) -> None:
    from tutela_node.people import services

    officer, email = newcomer()
    sign_in(client, email)
    set_up_app(client)
    kept = services.renew_invitation(administrator(), officer)
    answer = client.post(f"/welcome/{kept}/", {"password": NEW, "again": NEW})
    assert answer["Location"].startswith("/sign/second/"), "a link that leaves the factor passed it by"
    lost = services.renew_invitation(administrator(), officer, remove_second_factors=True)
    answer = client.post(f"/welcome/{lost}/", {"password": PASSWORD, "again": PASSWORD})
    assert client.get("/")["Location"] == "/sign/first/"


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ("administrator", "investigator"),
        ("investigator", "administrator"),
        ("inspector", "helper"),
        ("administrator", "inspector"),
    ],
)
def test_roles_that_exclude_each_other_are_never_held_at_once(office: Office, held: str, wanted: str) -> None:
    from tutela_node.people import services
    from tutela_node.people.services import Role
    from tutela_node.spine.acts import Invalid

    made = invited(office, Role(held, dt.date(2026, 1, 1), dt.date(2099, 6, 30)))
    with pytest.raises(Invalid, match="exclude each other") as told:
        services.grant_role(administrator(), made.officer, role=wanted, since=dt.date(2099, 6, 30))
    assert told.value.field == "role"
    services.grant_role(administrator(), made.officer, role=wanted, since=dt.date(2099, 7, 1))


def test_a_role_that_the_same_officer_holds_already_is_not_granted_again(office: Office) -> None:
    from tutela_node.people import services
    from tutela_node.people.services import Role
    from tutela_node.spine.acts import Invalid

    made = invited(office, Role("analyst", dt.date(2026, 1, 1)))
    with pytest.raises(Invalid, match="already"):
        services.grant_role(administrator(), made.officer, role="analyst", since=dt.date(2027, 1, 1))
    services.grant_role(administrator(), made.officer, role="helper", since=dt.date(2027, 1, 1))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"email": "no address"}, "email"),
        ({"email": "Investigator@node.example"}, "email"),
        ({"unit": uuid.UUID(int=1)}, "unit"),
    ],
)
def test_a_value_that_is_not_acceptable_names_its_field(office: Office, values: dict[str, Any], field: str) -> None:
    from tutela_node.people import services
    from tutela_node.spine.acts import Invalid

    given = {"name": "Otto Kahn", "email": "otto@node.example", "unit": office.unit} | values
    with pytest.raises(Invalid) as told:
        services.invite(administrator(), None, **given)
    assert told.value.field == field


def test_only_an_administrator_invites_and_grants_and_nobody_grants_themselves(office: Office) -> None:
    from tutela_node.people import services
    from tutela_node.spine.acts import By, Refused

    given: dict[str, Any] = {"name": "Otto Kahn", "email": "otto2@node.example", "unit": office.unit}
    with pytest.raises(Refused):
        services.invite(By(office.officers["supervisor"], "administration"), None, **given)
    with pytest.raises(Refused):
        services.invite(By(office.officers["supervisor"], "investigation"), None, **given)
    with pytest.raises(Refused, match="yourself"):
        services.grant_role(
            administrator(), office.officers["administrator"], role="administrator", since=dt.date(2030, 1, 1)
        )
    with pytest.raises(Refused):
        services.set_language(By(office.officers["helper"], "own"), office.officers["analyst"], language="ar")


def test_the_last_administrator_is_neither_stopped_nor_without_the_role(office: Office) -> None:
    from tutela_node.people import services
    from tutela_node.people.models import Grant
    from tutela_node.people.services import Role
    from tutela_node.spine.acts import Blocked, By

    second = invited(office, Role("administrator", dt.date(2026, 1, 1)))
    asked = By(second.officer, "administration")
    mine = Grant.objects.get(role="administrator", officer=office.officers["administrator"])
    services.stop(administrator(), second.officer, why="a test")
    for left in Grant.objects.filter(role="administrator", ended_at=None).exclude(id=mine.id):
        services.end_role(administrator(), left.officer_id, grant=left.id)
    with pytest.raises(Blocked, match="last administrator"):
        services.end_role(administrator(), mine.officer_id, grant=mine.id)
    with pytest.raises(Blocked, match="last administrator"):
        services.stop(administrator(), mine.officer_id, why="a test")
    from tutela_node.spine.acts import Refused

    with pytest.raises(Refused, match="stopped"):
        services.stop(asked, mine.officer_id, why="a test")


def test_two_administrators_at_once_the_second_is_told_who_was_first(office: Office) -> None:
    from tutela_node.people import services
    from tutela_node.people.models import Officer
    from tutela_node.spine.acts import Stale

    made = invited(office)
    seen = Officer.objects.get(id=made.officer)
    services.change(administrator(), seen.id, seen.version, name="Nadja Jung", email=seen.email, unit=office.unit)
    with pytest.raises(Stale):
        services.change(administrator(), seen.id, seen.version, name="Nadja Karl", email=seen.email, unit=office.unit)
    assert Officer.objects.get(id=made.officer).name == "Nadja Jung"


def test_units_are_added_and_renamed_and_no_two_have_one_name(office: Office) -> None:
    from tutela_node.people import services
    from tutela_node.people.models import Unit
    from tutela_node.spine.acts import Invalid

    name = f"Intake {uuid.uuid4().hex[:6]}"
    unit = services.add_unit(by_node(), None, name=f"  {name} ")
    assert Unit.objects.get(id=unit).name == name
    with pytest.raises(Invalid, match="already"):
        services.add_unit(administrator(), None, name=name.upper())
    services.rename_unit(administrator(), unit, 1, name=name + " West")
    assert acts_of(unit)[-1] == ("unit.rename", {"before": name, "name": name + " West"})


def test_lists_of_people_narrow_as_they_say(office: Office) -> None:
    from tutela_node.people import selectors, services
    from tutela_node.people.services import Role

    made = invited(office, Role("helper", dt.date(2026, 1, 1)), name="Quirin Lang")
    assert [o.id for o in selectors.officers(words="lang QUIR")] == [made.officer]
    assert made.officer in {o.id for o in selectors.officers(state="invited", role="helper")}
    assert made.officer in {o.id for o in selectors.colleagues(["helper", "analyst"])}
    assert made.officer not in {o.id for o in selectors.colleagues(["helper"], but=made.officer)}
    services.stop(administrator(), made.officer, why="a test")
    assert made.officer not in {o.id for o in selectors.colleagues(["helper"])}
    assert made.officer in {o.id for o in selectors.officers(state="stopped")}
    assert selectors.invitation_of(made.token) is None
