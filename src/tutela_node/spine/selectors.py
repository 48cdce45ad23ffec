"""Questions about the record itself: how far the logs are, and the accounts of what was done, newest first.

The accounts are sealed, and nothing of them stands in clear beside them: every filter opens what it looks at. So a
question walks back from the newest through one window and says how far it came; whoever asks may go on from there.
Whose question it is, and that it was asked, is the act `audit.read` (spine/services.py).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.conf import settings
from django.db.models import Max, OuterRef, Subquery, Sum

from tutela.ledger import Account, LedgerError
from tutela_node.config import folder_of_process
from tutela_node.spine.keys import SealBroken
from tutela_node.spine.log import account_of, content_of
from tutela_node.spine.models import Checkpoint, Event, EventBody, Log, Position, Refusal
from tutela_node.spine.vault import keys_of

PAGE = 50
WINDOW = 400
"""Accounts that one question opens at most."""
SLACK = dt.timedelta(hours=1)
"""By how much an account may be older than the one before it: processes write side by side, and clocks are set."""
_MARKS = 64


@dataclass(frozen=True)
class Wanted:
    """What a question is narrowed to. None: not narrowed. Days are days in UTC, both inclusive.

    Attributes:
        actor: `officer:UUID` or `node`, as in accounts. A count of an officer's refusals is the officer's too.
        waiting: recorded and not yet logged.
        event: this one event.
    """

    actor: str | None = None
    act: str | None = None
    outcome: Literal["done", "refused"] | None = None
    purpose: str | None = None
    basis: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    waiting: bool = False
    event: uuid.UUID | None = None

    @property
    def opens(self) -> bool:
        """Whether the accounts must be opened to know which ones are meant."""
        return any((self.actor, self.act, self.outcome, self.purpose, self.basis, self.since, self.until))


@dataclass(frozen=True)
class Again:
    """That a refusal came again in its half-hour: whose, on what (`kind:UUID`), how often."""

    actor: str
    on: str
    times: int


@dataclass(frozen=True)
class Entry:
    """One event. `account` None: its sealed bytes were changed, and no key of the node opens them."""

    seq: int
    event: uuid.UUID
    account: Account | None
    scope: uuid.UUID | None
    index: int | None
    again: Again | None = None


@dataclass(frozen=True)
class Found:
    """What a question found in the window that it walked.

    Attributes:
        looked: how many accounts it opened; `back_to`: when the oldest of them was written.
        before: where to go on, or None when there is nothing further back that could be meant.
    """

    entries: list[Entry] = field(default_factory=list)
    looked: int = 0
    back_to: dt.datetime | None = None
    before: int | None = None


@dataclass(frozen=True)
class LogState:
    """One log. `size`: of its last signed checkpoint; `note`: that checkpoint; `published`: when, by its file."""

    number: int
    origin: str
    vkey: str
    size: int
    note: str | None
    published: dt.datetime | None


@dataclass(frozen=True)
class RecordState:
    """The record as a whole.

    Attributes:
        logs: the newest first, which is the one that grows.
        waiting: events that are recorded and not yet logged.
        refused_again: refusals that came again in the half-hours that still run; they become events when these end.
    """

    logs: list[LogState]
    waiting: int
    refused_again: int

    @property
    def logged(self) -> int:
        """Entries of all logs."""
        return sum(log.size for log in self.logs)


def record_state() -> RecordState:
    """How far the record is. Four queries, however long it is."""
    newest = Event.objects.aggregate(last=Max("seq"))["last"] or 0
    waiting = Event.objects.filter(seq__gt=newest - 20_000, position=None).count()
    again = Refusal.objects.filter(told=False).aggregate(all=Sum("again"))["all"] or 0
    last = Checkpoint.objects.filter(log=OuterRef("pk")).order_by("-size")
    logs = Log.objects.annotate(size=Subquery(last.values("size")[:1]), note=Subquery(last.values("note")[:1]))
    return RecordState([_log(log) for log in logs.order_by("-number")], waiting, again)


def log_state(number: int) -> LogState | None:
    """One log by its number."""
    return next((log for log in record_state().logs if log.number == number), None)


def event_of(ident: uuid.UUID) -> EventBody | None:
    """One event with its bodies, sealed, and its place in the log."""
    return EventBody.objects.select_related("event__position__log").filter(event__uuid=ident).first()


def accounts(wanted: Wanted, before: int | None = None) -> Found:
    """The accounts that are meant, newest first, in one window before `before` (a `seq`, exclusive).

    Queries: one for the window, two more where it holds counted refusals, and up to six to find the end of a day range.
    """
    if before is None and wanted.until is not None:
        before = _first_after(_midnight(wanted.until) + dt.timedelta(days=1) + SLACK)
    rows = EventBody.objects.select_related("event__position").order_by("-event_id")
    if before is not None:
        rows = rows.filter(event_id__lt=before)
    if wanted.event is not None:
        rows = rows.filter(event__uuid=wanted.event)
    if wanted.waiting:
        rows = rows.filter(event__position=None)
    most = WINDOW if wanted.opens else PAGE
    window = list(rows[: most + 1])
    return _walked(window[:most], wanted, more=len(window) > most)


def _walked(window: Sequence[EventBody], wanted: Wanted, *, more: bool) -> Found:
    earliest = _midnight(wanted.since) - SLACK if wanted.since else None
    counts = _counts(window)
    found: list[Entry] = []
    looked, back_to = 0, None
    for body in window:
        entry = _entry(body, counts)
        looked += 1
        if entry.account is not None:
            back_to = entry.account.at
            if earliest is not None and back_to < earliest:
                return Found(found, looked, back_to, None)
        if _meant(entry, wanted):
            found.append(entry)
            if len(found) == PAGE:
                break
    further = looked < len(window) or more
    return Found(found, looked, back_to, window[looked - 1].event_id if further else None)


def _entry(body: EventBody, counts: dict[uuid.UUID, bytes]) -> Entry:
    at = getattr(body.event, "position", None)
    index = at.index if isinstance(at, Position) else None
    try:
        account = account_of(body)[1]
    except (SealBroken, LedgerError):
        return Entry(body.event_id, body.event.uuid, None, body.scope, index)
    again = _again(body, account, counts)
    return Entry(body.event_id, body.event.uuid, account, body.scope, index, again)


def _counts(window: Sequence[EventBody]) -> dict[uuid.UUID, bytes]:
    """The key under which counts of refusals are sealed: the node's own."""
    return keys_of([settings.NODE.id]) if any(b.content and b.record == settings.NODE.id for b in window) else {}


def _again(body: EventBody, account: Account, counts: dict[uuid.UUID, bytes]) -> Again | None:
    if account.why != ("counted",) or body.content is None or body.record not in counts:
        return None
    said = content_of(body, counts[body.record])[1].fields
    return Again(f"officer:{said['actor']}", str(said["record"]), int(said["again"]))


def _meant(entry: Entry, wanted: Wanted) -> bool:
    said = entry.account
    if said is None:  # what does not open could be anything: it is never left out
        return True
    pairs = (
        (wanted.act, said.act),
        (wanted.outcome, said.outcome),
        (wanted.purpose, said.purpose),
        (wanted.basis, said.basis),
    )
    whose = wanted.actor is None or wanted.actor in (said.actor, entry.again.actor if entry.again else None)
    day = said.at.date()
    return (
        whose
        and all(want is None or want == is_ for want, is_ in pairs)
        and (wanted.since is None or day >= wanted.since)
        and (wanted.until is None or day <= wanted.until)
    )


def _first_after(moment: dt.datetime) -> int | None:
    """A `seq` before which lies everything written up to a moment; None: nothing is later.

    The times are sealed, so they are sought: in each round some accounts, evenly apart, are opened between two bounds.
    """
    low, high = 0, (Event.objects.aggregate(last=Max("seq"))["last"] or 0) + 1
    top = high
    while high - low > 1:
        step = max(1, (high - low) // _MARKS)
        marks = EventBody.objects.select_related("event").filter(event_id__in=list(range(low + step, high, step)))
        narrowed = False
        for body in marks.order_by("event_id"):
            try:
                at = account_of(body)[1].at
            except (SealBroken, LedgerError):
                continue
            narrowed = True
            if at > moment:
                high = body.event_id
                break
            low = body.event_id
        if not narrowed or step == 1:
            break
    return None if high == top else high


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _log(log: Any) -> LogState:
    path = folder_of_process().logs / str(log.number) / "checkpoint"
    published = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) if path.is_file() else None
    return LogState(log.number, log.origin, log.vkey, log.size or 0, log.note, published)
