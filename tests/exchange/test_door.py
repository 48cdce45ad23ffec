"""The door: a letter of a partner is taken once, in its turn, and shown to be; whatever else comes changes nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.exchange.others import Other
from tests.exchange.test_partners import confirmed, row
from tests.node_world import Colleague, World
from tutela.cooperation.envelopes import (
    Acknowledgement,
    Confirmation,
    Draft,
    Partners,
    Place,
    Request,
    Sealed,
    Sent,
    admit,
    ask_receipt,
    derive_identity,
    no_partners,
    post_envelope,
    read_description,
    read_reply,
    seal,
    verify_acknowledgement,
    verify_proof,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

HOUR = dt.timedelta(hours=1)


class Sender:
    """A partner of this node that writes letters to it by the library alone."""

    def __init__(self, admin: Colleague, *, trusted: bool = True) -> None:
        from django.utils import timezone

        from tutela_node.spine.exchange import describe_ourselves

        self.other = Other()
        self.partner = confirmed(admin, self.other) if trusted else None
        note = describe_ourselves(timezone.now())
        made = read_description(note)[0]
        sure = Confirmation(made.node, made.fingerprint, f"officer:{admin.id}", "telephone")
        self.theirs: Partners = admit(no_partners(self.other.name, timezone.now()), note, timezone.now(), sure)
        self.node = made.node

    def seals(self, sequence: int = 1, *, channel: int = 1, at: dt.datetime | None = None, **said: Any) -> Sealed:
        from django.utils import timezone

        now = at or timezone.now()
        draft = Draft(**{"kind": "notice", "conversation": uuid.uuid4(), "body_kind": "made-up@1", "body": {}} | said)
        return seal(draft, self.other.me, self.theirs.current(self.node, now), Place(channel, sequence), now)

    def request(self, sealed: Sealed, at: dt.datetime | None = None) -> Request:
        from django.utils import timezone

        now = at or timezone.now()
        return post_envelope(sealed.envelope, self.other.me, self.theirs.current(self.node, now), now)

    def says(self, sealed: Sealed, answer: HttpResponse) -> Acknowledgement:
        from django.utils import timezone

        return verify_acknowledgement(
            read_reply(answer.content).acknowledgement, Sent.of(sealed), self.theirs, timezone.now()
        )


def sent(request: Request, **more: str) -> HttpResponse:
    """A request as a web server hands it in."""
    from django.test import Client

    path = "/" + request.url.split("/", 3)[3]
    headers = {k: v for k, v in request.headers.items() if k != "Content-Type"} | more
    kind = request.headers.get("Content-Type", "")
    return Client().generic(request.method, path, request.body, content_type=kind, headers=headers)  # type: ignore[return-value]


def count() -> tuple[int, int]:
    """(letters received, events)."""
    from tutela_node.spine.models import Event, Incoming

    return Incoming.objects.count(), Event.objects.count()


@pytest.fixture(autouse=True)
def _rooms() -> Iterator[None]:
    """A room for notices and questions, for as long as the test runs."""
    from tutela_node.spine.exchange import _handlers

    before = dict(_handlers._HANDLERS)
    for kind in ("notice", "answer"):
        _handlers._HANDLERS[kind] = _handlers.Handler(kind, lambda _: None)
    yield
    _handlers._HANDLERS.clear()
    _handlers._HANDLERS.update(before)


@pytest.fixture
def sender(world: World) -> Sender:
    return Sender(world.officer("administrator"))


def test_a_letter_is_received_once_and_its_receipt_is_proved(sender: Sender, world: World) -> None:
    from django.utils import timezone

    from tutela_node.spine.exchange import open_incoming
    from tutela_node.spine.models import Incoming
    from tutela_node.spine.verification import verify_node

    sealed = sender.seals(body={"text": "A made-up notice", "urgent": True})
    answer = sent(sender.request(sealed))
    assert answer.status_code == 200
    said = sender.says(sealed, answer)
    assert (said.outcome, said.final) == ("accepted", True)
    arrived = open_incoming(Incoming.objects.get(partner=sender.partner, envelope=sealed.letter.id))
    assert (arrived.body["text"], arrived.urgent) == ("A made-up notice", True)
    before = count()
    again = sent(sender.request(sealed))
    assert (again.status_code, count()) == (200, before)
    assert read_reply(again.content).acknowledgement == read_reply(answer.content).acknowledgement
    world.logged()
    now = timezone.now()
    asked = sent(ask_receipt(sealed.letter.id, sender.other.me, sender.theirs.current(sender.node, now), now))
    reply = read_reply(asked.content)
    assert reply.proof is not None
    assert verify_proof(said, reply.proof, sender.theirs).origin.startswith(sender.node)
    assert verify_node(world.folder.path, bodies=True, ask=lambda _: "").errors == ()


def test_letters_are_taken_in_order_and_each_channel_for_itself(sender: Sender) -> None:
    first, second, beside = sender.seals(1), sender.seals(2), sender.seals(1, channel=3)
    before = count()
    early = sent(sender.request(second))
    said = sender.says(second, early)
    assert (early.status_code, said.ground, said.expected_place, count()) == (409, "gap", Place(1, 1), before)
    for one in (beside, first, second):
        assert sent(sender.request(one)).status_code == 200


def test_other_bytes_in_a_used_place_or_under_a_used_id_are_refused(sender: Sender) -> None:
    first = sender.seals(1)
    sent(sender.request(first))
    usurper = sender.seals(1)
    refused = sent(sender.request(usurper))
    assert (refused.status_code, sender.says(usurper, refused).final) == (409, False)
    again = sender.seals(2, id=first.letter.id)  # as after a restore of theirs: final, and it names the earlier one
    said = sender.says(again, sent(sender.request(again)))
    assert (said.ground, said.final, said.earlier) == ("replayed", True, first.envelope.digest)
    assert sender.says(again, sent(sender.request(again))) == said
    assert sent(sender.request(sender.seals(3))).status_code == 200


def test_what_can_never_be_taken_is_refused_for_good_with_a_receipt(sender: Sender) -> None:
    from django.utils import timezone

    nothing = sender.seals(1, kind="answer", in_reply_to=uuid.uuid4())
    unknown = sender.seals(2, kind="evidence")
    expired = sender.seals(3, at=timezone.now() - HOUR / 2, life=HOUR / 60)
    for sealed, ground in ((nothing, "answers_nothing"), (unknown, "unknown_kind"), (expired, "expired")):
        answer = sent(sender.request(sealed))
        said = sender.says(sealed, answer)
        assert (answer.status_code, said.ground, said.final) == (422, ground, True)
        assert said.receipt is not None
    assert sent(sender.request(sender.seals(4))).status_code == 200


def test_a_letter_from_the_future_waits_until_the_clocks_agree(sender: Sender) -> None:
    from django.utils import timezone

    ahead = sender.seals(1, at=timezone.now() + HOUR)
    before = count()
    answer = sent(sender.request(ahead))
    said = sender.says(ahead, answer)
    assert (answer.status_code, said.ground, said.final, count()) == (503, "clock", False, before)


def test_who_is_not_trusted_changes_nothing(world: World, sender: Sender) -> None:
    from tutela_node.spine.exchange import remove_partner

    admin = world.officer("administrator")
    stranger = Sender(admin, trusted=False)
    sealed = sender.seals(1)
    good = sender.request(sealed)
    before = count()[0]
    bits = bytearray(good.body)
    bits[-1] ^= 1
    forged = Request(good.method, good.url, good.headers, bytes(bits))
    assert sent(forged).status_code == 401
    named = {"Signature": good.headers["Signature"][:20] + "AAAA" + good.headers["Signature"][24:]}
    assert sent(Request(good.method, good.url, {**good.headers, **named}, good.body)).status_code == 401
    assert sent(stranger.request(stranger.seals(1))).status_code == 403
    assert sent(Request("POST", good.url, {"Content-Type": "text/plain"}, b"hello")).status_code == 401
    late = sender.request(sealed, at=sealed.letter.made_at - HOUR)
    assert sent(late).status_code == 401
    elsewhere = replace(good, url=good.url.replace("/envelopes", "/envelopes?a=b"))
    assert sent(elsewhere).status_code == 401
    third = derive_identity("third.example", sender.other.keys[0])
    assert sent(post_envelope_by(third, sealed, sender)).status_code in (401, 403)
    assert count()[0] == before
    assert sent(good).status_code == 200
    remove_partner(admin.by(), row(sender.partner).id, why="It is closed.")  # type: ignore[arg-type]
    assert sent(sender.request(sender.seals(2))).status_code == 403


def post_envelope_by(by: Any, sealed: Sealed, sender: Sender) -> Request:
    """Somebody else's request around a letter of the sender."""
    from tutela.cooperation.envelopes._request import _signed

    good = sender.request(sealed)
    return _signed("POST", good.url, good.headers["Content-Type"], good.body, by, sealed.letter.made_at)


def test_refusals_are_recorded_once_and_counted(sender: Sender) -> None:
    good = sender.request(sender.seals(1))
    bad = Request(good.method, good.url, good.headers, good.body + b"x")
    before = count()[1]
    for _ in range(5):
        assert sent(bad).status_code == 401
    assert count()[1] == before + 1


def test_the_host_header_says_nothing_and_too_much_is_not_read(sender: Sender) -> None:
    good = sender.request(sender.seals(1))
    assert sent(good, Host="localhost").status_code == 200
    from tutela.cooperation.envelopes import MOST_ENVELOPE

    big = Request("POST", good.url, dict(good.headers), b"x" * (MOST_ENVELOPE + 1))
    assert sent(big).status_code == 413


def test_another_partners_conversation_cannot_be_answered(world: World, sender: Sender) -> None:
    second = Sender(world.officer("administrator"))
    first = sender.seals(1)
    sent(sender.request(first))
    theirs = second.seals(1, kind="notice", conversation=first.letter.conversation, in_reply_to=first.letter.id)
    said = second.says(theirs, sent(second.request(theirs)))
    assert (said.ground, said.final) == ("answers_nothing", True)


def test_the_description_is_given_to_everybody(sender: Sender) -> None:
    from django.test import Client

    answer = Client().get("/exchange/description")
    assert read_description(answer.content)[0].node == sender.node
    assert not answer.cookies


def test_an_id_that_a_partner_chose_names_no_key_here(sender: Sender, world: World) -> None:
    """A partner that learns the id of a case cannot have its key overwritten, or the writer stopped by it."""
    from tutela_node.spine.models import WrappedKey

    case = world.case()
    key = bytes(WrappedKey.objects.get(id=case).wrapped)
    sealed = sender.seals(1, id=case)
    assert sent(sender.request(sealed)).status_code == 200
    assert bytes(WrappedKey.objects.get(id=case).wrapped) == key


def test_nothing_of_a_letter_is_in_the_folder_in_clear(sender: Sender, world: World) -> None:
    word = f"made-up-{uuid.uuid4().hex}"
    assert sent(sender.request(sender.seals(1, body={"text": word}))).status_code == 200
    for path in world.folder.path.rglob("*"):
        assert not path.is_file() or word.encode() not in path.read_bytes(), path.name
