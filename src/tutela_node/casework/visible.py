"""`visible_to`: of each kind, exactly the records that Cedar would open to an officer for a purpose.

    person.open for Person, account.open for Account, note.open for Note, answer.open for AttachedAnswer, and case.read
    for the case itself and for its tasks, holds and emergencies, which have no reading act of their own

A lawful basis and a second factor are taken as given: a list shows no personal field, and the act that opens a record
asks for both. The rules are those of `spine/authority/policies`; generated worlds prove that both say the same.

Which records these are depends on the officer's roles (the shape of the query) and on `Who` (its values): what every
page asks is prepared from `visible`, by the roles, and only binds the rest.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from tutela_node.casework.authority import in_conflict, in_emergency, on_team
from tutela_node.casework.models import (
    Account,
    AttachedAnswer,
    Case,
    Conflict,
    Emergency,
    Hold,
    Member,
    Note,
    Person,
    Task,
)
from tutela_node.people.purposes import OF_ROLE
from tutela_node.spine.authority import Actor

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Rule:
    """Which roles open a kind of record, by how the officer stands to the case. A supervisor's unit counts with `team`.

    Attributes:
        team: as its lead or on its team.
        emergency: in a live emergency of their own.
        every: in every case.
        children: those among `team` and `emergency` who open children only.
        when_erased: also what is left of an erased case, and erased parts.
    """

    team: frozenset[str]
    emergency: frozenset[str]
    every: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()
    when_erased: bool = False


def show(model: type[Model], rule: Rule) -> None:
    """List a kind of part of a case by a rule. A kind is shown in one way."""
    _once(model)
    _RULES[model] = rule


def show_by(model: type[Model], which: Callable[[Actor, str], Q]) -> None:
    """List a kind that lies in no case: for whom (never the node itself) and what purpose which of its records."""
    _once(model)
    _BY[model] = which


def _once(model: type[Model]) -> None:
    if model in _RULES or model in _BY:
        raise RuntimeError(f"it is said twice who is shown {model.__name__}")


_BY: dict[type[Model], Callable[[Actor, str], Q]] = {}
_DANGER = frozenset({"investigator", "supervisor", "receiving"})
_HEAD = Rule(
    team=_DANGER | {"decider", "analyst", "helper"},
    emergency=_DANGER | {"helper"},
    every=frozenset({"inspector"}),
    when_erased=True,
)
_RULES: dict[type[Model], Rule] = {
    Case: _HEAD,
    Task: _HEAD,
    Hold: _HEAD,
    Emergency: _HEAD,
    Person: Rule(_DANGER | {"decider", "helper"}, _DANGER | {"helper"}, children=frozenset({"helper"})),
    Account: Rule(_DANGER | {"decider", "analyst"}, _DANGER),
    Note: Rule(_DANGER | {"decider", "analyst", "helper"}, _DANGER | {"helper"}),
    AttachedAnswer: Rule(_DANGER - {"receiving"} | {"decider", "analyst"}, _DANGER - {"receiving"}),
}


NOBODY = uuid.UUID(int=0)
"""The id of no officer, unit or case."""


@dataclass(frozen=True)
class Who:
    """An officer who asks now.

    Attributes:
        today: the day of `now` in UTC.
        units: those that they supervise; without any NOBODY, for it is never empty.
    """

    officer: uuid.UUID
    now: dt.datetime
    today: dt.date
    units: Sequence[uuid.UUID]


def who_asks(actor: Actor) -> Who:
    """The values of the queries for this officer. The node is nobody, and holds no role that opens anything."""
    now = timezone.now()
    return Who(actor.id or NOBODY, now, now.date(), tuple(actor.supervises) or (NOBODY,))


def roles_for(actor: Actor, purpose: str) -> frozenset[str]:
    """The roles by which records are open to this officer for a purpose; none where nothing is."""
    if actor.id is None or "administrator" in actor.roles:
        return frozenset()
    return frozenset(role for role in actor.roles if OF_ROLE.get(role) == purpose)


def visible_to(actor: Actor, model: type[M], purpose: str) -> QuerySet[M]:
    """The records of a kind that Cedar would open to this officer for this purpose. No query is made yet."""
    if model in _BY:
        return model._default_manager.filter(_BY[model](actor, purpose) if actor.id and actor.active else Q(pk__in=[]))
    return visible(model, roles_for(actor, purpose), who_asks(actor))


def visible(model: type[M], roles: frozenset[str], who: Who) -> QuerySet[M]:
    """The same, for these roles: a function of nothing but what it is given."""
    rule, of_case = _RULES[model], "" if model is Case else "case__"
    every: QuerySet[M] = model._default_manager.all()
    if not roles:
        return every.none()
    found = Q(pk__in=[])
    for standing, may in _standings(who, rule, roles, of_case):
        if may:
            found |= standing & Q(role="child") if may <= rule.children else standing
    if rule.every & roles:
        found = Q()
    kept = every.filter(found).exclude(_cases(of_case, Conflict.objects.filter(in_conflict(who.officer))))
    if not rule.when_erased:
        kept = kept.exclude(**{f"{of_case}state": "erased"})
        if model is not AttachedAnswer:  # answers are opened by their case: Cedar is not told of one by itself
            kept = kept.filter(erased_at=None)
    return kept


def _standings(who: Who, rule: Rule, roles: frozenset[str], of_case: str) -> list[tuple[Q, frozenset[str]]]:
    """Each way to stand to a case, and the officer's roles that open the record by it.

    Sub-queries, not joins: no record comes twice, and the few cases of an officer are found by their indexes.
    """
    team = Q(**{f"{of_case}lead": who.officer}) | _cases(
        of_case, Member.objects.filter(on_team(who.officer, who.now, who.today))
    )
    unit = Q(**{f"{of_case}unit__in": who.units, f"{of_case}sensitivity": "ordinary"})
    danger = _cases(of_case, Emergency.objects.filter(in_emergency(who.officer, who.now)))
    return [
        (team, rule.team & roles),
        (unit, rule.team & roles & {"supervisor"}),
        (danger, rule.emergency & roles),
    ]


def _cases(of_case: str, rows: QuerySet[Member] | QuerySet[Conflict] | QuerySet[Emergency]) -> Q:
    return Q(**{f"{of_case.removesuffix('__')}_id__in" if of_case else "id__in": rows.values("case_id")})
