"""`visible_to`: of each kind, exactly the records that Cedar would open to an officer for a purpose.

    person.open for Person, account.open for Account, note.open for Note, answer.open for AttachedAnswer, and case.read
    for the case itself and for its tasks, holds and emergencies, which have no reading act of their own

A lawful basis and a second factor are taken as given: a list shows no personal field, and the act that opens a record
asks for both. The rules are those of `spine/authority/policies`; generated worlds prove that both say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from tutela_node.casework.authority import in_conflict, in_emergency, on_team
from tutela_node.casework.models import (
    Account,
    AttachedAnswer,
    Case,
    CasePart,
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

M = TypeVar("M", Case, Person, Account, Note, Task, Hold, Emergency, AttachedAnswer)


@dataclass(frozen=True)
class _Rule:
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


_DANGER = frozenset({"investigator", "supervisor", "receiving"})
_HEAD = _Rule(
    team=_DANGER | {"decider", "analyst", "helper"},
    emergency=_DANGER | {"helper"},
    every=frozenset({"inspector"}),
    when_erased=True,
)
_RULES: dict[type[Case] | type[CasePart], _Rule] = {
    Case: _HEAD,
    Task: _HEAD,
    Hold: _HEAD,
    Emergency: _HEAD,
    Person: _Rule(_DANGER | {"decider", "helper"}, _DANGER | {"helper"}, children=frozenset({"helper"})),
    Account: _Rule(_DANGER | {"decider", "analyst"}, _DANGER),
    Note: _Rule(_DANGER | {"decider", "analyst", "helper"}, _DANGER | {"helper"}),
    AttachedAnswer: _Rule(_DANGER - {"receiving"} | {"decider", "analyst"}, _DANGER - {"receiving"}),
}


def visible_to(actor: Actor, model: type[M], purpose: str) -> QuerySet[M]:
    """The records of a kind that Cedar would open to this officer for this purpose. No query is made yet."""
    rule, of_case = _RULES[model], "" if model is Case else "case__"
    every: QuerySet[M] = model._default_manager.all()
    roles = {role for role in actor.roles if OF_ROLE.get(role) == purpose}
    if actor.id is None or "administrator" in actor.roles or not roles:
        return every.none()
    found = Q(pk__in=[])
    for standing, may in _standings(actor, rule, roles, of_case):
        if may:
            found |= standing & Q(role="child") if may <= rule.children else standing
    if rule.every & roles:
        found = Q()
    kept = every.filter(found).exclude(_cases(of_case, Conflict.objects.filter(in_conflict(actor.id))))
    if not rule.when_erased:
        kept = kept.exclude(**{f"{of_case}state": "erased"})
        if model is not AttachedAnswer:  # answers are opened by their case: Cedar is not told of one by itself
            kept = kept.filter(erased_at=None)
    return kept


def _standings(actor: Actor, rule: _Rule, roles: set[str], of_case: str) -> list[tuple[Q, frozenset[str]]]:
    """Each way to stand to a case, and the officer's roles that open the record by it.

    Sub-queries, not joins: no record comes twice, and the few cases of an officer are found by their indexes.
    """
    now = timezone.now()
    team = Q(**{f"{of_case}lead": actor.id}) | _cases(
        of_case, Member.objects.filter(on_team(actor.id, now, now.date()))
    )
    unit = Q(**{f"{of_case}unit__in": actor.supervises, f"{of_case}sensitivity": "ordinary"})
    danger = _cases(of_case, Emergency.objects.filter(in_emergency(actor.id, now)))
    return [
        (team, rule.team & roles),
        (unit, rule.team & roles & {"supervisor"}),
        (danger, rule.emergency & roles),
    ]


def _cases(of_case: str, rows: QuerySet[Member] | QuerySet[Conflict] | QuerySet[Emergency]) -> Q:
    return Q(**{f"{of_case.removesuffix('__')}_id__in" if of_case else "id__in": rows.values("case_id")})
