"""The time line of a case: every act in it as it was recorded, opened for whoever may read it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tutela_node.casework.models import Case
from tutela_node.people.models import Officer
from tutela_node.spine.acts import REGISTRY, Doing, act
from tutela_node.spine.log import account_of, content_of
from tutela_node.spine.models import EventBody, Position
from tutela_node.spine.prepared import prepared
from tutela_node.spine.vault import keys_of

MOST = 100
_SAID = frozenset({
    "reference", "kind", "basis", "systems", "urgent", "sensitivity", "role", "officer", "to", "before", "why",
    "reason", "finding", "upheld", "until", "due", "clock", "corpus", "requesting", "requested",
})  # fmt: skip
"""What a time line says of an act. Names, numbers, notes and titles are opened where they lie, each by its own act:
whoever may read the time line may not, for that, open every person."""
_OF_ACT: dict[str, frozenset[str]] = {}


def say(act: str, *fields: str) -> None:
    """Have time lines also name these fields of the events of one act. Said where the act is declared, by its room.

    By act, since one word means several things: the `number` of a request is no secret, that of an account is.
    """
    _OF_ACT[act] = _OF_ACT.get(act, frozenset()) | frozenset(fields)


@dataclass(frozen=True)
class Happened:
    """One event.

    Attributes:
        fields: what was done, without what its record seals; None where the content is gone with its record's key.
        index: its place in the log, once it is logged.
        record: the record that it is about, of the kind that `on` begins with.
    """

    event: uuid.UUID
    at: dt.datetime
    who: str
    act: str
    says: str
    outcome: str
    purpose: str | None
    basis: str | None
    on: str
    record: uuid.UUID | None
    fields: dict[str, Any] | None
    index: int | None


@act(
    "timeline.read", on="case", discloses=True, once=True,
    purposes=("investigation", "intake", "decision", "analysis", "oversight"),
    says="The time line of a case is read.",
)  # fmt: skip
def read_time_line(doing: Doing, case: Case, *, before: int | None = None) -> tuple[list[Happened], int | None]:
    """The newest events first, and where to go on (`before` of the next page), or None."""
    page = _bodies(scope=case.id, before=before or _AFTER_ALL)
    shown = page[:MOST]
    keys = keys_of(b.record for b in shown if b.record)
    places = dict(_places(events=[b.event_id for b in shown]))
    found = []
    for body in shown:
        _, account = account_of(body)
        key = keys.get(body.record) if body.record else None
        fields = _said(body, key, _SAID | _OF_ACT.get(account.act, frozenset()))
        known = REGISTRY.get(account.act)
        found.append(
            Happened(
                body.event.uuid, account.at, account.actor, account.act, known.says if known else account.act,
                account.outcome, account.purpose, account.basis, account.on.partition(":")[0], body.record,
                fields, places.get(body.event_id),
            )
        )  # fmt: skip
    names = _names({h.who for h in found})
    named = [Happened(**{**vars(h), "who": names.get(h.who, h.who)}) for h in found]
    return named, shown[-1].event_id if len(page) > MOST else None


_AFTER_ALL = 2**62


@prepared
def _bodies(scope: uuid.UUID, before: int) -> QuerySet[EventBody]:
    found = EventBody.objects.filter(scope=scope, event_id__lt=before).select_related("event")
    return found.order_by("-event_id")[: MOST + 1]


@prepared
def _places(events: Sequence[int]) -> QuerySet[Position, tuple[int, int]]:
    return Position.objects.filter(event_id__in=events).values_list("event_id", "index")


def _said(body: EventBody, key: bytes | None, said: frozenset[str]) -> dict[str, Any] | None:
    if not body.content:
        return {}
    if key is None:
        return None
    return {k: v for k, v in content_of(body, key)[1].fields.items() if k in said and v not in (None, "")}


def _names(actors: set[str]) -> dict[str, str]:
    officers = [uuid.UUID(a.removeprefix("officer:")) for a in actors if a.startswith("officer:")]
    return {f"officer:{i}": name for i, name in _officers(officers=officers)} | {"node": "the node"}


@prepared
def _officers(officers: Sequence[uuid.UUID]) -> QuerySet[Officer, tuple[uuid.UUID, str]]:
    return Officer.objects.filter(id__in=officers).values_list("id", "name")
