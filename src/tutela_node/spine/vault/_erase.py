"""Erasing: an act sentences keys, the key store loses them after that act has committed.

Between the two a crash may come: the sentence is a row, and every start carries out what is left. Deleting first would
lose what an act that then failed still needs.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import connections, transaction

from tutela_node.config import folder_of_process, read_config
from tutela_node.spine.models import BlindIndex, Blob, Erasure, WrappedKey
from tutela_node.spine.routers import KEYS
from tutela_node.spine.vault._blobs import remove


def backups_until(today: dt.date) -> dt.date:
    """The day on which the last backup of the key store that holds today's keys expires."""
    return today + dt.timedelta(days=read_config(folder_of_process()).keep_key_backups_days)


def erase_scope(event: uuid.UUID, scope: uuid.UUID, at: dt.datetime) -> Erasure:
    """Sentence every key of a scope. Inside an act only; index rows go with the act itself."""
    BlindIndex.objects.filter(scope=scope).delete()
    return _sentence(event, scope, None, at)


def erase_record(event: uuid.UUID, record: uuid.UUID, scope: uuid.UUID, at: dt.datetime) -> Erasure:
    """Sentence the key of one record. Inside an act only."""
    BlindIndex.objects.filter(record=record).delete()
    return _sentence(event, scope, record, at)


def _sentence(event: uuid.UUID, scope: uuid.UUID, record: uuid.UUID | None, at: dt.datetime) -> Erasure:
    return Erasure.objects.create(
        event=event,
        scope=scope,
        record=record,
        whole_scope=record is None,
        at=at,
        backups_until=backups_until(at.date()),
    )


def carry_out_erasures(now: dt.datetime) -> int:
    """Delete the keys and blobs of every sentence not yet carried out; how many sentences that were.

    Safe to repeat: a key that is gone stays gone. SQLite overwrites deleted pages: `secure_delete` is on.
    """
    from tutela_node.spine.acts import allowed

    waiting = list(Erasure.objects.filter(done_at=None))
    with allowed("jobs"):
        for sentence in waiting:
            _carry_out(sentence, now)
        if waiting and connections[KEYS].vendor == "sqlite":
            with connections[KEYS].cursor() as cursor:  # what was deleted must not stay readable in the write-ahead log
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return len(waiting)


def _carry_out(sentence: Erasure, now: dt.datetime) -> None:
    with transaction.atomic(using=KEYS):
        if sentence.whole_scope:
            WrappedKey.objects.filter(parent=sentence.scope).delete()
        WrappedKey.objects.filter(id=sentence.record or sentence.scope).delete()
    of = {"scope": sentence.scope} if sentence.whole_scope else {"id": sentence.record}
    remove(list(Blob.objects.filter(**of).values_list("digest", flat=True)))
    Erasure.objects.filter(pk=sentence.pk).update(done_at=now)
