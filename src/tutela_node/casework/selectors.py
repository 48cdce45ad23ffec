"""Every question that desks ask of the cases. Lists hold no personal field and cost a constant number of queries."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeVar

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.expressions import OrderBy

from tutela_node.casework.models import (
    Account,
    AttachedAnswer,
    Case,
    CaseSystem,
    Conflict,
    Emergency,
    Hold,
    Member,
    Note,
    Person,
    Task,
)
from tutela_node.casework.visible import visible_to
from tutela_node.people.models import Officer, Unit
from tutela_node.spine.authority import Actor
from tutela_node.spine.models import Erasure

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


_SHOWN = (
    "reference", "number", "kind", "state", "sensitivity", "urgent", "changed_at", "unit__name", "lead__name",
)  # fmt: skip


@dataclass(frozen=True)
class CasePage:
    """One page of a list; `total`: how many there are in all pages."""

    cases: list[Case]
    total: int
    page: int
    pages: int


def cases(actor: Actor, purpose: str, wanted: Wanted, page: int, today: dt.date) -> CasePage:
    """The cases that this officer may read, narrowed and ordered; four queries however many there are."""
    found = narrowed(visible_to(actor, Case, purpose), wanted, today)
    total = found.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    rows = (
        found.select_related("unit", "lead")
        .only(*_SHOWN)
        .prefetch_related(Prefetch("systems", CaseSystem.objects.order_by("role", "system")))
        .annotate(overdue=Exists(_overdue(today)), next_due=Subquery(_next.values("due")[:1]))
        .order_by(*ORDERS[wanted.order])[(page - 1) * PAGE : page * PAGE]
    )
    return CasePage(list(rows), total, page, pages)


def narrowed(found: QuerySet[Case], wanted: Wanted, today: dt.date) -> QuerySet[Case]:
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.system:
        found = found.filter(Exists(CaseSystem.objects.filter(case=OuterRef("pk"), system=wanted.system)))
    if wanted.unit:
        found = found.filter(unit=wanted.unit)
    if wanted.lead:
        found = found.filter(lead=wanted.lead)
    if wanted.urgent:
        found = found.filter(urgent=True)
    if wanted.overdue:
        found = found.filter(Exists(_overdue(today)))
    if wanted.reference:
        found = found.filter(reference__startswith=wanted.reference)
    return found


_next = Task.objects.filter(case=OuterRef("pk"), done_at=None, due__isnull=False).order_by("due")


def _overdue(today: dt.date) -> QuerySet[Task]:
    return Task.objects.filter(case=OuterRef("pk"), done_at=None, due__lt=today)


@dataclass(frozen=True)
class Counts:
    """The numbers above the list; each opens what it counts."""

    open: int
    urgent: int
    overdue: int
    mine: int


def counts(actor: Actor, purpose: str, today: dt.date) -> Counts:
    """Of the cases that this officer may read; one query."""
    found = (
        visible_to(actor, Case, purpose)
        .filter(state="open")
        .annotate(late=Exists(_overdue(today)))
        .aggregate(
            open=Count("pk"), urgent=Count("pk", Q(urgent=True)), overdue=Count("pk", Q(late=True)),
            mine=Count("pk", Q(lead=actor.id)),
        )
    )  # fmt: skip
    return Counts(**found)


def systems_used(sought: str = "") -> list[str]:
    """The systems that any case is linked to, for a filter; as of the last minute unless `sought` is none of them."""
    known = _systems_used(int(time.time()) // 60)
    return _systems() if sought and sought not in known else known


@lru_cache(maxsize=1)
def _systems_used(minute: int) -> list[str]:
    return _systems()


def _systems() -> list[str]:
    return list(CaseSystem.objects.order_by("system").values_list("system", flat=True).distinct())


@dataclass(frozen=True)
class CaseParts:
    """What lies in a case, as far as this officer may know of it; nothing here is opened."""

    systems: list[CaseSystem]
    members: list[Member]
    conflicts: list[Conflict]
    persons: list[Person]
    accounts: list[Account]
    notes: list[Note]
    tasks: list[Task]
    holds: list[Hold]
    emergencies: list[Emergency]
    answers: list[AttachedAnswer]


def parts(actor: Actor, purpose: str, case: Case) -> CaseParts:
    """The parts of a case that Cedar would open for this officer (persons, accounts), and the rest of the case."""
    return CaseParts(
        systems=list(case.systems.order_by("role", "system")),
        members=list(case.members.select_related("officer__unit").filter(ended_at=None).order_by("since")),
        conflicts=list(case.conflicts.select_related("officer").filter(lifted_at=None)),
        persons=list(visible_to(actor, Person, purpose).filter(case=case, erased_at=None).order_by("role", "added_at")),
        accounts=list(
            visible_to(actor, Account, purpose).filter(case=case).select_related("person").order_by("added_at")
        ),
        notes=list(Note.objects.filter(case=case).select_related("added_by").order_by("-added_at")),
        tasks=list(Task.objects.filter(case=case).select_related("officer").order_by("done_at", "due", "added_at")),
        holds=list(Hold.objects.filter(case=case).select_related("added_by").order_by("lifted_at", "-added_at")),
        emergencies=list(
            Emergency.objects.filter(case=case).select_related("added_by", "reviewed_by").order_by("-added_at")
        ),
        answers=list(AttachedAnswer.objects.filter(case=case).select_related("added_by", "blob").order_by("-added_at")),
    )


def persons_of(actor: Actor, purpose: str, case: Case) -> tuple[list[Person], int]:
    """The persons of a case that Cedar would open for this officer, and how many others there are."""
    mine = list(visible_to(actor, Person, purpose).filter(case=case, erased_at=None).order_by("added_at"))
    return mine, Person.objects.filter(case=case, erased_at=None).count() - len(mine)


def accounts_of(actor: Actor, purpose: str, case: Case) -> list[Account]:
    """The accounts of a case that Cedar would open for this officer."""
    return list(visible_to(actor, Account, purpose).filter(case=case).order_by("added_at"))


def notes_of(case: Case) -> list[Note]:
    """The notes of a case with their authors, the newest first; their texts stay sealed."""
    return list(Note.objects.filter(case=case).select_related("added_by").order_by("-added_at"))


def answers_of(case: Case) -> list[AttachedAnswer]:
    """The answers attached to a case, the newest first."""
    return list(AttachedAnswer.objects.filter(case=case).select_related("added_by").order_by("-added_at"))


def holds_of(case: Case) -> list[Hold]:
    """The holds on a case, those that live first."""
    return list(Hold.objects.filter(case=case).select_related("added_by").order_by("lifted_at", "-added_at"))


def on_case(case: Case) -> list[Officer]:
    """Its lead and its team."""
    members = case.members.filter(ended_at=None).values("officer")
    return list(Officer.objects.filter(Q(pk=case.lead_id) | Q(pk__in=members)).select_related("unit").order_by("name"))


def case_of(ident: uuid.UUID) -> Case | None:
    """The case of this id, whoever asks: what may be shown of it, an act decides."""
    return Case.objects.select_related("unit", "lead", "changed_by").filter(pk=ident).first()


def case_of_reference(reference: str) -> Case | None:
    """The case of this reference, whoever asks: that it exists is no secret here, what is in it is."""
    return Case.objects.filter(reference=reference).first()


P = TypeVar("P", Person, Account, Task, Hold, Emergency, AttachedAnswer)


def part_of(model: type[P], case: Case, ident: uuid.UUID) -> P | None:
    """A part of this case by its id, unopened; whether it may be opened or changed, an act decides."""
    return model._default_manager.select_related("case", "added_by").filter(case=case, pk=ident).first()


def backups_expire(case: Case) -> dt.date | None:
    """The day on which the last backup that holds the keys of an erased case expires."""
    found = Erasure.objects.filter(scope=case.id, whole_scope=True).order_by("-at").first()
    return found.backups_until if found else None


def units_and_leads() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The units of the node and the officers who may lead, for filters; two queries, whatever there is of cases."""
    units = Unit.objects.order_by("name").values_list("pk", "name")
    leads = Officer.objects.filter(is_active=True).order_by("name").values_list("pk", "name")
    return [(str(i), n) for i, n in units], [(str(i), n) for i, n in leads]


def names_of(officers: Iterable[str]) -> dict[str, str]:
    """The names of officers by their id as text; ids of none are left out."""
    return {str(i): n for i, n in Officer.objects.filter(pk__in=set(officers)).values_list("pk", "name")}


def my_tasks(officer: uuid.UUID, most: int = 200) -> tuple[list[Task], int]:
    """The most pressing open tasks of an officer, and how many there are; titles stay sealed here."""
    found = Task.objects.filter(officer=officer, done_at=None).exclude(case__state="erased")
    shown = found.select_related("case").only("due", "clock", "added_at", "case__reference", "case__state")
    return list(shown.order_by("due", "added_at")[:most]), found.count()


def to_review(actor: Actor) -> list[Emergency]:
    """Emergencies in this supervisor's units that wait for a review by somebody who did not use them."""
    if "supervisor" not in actor.roles:
        return []
    found = Emergency.objects.filter(reviewed_at=None, case__unit__in=actor.supervises).exclude(added_by=actor.id)
    return list(found.select_related("case", "added_by").order_by("review_by"))
