"""Delivery: what was posted is sealed, sent until its receiver has signed for it, and asked for until it is logged.

    posted ─seal, commit▶ sealed ─POST▶ acknowledged ─GET▶ logged

Bytes are committed before they are sent first; other bytes never go in their place. Nothing is given up. Waits are in
memory and monotonic: a clock that is set moves none of them, and after a start everything is due at once.
"""

from __future__ import annotations

import datetime as dt
import http.client
import random
import threading
import time
import uuid
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from tutela.cooperation.envelopes import (
    MOST_ANSWER,
    Acknowledgement,
    ClockError,
    Draft,
    Envelope,
    EnvelopeError,
    Identity,
    OutboxState,
    Partners,
    Place,
    Reply,
    Request,
    Sent,
    ask_receipt,
    backoff,
    post_envelope,
    read_reply,
    seal,
    verify_acknowledgement,
    verify_proof,
)
from tutela.cooperation.envelopes import Partner as Entry
from tutela_node.spine.acts import By, Doing, act, submit
from tutela_node.spine.exchange._handlers import handler_of
from tutela_node.spine.exchange._letters import AT_ONCE, open_outgoing, posted
from tutela_node.spine.exchange._library import identities, known
from tutela_node.spine.exchange._taking import Taking
from tutela_node.spine.logs import log
from tutela_node.spine.models import Outgoing, Partner
from tutela_node.spine.vault import KeyGone

EVERY = 0.2
CONNECT, ANSWER = 10.0, 30.0
"""Seconds to reach a partner, and to wait for each piece of its answer."""

_MENDED_BY_PEOPLE = 99
"""As many failures: the longest wait, for what people must mend."""


class Delivery:
    """Delivers for one node; one at a time for a folder. `round` may be called by one thread only."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(AT_ONCE, "delivery")
        self._under_way: dict[uuid.UUID, Future[None]] = {}
        self._waits: dict[uuid.UUID, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def run(self, stop: threading.Event) -> None:
        """Rounds until `stop` is set; what is being sent then is waited for. What came in is handed to its rooms."""
        taking = Taking()
        while not stop.is_set():
            try:
                self.round()
                taking.round()
            except Exception as err:  # no trouble with one round ends delivery
                log("delivery.failed", kind=type(err).__name__)
            close_old_connections()
            posted.wait(EVERY)
            posted.clear()
        self.close()

    def close(self) -> None:
        self._pool.shutdown(wait=True)

    def round(self) -> int:
        """Begin the next step of every letter that is due; how many began."""
        for ident in [i for i, future in self._under_way.items() if future.done()]:
            del self._under_way[ident]
        began = 0
        for row in self._due():
            if row.id not in self._under_way and self._waits.get(row.id, (0, 0.0))[1] <= time.monotonic():
                self._under_way[row.id] = self._pool.submit(self._step, row.id)
                began += 1
        return began

    def settle(self) -> None:
        """Wait until nothing is under way (for tests, and an orderly end)."""
        for future in list(self._under_way.values()):
            future.result()

    def _due(self) -> list[Outgoing]:
        """The first letter without an answer of each channel, urgent ones first; then those whose proof is missing."""
        rows = Outgoing.objects.filter(partner__state__in=("confirmed", "changed")).only(
            "id", "partner", "channel", "urgent", "posted_at", "state", "proof"
        )
        first: dict[tuple[Any, int], Outgoing] = {}
        for row in rows.filter(state__in=("posted", "sealed")).order_by("sequence"):
            first.setdefault((row.partner_id, row.channel), row)
        waiting = sorted(first.values(), key=lambda r: (not r.urgent, r.posted_at))
        return [*waiting, *rows.filter(state="acknowledged", proof="").order_by("acknowledged_at")[:500]]

    def _step(self, ident: uuid.UUID) -> None:
        try:
            why = _next_step(Outgoing.objects.select_related("partner", "content").get(pk=ident))
        except Exception as err:
            log("delivery.failed", kind=type(err).__name__)
            why = "failed"
        finally:
            close_old_connections()
        with self._lock:
            failures = self._waits.get(ident, (0, 0.0))[0] + 1
            if why:
                count = _MENDED_BY_PEOPLE if why in _FOR_PEOPLE else failures
                wait = backoff(count, random.random()).total_seconds()
                self._waits[ident] = (failures, time.monotonic() + wait)
            else:
                self._waits.pop(ident, None)
        if not why:
            posted.set()  # there may be a next step at once


_FOR_PEOPLE = frozenset(
    {"unknown_sender", "changed_key", "lapsed_key", "not_for_us", "too_large", "unknown_version", "no_key", "erased",
     "attachment", "unsealed"}
)  # fmt: skip


def _next_step(row: Outgoing) -> str:
    """Take a letter one step on; why it did not go on, or nothing."""
    now, me, trusted = timezone.now(), identities()[0], known(row.partner)
    try:
        to = trusted.current(row.partner.name, now)
    except EnvelopeError:
        return _failed(row, "no_key")
    try:
        if row.state == "posted":
            _seal(row, me, to, now)
        if row.state == "sealed":
            return _send(row, me, to, trusted)
        return _ask(row, me, to, trusted)
    except ClockError:
        return _failed(row, "clock")
    except KeyGone:
        return _failed(row, "erased")
    except (OSError, http.client.HTTPException):
        return _failed(row, "unreachable")
    except EnvelopeError:
        return _failed(row, "unverified")
    except _Unsealed:
        return _failed(row, "unsealed")
    except _Attachment:
        return _failed(row, "attachment")


class _Unsealed(Exception):
    """The letter is of no form that can be sealed to this partner."""


class _Attachment(Exception):
    """The letter has an attachment, and this version carries none."""


def _seal(row: Outgoing, me: Identity, to: Entry, now: dt.datetime) -> None:
    """Seal a letter and commit its bytes."""
    if row.attachment_id is not None:
        raise _Attachment
    letter = open_outgoing(row)
    last = Outgoing.objects.filter(partner=row.partner_id, made_at__isnull=False).order_by("-made_at").first()
    made_at = OutboxState(row.partner.name, latest=last.made_at if last else None).stamp(now)
    if row.expires_at <= made_at:  # too late: it goes as what it is, and the receiver signs that it had expired
        made_at = row.posted_at
    draft = Draft(
        letter.kind, row.conversation, row.body_kind, dict(letter.body), row.in_reply_to,  # type: ignore[arg-type]
        life=row.expires_at - made_at, id=row.id,
    )  # fmt: skip
    try:
        made = seal(draft, me, to, Place(row.channel, row.sequence), made_at)
    except EnvelopeError as err:
        raise _Unsealed from err

    def commit() -> None:
        Outgoing.objects.filter(pk=row.pk, state="posted").update(
            state="sealed", sealed=made.envelope.raw, digest=made.envelope.digest.hex(),
            letter=made.letter_digest.hex(), made_at=made.letter.made_at,
        )  # fmt: skip

    submit(commit)
    row.refresh_from_db()


def _send(row: Outgoing, me: Identity, to: Entry, trusted: Partners) -> str:
    envelope = Envelope.parse(bytes(row.sealed or b""))
    reply = _exchange(post_envelope(envelope, me, to, timezone.now()))
    said = verify_acknowledgement(reply.acknowledgement, _sent(row), trusted, timezone.now())
    if not said.final:
        return _failed(row, str(said.ground))
    _acknowledged(By.node(), None, outgoing=row.id, said=said, note=reply.acknowledgement)
    return ""


def _ask(row: Outgoing, me: Identity, to: Entry, trusted: Partners) -> str:
    """Ask for the proof. The acknowledgement was verified when it came, by a key that held then."""
    reply = _exchange(ask_receipt(row.id, me, to, timezone.now()))
    if reply.proof is None:
        return "not_logged"
    said = verify_acknowledgement(row.acknowledgement, _sent(row), trusted, row.acknowledged_at or timezone.now())
    found = verify_proof(said, reply.proof, trusted)
    _logged(By.node(), None, outgoing=row.id, proof=reply.proof, origin=found.origin, index=found.index)
    return ""


@act(
    "envelope.acknowledged", on="node", purposes=("administration",),
    says="A partner has signed that it received a letter of this node, or that it refuses it.",
)  # fmt: skip
def _acknowledged(doing: Doing, _: Any, *, outgoing: uuid.UUID, said: Acknowledgement, note: str) -> None:
    row = Outgoing.objects.get(pk=outgoing)
    doing.about("envelope", row.id)
    received = said.ground is None or said.earlier is not None
    row.state, row.acknowledged_at, row.acknowledgement, row.why = "acknowledged", doing.at, note, ""
    row.outcome, row.ground = ("received", "") if received else ("refused", str(said.ground))
    row.save(update_fields=["state", "acknowledged_at", "acknowledgement", "why", "outcome", "ground"])
    Partner.objects.filter(pk=row.partner_id).update(heard_at=doing.at)
    handler = handler_of(row.kind)
    if handler is not None and handler.acknowledged is not None:
        handler.acknowledged(doing, row)
    event = said.receipt.read.account.event if said.receipt else None
    doing.tell(envelope=str(row.id), outcome=row.outcome, ground=row.ground, event=str(event))


@act(
    "envelope.logged", on="node", purposes=("administration",),
    says="A partner has proved that its log holds the receipt of a letter of this node.",
)  # fmt: skip
def _logged(doing: Doing, _: Any, *, outgoing: uuid.UUID, proof: str, origin: str, index: int) -> None:
    row = Outgoing.objects.get(pk=outgoing)
    doing.about("envelope", row.id)
    row.state, row.logged_at, row.proof, row.sealed, row.why = "logged", doing.at, proof, None, ""
    row.save(update_fields=["state", "logged_at", "proof", "sealed", "why"])
    doing.tell(envelope=str(row.id), origin=origin, index=index)


def _sent(row: Outgoing) -> Sent:
    made_at = row.made_at or row.posted_at
    return Sent(
        row.id, settings.NODE.name, row.partner.name, Place(row.channel, row.sequence), bytes.fromhex(row.digest),
        bytes.fromhex(row.letter), made_at, row.expires_at,
    )  # fmt: skip


def _failed(row: Outgoing, why: str) -> str:
    """Keep why an attempt failed, for people. Gives `why`."""

    def commit() -> None:
        Outgoing.objects.filter(pk=row.pk).update(attempts=row.attempts + 1, why=why, tried_at=timezone.now())

    submit(commit)
    return why


def _exchange(request: Request) -> Reply:
    """The answer to a request. No redirect is followed and no proxy is asked: the address is the partner's own.

    Raises:
        OSError, HTTPException: it cannot be reached. FormError: what answered is no node.
    """
    parts = urlsplit(request.url)
    made = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = made(parts.hostname or "", parts.port, timeout=CONNECT)
    try:
        connection.connect()
        connection.sock.settimeout(ANSWER)
        connection.request(request.method, parts.path, request.body or None, dict(request.headers))
        return read_reply(connection.getresponse().read(MOST_ANSWER + 1))
    finally:
        connection.close()
