"""What casework offers its rooms: keeping, conversations, the clock of a case, new cases, and decisions as rows."""

from __future__ import annotations

import datetime as dt
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.node_world import World

TODAY = dt.datetime.now(dt.UTC).date()
DAY = dt.timedelta(days=1)


def decision(world: World, case: uuid.UUID, **values: Any) -> Any:
    from tutela_node.casework.models import Decision

    made = {
        "origin": "recorded", "state": "live", "outcome": "granted", "measure": "preservation", "since": TODAY,
        "decided_on": TODAY,
    }  # fmt: skip
    return world.row(Decision, **{**made, "case_id": case, **values})


# -- keeping


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from tutela_node.casework import keeping

    for registry in ("_KEEPS", "_CLOCKS", "_GOES_WITH"):
        monkeypatch.setattr(keeping, registry, [])
    return keeping


def test_what_rooms_say_keeps_a_case_and_what_is_theirs_goes_with_it(world: World, rooms: Any) -> None:
    from django.utils import timezone

    from tutela_node.casework.services import close_case, erase_case
    from tutela_node.spine.acts import Blocked
    from tutela_node.spine.models import Erasure
    from tutela_node.spine.vault import carry_out_erasures, keys_of

    lead = world.officer()
    supervisor = world.officer("supervisor", unit=lead.unit)
    case, elsewhere = world.case(lead), world.case(lead)
    said, running = ["An exhibit is held for a court; ask the court."], [2]
    rooms.keeps(lambda found: said if found.id == case else [])
    rooms.clocks(lambda _: running[0])
    rooms.clocks(lambda _: 0)
    rooms.goes_with(lambda found: [elsewhere, found.id, elsewhere] if found.id == case else [])

    with pytest.raises(Blocked, match="2 legal deadlines run in its correspondence"):
        close_case(lead.by(), case, why="done")
    with pytest.raises(Blocked) as blocked:
        erase_case(supervisor.by(), case, why="done")
    assert [r.split()[0] for r in blocked.value.reasons] == ["2", "An"]
    running[0] = 0
    close_case(lead.by(), case, why="done")
    with pytest.raises(Blocked, match="held for a court"):
        erase_case(supervisor.by(), case, why="done")
    said.clear()
    erase_case(supervisor.by(), case, why="done")
    assert list(Erasure.objects.filter(scope=elsewhere).values_list("whole_scope", flat=True)) == [True]
    assert Erasure.objects.filter(scope=case).count() == 1
    carry_out_erasures(timezone.now())
    assert keys_of([case, elsewhere]) == {}


# -- conversations


def test_the_case_of_a_conversation_is_found_by_whichever_room_knows(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tutela_node.casework import conversations
    from tutela_node.casework.models import Case

    monkeypatch.setattr(conversations, "_FINDERS", [])
    case = Case.objects.get(pk=world.case())
    partner, conversation = uuid.uuid4(), uuid.uuid4()
    conversations.finds(lambda _p, _c: None)
    conversations.finds(lambda p, c: case if (p, c) == (partner, conversation) else None)
    assert conversations.case_of(partner, conversation) == case
    assert conversations.case_of(uuid.uuid4(), conversation) is None
    assert conversations.case_of(partner, uuid.uuid4()) is None


# -- the clock of a case


@pytest.mark.usefixtures("node")
@settings(max_examples=60)
@given(st.integers(-5, 5), st.integers(0, 5), st.integers(-12, 12))
def test_a_decision_holds_from_its_first_day_to_its_last(begins: int, lasts: int, asked: int) -> None:
    from tutela_node.casework.liveness import live_on
    from tutela_node.casework.models import Decision

    since = TODAY + begins * DAY
    until, day, now = since + lasts * DAY, TODAY + asked * DAY, dt.datetime.now(dt.UTC)
    made = Decision(origin="made", state="live", since=since, until=until)
    assert live_on(made, day, now) is (since <= day <= until)
    made.until = None
    assert live_on(made, day, now) is (since <= day)
    for state in ("entered", "refused", "ended", "lapsed"):
        made.state = state
        assert not live_on(made, day, now)


@pytest.mark.usefixtures("node")
def test_what_was_done_in_urgency_holds_until_its_review_or_its_minute() -> None:
    from tutela_node.casework.liveness import live_on
    from tutela_node.casework.models import Decision

    now = dt.datetime.now(dt.UTC)
    made = Decision(origin="urgent", state="live", since=TODAY, review_by=now + dt.timedelta(minutes=1))
    assert live_on(made, TODAY, now)
    assert not live_on(made, TODAY, made.review_by)
    made.reviewed_at = now
    assert live_on(made, TODAY, made.review_by)
    assert not live_on(Decision(origin="urgent", state="live", since=TODAY), TODAY, now)


def test_a_clock_set_back_revives_nothing_and_stops_what_counts_on_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.utils import timezone

    from tutela_node.casework import liveness
    from tutela_node.casework.models import Case, Proposal
    from tutela_node.spine.acts import Blocked
    from tutela_node.spine.models import Outgoing

    right = timezone.now()
    case, other = world.case(), world.case()
    ended = decision(world, case, since=TODAY - 9 * DAY, until=TODAY - DAY)
    row, another = Case.objects.get(pk=case), Case.objects.get(pk=other)
    liveness.clock_is_right(row, "Nothing was sent")
    assert liveness.now(row) >= right

    monkeypatch.setattr(timezone, "now", lambda: right - 2 * DAY)
    assert liveness.newest(row) >= ended.added_at
    assert not liveness.live_on(ended, liveness.now(row).date(), liveness.now(row))
    with pytest.raises(Blocked, match=r"Nothing was sent: This machine's clock says .*Have it set right"):
        liveness.clock_is_right(row, "Nothing was sent")

    monkeypatch.setattr(timezone, "now", lambda: liveness.newest(another) - dt.timedelta(seconds=59))
    liveness.clock_is_right(another, "Nothing was sent")
    for later, make in enumerate((
        lambda at: world.row(Proposal, case_id=other, measure="preservation", added_at=another.changed_at, submitted_at=at),
        lambda at: decision(world, other, added_at=another.changed_at, ended_at=at),
        lambda at: world.row(
            Outgoing, partner=world.partner(), conversation=uuid.uuid4(), channel=1, sequence=1, kind="notice",
            body_kind="made-up@1", posted_at=at, expires_at=at, record=other, scope=other,
        ),
    ), 1):  # fmt: skip
        at = right + later * dt.timedelta(hours=1)
        make(at)
        assert liveness.newest(another) == at


# -- new cases, decisions as rows


def test_a_case_is_made_in_another_act_by_whoever_acts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from tutela_node.casework.models import Case
    from tutela_node.casework.services import read_case
    from tutela_node.casework.services._cases import _new_case
    from tutela_node.spine.acts import By, Doing, Invalid, _act, act

    monkeypatch.setattr(_act, "REGISTRY", {})
    lead = world.officer()
    first = world.case(lead)

    @act("note.add", on="case", purposes=("investigation", "administration"), says="A case is made from another.")
    def again(doing: Doing, case: Any) -> uuid.UUID:
        made, told = _new_case(doing, title="Again", kind="contact", basis=case.basis, summary="From another")
        assert told["reference"] == made.reference
        assert (told["title"], told["systems"]) == ("Again", {"DE": "asks"})
        return made.id

    made = Case.objects.get(pk=again(lead.by(), first))
    assert (made.lead_id, made.unit_id) == (lead.id, lead.unit)
    assert read_case(lead.by(), made.id).summary == "From another"
    doing = Doing(uuid.uuid4(), "case.from_report", _act._actor(By.node()), By.node(), dt.datetime.now(dt.UTC))
    with pytest.raises(Invalid, match="by an officer of a unit"):
        _new_case(doing, title="x", kind="contact", basis="DE/bdsg-48")


def test_the_database_itself_wants_four_eyes_and_one_decision_a_round(world: World) -> None:
    from django.db import IntegrityError
    from django.utils import timezone

    from tutela_node.casework.models import Proposal, Reasons
    from tutela_node.spine.vault import opened

    lead, other = world.officer(), world.officer("decider")
    case, now = world.case(lead), timezone.now()
    with pytest.raises(IntegrityError, match="casework_decision_checked"):
        decision(world, case, checked_by_id=lead.id, checked_at=now)
    checked = decision(world, case, checked_by_id=other.id, checked_at=now, court="A made-up court", number="7/26")
    assert opened(checked) == {
        "court": "A made-up court", "number": "7/26", "reasons": None, "conditions": None, "covers": None,
    }  # fmt: skip
    with pytest.raises(IntegrityError, match="casework_decision_decided"):
        decision(world, case, origin="made")
    proposal = world.row(Proposal, case_id=case, measure="preservation", why="Two accounts may be lost")
    of_round = {"origin": "made", "decided_by_id": other.id, "proposal": proposal}
    decision(world, case, round=1, **of_round)
    with pytest.raises(IntegrityError, match="UNIQUE constraint failed"):
        decision(world, case, round=1, **of_round)
    decision(world, case, round=2, **of_round)
    decision(world, case, origin="urgent", proposal=proposal, round=1)
    reasons = {"case_id": case, "proposal": proposal, "round": 1, "leaning": "grant", "added_by_id": other.id}
    world.row(Reasons, steps={"aim": "To keep what may be lost"}, **reasons)
    with pytest.raises(IntegrityError, match="UNIQUE constraint failed"):
        world.row(Reasons, **reasons)


def test_a_new_room_is_imported_without_being_named(node: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.apps import apps

    import tutela_node.casework as package

    room = tmp_path / "made_up_room"
    room.mkdir()
    (room / "__init__.py").write_text("REGISTERED = True\n")
    (tmp_path / "made_up_file.py").write_text("raise RuntimeError('a file is no room')\n")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    apps.get_app_config("casework").ready()
    assert sys.modules.pop("tutela_node.casework.made_up_room").REGISTERED
    assert "tutela_node.casework.made_up_file" not in sys.modules
