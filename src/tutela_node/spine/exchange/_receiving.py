"""Receiving a letter: who sent it, what becomes of it, one event, and the acknowledgement that shows that event.

    request verified ─▶ judged outside the writer (opened; its body sealed) ─▶ `envelope.receive` ─▶ acknowledgement

Outside the writer several may judge at once; the act looks at the channel again, and where another was first the letter
is judged anew. The acknowledgement is made of the row and its event each time and kept nowhere: the same bytes get the
same one, and the proof that the event is logged comes beside it as soon as there is one.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, cast

from django.conf import settings
from django.utils import timezone

from tutela.cooperation.envelopes import (
    STATUS,
    Accepted,
    Acknowledgement,
    Duplicate,
    Envelope,
    Exchanged,
    Ground,
    InboxState,
    Outcome,
    Place,
    Receipt,
    RefusedError,
    Request,
    Response,
    Seen,
    Waiting,
    acknowledge,
    no_partners,
    receipt_fields,
    receive,
    refused_request,
    respond,
    verify_request,
)
from tutela.cooperation.envelopes import Refused as NotTaken
from tutela.ledger import to_base64
from tutela_node.spine.acts import By, Doing, Refused, act, submit
from tutela_node.spine.acts._refusals import Recorded
from tutela_node.spine.authority import Actor
from tutela_node.spine.exchange._handlers import handler_of
from tutela_node.spine.exchange._library import address, identities, known, origin
from tutela_node.spine.log import account_of, content_of, proof_of
from tutela_node.spine.models import Channel, EventBody, Incoming, Outgoing, Partner
from tutela_node.spine.vault import Prepared, adopt, keys_of, prepare

_KEY_ID = re.compile(r'keyid="([a-z0-9.-]{1,120})#')
_TIMES = 5
"""How often a letter is judged anew because others of its channel came at the same moment."""


@dataclass(frozen=True)
class _Judged:
    """What was found of a letter, and on which state of its channel. `content`: its body, sealed, of one accepted."""

    partner: uuid.UUID
    outcome: Accepted | NotTaken
    state: InboxState
    content: Prepared | None


class _Moved(Exception):
    """Another letter of the channel was recorded meanwhile."""


def receive_envelope(path: str, headers: Mapping[str, str], body: bytes) -> Response:
    """The answer to `POST /envelopes`.

    Args:
        path: as it came, with its query.
        body: at most `MOST_ENVELOPE` bytes.
    """
    now = timezone.now()
    sender = _claimed(headers)
    partner = Partner.objects.filter(name=sender).first() if sender else None
    try:
        _verified("POST", path, headers, body, partner, now)
    except RefusedError as err:
        refuse(partner, err.ground)
        outcome = refused_request(body, err)
        return _unsaid(err) if outcome is None else respond(outcome, acknowledge(outcome, identities()[0], now))
    assert partner is not None
    return _answered(partner, body, now)


def ask_envelope(path: str, headers: Mapping[str, str], ident: uuid.UUID) -> Response:
    """The answer to `GET /envelopes/ID`: the acknowledgement of a letter of the partner who asks, with the proof."""
    partner = Partner.objects.filter(name=_claimed(headers)).first()
    try:
        _verified("GET", path, headers, b"", partner, timezone.now())
    except RefusedError as err:
        refuse(partner, err.ground)
        return _unsaid(err)
    row = Incoming.objects.filter(partner=partner, envelope=ident).order_by("received_at", "channel").last()
    return Response(404, b"", {"Cache-Control": "no-store"}) if row is None else _response(row)


def refuse(partner: Partner | None, ground: str) -> None:
    """Record that something was refused that is no authentic letter: once in half an hour a partner, then counted."""

    def work() -> None:
        doing = Doing(uuid.uuid4(), "envelope.receive", Actor(None, "the node"), By.node(), timezone.now())
        kind, ident = ("partner", partner.id) if partner is not None else ("node", settings.NODE.id)
        doing.about(kind, ident, settings.NODE.id)
        raise Recorded(Refused("envelope.receive", (ground,)), doing, (ground,))

    try:
        submit(work)
    except Refused:
        return


def acknowledgement_of(row: Incoming) -> str:
    """What this node signs of a letter that had a final outcome: the same each time, as long as its key is the same."""
    body = EventBody.objects.select_related("event").get(event__uuid=row.event)
    account_salt, account = account_of(body)
    content_salt, content = content_of(body, keys_of([settings.NODE.id])[settings.NODE.id])
    receipt = Receipt(account_salt, account, content_salt, content)
    said: dict[str, Any] = content.fields
    before = Incoming.objects.filter(partner=row.partner_id, envelope=row.envelope, outcome="received").first()
    made = Acknowledgement.model_validate(
        {
            "by": settings.NODE.name, "to": said["from"], "id": row.envelope, "digest": bytes.fromhex(row.digest),
            "letter": bytes.fromhex(said["letter"]), "outcome": said["outcome"], "ground": said["ground"],
            "final": True, "expected": {"channel": row.channel, "sequence": row.sequence + 1},
            "earlier": bytes.fromhex(before.digest) if before and row.ground == "replayed" else None,
            "at": row.received_at,
            "receipt": {"account": to_base64(receipt.account_bytes), "content": to_base64(receipt.content_bytes)},
        }
    )  # fmt: skip
    return made.signed(identities()[0].signer)


@act(
    "envelope.receive", on="node", purposes=("administration",),
    says="A letter of a partner is received, or refused for good; the partner gets this event as its receipt.",
)  # fmt: skip
def _receive(doing: Doing, _: Any, *, judged: _Judged) -> Incoming:
    outcome, letter = judged.outcome, judged.outcome.letter
    assert letter is not None
    partner = Partner.objects.get(pk=judged.partner)
    place = Place(letter.channel, letter.sequence)
    if _state(partner, letter.id, place, outcome.digest, letter.in_reply_to) != judged.state:
        raise _Moved
    accepted, scope = isinstance(outcome, Accepted), uuid.uuid4()
    if judged.content is not None:
        doing.ring.new_scope(scope)
    row = Incoming.objects.create(
        partner=partner, envelope=letter.id, conversation=letter.conversation, in_reply_to=letter.in_reply_to,
        channel=letter.channel, sequence=letter.sequence, kind=letter.kind, body_kind=letter.body_kind,
        urgent=letter.body.get("urgent") is True, digest=outcome.digest.hex(), scope=scope,
        content=adopt(judged.content, scope) if judged.content else None, received_at=doing.at, event=doing.event,
        outcome="received" if accepted else "refused", state="received" if accepted else "refused",
        ground=outcome.ground if isinstance(outcome, NotTaken) else "",
        announced=json.dumps(letter.attachments[0].model_dump(mode="json")) if accepted and letter.attachments else "",
    )  # fmt: skip
    Channel.objects.update_or_create(
        partner=partner, ours=False, number=letter.channel, defaults={"next": letter.sequence + 1}
    )
    Partner.objects.filter(pk=partner.pk).update(heard_at=doing.at)
    doing.about("envelope", letter.id)
    doing.tell(**receipt_fields(outcome))
    return row


def _answered(partner: Partner, body: bytes, now: dt.datetime) -> Response:
    digest = sha256(body).hexdigest()
    for _ in range(_TIMES):
        same = Incoming.objects.filter(partner=partner, digest=digest).first()
        if same is not None:
            return _response(same)
        state, outcome = _judge(partner, body, now)
        if isinstance(outcome, Duplicate):
            continue  # recorded since we looked
        if isinstance(outcome, Waiting) or not outcome.final:
            if isinstance(outcome, NotTaken):
                refuse(partner, outcome.ground)
            return respond(outcome, acknowledge(outcome, identities()[0], now))
        content = None
        if isinstance(outcome, Accepted):
            content = prepare(json.dumps(dict(outcome.letter.body), ensure_ascii=False).encode(), "application/json")
        try:
            return _response(_receive(By.node(), None, judged=_Judged(partner.id, outcome, state, content)))
        except _Moved:
            continue
    return Response(503, b"", {"Retry-After": "1", "Cache-Control": "no-store"})


def _judge(partner: Partner, body: bytes, now: dt.datetime) -> tuple[InboxState, Outcome]:
    """The state of the channel and what becomes of the letter, on that state."""
    me, trusted = identities(), known(partner)
    try:
        clear = Envelope.parse(body).clear
    except RefusedError:
        return InboxState(partner.name), receive(InboxState(partner.name), body, now, me=me, partners=trusted)
    digest, place = sha256(body).digest(), Place(clear.channel, clear.sequence)
    state = _state(partner, clear.id, place, digest, None)
    first = receive(replace(state, latest=_latest(partner)), body, now, me=me, partners=trusted)
    letter = first.letter if isinstance(first, Accepted | NotTaken) else None
    if letter is not None and letter.in_reply_to is not None:  # only the opened letter says what it answers
        state = _state(partner, clear.id, place, digest, letter.in_reply_to)
        first = receive(replace(state, latest=_latest(partner)), body, now, me=me, partners=trusted)
    if isinstance(first, Accepted) and handler_of(first.letter.kind) is None:
        said = f"nobody here handles letters of the kind {first.letter.kind}"
        return state, NotTaken(
            partner.name, first.digest, first.letter.id, "unknown_kind", said, first.expected, True, first.letter,
            first.letter_digest,
        )  # fmt: skip
    return state, first


def _state(
    partner: Partner, ident: uuid.UUID, place: Place, digest: bytes, about: uuid.UUID | None
) -> InboxState:  # fmt: skip
    """What must be known of a partner to judge one letter: its channel, and the rows that it can meet."""
    channel = Channel.objects.filter(partner=partner, ours=False, number=place.channel).first()
    met = Incoming.objects.filter(partner=partner)
    rows = [
        *met.filter(envelope=ident).order_by("received_at"),
        *met.filter(channel=place.channel, sequence=place.sequence),
        *met.filter(digest=digest.hex()),
    ]  # fmt: skip
    seen = tuple(
        Seen(r.envelope, Place(r.channel, r.sequence), bytes.fromhex(r.digest), r.outcome == "received", "")
        for r in sorted({row.pk: row for row in rows}.values(), key=lambda r: (r.outcome != "received", r.received_at))
    )
    expected = Place(place.channel, channel.next if channel else 1)
    return InboxState(partner.name, expected, seen, _exchanged(partner, about))


def _exchanged(partner: Partner, about: uuid.UUID | None) -> tuple[Exchanged, ...]:
    if about is None:
        return ()
    ours = Outgoing.objects.filter(partner=partner, pk=about)
    theirs = Incoming.objects.filter(partner=partner, envelope=about, outcome="received")
    return (
        *(Exchanged(r.id, r.conversation, r.kind, ours=True) for r in ours),
        *(Exchanged(r.envelope, r.conversation, r.kind, ours=False) for r in theirs),
    )


def _latest(partner: Partner) -> dt.datetime | None:
    return (
        Incoming.objects.filter(partner=partner).order_by("-received_at").values_list("received_at", flat=True).first()
    )


def _response(row: Incoming) -> Response:
    """The acknowledgement of a row and, once its event is logged, the proof of that."""
    body = EventBody.objects.select_related("event").get(event__uuid=row.event)
    made = respond(cast(Ground, row.ground or "expired"), acknowledgement_of(row), proof_of(body.event))
    return made if row.ground else replace(made, status=200)


def _verified(
    method: str, path: str, headers: Mapping[str, str], body: bytes, partner: Partner | None, now: dt.datetime
) -> None:
    """Raises RefusedError where the request is not signed by a trusted key of this partner, for here and now."""
    trusted = known(partner) if partner is not None else no_partners(settings.NODE.name, now)
    request = Request(method, origin() + path, headers, body)  # never of the Host header, which anybody can write
    verify_request(request, at=address(), partners=trusted, now=now)


def _claimed(headers: Mapping[str, str]) -> str:
    """Whose key a request names: only to know whose keys to look at."""
    found = _KEY_ID.search(headers.get("Signature-Input", ""))
    return found.group(1) if found else ""


def _unsaid(err: RefusedError) -> Response:
    return Response(STATUS[err.ground], b"", {"Cache-Control": "no-store"})
