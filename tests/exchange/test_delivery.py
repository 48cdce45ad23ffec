"""Delivery: what an act posted reaches the partner once, is shown to be there, and is never given up."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.cooperation.envelopes.nodes import Log
from tests.exchange.others import Other
from tests.exchange.test_partners import confirmed, row
from tests.node_world import World
from tutela.cooperation.envelopes import (
    RECEIVE_ACT,
    Accepted,
    Confirmation,
    InboxState,
    Partners,
    Receipt,
    RefusedError,
    Request,
    acknowledge,
    admit,
    no_partners,
    read_description,
    receipt_fields,
    receive,
    respond,
    verify_request,
)
from tutela.cooperation.envelopes import Refused as NotTaken
from tutela.ledger import Account, Content, NoteSigner

if TYPE_CHECKING:
    from tutela_node.spine.exchange import Delivery, Letter
    from tutela_node.spine.models import Outgoing


@dataclass
class Far(Other):
    """A partner that answers over HTTP by the library alone. `said`: what is answered before anything else, if set."""

    port: int = 0
    theirs: Partners | None = None
    inboxes: dict[int, InboxState] = field(default_factory=dict)
    taken: list[dict[str, Any]] = field(default_factory=list)
    receipts: dict[uuid.UUID, tuple[str, Receipt]] = field(default_factory=dict)
    silent: bool = False
    lose: int = 0
    posts: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/exchange"

    @property
    def ledger(self) -> Log:
        if not hasattr(self, "_ledger"):
            self._ledger = Log(NoteSigner(f"{self.name}/log/1", Ed25519PrivateKey.from_private_bytes(self.log)))
        return self._ledger

    def answers(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes] | None:
        assert self.theirs is not None
        now = dt.datetime.now(dt.UTC)
        request = Request(method, f"http://127.0.0.1:{self.port}{path}", headers, body)
        try:
            verify_request(request, at=self.url, partners=self.theirs, now=now)
        except RefusedError as err:
            return 401, str(err).encode()
        if self.silent:
            return 502, b"<html>a proxy's page</html>"
        if method == "GET":
            note, receipt = self.receipts[uuid.UUID(path.rsplit("/", 1)[1])]
            made = respond("expired", note, self.ledger.proof(receipt.leaf))
            return 200, made.body
        self.posts += 1
        made = self._received(body, now)
        if self.lose:
            self.lose -= 1
            return None
        return made.status, made.body

    def _received(self, body: bytes, now: dt.datetime) -> Any:
        from tutela.cooperation.envelopes import Envelope

        assert self.theirs is not None
        channel = Envelope.parse(body).clear.channel
        from tutela.cooperation.envelopes import Place

        node = self.theirs.nodes[0]
        state = self.inboxes.get(channel, InboxState(node, Place(channel, 1)))
        outcome = receive(state, body, now, me=[self.me], partners=self.theirs)
        receipt = None
        if isinstance(outcome, Accepted | NotTaken) and outcome.final and outcome.letter is not None:
            content = Content(event=uuid.uuid4(), act=RECEIVE_ACT, fields=receipt_fields(outcome))
            salt = secrets.token_bytes(32)
            account = Account(
                event=content.event, node=self.name, at=now, actor="node", roles=(), act=RECEIVE_ACT,
                on=f"envelope:{outcome.letter.id}", purpose="administration", basis=None, outcome="done", why=("x",),
                software="made-up/1", content=content.digest(salt),
            )  # fmt: skip
            receipt = Receipt(secrets.token_bytes(32), account, salt, content)
            self.ledger.leaves.append(receipt.leaf)
            if isinstance(outcome, Accepted):
                self.taken.append(dict(outcome.letter.body))
        note = acknowledge(outcome, self.me, now, receipt)
        if receipt is not None and isinstance(outcome, Accepted | NotTaken) and outcome.letter is not None:
            self.receipts[outcome.letter.id] = (note, receipt)
        self.inboxes[channel] = state.recorded(outcome, note, now)
        return respond(outcome, note)


@pytest.fixture
def far(world: World) -> Iterator[Far]:
    from django.utils import timezone

    from tutela_node.spine.exchange import describe_ourselves

    node = Far()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with lock:
                made = node.answers(self.command, self.path, dict(self.headers.items()), body)
            if made is None:
                self.close_connection = True
                return
            self.send_response(made[0])
            self.send_header("Content-Length", str(len(made[1])))
            self.end_headers()
            self.wfile.write(made[1])

        do_GET = do_POST  # noqa: N815  (the name is the library's)

        def log_message(self, *_: Any) -> None:
            """Nothing is said."""

    lock = threading.Lock()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    node.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    note = describe_ourselves(timezone.now())
    made = read_description(note)[0]
    sure = Confirmation(made.node, made.fingerprint, f"officer:{uuid.uuid4()}", "telephone")
    node.theirs = admit(no_partners(node.name, timezone.now()), note, timezone.now(), sure)
    yield node
    server.shutdown()
    server.server_close()


@pytest.fixture
def partner(world: World, far: Far) -> uuid.UUID:
    return confirmed(world.officer("administrator"), far)


@pytest.fixture
def delivery() -> Iterator[Delivery]:
    from tutela_node.spine.exchange import Delivery

    made = Delivery()
    yield made
    made.close()


def letter(**more: Any) -> Letter:
    from tutela_node.spine.exchange import Letter

    said = {"kind": "notice", "conversation": uuid.uuid4(), "body_kind": "made-up@1", "body": {"text": "Made up"}}
    return Letter(**{**said, **more})


def posts(partner: uuid.UUID, *letters: Letter) -> list[uuid.UUID]:
    """These letters, handed in by one act of the node's own."""
    from django.conf import settings
    from django.utils import timezone

    from tutela_node.spine.acts import By, Doing, submit
    from tutela_node.spine.authority import Actor
    from tutela_node.spine.exchange import post
    from tutela_node.spine.vault import RING, hand_in

    def work() -> list[uuid.UUID]:
        doing = Doing(uuid.uuid4(), "test.post", Actor(None, "the node"), By.node(), timezone.now())
        token = RING.set(doing.ring)
        try:
            made = [post(doing, partner, one, record=settings.NODE.id, scope=settings.NODE.id) for one in letters]
            hand_in(doing.ring)
        finally:
            RING.reset(token)
        return made

    return submit(work)


def out(ident: uuid.UUID) -> Outgoing:
    from tutela_node.spine.models import Outgoing

    return Outgoing.objects.get(pk=ident)


def until(delivery: Delivery, ident: uuid.UUID, state: str, seconds: float = 8) -> Outgoing:
    """Rounds until a letter is in that state."""
    end = time.monotonic() + seconds
    while out(ident).state != state:
        assert time.monotonic() < end, (out(ident).state, out(ident).why)
        delivery.round()
        delivery.settle()
        time.sleep(0.02)
    return out(ident)


def test_a_posted_letter_is_delivered_acknowledged_and_proved(far: Far, partner: uuid.UUID, delivery: Delivery) -> None:
    (ident,) = posts(partner, letter(body={"text": "A made-up notice"}, urgent=True))
    done = until(delivery, ident, "logged")
    assert far.taken == [{"text": "A made-up notice", "urgent": True}]
    assert (done.outcome, done.ground, done.sealed, bool(done.proof)) == ("received", "", None, True)
    assert row(partner).heard_at is not None


def test_letters_of_a_conversation_arrive_in_order_and_once(far: Far, partner: uuid.UUID, delivery: Delivery) -> None:
    talk = uuid.uuid4()
    idents = posts(partner, *(letter(conversation=talk, body={"n": n}) for n in range(4)))
    far.lose = 1  # taken there, and the answer is lost on the way
    until(delivery, idents[-1], "logged", 12)
    assert far.taken == [{"n": n} for n in range(4)]
    assert far.posts == 5


def test_the_same_bytes_are_sent_again_after_a_start(far: Far, partner: uuid.UUID, delivery: Delivery) -> None:
    from tutela_node.spine.exchange import Delivery as Anew

    far.lose = 1
    (ident,) = posts(partner, letter())
    sealed = until(delivery, ident, "sealed")
    digest = sealed.digest
    after = Anew()
    done = until(after, ident, "logged")
    after.close()
    assert (done.digest, len(far.taken), far.posts) == (digest, 1, 2)


def test_a_page_of_a_proxy_is_no_answer(far: Far, partner: uuid.UUID, delivery: Delivery) -> None:
    far.silent = True
    (ident,) = posts(partner, letter())
    waiting = until(delivery, ident, "sealed")
    assert (waiting.why, waiting.attempts) == ("unverified", 1)
    delivery.round()
    delivery.settle()
    assert out(ident).attempts == 1  # it waits
    far.silent = False
    until(delivery, ident, "logged")
    assert len(far.taken) == 1


def test_what_expired_before_it_went_is_refused_there_and_the_next_goes_on(
    far: Far, partner: uuid.UUID, delivery: Delivery
) -> None:
    from django.utils import timezone

    from tutela_node.spine.acts import submit
    from tutela_node.spine.models import Outgoing

    talk, now = uuid.uuid4(), timezone.now()
    first, second = posts(partner, letter(conversation=talk), letter(conversation=talk, body={"n": 2}))
    past = {"posted_at": now - dt.timedelta(minutes=10), "expires_at": now - dt.timedelta(minutes=5)}
    submit(lambda: Outgoing.objects.filter(pk=first).update(**past))
    done = until(delivery, first, "logged")
    assert (done.outcome, done.ground) == ("refused", "expired")
    until(delivery, second, "logged")
    assert far.taken == [{"n": 2}]


def test_nothing_goes_to_a_removed_partner(far: Far, partner: uuid.UUID, delivery: Delivery, world: World) -> None:
    from tutela_node.spine.exchange import remove_partner

    (ident,) = posts(partner, letter())
    assert remove_partner(world.officer("administrator").by(), partner, why="It was closed.") == 1
    delivery.round()
    delivery.settle()
    assert (out(ident).state, out(ident).attempts) == ("posted", 0)
    assert far.posts == 0


def test_the_thread_delivers_within_a_second_of_the_act(far: Far, partner: uuid.UUID, delivery: Delivery) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=delivery.run, args=(stop,))
    thread.start()
    try:
        began = time.monotonic()
        (ident,) = posts(partner, letter())
        while out(ident).state == "posted" or not far.taken:
            assert time.monotonic() - began < 5, out(ident).why
            time.sleep(0.02)
        assert time.monotonic() - began < 2  # a second is promised; the test machine may be busy
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()
