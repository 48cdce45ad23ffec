"""The exchange as rooms see it: a made-up room posts letters and takes those that came."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.node_world import Colleague, World

ASK = {"asks": "preserve", "days": 60}


class Room:
    """A room with one act, which posts or takes by what a test hands in."""

    def __init__(self) -> None:
        from tutela_node.spine import acts

        @acts.act("case.change", on="case", purposes=("investigation",), says="Something is exchanged.")
        def do(doing: acts.Doing, case: Any, *, what: Callable[[acts.Doing, Any], Any]) -> Any:
            return what(doing, case)

        self.do = do


@pytest.fixture
def room(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """Its act goes by the name of one that the policies know; its kinds of letters are forgotten afterwards."""
    from tutela_node.spine.acts import _act
    from tutela_node.spine.exchange import _handlers

    monkeypatch.setattr(_act, "REGISTRY", {})
    monkeypatch.setattr(_handlers, "_HANDLERS", {})
    return Room()


@pytest.fixture
def lead(world: World) -> Colleague:
    return world.officer()


def letter(**values: Any) -> Any:
    from tutela_node.spine.exchange import Letter

    return Letter(**{"kind": "request", "conversation": uuid.uuid4(), "body_kind": "made-up@1", "body": ASK} | values)


def posting(partner: Any, one: Any, attachment: Any = None) -> Callable[[Any, Any], uuid.UUID]:
    from tutela_node.spine import exchange

    return lambda doing, case: exchange.post(
        doing, partner.id, one, record=case.id, scope=case.id, attachment=attachment
    )


def test_a_letter_is_posted_by_an_act_and_with_it(world: World, room: Room, lead: Colleague) -> None:
    from tutela_node.spine import exchange
    from tutela_node.spine.acts import Invalid
    from tutela_node.spine.models import Outgoing

    case, partner = world.case(lead), world.partner()
    one = letter(urgent=True)
    exchange.posted.clear()
    ident = room.do(lead.by(), case, what=posting(partner, one))
    assert exchange.posted.is_set()
    row = Outgoing.objects.get(pk=ident)
    assert (row.state, row.kind, row.urgent, row.sequence, row.scope) == ("posted", "request", True, 1, case)
    assert row.expires_at - row.posted_at == dt.timedelta(days=30)
    assert exchange.open_outgoing(row) == replace(one, body={**ASK, "urgent": True})
    assert b"preserve" not in (world.folder.blobs / row.content.digest[:2] / row.content.digest).read_bytes()

    def then_fails(doing: Any, found: Any) -> None:
        posting(partner, letter())(doing, found)
        raise Invalid("no")

    exchange.posted.clear()
    with pytest.raises(Invalid):
        room.do(lead.by(), case, what=then_fails)
    assert Outgoing.objects.filter(partner=partner).count() == 1
    assert not exchange.posted.is_set()


def test_a_conversation_keeps_its_order_and_eight_letters_are_under_way(
    world: World, room: Room, lead: Colleague
) -> None:
    from tutela_node.spine.models import Log, Outgoing

    case, partner = world.case(lead), world.partner()
    log = Log.objects.order_by("-number").values_list("number", flat=True)[0]
    same = uuid.UUID(int=8 * 7 + 3)
    threads = [
        threading.Thread(
            target=room.do, args=(lead.by(), case), kwargs={"what": posting(partner, letter(conversation=c))}
        )
        for c in [same] * 4 + [uuid.UUID(int=n) for n in range(16)]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = Outgoing.objects.filter(partner=partner)
    assert {row.channel for row in rows} == set(range(8 * (log - 1) + 1, 8 * log + 1))
    in_order = rows.filter(conversation=same).order_by("posted_at").values_list("channel", "sequence")
    assert {channel for channel, _ in in_order} == {8 * (log - 1) + 1 + 3}
    assert [s for _, s in in_order] == sorted(s for _, s in in_order)
    for channel in {row.channel for row in rows}:
        found = sorted(row.sequence for row in rows if row.channel == channel)
        assert found == list(range(1, len(found) + 1))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kind": "letter"}, "no kind of letter; expected one of request"),
        ({"kind": "answer"}, "names the one that it is about"),
        ({"body": {"urgent": False}}, "a body holds no `urgent`"),
        ({"attachment_name": "x.txt"}, "come together"),
        ({"in_reply_to": uuid.UUID(int=7)}, "was exchanged with partner"),
    ],
)
def test_a_letter_that_no_partner_would_take_is_a_defect(
    world: World, room: Room, lead: Colleague, values: dict[str, Any], said: str
) -> None:
    case, partner = world.case(lead), world.partner()
    with pytest.raises(ValueError, match=said):
        room.do(lead.by(), case, what=posting(partner, letter(**values)))


def test_nothing_goes_to_who_is_not_trusted_and_it_says_what_to_do(world: World, room: Room, lead: Colleague) -> None:
    from tutela_node.spine.acts import Blocked, submit
    from tutela_node.spine.models import Outgoing, Partner

    case, partner = world.case(lead), world.partner(confirmed=False)
    with pytest.raises(Blocked, match="compare fingerprints"):
        room.do(lead.by(), case, what=posting(partner, letter()))
    submit(lambda: Partner.objects.filter(pk=partner.pk).update(state="removed"))
    with pytest.raises(Blocked, match="by hand"):
        room.do(lead.by(), case, what=posting(partner, letter()))
    submit(lambda: Partner.objects.filter(pk=partner.pk).update(state="changed"))
    assert room.do(lead.by(), case, what=posting(partner, letter()))
    with pytest.raises(Blocked, match="Shorten it"):
        room.do(lead.by(), case, what=posting(partner, letter(body={"text": "x" * 900_000})))
    with pytest.raises(ValueError, match="no partner"):
        room.do(lead.by(), case, what=posting(Partner(), letter()))
    assert Outgoing.objects.filter(partner=partner).count() == 1


def test_an_attachment_is_posted_under_its_name(world: World, room: Room, lead: Colleague) -> None:
    from tutela_node.spine import exchange
    from tutela_node.spine.models import Outgoing
    from tutela_node.spine.vault import adopt, content, prepare

    case, partner, file = world.case(lead), world.partner(), prepare(b"a made-up file", "text/plain")
    one = letter(kind="evidence", attachment_name="notes.txt")

    def send(doing: Any, found: Any) -> uuid.UUID:
        return posting(partner, one, adopt(file, found.id))(doing, found)

    row = Outgoing.objects.get(pk=room.do(lead.by(), case, what=send))
    assert row.attachment is not None
    assert content(row.attachment) == b"a made-up file"
    assert exchange.open_outgoing(row) == one


def test_a_letter_that_came_is_taken_once_and_then_gone(world: World, room: Room, lead: Colleague) -> None:
    from django.utils import timezone

    from tutela_node.spine import exchange
    from tutela_node.spine.log import account_of
    from tutela_node.spine.models import EventBody, Incoming
    from tutela_node.spine.vault import KeyGone, carry_out_erasures

    case, came = world.case(lead), []
    exchange.handles("request", came.append)
    incoming = world.arrived("request", uuid.uuid4(), ASK, announced={"name": "a.txt", "size": 3})
    handler = exchange.handler_of("request")
    assert handler is not None
    handler.take(exchange.open_incoming(incoming))
    (arrived,) = came
    assert (arrived.body, arrived.kind, arrived.urgent) == (ASK, "request", False)
    assert (arrived.envelope, arrived.partner) == (incoming.envelope, incoming.partner_id)
    assert arrived.announced == {"name": "a.txt", "size": 3}

    def take(doing: Any, found: Any) -> Any:
        return exchange.taken(doing, arrived.incoming, "received", found.id).id

    assert room.do(lead.by(), case, what=take) == incoming.id
    with pytest.raises(exchange.Known) as known:
        room.do(lead.by(), case, what=take)
    assert known.value.row.pk == incoming.id
    row = Incoming.objects.get(pk=incoming.id)
    assert (row.state, row.record) == ("taken", case)
    carry_out_erasures(timezone.now())
    with pytest.raises(KeyGone):
        exchange.open_incoming(row)
    _, account = account_of(EventBody.objects.select_related("event").get(event__uuid=incoming.event))
    assert (account.act, account.outcome) == ("envelope.receive", "done")
    with pytest.raises(ValueError, match=r"no letter .* waits here"):
        room.do(lead.by(), case, what=lambda doing, _: exchange.taken(doing, uuid.uuid4(), "received", case))


def test_an_answer_names_the_letter_that_came(world: World, room: Room, lead: Colleague) -> None:
    from tutela_node.spine.models import Outgoing

    case, conversation = world.case(lead), uuid.uuid4()
    incoming = world.arrived("request", conversation, ASK)
    reply = letter(kind="acceptance", conversation=conversation, in_reply_to=incoming.envelope)
    sent = Outgoing.objects.get(pk=room.do(lead.by(), case, what=posting(incoming.partner, reply)))
    assert sent.in_reply_to == incoming.envelope
    back = letter(kind="withdrawal", conversation=conversation, in_reply_to=sent.id)
    assert room.do(lead.by(), case, what=posting(incoming.partner, back))
    with pytest.raises(ValueError, match="in this conversation"):
        room.do(lead.by(), case, what=posting(incoming.partner, replace(reply, conversation=uuid.uuid4())))
    with pytest.raises(ValueError, match="in this conversation"):
        room.do(lead.by(), case, what=posting(world.partner(), reply))


def test_one_room_handles_one_kind_and_says_what_it_does(room: Room) -> None:
    from tutela_node.spine import exchange

    assert exchange.handler_of("evidence") is None
    exchange.handles(
        "evidence", lambda _: None, gate=lambda _p, _c: "may-not-hold",
        arrived=lambda _d, _i: None, acknowledged=lambda _d, _o: None,
    )  # fmt: skip
    found = exchange.handler_of("evidence")
    assert found is not None
    assert found.gate is not None
    assert found.gate(uuid.uuid4(), uuid.uuid4()) == "may-not-hold"
    assert found.arrived is not None
    assert found.acknowledged is not None
    with pytest.raises(RuntimeError, match="handled already"):
        exchange.handles("evidence", lambda _: None)
    with pytest.raises(RuntimeError, match="no kind of letter"):
        exchange.handles("parcel", lambda _: None)
    assert exchange.SetAside("out-of-place").why == "out-of-place"


def test_what_was_exchanged_is_never_changed_and_never_deleted(world: World, room: Room, lead: Colleague) -> None:
    from django.db import IntegrityError

    from tutela_node.spine.acts import submit
    from tutela_node.spine.models import Incoming, Outgoing, PartnerKey

    case, partner = world.case(lead), world.partner()
    incoming = world.arrived("request", uuid.uuid4(), ASK, partner=partner)
    sent = Outgoing.objects.get(pk=room.do(lead.by(), case, what=posting(partner, letter())))

    def refused(work: Callable[[], Any], said: str) -> None:
        with pytest.raises(IntegrityError, match=said):
            submit(work)

    mine, theirs = Outgoing.objects.filter(pk=sent.pk), Incoming.objects.filter(pk=incoming.pk)
    key = PartnerKey.objects.filter(partner=partner)
    for rows in (mine, theirs, key):
        refused(rows.delete, "never deleted")
    for field, value in (
        ("envelope", uuid.uuid4()),
        ("digest", "0" * 64),
        ("event", uuid.uuid4()),
        ("outcome", "refused"),
    ):
        refused(lambda: theirs.update(**{field: value}), "acknowledged to a partner")  # noqa: B023
    submit(lambda: theirs.update(state="set_aside", why="failed"))
    submit(lambda: mine.update(digest="1" * 64, state="sealed"))
    refused(lambda: mine.update(digest="2" * 64), "other bytes never go")
    refused(lambda: mine.update(digest=""), "other bytes never go")
    submit(lambda: mine.update(digest="2" * 64, channel=sent.channel + 8, sequence=1))  # sealed anew after a restore
    refused(lambda: key.update(signing="another"), "only its end")
    submit(lambda: key.update(ends_at=sent.expires_at))
    again = Incoming.objects.get(pk=incoming.pk)
    again.pk = uuid.uuid4()
    refused(lambda: again.save(force_insert=True), "UNIQUE constraint failed")


def test_the_node_with_letters_in_it_verifies(world: World, room: Room, lead: Colleague) -> None:
    """Every sealed byte opens, and what was taken is said to be erased."""
    from django.utils import timezone

    from tutela_node.spine import exchange
    from tutela_node.spine.models import EventBody
    from tutela_node.spine.vault import carry_out_erasures, keys_of
    from tutela_node.spine.verification import verify_node

    case = world.case(lead)
    incoming = world.arrived("notice", uuid.uuid4(), ASK)
    room.do(lead.by(), case, what=posting(incoming.partner, letter()))
    room.do(lead.by(), case, what=lambda doing, _: exchange.taken(doing, incoming.id, "received", case))
    carry_out_erasures(timezone.now())
    world.logged()
    found = verify_node(world.folder.path, bodies=True, ask=lambda _: "")
    assert found.errors == ()
    assert incoming.id in keys_of([incoming.id])
    assert EventBody.objects.filter(record=incoming.id).exists()
