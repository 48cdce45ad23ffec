"""How a kind of record is declared for the generated worlds: the values that they are made of, and the two specs.

A package that brings kinds of its own puts one file into `tests/authority/of/`, with `PARTS` (parts of cases), `ALONE`
(everything else) and `RULES` (refusals that the relations of the table cannot say), and its rows into
`tests/authority/table/`; the tests of this folder then cover it without another line.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tutela_node.spine.authority import Actor


@dataclass(frozen=True)
class Granted:
    """A role; `unit` None: for the officer's own unit; `live` false: it has ended, or has not begun."""

    role: str
    unit: uuid.UUID | None = None
    live: bool = True


@dataclass(frozen=True)
class Someone:
    """An officer."""

    id: uuid.UUID
    unit: uuid.UUID
    grants: tuple[Granted, ...] = ()
    active: bool = True

    def roles(self) -> set[str]:
        return {g.role for g in self.grants if g.live} if self.active else set()

    def reaches(self, role: str) -> set[uuid.UUID]:
        return {g.unit or self.unit for g in self.grants if g.live and g.role == role} if self.active else set()


@dataclass
class File:
    """A case. `members`, `conflicts`: officer → still so; `emergencies`: officer → live, over or wrongful."""

    lead: uuid.UUID
    unit: uuid.UUID
    restricted: bool = False
    state: str = "open"
    members: dict[uuid.UUID, bool] = field(default_factory=dict)
    conflicts: dict[uuid.UUID, bool] = field(default_factory=dict)
    emergencies: dict[uuid.UUID, str] = field(default_factory=dict)
    id: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True)
class Thing:
    """What an act is about.

    Attributes:
        officer: whom a record names (a task, an emergency); of an officer's own record, who it is.
        more: what else its kind knows of it, by the kind's own names (of a person: `role`).
    """

    kind: str
    file: File | None = None
    officer: Someone | None = None
    erased: bool = False
    unit: uuid.UUID | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    id: uuid.UUID = field(default_factory=uuid.uuid4)


Row = Mapping[str, Any]
"""A row of the table."""

Rule = Callable[[Row, Someone, Thing], bool]
"""Whether a row is refused to somebody for a thing, whatever the relations allow. It reads the row's own key first."""


def _nothing(_: Thing) -> dict[str, Any]:
    return {}


def _nobody(_: Thing) -> Sequence[Any]:
    return ()


@dataclass(frozen=True)
class PartSpec:
    """A kind of part of a case.

    Attributes:
        name: of the kind, as in the table.
        make: some of them in a case, made for an officer and a colleague; whether one is erased is drawn by the caller.
        model: `app.Model`, as Django knows it.
        attributes: what Cedar is told beside `case` and `erased`, for the actor who asks.
        columns: of its row, beside the case, who added it and when, and when it was erased. What they name and is not
            in the database yet is inserted first.
        beside: further rows that lie beside it, to be inserted after it.
        reading: the act by which a list shows it (`visible_to`); None: no list does.
        entity: false of what Cedar is never asked about by itself, but for its case (an attached answer).
    """

    name: str
    make: Callable[[random.Random, Someone, Someone, File], list[Thing]]
    model: str
    attributes: Callable[[Thing, Actor], dict[str, Any]] = lambda _, __: {}
    columns: Callable[[Thing], dict[str, Any]] = _nothing
    beside: Callable[[Thing], Sequence[Any]] = _nobody
    reading: str | None = None
    entity: bool = True


@dataclass(frozen=True)
class AloneSpec:
    """A kind of record that lies in no case.

    Attributes:
        make: some of them, one at least for every relation of `relations` that an officer can have to one.
        relation: how an officer, in a role, stands to one.
        attributes: everything that Cedar is told, for the actor who asks.
        model, columns, beside, reading: as of a part; without a model none is written into the database.
    """

    name: str
    make: Callable[[random.Random, Someone, list[uuid.UUID]], list[Thing]]
    relations: tuple[str, ...]
    relation: Callable[[Someone, str, Thing], str]
    attributes: Callable[[Thing, Actor], dict[str, Any]] = lambda _, __: {}
    model: str = ""
    columns: Callable[[Thing], dict[str, Any]] = _nothing
    beside: Callable[[Thing], Sequence[Any]] = _nobody
    reading: str | None = None
