"""The time line of a case: every act in it as it was recorded, opened for whoever may read it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from tutela_node.casework.models import Case
from tutela_node.people.models import Officer
from tutela_node.spine.acts import REGISTRY, Doing, act
from tutela_node.spine.log import account_of, content_of
from tutela_node.spine.models import EventBody, Position
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
    bodies = EventBody.objects.filter(scope=case.id).select_related("event").order_by("-event_id")
    if before is not None:
        bodies = bodies.filter(event_id__lt=before)
    page = list(bodies[: MOST + 1])
    shown = page[:MOST]
    keys = keys_of(b.record for b in shown if b.record)
    places = dict(Position.objects.filter(event_id__in=[b.event_id for b in shown]).values_list("event_id", "index"))
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


def _said(body: EventBody, key: bytes | None, said: frozenset[str]) -> dict[str, Any] | None:
    if not body.content:
        return {}
    if key is None:
        return None
    return {k: v for k, v in content_of(body, key)[1].fields.items() if k in said and v not in (None, "")}


def _names(actors: set[str]) -> dict[str, str]:
    idents = [a.removeprefix("officer:") for a in actors if a.startswith("officer:")]
    return {f"officer:{o.pk}": o.name for o in Officer.objects.filter(pk__in=idents)} | {"node": "the node"}
