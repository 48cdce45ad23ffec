"""Sealed fields: in the database ciphertext, in an act clear, in a list nothing.

    class Person(SealedRecord):
        name = SealedField()

Inside an act `Person(name="…").save()` seals; `opened(person)` gives the clear values of one record, `opened_many` of
several with a constant number of queries. A sealed value by itself shows nothing and compares to nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, TypeVar

import msgspec
from django.db import models

from tutela_node.spine.keys import seal, unseal
from tutela_node.spine.prepared import insert
from tutela_node.spine.vault._store import current_ring, keys_of


class Sealed:
    """The ciphertext of one field, as it lies in the database."""

    __slots__ = ("sealed",)

    def __init__(self, sealed: bytes) -> None:
        self.sealed = sealed

    def __repr__(self) -> str:
        return "<sealed>"


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """Any plain value (text, number, list, mapping) under its record's key, as JSON."""

    description = "a value sealed under its record's key"

    def from_db_value(self, value: bytes | None, *_: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        if not isinstance(model_instance, SealedRecord):
            raise TypeError(f"{type(model_instance).__name__} has a sealed field; expected a SealedRecord")
        sealed = Sealed(
            seal(current_ring().key(model_instance.id), self.what, str(model_instance.id), msgspec.json.encode(value))
        )
        setattr(model_instance, self.attname, sealed)
        return sealed

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.what}: a clear value cannot be written or searched here; save its record in an act")
        return super().get_db_prep_value(value.sealed, connection, prepared)

    @property
    def what(self) -> str:
        return f"{self.model._meta.model_name}.{self.name}"


class SealedRecord(models.Model):
    """A record with a key of its own in the key store, under its id. `scope_id` says under whose scope key.

    `scope_column`: the column of its table that holds this; `id` of what is its own scope.
    """

    scope_column: ClassVar[str] = "id"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True

    @property
    def scope_id(self) -> uuid.UUID:
        """The id of the scope: a record that is its own scope (a case) gives its own."""
        raise TypeError(f"{type(self).__name__} does not say whose key wraps its own")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save in an act; a new record by the statement that was written once for its table."""
        self._make_key()
        if self._state.adding:
            insert(self)
        else:
            super().save(*args, **kwargs)

    def _make_key(self) -> None:
        ring = current_ring()
        if self._state.adding and self.id not in ring.made:
            if self.scope_id == self.id:
                ring.new_scope(self.id)
            else:
                ring.new_key(self.id, self.scope_id)

    @classmethod
    def sealed_fields(cls) -> list[SealedField]:
        return [f for f in cls._meta.concrete_fields if isinstance(f, SealedField)]


R = TypeVar("R", bound=SealedRecord)


def opened(record: SealedRecord) -> dict[str, Any]:
    """The clear values of a record's sealed fields; empty when the record is erased.

    Raises:
        SealBroken: a value was changed.
    """
    return opened_many([record])[record.id]


def opened_many(records: Sequence[R] | Iterable[R]) -> dict[uuid.UUID, dict[str, Any]]:
    """For each record its clear values, by its id; empty for the erased."""
    listed = list(records)
    keys = keys_of(r.id for r in listed)
    return {r.id: opened_with(r, keys[r.id]) if r.id in keys else {} for r in listed}


def opened_with(record: SealedRecord, key: bytes) -> dict[str, Any]:
    """The clear values of a record whose key is at hand.

    Raises:
        SealBroken: a value was changed.
    """
    found: dict[str, Any] = {}
    for field in record.sealed_fields():
        value = getattr(record, field.attname)
        if isinstance(value, Sealed):
            found[field.name] = msgspec.json.decode(unseal(key, field.what, str(record.id), value.sealed))
        else:
            found[field.name] = value
    return found
