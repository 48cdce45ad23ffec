"""What authority must know of each kind of record: how to load it afresh, and its attributes for Cedar."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Actor:
    """An officer as they stand now (or the node itself, `id` None).

    Attributes:
        roles: those in force today.
        supervises: the units that their grants as a supervisor reach; empty without that role.
        active: false of an account that was stopped.
    """

    id: uuid.UUID | None
    name: str
    unit: uuid.UUID | None = None
    roles: frozenset[str] = frozenset()
    supervises: frozenset[uuid.UUID] = field(default_factory=frozenset)
    active: bool = True

    @property
    def cedar_type(self) -> str:
        return "Officer" if self.id else "Node"


@dataclass(frozen=True)
class Kind:
    """A kind of record. The room that owns it registers it.

    Attributes:
        name: as in acts and events, `case`.
        cedar_type: the entity type in the schema, `Case`.
        load: the record by its id, afresh; raises NotThere.
        attributes: Cedar attributes of a record as far as they bear on this actor; entities are `{"__entity": …}`.
        scope: the id of the case whose key wraps the record's, or of the node.
        version: the number that a stale form is told by, or None.
        changed: who changed it last and when, for the person with the stale form.
        prepare: looks up, for all records of a decision at once, what `attributes` needs of this actor.
    """

    name: str
    cedar_type: str
    load: Callable[[uuid.UUID], Any]
    attributes: Callable[[Any, Actor], dict[str, Any]]
    scope: Callable[[Any], uuid.UUID]
    version: Callable[[Any], int | None] = lambda _: None
    changed: Callable[[Any], tuple[str, dt.datetime | None]] = lambda _: ("", None)
    prepare: Callable[[Sequence[Any], Actor], None] = lambda _, __: None


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. Twice under one name is a defect."""
    if _KINDS.setdefault(kind.name, kind) is not kind:
        raise RuntimeError(f"the kind {kind.name!r} is registered twice")


def kind_of(name: str) -> Kind:
    return _KINDS[name]


def entity(cedar_type: str, ident: uuid.UUID | str) -> dict[str, Any]:
    """A reference to an entity, as Cedar's JSON wants it."""
    return {"__entity": {"type": cedar_type, "id": str(ident)}}
