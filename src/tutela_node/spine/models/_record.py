"""Tables of the record and of the vault. Events, bodies, positions, checkpoints: triggers refuse every change.

`WrappedKey` lies in the key store, a database of its own with short backups; everything else in the main database.
"""

from __future__ import annotations

import uuid

from django.db import models


class Event(models.Model):
    """One act as it is provable: an id and a leaf (docs/decisions/0006). `seq` is the order of insertion."""

    seq = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True)
    leaf = models.BinaryField(max_length=32)


class EventBody(models.Model):
    """The sealed bodies of an event. `record`, `scope`: whose key seals the content, and in which case it was."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="body")
    account = models.BinaryField()
    content = models.BinaryField(null=True)
    record = models.UUIDField(null=True, db_index=True)
    scope = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["scope", "event"], name="spine_body_scope")]


class Log(models.Model):
    """One append-only log: an origin and the key that signs its checkpoints. The last one is the one that grows."""

    number = models.PositiveIntegerField(primary_key=True)
    origin = models.CharField(max_length=200, unique=True)
    vkey = models.CharField(max_length=400)


class Position(models.Model):
    """The index that the sequencer gave to an event."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="position")
    log = models.ForeignKey(Log, models.PROTECT, related_name="positions")
    index = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "index"], name="spine_position_once")]


class Checkpoint(models.Model):
    """A signed checkpoint; sizes only grow. `root`: 32 bytes."""

    log = models.ForeignKey(Log, models.PROTECT, related_name="checkpoints")
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "size"], name="spine_checkpoint_once")]


class Opening(models.Model):
    """That an officer opened a record for a purpose, so that the next half-hour's openings are the same event."""

    actor = models.UUIDField()
    act = models.CharField(max_length=60)
    record = models.UUIDField()
    purpose = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["actor", "record", "act", "purpose", "at"], name="spine_opening_who")]


class Refusal(models.Model):
    """A refusal that was recorded, and how often it came again in its half-hour; `told` when that became an event."""

    actor = models.UUIDField()
    act = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    record = models.UUIDField()
    since = models.DateTimeField()
    again = models.PositiveIntegerField(default=0)
    told = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["actor", "act", "record", "since"], name="spine_refusal_who")]


class BlindIndex(models.Model):
    """A token by which equal names or handles find each other. `record` is what was so named, `scope` its case."""

    kind = models.CharField(max_length=20)
    token = models.BinaryField(max_length=16)
    what = models.CharField(max_length=40)
    record = models.UUIDField(db_index=True)
    scope = models.UUIDField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "token"], name="spine_blind_token")]


class Blob(models.Model):
    """A sealed blob in the store, named by the SHA-256 of its ciphertext. `size` is the ciphertext's, in bytes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    digest = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    scope = models.UUIDField(db_index=True)


class Erasure(models.Model):
    """Keys that an act has sentenced: deleted after its commit, and at the next start if a crash came between.

    `whole_scope`: every key of the scope and the scope key; else the key of `record` alone.
    """

    event = models.UUIDField()
    scope = models.UUIDField()
    record = models.UUIDField(null=True)
    whole_scope = models.BooleanField()
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    backups_until = models.DateField()


class WrappedKey(models.Model):
    """A key of the vault, 32 bytes wrapped to 40. A scope key has no parent and is wrapped by the sealing key."""

    id = models.UUIDField(primary_key=True)
    parent = models.UUIDField(null=True, db_index=True)
    wrapped = models.BinaryField(max_length=40)


__all__ = [
    "BlindIndex", "Blob", "Checkpoint", "Erasure", "Event", "EventBody", "Log", "Opening", "Position", "Refusal",
    "WrappedKey",
]  # fmt: skip
