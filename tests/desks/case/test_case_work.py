"""Working on a case: forms that lose nothing, two people at once, people and accounts, tasks, team, notes."""

from __future__ import annotations

import datetime as dt
import threading
import uuid

from tests.desks.case.conftest import Room, fields_of, support_basis, text
from tests.node_world import BASIS

NEW = {
    "title": "A second account", "kind": "contact", "basis": BASIS, "asks": "DE", "asked": "CA", "touched": "FR, US-CA",
    "sensitivity": "ordinary", "summary": "What is known.",
}  # fmt: skip


def test_a_case_is_opened_from_the_form(room: Room) -> None:
    from tutela_node.casework.models import Case

    client = room.client()
    answer = client.post("/cases/new", NEW | fields_of(text(client.get("/cases/new"))))
    assert answer.status_code == 302
    case = Case.objects.get(pk=answer.headers["Location"].split("/")[2])
    assert {s.system: s.role for s in case.systems.all()} == {
        "DE": "asks", "CA": "asked", "FR": "touched", "US-CA": "touched",
    }  # fmt: skip
    assert case.lead_id == room.lead.id
    page = text(client.get(answer.headers["Location"]))
    assert "A second account" in page
    assert "What is known." in page


def test_a_wrong_field_is_said_beside_it_and_nothing_typed_is_lost(room: Room) -> None:
    answer = room.client().post("/cases/new", NEW | {"title": "", "basis": "XX/none", "summary": "Three sentences."})
    page = text(answer)
    assert answer.status_code == 422
    assert 'href="#id_title"' in page
    assert "Three sentences." in page
    assert "FR, US-CA" in page
    wrong = room.client().post("/cases/new", NEW | {"touched": "Germany"})
    assert wrong.status_code == 422
    assert "is not the code of a legal system" in text(wrong)


def test_who_may_not_open_cases_keeps_what_they_typed(room: Room) -> None:
    answer = room.client(room.desks.officer("analyst")).post("/cases/new", NEW)
    assert answer.status_code == 422
    assert "A second account" in text(answer)
    assert "None of your roles may do this" in text(answer)


def test_a_form_that_is_sent_twice_acts_once(room: Room) -> None:
    client = room.client()
    sent = {"role": "witness", "name": "Twice"} | fields_of(text(client.get(room.url + "persons/add")))
    first, second = (client.post(room.url + "persons/add", sent) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert room.case().person_set.count() == 1
    again = sent | fields_of(text(client.get(room.url + "persons/add")))
    client.post(room.url + "persons/add", again)
    assert room.case().person_set.count() == 2


def test_two_presses_at_the_same_moment_act_once(room: Room) -> None:
    sent = {"role": "witness", "name": "At once", "once": uuid.uuid4().hex}
    clients = [room.client() for _ in range(4)]
    start = threading.Barrier(4)
    statuses = []

    def press(client: object) -> None:
        from django.db import connections

        start.wait()
        statuses.append(client.post(room.url + "persons/add", sent).status_code)
        connections.close_all()

    threads = [threading.Thread(target=press, args=(c,)) for c in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [302] * 4
    assert room.case().person_set.count() == 1


def test_a_form_that_failed_can_be_sent_again_with_the_same_token(room: Room) -> None:
    client = room.client()
    tokens = fields_of(text(client.get(room.url + "persons/add")))
    assert client.post(room.url + "persons/add", {"role": "child", "name": ""} | tokens).status_code == 422
    assert client.post(room.url + "persons/add", {"role": "child", "name": "Ida"} | tokens).status_code == 302
    assert room.case().person_set.count() == 1


def test_a_stale_case_form_says_who_changed_it_keeps_what_was_typed_and_saves_on_the_second_press(room: Room) -> None:
    client = room.client()
    mine = NEW | {"title": "My words", "seen": str(room.case().version)}
    room.change(title="Their words")
    answer = client.post(room.url + "change", mine)
    page = text(answer)
    assert answer.status_code == 422
    assert f"{room.lead.name} changed this at" in page
    assert "My words" in page
    assert "Their words" in page
    assert client.post(room.url + "change", mine | fields_of(page)).status_code == 302
    assert "My words" in text(client.get(room.url))


def test_a_stale_person_says_who_changed_them_and_what_stands_there_now(room: Room) -> None:
    from tutela_node.casework.services import change_person

    person, client, colleague = room.person(), room.client(), room.member("receiving")
    page = text(client.get(f"{room.url}persons/{person}"))
    other = room.desks.officer("investigator", room.unit, name="Vera Kant")
    from tutela_node.casework.services import add_member

    add_member(room.lead.by(), room.id, officer=other.id)
    values = {"role": "child", "name": "Ida Vera", "born": "2014", "contact": "", "remarks": ""}
    change_person(other.by(), person, **values)
    sent = {"role": "child", "name": "Ida Mine", "born": "2013"} | fields_of(page)
    answer = client.post(f"{room.url}persons/{person}", sent)
    shown = text(answer)
    assert answer.status_code == 422
    assert "Vera Kant changed this at" in shown
    assert "Ida Mine" in shown
    assert "Ida Vera" in shown
    assert "2014" in shown
    assert colleague is not None
    assert client.post(f"{room.url}persons/{person}", sent | fields_of(shown)).status_code == 302
    assert "Ida Mine" in text(client.get(f"{room.url}persons/{person}"))


def test_a_person_is_a_number_until_opened_and_the_opening_is_recorded(room: Room) -> None:
    from tutela_node.spine.log import account_of
    from tutela_node.spine.models import EventBody

    person = room.person()
    room.person(role="suspect", name="Sven Beispiel")
    client = room.client()
    page = text(client.get(room.url + "persons"))
    assert "Child 1" in page
    assert "Suspect 1" in page
    assert "Ida Muster" not in page
    assert "Sven Beispiel" not in page
    assert "Ida Muster" in text(client.get(f"{room.url}persons/{person}"))
    _, account = account_of(EventBody.objects.filter(record=person).order_by("-event_id").first())
    assert (account.act, account.actor) == ("person.open", f"officer:{room.lead.id}")


def test_a_helper_sees_the_child_and_that_there_are_others(room: Room) -> None:
    child, suspect = room.person(), room.person(role="suspect", name="Sven Beispiel")
    client = room.client(room.member("helper"), support_basis("victim_support"))
    page = text(client.get(room.url + "persons"))
    assert "Child 1" in page
    assert "Suspect" not in page
    assert "1 other person is in the case" in page
    assert client.get(f"{room.url}persons/{child}").status_code == 200
    answer = client.get(f"{room.url}persons/{suspect}")
    assert answer.status_code == 403
    assert "Sven Beispiel" not in text(answer)


def test_an_analyst_reads_accounts_and_finds_no_name_in_the_time_line(room: Room) -> None:
    room.person()
    account = room.account()
    client = room.client(room.member("analyst"))
    assert "ida.m" in text(client.get(f"{room.url}accounts/{account}"))
    page = text(client.get(room.url + "timeline"))
    assert "A person is added to a case." in page
    assert "Ida Muster" not in page


def test_accounts_are_added_for_a_person_changed_and_listed_by_kind(room: Room) -> None:
    person, client = room.person(), room.client()
    sent = {"kind": "email", "value": "ida@example.org", "service": "", "person": str(person)}
    assert client.post(room.url + "accounts/add", sent).status_code == 302
    page = text(client.get(room.url + "accounts"))
    assert "E-mail 1" in page
    assert "Child 1" in page
    assert "ida@example.org" not in page
    account = room.case().account_set.get()
    shown = text(client.get(f"{room.url}accounts/{account.id}"))
    assert "ida@example.org" in shown
    changed = sent | {"value": "ida2@example.org"} | fields_of(shown)
    assert client.post(f"{room.url}accounts/{account.id}", changed).status_code == 302
    assert "ida2@example.org" in text(client.get(f"{room.url}accounts/{account.id}"))


def test_notes_are_written_and_read_with_author(room: Room) -> None:
    client = room.client()
    assert client.post(room.url + "notes", {"text_": "Called the school."}).status_code == 302
    page = text(client.get(room.url + "notes"))
    assert "Called the school." in page
    assert room.lead.name in page
    assert client.post(room.url + "notes", {"text_": "  "}).status_code == 422


def test_a_task_is_given_shown_with_its_clock_and_ticked_off_once(room: Room) -> None:
    from django.utils import timezone

    client, due = room.client(), timezone.now().date() + dt.timedelta(days=2)
    sent = {"title": "Ask the provider", "officer": str(room.lead.id), "due": due.isoformat(), "clock": "on"}
    assert client.post(room.url + "tasks/add", sent).status_code == 302
    page = text(client.get(room.url))
    assert "Ask the provider" in page
    assert "in 2 days" in page
    assert "by law" in page
    task = room.case().task_set.get()
    for _ in range(2):
        assert client.post(f"{room.url}tasks/{task.id}/done").status_code == 302
    task.refresh_from_db()
    assert task.done_at is not None
    answer = client.post(room.url + "tasks/add", sent | {"due": ""})
    assert answer.status_code == 422
    assert "A legal deadline needs its day." in text(answer)
    assert "Ask the provider" in text(answer)


def test_only_tasks_that_one_may_tick_off_have_the_button(room: Room) -> None:
    from tutela_node.casework.services import add_task

    helper = room.member("helper")
    add_task(room.lead.by(), room.id, title="For the lead", officer=room.lead.id)
    add_task(room.lead.by(), room.id, title="For the helper", officer=helper.id)
    lead = text(room.client().get(room.url))
    assert lead.count("/done") == 2
    theirs = text(room.client(helper, support_basis("victim_support")).get(room.url))
    assert theirs.count("/done") == 1


def test_the_team_grows_and_shrinks(room: Room) -> None:
    joining, client = room.desks.officer("analyst", room.unit), room.client()
    assert client.post(room.url + "team/add", {"officer": str(joining.id)}).status_code == 302
    assert joining.name in text(client.get(room.url))
    assert client.post(f"{room.url}team/{joining.id}/remove").status_code == 302
    assert joining.name not in text(client.get(room.url))
    assert client.get(f"{room.url}team/{joining.id}/remove").status_code == 405
