"""Refusals are events; the same one again within half an hour is counted, and the count becomes one event.

The refused act's own changes are rolled back; its refusal is committed with the batch.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db.models import F

from tutela_node.spine.acts._doing import By, Doing
from tutela_node.spine.acts._errors import Refused
from tutela_node.spine.acts._record import record
from tutela_node.spine.authority import Actor
from tutela_node.spine.models import Refusal
from tutela_node.spine.vault import RING

WINDOW = dt.timedelta(minutes=30)
_NODE = uuid.UUID(int=0)


class Recorded(Exception):
    """Carries a refusal out of its rolled-back savepoint to where it is recorded."""

    def __init__(self, refused: Refused, doing: Doing, why: tuple[str, ...]) -> None:
        super().__init__(str(refused))
        self.refused = refused
        self.doing = doing
        self.why = why


def note(refusal: Recorded) -> None:
    """Record or count a refusal. Runs in the batch's transaction."""
    doing = refusal.doing
    who, record_id = doing.by.officer or _NODE, doing.record or settings.NODE.id
    counted = Refusal.objects.filter(
        actor=who, act=doing.act, record=record_id, told=False, since__gt=doing.at - WINDOW
    ).update(again=F("again") + 1)
    if counted:
        return
    doing.fields.clear()  # what was refused was not done: the account says who, what and why, there is no content
    record(doing, settings.NODE.name, "refused", refusal.why)
    Refusal.objects.create(actor=who, act=doing.act, kind=doing.kind, record=record_id, since=doing.at)


def tell_counts(now: dt.datetime) -> int:
    """Turn the counts of half-hours that ended into events; how many. Runs in a transaction of the writer."""
    told = 0
    for row in Refusal.objects.filter(told=False, since__lte=now - WINDOW):
        if row.again:
            doing = Doing(uuid.uuid4(), row.act, Actor(None, "the node"), By.node(), now)
            doing.about("node", settings.NODE.id, settings.NODE.id)
            doing.tell(actor=str(row.actor), record=f"{row.kind}:{row.record}", again=row.again)
            token = RING.set(doing.ring)
            try:
                record(doing, settings.NODE.name, "refused", ("counted",))
            finally:
                RING.reset(token)
            told += 1
        row.told = True
        row.save(update_fields=["told"])
    return told
