"""Every question that desks ask of a case and of tasks; the list of cases is in `lists`. Nothing sealed is opened here.

What every page asks is prepared, where authority bears on it by the roles that the officer asks with.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Q, QuerySet, Value

from tutela_node.casework.models import (
    Account,
    AttachedAnswer,
    Case,
    CasePart,
    CaseSystem,
    Conflict,
    Emergency,
    Hold,
    Member,
    Note,
    Person,
    Task,
)
from tutela_node.casework.visible import Who, roles_for, visible, who_asks
from tutela_node.people.models import Officer
from tutela_node.spine.authority import Actor
from tutela_node.spine.counting import HowMany
from tutela_node.spine.models import Erasure
from tutela_node.spine.prepared import prepared


@dataclass(frozen=True)
class CaseParts:
    """What lies in a case, as far as this officer may know of it; nothing here is opened.

    `persons`, `accounts`, `notes`, `answers`: how many there are, of persons and accounts those that would open.
    """

    systems: list[CaseSystem]
    members: list[Member]
    tasks: list[Task]
    holds: list[Hold]
    emergencies: list[Emergency]
    persons: int
    accounts: int
    notes: int
    answers: int


def parts(actor: Actor, purpose: str, case: Case) -> CaseParts:
    """The parts of a case; of the persons and accounts those that Cedar would open for this officer."""
    many = dict(_how_many(roles_for(actor, purpose), who=who_asks(actor), case=case.id))
    return CaseParts(
        systems=_systems(case=case.id),
        members=_members(case=case.id),
        tasks=_tasks(case=case.id),
        holds=_holds(case=case.id),
        emergencies=_emergencies(case=case.id),
        persons=many.get("persons", 0),
        accounts=many.get("accounts", 0),
        notes=many.get("notes", 0),
        answers=many.get("answers", 0),
    )


@prepared
def _systems(case: uuid.UUID) -> QuerySet[CaseSystem]:
    return CaseSystem.objects.filter(case=case).order_by("role", "system")


@prepared
def _members(case: uuid.UUID) -> QuerySet[Member]:
    return Member.objects.select_related("officer__unit").filter(case=case, ended_at=None).order_by("since")


@prepared
def _tasks(case: uuid.UUID) -> QuerySet[Task]:
    return Task.objects.filter(case=case).select_related("officer").order_by("done_at", "due", "added_at")


@prepared
def _holds(case: uuid.UUID) -> QuerySet[Hold]:
    return Hold.objects.filter(case=case).select_related("added_by").order_by("lifted_at", "-added_at")


@prepared
def _emergencies(case: uuid.UUID) -> QuerySet[Emergency]:
    found = Emergency.objects.filter(case=case).select_related("added_by", "reviewed_by")
    return found.order_by("-added_at")


@prepared
def _how_many(roles: frozenset[str], /, who: Who, case: uuid.UUID) -> QuerySet[Any, tuple[str, int]]:
    """A row for each kind of part; none for a kind that these roles open nowhere."""
    counted: list[QuerySet[Any, tuple[str, int]]] = [
        found.filter(case=case).values_list(Value(what), HowMany())
        for what, found in (
            ("persons", visible(Person, roles, who)),
            ("accounts", visible(Account, roles, who)),
            ("notes", Note.objects.all()),
            ("answers", AttachedAnswer.objects.all()),
        )
    ]
    return counted[0].union(*counted[1:], all=True)


def persons_of(actor: Actor, purpose: str, case: Case) -> tuple[list[Person], int]:
    """The persons of a case that Cedar would open for this officer, and how many others there are."""
    mine = _persons(roles_for(actor, purpose), who=who_asks(actor), case=case.id)
    return mine, _all_persons(case=case.id)[0] - len(mine)


@prepared
def _persons(roles: frozenset[str], /, who: Who, case: uuid.UUID) -> QuerySet[Person]:
    return visible(Person, roles, who).filter(case=case).order_by("added_at")


@prepared
def _all_persons(case: uuid.UUID) -> QuerySet[Person, int]:
    return Person.objects.filter(case=case, erased_at=None).values_list(HowMany(), flat=True)


def accounts_of(actor: Actor, purpose: str, case: Case) -> list[Account]:
    """The accounts of a case that Cedar would open for this officer."""
    return _accounts(roles_for(actor, purpose), who=who_asks(actor), case=case.id)


@prepared
def _accounts(roles: frozenset[str], /, who: Who, case: uuid.UUID) -> QuerySet[Account]:
    return visible(Account, roles, who).filter(case=case).order_by("added_at")


def notes_of(case: Case) -> list[Note]:
    """The notes of a case with their authors, the newest first; their texts stay sealed."""
    return _notes(case=case.id)


@prepared
def _notes(case: uuid.UUID) -> QuerySet[Note]:
    return Note.objects.filter(case=case).select_related("added_by").order_by("-added_at")


def answers_of(case: Case) -> list[AttachedAnswer]:
    """The answers attached to a case, the newest first."""
    return _answers(case=case.id)


@prepared
def _answers(case: uuid.UUID) -> QuerySet[AttachedAnswer]:
    return AttachedAnswer.objects.filter(case=case).select_related("added_by").order_by("-added_at")


def holds_of(case: Case) -> list[Hold]:
    """The holds on a case, those that live first."""
    return _holds(case=case.id)


def conflicts_of(case: Case) -> list[Conflict]:
    """The conflicts of interest in a case that were not lifted, with whose they are."""
    return _conflicts(case=case.id)


@prepared
def _conflicts(case: uuid.UUID) -> QuerySet[Conflict]:
    return Conflict.objects.filter(case=case, lifted_at=None).select_related("officer")


def on_case(case: Case) -> list[Officer]:
    """Its lead and its team."""
    members = case.members.filter(ended_at=None).values("officer")
    return list(Officer.objects.filter(Q(pk=case.lead_id) | Q(pk__in=members)).select_related("unit").order_by("name"))


def case_of(ident: uuid.UUID) -> Case | None:
    """The case of this id, whoever asks: what may be shown of it, an act decides."""
    return next(iter(_case(ident=ident)), None)


@prepared
def _case(ident: uuid.UUID) -> QuerySet[Case]:
    return Case.objects.select_related("unit", "lead", "changed_by").filter(id=ident)


def case_of_reference(reference: str) -> Case | None:
    """The case of this reference, whoever asks: that it exists is no secret here, what is in it is."""
    return next(iter(_case_of_reference(reference=reference)), None)


@prepared
def _case_of_reference(reference: str) -> QuerySet[Case]:
    return Case.objects.filter(reference=reference)


P = TypeVar("P", Person, Account, Task, Hold, Emergency, AttachedAnswer)


def part_of(model: type[P], case: Case, ident: uuid.UUID) -> P | None:
    """A part of this case by its id, unopened; whether it may be opened or changed, an act decides."""
    found: list[Any] = _part(model, case=case.id, ident=ident)
    return found[0] if found else None


@prepared
def _part(model: type[CasePart], /, case: uuid.UUID, ident: uuid.UUID) -> QuerySet[CasePart]:
    return model._default_manager.select_related("case", "added_by").filter(case=case, id=ident)


def backups_expire(case: Case) -> dt.date | None:
    """The day on which the last backup that holds the keys of an erased case expires."""
    found = Erasure.objects.filter(scope=case.id, whole_scope=True).order_by("-at").first()
    return found.backups_until if found else None


def names_of(officers: Iterable[str]) -> dict[str, str]:
    """The names of officers by their id as text; ids of none are left out."""
    return {str(i): n for i, n in _names(officers=[uuid.UUID(one) for one in set(officers)])}


@prepared
def _names(officers: Sequence[uuid.UUID]) -> QuerySet[Officer, tuple[uuid.UUID, str]]:
    return Officer.objects.filter(id__in=officers).values_list("id", "name")


@dataclass(frozen=True)
class Waiting:
    """An open task in a list of them: in which case, due when (`clock`: by law), given when. Its title stays sealed."""

    case: uuid.UUID
    reference: str
    due: dt.date | None
    clock: bool
    added_at: dt.datetime


def my_tasks(officer: uuid.UUID, most: int = 200) -> tuple[list[Waiting], int]:
    """The most pressing open tasks of an officer, and how many there are."""
    found = [Waiting(*row) for row in _pressing(most, officer=officer)]
    return found, len(found) if len(found) < most else _all_tasks(officer=officer)[0]


def _open_tasks(officer: uuid.UUID) -> QuerySet[Task]:
    """Without those of erased cases, which are few: `NOT IN` looks them up once, a join looks at the case of each."""
    erased = Case.objects.filter(state="erased").values("id")
    return Task.objects.filter(officer=officer, done_at=None).exclude(case_id__in=erased)


@prepared
def _pressing(most: int, /, officer: uuid.UUID) -> QuerySet[Task, tuple[Any, ...]]:
    shown = _open_tasks(officer).values_list("case_id", "case__reference", "due", "clock", "added_at")
    return shown.order_by("due", "added_at")[:most]


@prepared
def _all_tasks(officer: uuid.UUID) -> QuerySet[Task, int]:
    return _open_tasks(officer).values_list(HowMany(), flat=True)


def to_review(actor: Actor) -> list[Emergency]:
    """Emergencies in this supervisor's units that wait for a review by somebody who did not use them."""
    if "supervisor" not in actor.roles or actor.id is None:
        return []
    return _to_review(units=list(actor.supervises), officer=actor.id)


@prepared
def _to_review(units: Sequence[uuid.UUID], officer: uuid.UUID) -> QuerySet[Emergency]:
    found = Emergency.objects.filter(reviewed_at=None, case__unit__in=units).exclude(added_by=officer)
    return found.select_related("case", "added_by").order_by("review_by")
