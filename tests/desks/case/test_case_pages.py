"""Each page, for each who may come: open, refused, or closed with the reason said."""

from __future__ import annotations

import pytest

from tests.desks.case.conftest import Room, support_basis, text
from tests.node_world import ROLE_PURPOSE

PAGES = (
    "", "change", "persons", "persons/add", "accounts", "accounts/add", "notes", "tasks/add", "team/add", "timeline",
    "law/", "law/facts", "law/facts/import", "manage/", "manage/hand-over", "manage/close", "manage/hold",
    "manage/conflict", "manage/erase",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_the_lead_opens_every_page(room: Room, page: str) -> None:
    answer = room.client().get(room.url + page)
    assert answer.status_code == 200
    assert "Messages from a stranger" in text(answer)
    assert room.case().reference in text(answer)


@pytest.mark.parametrize("role", ["supervisor", "decider", "analyst", "receiving", "helper"])
def test_a_member_opens_the_case_for_their_own_purpose(room: Room, role: str) -> None:
    who = room.member(role)
    client = room.client(who, support_basis(ROLE_PURPOSE[role]))
    for page in ("", "persons", "accounts", "law/", "manage/"):
        answer = client.get(room.url + page)
        assert answer.status_code == 200, (role, page)
        assert "Messages from a stranger" in text(answer)


@pytest.mark.parametrize("role", ["investigator", "decider", "analyst", "helper", "administrator"])
def test_a_stranger_reads_why_not_and_nothing_of_the_case(room: Room, role: str) -> None:
    who = room.desks.officer(role)
    for page in PAGES:
        answer = room.client(who, None).get(room.url + page)
        assert answer.status_code == 403, page
        assert "Messages from a stranger" not in text(answer)
    assert "is not open to you" in text(answer)


def test_the_basis_of_the_case_is_named_where_none_is_chosen_and_the_page_says_so(room: Room) -> None:
    from tutela_node.spine.log import account_of
    from tutela_node.spine.models import EventBody

    page = text(room.client().get(room.url))
    assert "the case&#x27;s own is named in the record" in page or "the case's own is named in the record" in page
    last = EventBody.objects.filter(record=room.id).order_by("-event_id").first()
    _, account = account_of(last)
    assert (account.act, account.basis) == ("case.read", room.case().basis)


def test_a_helper_without_a_fitting_basis_is_shown_where_to_choose_one(room: Room) -> None:
    who = room.member("helper")
    answer = room.client(who).get(room.url)
    assert answer.status_code == 403
    assert "does not serve the purpose" in text(answer)
    assert "opens for another purpose, or on another basis" in text(answer)
    assert room.client(who, support_basis("victim_support")).get(room.url).status_code == 200


def test_a_stranger_is_not_sent_to_choose_a_basis_that_would_not_help(room: Room) -> None:
    page = text(room.client(room.desks.officer("helper")).get(room.url))
    assert "You are not on this case" in page
    assert "The lawful basis that was named does not serve" not in page
    assert "on another basis" not in page


def test_what_one_may_not_do_is_said_and_not_offered(room: Room) -> None:
    page = text(room.client().get(room.url + "manage/"))
    assert "A supervisor of its unit erases a case." in page
    assert f'href="{room.url}manage/erase"' not in page
    page = text(room.client(room.supervisor).get(room.url + "manage/"))
    assert f'href="{room.url}manage/erase"' in page


def test_a_page_asks_for_few_decisions(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    from tutela_node.casework.services import add_task
    from tutela_node.desks import in_case
    from tutela_node.spine.acts import _act

    for n in range(8):
        add_task(room.lead.by(), room.id, title=f"Task {n}", officer=room.lead.id)
    asked: list[int] = []
    several, one = in_case.decide_many, _act.decide

    def count_several(actor: object, each: list[object], *rest: object) -> object:
        asked.append(len(each))
        return several(actor, each, *rest)

    def count_one(*given: object) -> object:
        asked.append(1)
        return one(*given)

    monkeypatch.setattr(in_case, "decide_many", count_several)
    monkeypatch.setattr(_act, "decide", count_one)
    for page in PAGES:
        asked.clear()
        room.client().get(room.url + page)
        assert 0 < sum(asked) <= 12, (page, asked)


def test_a_part_of_another_case_is_not_there(room: Room) -> None:
    other = room.desks.world.case(room.lead)
    person = room.person()
    assert room.client().get(f"/cases/{other}/persons/{person}").status_code == 404
    assert room.client().get("/cases/00000000-0000-4000-8000-000000000000/").status_code == 404


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7|add:7 }}"


def test_whatever_is_typed_comes_out_as_text(room: Room) -> None:
    from tutela_node.casework import services

    by = room.lead.by()
    room.change(title=HOSTILE, summary=HOSTILE)
    person, account = room.person(name=HOSTILE, remarks=HOSTILE), room.account(value=HOSTILE, service=HOSTILE)
    services.add_note(by, room.id, text_=HOSTILE)
    services.add_task(by, room.id, title=HOSTILE, officer=room.lead.id)
    services.place_hold(by, room.id, reason=HOSTILE)
    client = room.client()
    for page in (*PAGES, f"persons/{person}", f"accounts/{account}", f"persons/{person}/erase"):
        shown = text(client.get(room.url + page))
        assert "<script>alert" not in shown, page
        assert "<img src=x" not in shown, page
        assert 'alert(1)</script>"' not in shown, page
        assert "14}}" not in shown, page
        assert "&lt;script&gt;alert(1)" in shown, page
