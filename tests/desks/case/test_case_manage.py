"""The case as a whole: hand over, close, hold, conflict, emergency, erase; and the exact search."""

from __future__ import annotations

from tests.desks.case.conftest import Room, fields_of, support_basis, text
from tests.node_world import BASIS


def _send(room: Room, page: str, values: dict[str, str], who: object = None) -> object:
    client = room.client(who)  # type: ignore[arg-type]
    return client.post(room.url + page, values | fields_of(text(client.get(room.url + page))))


def test_a_case_is_handed_over_and_the_old_lead_stays_only_if_asked(room: Room) -> None:
    second, third = (room.desks.officer("investigator", room.unit) for _ in range(2))
    values = {"to": str(second.id), "why": "Leave from tomorrow", "stay": "on"}
    assert _send(room, "manage/hand-over", values).status_code == 302
    assert room.client().get(room.url).status_code == 200
    assert _send(room, "manage/hand-over", {"to": str(third.id), "why": "x"}, second).status_code == 302
    assert room.client(second).get(room.url).status_code == 403
    assert room.case().lead_id == third.id
    line = text(room.client(third).get(room.url + "timeline"))
    assert "Leave from tomorrow" in line
    assert second.name in line


def test_a_hand_over_of_a_case_that_changed_is_stopped_and_keeps_the_reason(room: Room) -> None:
    second, client = room.desks.officer("investigator", room.unit), room.client()
    tokens = fields_of(text(client.get(room.url + "manage/hand-over")))
    room.change(title="Changed meanwhile")
    answer = client.post(room.url + "manage/hand-over", {"to": str(second.id), "why": "Leave"} | tokens)
    assert answer.status_code == 422
    assert "changed this at" in text(answer)
    assert "Leave" in text(answer)
    assert room.case().lead_id == room.lead.id


def test_a_case_with_a_legal_clock_stays_open(room: Room) -> None:
    from django.utils import timezone

    from tutela_node.casework.services import add_task, finish_task

    task = add_task(room.lead.by(), room.id, title="Reply", officer=room.lead.id, due=timezone.now().date(), clock=True)
    answer = _send(room, "manage/close", {"why": "Solved"})
    assert answer.status_code == 422
    assert "legal deadline is not done" in text(answer)
    assert "Solved" in text(answer)
    finish_task(room.lead.by(), task)
    assert _send(room, "manage/close", {"why": "Solved"}).status_code == 302
    refused = room.client().post(room.url + "notes", {"text_": "One more"})
    assert refused.status_code == 422
    assert "This case is closed" in text(refused)
    assert "One more" in text(refused)
    assert _send(room, "manage/reopen", {"why": "New lead"}).status_code == 302
    assert room.case().state == "open"


def test_erasing_says_what_keeps_it_then_asks_for_the_reference_then_leaves_a_tombstone(room: Room) -> None:
    from tutela_node.casework.models import Hold
    from tutela_node.spine.process import carry_out_erasures

    person = room.person()
    assert _send(room, "manage/hold", {"reason": "Court order 12/26"}).status_code == 302
    boss, page = room.client(room.supervisor), "manage/erase"
    shown = text(boss.get(room.url + page))
    assert "A legal hold by" in shown
    assert 'name="reference"' not in shown
    kept = boss.post(room.url + page, {"why": "Time is over", "reference": room.case().reference})
    assert kept.status_code == 422
    assert "A legal hold by" in text(kept)
    assert room.case().state == "open"

    hold = Hold.objects.get(case=room.id)
    assert _send(room, f"manage/holds/{hold.id}/lift", {"why": "mine"}).status_code == 422
    assert _send(room, f"manage/holds/{hold.id}/lift", {"why": "Order ended"}, room.supervisor).status_code == 302

    tokens = fields_of(text(boss.get(room.url + page)))
    wrong = boss.post(room.url + page, {"why": "Time is over", "reference": "2026-999999"} | tokens)
    assert wrong.status_code == 422
    assert "This is not the reference of this case" in text(wrong)
    assert "Time is over" in text(wrong)
    right = {"why": "Time is over", "reference": room.case().reference} | tokens
    done = boss.post(room.url + page, right, follow=True)
    assert "The last backup that holds its keys expires on" in text(done)
    assert "This case was erased" in text(done)
    assert "Messages from a stranger" not in text(done)

    from django.utils import timezone

    carry_out_erasures(timezone.now())
    assert boss.get(f"{room.url}persons/{person}").status_code == 302
    line = text(boss.get(room.url + "timeline"))
    assert "was erased with its record" in line
    assert "A case is erased for good" in line
    assert "Court order" not in line
    assert "Messages from a stranger" not in line


def test_a_person_is_erased_and_a_hold_keeps_them(room: Room) -> None:
    from tutela_node.casework.services import lift_hold, place_hold

    person = room.person()
    hold = place_hold(room.lead.by(), room.id, reason="x")
    kept = _send(room, f"persons/{person}/erase", {"why": "Asked for"}, room.supervisor)
    assert kept.status_code == 422
    lift_hold(room.supervisor.by(), hold, why="over")
    assert _send(room, f"persons/{person}/erase", {"why": "Asked for"}, room.supervisor).status_code == 302
    assert "Child 1" not in text(room.client().get(room.url + "persons"))
    assert _send(room, f"persons/{room.person()}/erase", {"why": "x"}).status_code == 422


def test_a_conflict_closes_the_case_and_a_supervisor_lifts_it(room: Room) -> None:
    member = room.member("analyst")
    assert _send(room, "manage/conflict", {"officer": str(member.id), "why": "Neighbour"}, member).status_code == 302
    refused = room.client(member).get(room.url)
    assert refused.status_code == 403
    assert "A conflict of interest is recorded for you" in text(refused)
    page = f"manage/conflicts/{member.id}/lift"
    assert _send(room, page, {"why": "Moved away"}, room.supervisor).status_code == 302
    assert room.case().conflicts.filter(lifted_at=None).count() == 0


def test_an_emergency_opens_the_case_for_a_stranger_and_waits_for_its_review(room: Room) -> None:
    stranger = room.desks.officer("investigator")
    client = room.client(stranger)
    assert f'href="{room.url}emergency"' in text(client.get(room.url))
    assert client.post(room.url + "emergency", {"reason": " "}).status_code == 422
    assert client.post(room.url + "emergency", {"reason": "A child is alone with him now"}).status_code == 302
    assert "Messages from a stranger" in text(client.get(room.url))
    boss = room.client(room.supervisor)
    assert "Emergencies to review" in text(boss.get("/cases/"))
    one = room.case().emergency_set.get()
    page = f"{room.url}emergencies/{one.id}"
    shown = text(boss.get(page))
    assert "A child is alone with him now" in shown
    assert boss.post(page, {"upheld": "no", "finding": ""} | fields_of(shown)).status_code == 422
    assert boss.post(page, {"upheld": "no", "finding": "No danger"} | fields_of(shown)).status_code == 302
    assert client.get(room.url).status_code == 403
    assert "Emergencies to review" not in text(boss.get("/cases/"))


def test_a_supervisor_reviews_and_steers_a_restricted_case_unread(room: Room) -> None:
    room.change(title="Within the house", sensitivity="restricted")
    stranger = room.client(room.desks.officer("investigator"))
    stranger.post(room.url + "emergency", {"reason": "Danger now"})
    boss = room.client(room.supervisor)
    refused = boss.get(room.url)
    assert refused.status_code == 403
    assert "What you can do unread" in text(refused)
    page = text(boss.get(room.url + "manage/"))
    assert "Within the house" not in page
    assert f'href="{room.url}manage/hand-over"' in page
    assert f'href="{room.url}persons"' not in page
    one = room.case().emergency_set.get()
    assert "Danger now" in text(boss.get(f"{room.url}emergencies/{one.id}"))
    second = room.desks.officer("investigator", room.unit)
    values = {"to": str(second.id), "why": "Lead is away", "stay": "on"}
    assert _send(room, "manage/hand-over", values, room.supervisor).status_code == 302


def test_a_search_finds_what_is_equal_and_only_counts_what_is_closed(room: Room) -> None:
    from tutela_node.casework.services import add_account

    account = room.account(value="@Shared.Name")
    elsewhere = room.desks.officer("investigator")
    other = room.desks.world.case(elsewhere, title="Theirs")
    add_account(elsewhere.by(), other, kind="handle", service="", value="@shared.name")
    client = room.client()
    answer = client.post("/cases/search", {"sought": "@shared.name", "kind": "any", "basis": BASIS})
    page = text(answer)
    assert answer.status_code == 200
    assert f'href="{room.url}accounts/{account}"' in page
    assert "1 match in cases open to you" in page
    assert "1 further case that you may not open" in page
    assert "Theirs" not in page
    assert str(other) not in page
    assert "0 matches" in text(client.post("/cases/search", {"sought": "nobody", "kind": "name", "basis": BASIS}))


def test_a_search_names_its_basis_and_says_that_it_is_recorded(room: Room) -> None:
    client = room.client()
    assert "Every search is recorded" in text(client.get("/cases/search?sought=left"))
    unsaid = client.post("/cases/search", {"sought": "Ida Muster", "kind": "any", "basis": ""})
    assert unsaid.status_code == 422
    assert "Ida Muster" in text(unsaid)
    helper = room.client(room.member("helper"))
    basis = support_basis("victim_support")
    refused = helper.post("/cases/search", {"sought": "Ida Muster", "kind": "any", "basis": basis})
    assert refused.status_code == 422
    assert "None of your roles may do this" in text(refused)
