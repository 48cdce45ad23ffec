"""Letters in the database: handed in by an act, given to a room when they came, and gone once they are taken."""

from __future__ import annotations

import datetime as dt
import json
import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from tutela_node.spine.acts import Blocked, Doing
from tutela_node.spine.models import Blob, Channel, Incoming, Log, Outgoing, Partner
from tutela_node.spine.vault import content, erase_scope, keep

KINDS = (
    "request", "acceptance", "question", "answer", "refusal", "result", "evidence", "notice", "withdrawal", "keys",
)  # fmt: skip
"""The kinds of letters (docs/decisions/0010)."""

REPLIES = frozenset({"acceptance", "question", "answer", "refusal", "result", "withdrawal"})
"""Kinds that name a letter of the same conversation."""

LIFE = dt.timedelta(days=30)
"""How long a letter may be under way."""

MOST_BODY = 900_000
"""Bytes of a body: an envelope has a million at most, and the letter around the body and its seals need some."""

AT_ONCE = 8
"""Channels to one partner: a conversation keeps its order, and so many letters are under way at once."""

posted = threading.Event()
"""Set in this process after an act that posted has committed: whoever delivers need not wait for its next round."""


@dataclass(frozen=True)
class Letter:
    """What one node says to another.

    Attributes:
        kind: one of `KINDS`.
        conversation: what both nodes share; a new one for what begins one.
        body_kind: what the body is, with its version, such as `preservation-request@1`.
        body: JSON without fractions. The key `urgent` is the letter's own.
        in_reply_to: the envelope that it answers or takes back, of either side; required of `REPLIES`.
        urgent: it goes first. It travels in the body.
        attachment_name: under which name an attachment goes.
    """

    kind: str
    conversation: uuid.UUID
    body_kind: str
    body: Mapping[str, Any]
    in_reply_to: uuid.UUID | None = None
    urgent: bool = False
    attachment_name: str = ""


@dataclass(frozen=True)
class Arrived:
    """A letter that came, opened for the room that handles its kind.

    Attributes:
        incoming: its id here. `envelope`: its id at the partner, which a reply names.
        event: of its receiving, for whoever asks for the proof.
        announced: the attachment that follows, as the letter names it (name, sizes, digests); None: none does.
    """

    incoming: uuid.UUID
    partner: uuid.UUID
    envelope: uuid.UUID
    conversation: uuid.UUID
    in_reply_to: uuid.UUID | None
    kind: str
    body_kind: str
    body: Mapping[str, Any]
    urgent: bool
    received_at: dt.datetime
    event: uuid.UUID
    announced: Mapping[str, Any] | None


class Known(Exception):
    """This was received or taken already: `row` is the earlier one, and what was begun anew is rolled back."""

    def __init__(self, row: Any) -> None:
        super().__init__(f"{type(row).__name__} {row.pk} is known already")
        self.row = row


def post(
    doing: Doing, partner: uuid.UUID, letter: Letter, *, record: uuid.UUID, scope: uuid.UUID,
    attachment: Blob | None = None,
) -> uuid.UUID:  # fmt: skip
    """Hand in a letter, inside an act; it is delivered after the act has committed. Gives the envelope's id.

    Args:
        record: what it is of. `scope`: under whose scope key its body is sealed, and with which it is erased.
        attachment: a blob that follows it, under the letter's `attachment_name`.

    Raises:
        Blocked: nothing can be sent to this partner now; with what to do.
        ValueError: the letter is none that a partner would take: a defect of the room.
    """
    to = _trusted(partner)
    _fits(letter, to, attachment)
    body = {**letter.body, "urgent": True} if letter.urgent else dict(letter.body)
    written = json.dumps({"body": body, "attachment_name": letter.attachment_name}, ensure_ascii=False, sort_keys=True)
    if len(written.encode()) > MOST_BODY:
        raise Blocked("The letter is too long to be sent", [f"Shorten it: at most {MOST_BODY} bytes travel in one."])
    channel = _channel(to, letter.conversation)
    row = Outgoing.objects.create(
        partner=to, conversation=letter.conversation, in_reply_to=letter.in_reply_to, channel=channel.number,
        sequence=channel.next, kind=letter.kind, body_kind=letter.body_kind, urgent=letter.urgent,
        content=keep(written.encode(), "application/json", scope), attachment=attachment, posted_at=doing.at,
        expires_at=doing.at + LIFE, record=record, scope=scope,
    )  # fmt: skip
    channel.next += 1
    channel.save(update_fields=["next"])
    transaction.on_commit(posted.set)
    return row.id


def open_outgoing(row: Outgoing) -> Letter:
    """A letter as it was posted.

    Raises:
        KeyGone: what it was of is erased.
    """
    said = _said(row.content)
    return Letter(
        row.kind, row.conversation, row.body_kind, said["body"], row.in_reply_to, row.urgent, said["attachment_name"]
    )


def open_incoming(row: Incoming) -> Arrived:
    """A letter that came, opened.

    Raises:
        KeyGone: it was taken, or set aside for longer than it is kept.
    """
    return Arrived(
        row.id, row.partner_id, row.envelope, row.conversation, row.in_reply_to, row.kind, row.body_kind,
        _said(row.content), row.urgent, row.received_at, row.event,
        json.loads(row.announced) if row.announced else None,
    )  # fmt: skip


def taken(doing: Doing, incoming: uuid.UUID, kind: str, record: uuid.UUID) -> Incoming:
    """Say, inside the act that made a record of a letter, that it did; what the letter said is erased with the act's
    commit. The event names the envelope.

    Args:
        kind, record: of what was made.

    Raises:
        Known: it was taken already.
        ValueError: there is no such letter, or none that waits for a room.
    """
    row = Incoming.objects.filter(pk=incoming).first()
    if row is not None and row.state == "taken":
        raise Known(row)
    if row is None or row.state not in ("received", "set_aside"):
        raise ValueError(f"no letter {incoming} waits here to be taken")
    row.state, row.taken_at, row.record = "taken", doing.at, record
    row.save(update_fields=["state", "taken_at", "record"])
    erase_scope(doing.event, row.scope, doing.at)
    doing.tell(envelope=str(row.envelope), taken_as=f"{kind}:{record}")
    return row


def _trusted(ident: uuid.UUID) -> Partner:
    found = Partner.objects.filter(pk=ident).first()
    if found is None:
        raise ValueError(f"there is no partner {ident}")
    if found.state == "unconfirmed":
        raise Blocked(
            f"Nothing can be sent to {found.title}",
            ["Its key is not confirmed; ask your administrator to compare fingerprints with them."],
        )
    if found.state == "removed":
        raise Blocked(
            f"Nothing can be sent to {found.title}",
            ["It was removed from the partners of this node; ask your administrator, or send a document by hand."],
        )
    return found  # where it offers another key, what is posted waits with the rest


def _fits(letter: Letter, to: Partner, attachment: Blob | None) -> None:
    if letter.kind not in KINDS:
        raise ValueError(f"{letter.kind!r} is no kind of letter; expected one of {', '.join(KINDS)}")
    if "urgent" in letter.body:
        raise ValueError("a body holds no `urgent`; say it of the letter")
    if (attachment is not None) != bool(letter.attachment_name):
        raise ValueError("an attachment and its name come together")
    if letter.in_reply_to is None:
        if letter.kind in REPLIES:
            raise ValueError(f"a letter of the kind {letter.kind!r} names the one that it is about, in `in_reply_to`")
        return
    ours = Outgoing.objects.filter(partner=to, pk=letter.in_reply_to, conversation=letter.conversation)
    theirs = Incoming.objects.filter(partner=to, envelope=letter.in_reply_to, conversation=letter.conversation)
    if not ours.exists() and not theirs.exists():
        raise ValueError(f"no letter {letter.in_reply_to} was exchanged with {to.name} in this conversation")


def _channel(to: Partner, conversation: uuid.UUID) -> Channel:
    """Channels belong to a log: after a restore, which opens the next one, no place is used that was used before."""
    log = Log.objects.order_by("-number").values_list("number", flat=True).first() or 1
    number = AT_ONCE * (log - 1) + 1 + conversation.int % AT_ONCE
    return Channel.objects.get_or_create(partner=to, ours=True, number=number)[0]


def _said(blob: Blob | None) -> dict[str, Any]:
    if blob is None:
        raise ValueError("this letter has no content here: it was refused")
    said: dict[str, Any] = json.loads(content(blob))
    return said
