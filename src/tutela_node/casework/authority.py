"""What authority must know of cases and their parts: above all, how the officer who asks stands to the case.

Only that officer is looked up. One query answers for all cases of a decision, and the answer stays with the record as
it was loaded: an act loads afresh, so it asks afresh.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.utils import timezone

from tutela_node.casework.models import Account, Case, CasePart, Conflict, Emergency, Hold, Member, Note, Person, Task
from tutela_node.people.models import Officer
from tutela_node.spine.acts import NotThere
from tutela_node.spine.authority import Actor, Kind, entity, register
from tutela_node.spine.log import account_of
from tutela_node.spine.models import EventBody
from tutela_node.spine.prepared import prepared


@dataclass(frozen=True)
class Standing:
    """How an officer stands to a case now, beside leading it."""

    officer: uuid.UUID | None
    member: bool = False
    conflicted: bool = False
    emergency: bool = False


def on_team(officer: uuid.UUID | None, now: dt.datetime, today: dt.date) -> Q:
    """Of memberships: this officer's, begun and not ended. `today`: the day of `now` in UTC."""
    return Q(officer=officer, since__lte=now, ended_at=None) & (Q(until=None) | Q(until__gte=today))


def in_conflict(officer: uuid.UUID | None) -> Q:
    """Of conflicts of interest: this officer's, not lifted."""
    return Q(officer=officer, lifted_at=None)


def in_emergency(officer: uuid.UUID | None, now: dt.datetime) -> Q:
    """Of emergencies: declared by this officer, not past their end, not found wrongful."""
    return Q(added_by=officer, ends_at__gt=now) & (Q(upheld=None) | Q(upheld=True))


def standings(officer: uuid.UUID | None, cases: Sequence[uuid.UUID]) -> dict[uuid.UUID, Standing]:
    """How the officer stands to each of these cases, in one query."""
    now = timezone.now()
    found = dict.fromkeys(cases, Standing(officer))
    if officer is None or not found:
        return found
    said: dict[uuid.UUID, set[str]] = {}
    for case, what in _ways_to_stand(officer=officer, now=now, today=now.date(), cases=list(found)):
        said.setdefault(case, set()).add(what)
    found.update({case: Standing(officer, **dict.fromkeys(what, True)) for case, what in said.items()})
    return found


@prepared
def _ways_to_stand(
    officer: uuid.UUID, now: dt.datetime, today: dt.date, cases: Sequence[uuid.UUID]
) -> QuerySet[Any, tuple[uuid.UUID, str]]:
    rows = Member.objects.filter(on_team(officer, now, today), case__in=cases).values_list("case_id", Value("member"))
    return rows.union(
        Conflict.objects.filter(in_conflict(officer), case__in=cases).values_list("case_id", Value("conflicted")),
        Emergency.objects.filter(in_emergency(officer, now), case__in=cases).values_list("case_id", Value("emergency")),
    )


def _case_of(record: Case | CasePart) -> Case:
    return record if isinstance(record, Case) else record.case


def _prepare(records: Sequence[Case | CasePart], actor: Actor) -> None:
    """Look up the standings that the records do not carry yet."""
    cases = [_case_of(record) for record in records]
    lacking = [case for case in cases if getattr(case, "_standing", Standing(None)).officer != actor.id]
    if lacking:
        found = standings(actor.id, [case.id for case in lacking])
        for case in lacking:
            case._standing = found[case.id]  # type: ignore[attr-defined]


def _of_case(record: Case | CasePart, actor: Actor) -> dict[str, Any]:
    """The attribute `case`, alike on a case and on each of its parts."""
    _prepare([record], actor)
    case = _case_of(record)
    standing: Standing = case._standing  # type: ignore[attr-defined]
    me = [entity("Officer", actor.id)] if actor.id else []
    return {
        "lead": entity("Officer", case.lead_id),
        "members": me if standing.member else [],
        "conflicted": me if standing.conflicted else [],
        "emergency": me if standing.emergency else [],
        "unit": entity("Unit", case.unit_id),
        "restricted": case.sensitivity == "restricted",
        "state": entity("State", case.state),
    }


def _case(record: Case, actor: Actor) -> dict[str, Any]:
    return {"case": _of_case(record, actor)}


def _part(record: CasePart, actor: Actor) -> dict[str, Any]:
    return {"case": _of_case(record, actor), "erased": record.erased_at is not None}


def _last_changed(part: CasePart) -> tuple[str, dt.datetime | None]:
    """Who changed a part last and when, from its events: parts carry no such columns of their own."""
    for body in EventBody.objects.filter(record=part.id).select_related("event").order_by("-event_id")[:20]:
        _, account = account_of(body)
        if account.outcome == "done" and not account.act.endswith(".open"):
            who = Officer.objects.filter(pk=account.actor.removeprefix("officer:")) if ":" in account.actor else None
            return (who.values_list("name", flat=True).first() or "" if who is not None else "", account.at)
    return "", None


def _load_case(ident: uuid.UUID) -> Case:
    found = _cases(ident=ident)
    if not found:
        raise NotThere("case", ident)
    return found[0]


@prepared
def _cases(ident: uuid.UUID) -> QuerySet[Case]:
    return Case.objects.filter(id=ident)


def _loader(name: str, model: type[CasePart]) -> Callable[[uuid.UUID], CasePart]:
    @prepared
    def parts(ident: uuid.UUID) -> QuerySet[CasePart]:
        return model._default_manager.select_related("case").filter(id=ident)

    def load(ident: uuid.UUID) -> CasePart:
        found = parts(ident=ident)
        if not found:
            raise NotThere(name, ident)
        return found[0]

    return load


def register_part(
    name: str, model: type[CasePart], attributes: Callable[[Any, Actor], dict[str, Any]] | None = None
) -> None:
    """Make a kind of part of a case known to authority.

    Args:
        name: as in acts and events, `hold`; the entity type in the schema is the same with a capital, `Hold`.
        attributes: what Cedar is told beside `case` and `erased`, if anything.
    """
    register(
        Kind(
            name,
            name.capitalize(),
            load=_loader(name, model),
            attributes=_part
            if attributes is None
            else lambda part, actor: _part(part, actor) | attributes(part, actor),
            scope=lambda part: part.case_id,
            version=lambda part: part.version,
            changed=_last_changed,
            prepare=_prepare,
        )
    )


register(
    Kind(
        "case",
        "Case",
        load=_load_case,
        attributes=_case,
        scope=lambda case: case.id,
        version=lambda case: case.version,
        changed=lambda case: (case.changed_by.name, case.changed_at),
        prepare=_prepare,
    )
)
register_part("person", Person, lambda person, _: {"role": entity("PersonRole", person.role)})
register_part("account", Account)
register_part("note", Note)
register_part("task", Task, lambda task, _: {"officer": entity("Officer", task.officer_id)})
register_part("hold", Hold)
register_part("emergency", Emergency, lambda emergency, _: {"officer": entity("Officer", emergency.added_by_id)})

__all__ = ["Standing", "in_conflict", "in_emergency", "on_team", "register_part", "standings"]
