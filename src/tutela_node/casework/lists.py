"""The list of cases, its numbers and its filters: no personal field, a constant number of queries.

Each query is prepared for every shape that is asked for: the roles of the officer, which filters are set, the order and
the page.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import OrderBy

from tutela_node.casework.models import Case, CaseSystem, Task
from tutela_node.casework.visible import NOBODY, Who, roles_for, visible, who_asks
from tutela_node.people.models import Officer, Unit
from tutela_node.spine.authority import Actor
from tutela_node.spine.counting import HowMany
from tutela_node.spine.prepared import prepared

PAGE = 50
Order = Literal["changed", "-changed", "opened", "-opened", "reference", "-reference", "due", "-due"]
ORDERS: dict[Order, tuple[str | OrderBy, ...]] = {
    "changed": ("changed_at", "number"),
    "-changed": ("-changed_at", "-number"),
    "opened": ("opened_at", "number"),
    "-opened": ("-opened_at", "-number"),
    "reference": ("year", "number"),
    "-reference": ("-year", "-number"),
    "due": (F("next_due").asc(nulls_last=True), "-changed_at"),
    "-due": (F("next_due").desc(nulls_last=True), "-changed_at"),
}


@dataclass(frozen=True)
class Wanted:
    """What a list of cases is narrowed to. Empty: not narrowed. `reference`: the beginning of one."""

    state: str = "open"
    kind: str = ""
    system: str = ""
    unit: uuid.UUID | None = None
    lead: uuid.UUID | None = None
    urgent: bool = False
    overdue: bool = False
    reference: str = ""
    order: Order = "-changed"


@dataclass(frozen=True)
class Listed:
    """One case of a list. `next_due`: the first due day of its open tasks; `systems`: (code, role) each."""

    id: uuid.UUID
    reference: str
    kind: str
    state: str
    sensitivity: str
    urgent: bool
    changed_at: dt.datetime
    unit: str
    lead: str
    next_due: dt.date | None
    systems: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CasePage:
    """One page of a list; `total`: how many there are in all pages."""

    cases: list[Listed]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Counts:
    """The numbers above the list; each opens what it counts."""

    open: int
    urgent: int
    overdue: int
    mine: int


def counts(actor: Actor, purpose: str) -> Counts:
    """Of the cases that this officer may read; one query."""
    found = _counts(roles_for(actor, purpose), who=who_asks(actor))
    return Counts(*found[0]) if found else Counts(0, 0, 0, 0)


@prepared
def _counts(roles: frozenset[str], /, who: Who) -> QuerySet[Case, tuple[int, int, int, int]]:
    overdue, mine = Q(Exists(_overdue(who.today))), Q(lead=who.officer)
    found = visible(Case, roles, who).filter(state="open")
    return found.values_list(HowMany(), HowMany(Q(urgent=True)), HowMany(overdue), HowMany(mine))


def cases(actor: Actor, purpose: str, wanted: Wanted, page: int, counted: Counts | None = None) -> CasePage:
    """The cases that this officer may read, narrowed and ordered; at most three queries however many there are.

    Args:
        counted: the numbers above the list, if they are known: of all open cases they say the total.
    """
    roles, who, shape, sought = roles_for(actor, purpose), who_asks(actor), _shape(wanted), _sought(wanted)
    if counted is not None and wanted == Wanted(order=wanted.order):
        total = counted.open
    else:
        total = next(iter(_total(roles, replace(shape, order="-changed"), who=who, sought=sought)), 0)
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    rows = _rows(roles, shape, page, who=who, sought=sought)
    systems: dict[uuid.UUID, list[tuple[str, str]]] = {row[0]: [] for row in rows}
    for case, *system in _systems_of(cases=list(systems)):
        systems[case].append(tuple(system))
    return CasePage([Listed(*(*row, tuple(systems[row[0]]))) for row in rows], total, page, pages)


@prepared
def _total(roles: frozenset[str], shape: Wanted, /, who: Who, sought: _Sought) -> QuerySet[Case, int]:
    return _narrowed(roles, shape, who, sought).values_list(HowMany(), flat=True)


@prepared
def _rows(
    roles: frozenset[str], shape: Wanted, page: int, /, who: Who, sought: _Sought
) -> QuerySet[Case, tuple[Any, ...]]:
    found = _narrowed(roles, shape, who, sought).annotate(next_due=Subquery(_next.values("due")[:1]))
    shown = found.values_list(
        "id", "reference", "kind", "state", "sensitivity", "urgent", "changed_at", "unit__name", "lead__name",
        "next_due",
    )  # fmt: skip
    return shown.order_by(*ORDERS[shape.order])[(page - 1) * PAGE : page * PAGE]


@prepared
def _systems_of(cases: Sequence[uuid.UUID]) -> QuerySet[CaseSystem, tuple[Any, ...]]:
    found = CaseSystem.objects.filter(case__in=cases).order_by("role", "system")
    return found.values_list("case_id", "system", "role")


@dataclass(frozen=True)
class _Sought:
    """The values that a list is narrowed by. `beyond`: a text after every one that begins with `reference`."""

    system: str
    unit: uuid.UUID
    lead: uuid.UUID
    reference: str
    beyond: str


def _sought(wanted: Wanted) -> _Sought:
    beyond = f"{wanted.reference}{chr(0x10FFFF)}"
    return _Sought(wanted.system, wanted.unit or NOBODY, wanted.lead or NOBODY, wanted.reference, beyond)


def _shape(wanted: Wanted) -> Wanted:
    """Whether it is narrowed by each of the values, whatever they are."""
    return replace(
        wanted, system=wanted.system and "*", unit=wanted.unit and NOBODY, lead=wanted.lead and NOBODY,
        reference=wanted.reference and "*",
    )  # fmt: skip


def _narrowed(roles: frozenset[str], shape: Wanted, who: Who, sought: _Sought) -> QuerySet[Case]:
    found = visible(Case, roles, who)
    if shape.state:
        found = found.filter(state=shape.state)
    if shape.kind:
        found = found.filter(kind=shape.kind)
    if shape.system:
        found = found.filter(Exists(CaseSystem.objects.filter(case=OuterRef("pk"), system=sought.system)))
    if shape.unit:
        found = found.filter(unit=sought.unit)
    if shape.lead:
        found = found.filter(lead=sought.lead)
    if shape.urgent:
        found = found.filter(urgent=True)
    if shape.overdue:
        found = found.filter(Exists(_overdue(who.today)))
    if shape.reference:
        found = found.filter(reference__gte=sought.reference, reference__lt=sought.beyond)
    return found


_next = Task.objects.filter(case=OuterRef("pk"), done_at=None, due__isnull=False).order_by("due")


def _overdue(today: dt.date) -> QuerySet[Task]:
    return Task.objects.filter(case=OuterRef("pk"), done_at=None, due__lt=today)


def systems_used(sought: str = "") -> list[str]:
    """The systems that any case is linked to, for a filter; as of the last minute unless `sought` is none of them."""
    known = _systems_used(int(time.time()) // 60)
    return _every_system() if sought and sought not in known else known


@lru_cache(maxsize=1)
def _systems_used(minute: int) -> list[str]:
    return _every_system()


def _every_system() -> list[str]:
    return list(CaseSystem.objects.order_by("system").values_list("system", flat=True).distinct())


def units_and_leads() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The units of the node and the officers who may lead, for filters; two queries, whatever there is of cases."""
    return [(str(i), n) for i, n in _units()], [(str(i), n) for i, n in _leads()]


@prepared
def _units() -> QuerySet[Unit, tuple[uuid.UUID, str]]:
    return Unit.objects.order_by("name").values_list("id", "name")


@prepared
def _leads() -> QuerySet[Officer, tuple[uuid.UUID, str]]:
    return Officer.objects.filter(is_active=True).order_by("name").values_list("id", "name")
