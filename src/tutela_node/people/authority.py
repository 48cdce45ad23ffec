"""What authority must know of officers and units; and who an officer is at this moment."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db.models import FilteredRelation, Q, QuerySet
from django.utils import timezone

from tutela_node.people.models import Officer, Unit
from tutela_node.spine.acts import NotThere
from tutela_node.spine.authority import Actor, Kind, entity, register
from tutela_node.spine.prepared import prepared


def actor_of(officer: uuid.UUID) -> Actor:
    """The officer as they stand now: the roles in force today, and the units that they supervise. One query.

    A stopped account holds no role.

    Raises:
        NotThere: there is no such officer.
    """
    rows = _grants_of(officer=officer, today=timezone.now().date())
    if not rows:
        raise NotThere("officer", officer)
    name, unit, active = rows[0][:3]
    held = [(role, reached) for *_, role, reached in rows if active and role is not None]
    return Actor(
        id=officer,
        name=name,
        unit=unit,
        roles=frozenset(role for role, _ in held),
        supervises=frozenset(reached or unit for role, reached in held if role == "supervisor"),
        active=active,
    )


def in_force(today: dt.date, of: str = "") -> Q:
    """Of grants (under the prefix `of`): begun, not past their last day, not ended before it."""
    begun = Q(**{f"{of}since__lte": today, f"{of}ended_at": None})
    return begun & (Q(**{f"{of}until": None}) | Q(**{f"{of}until__gte": today}))


@prepared
def _grants_of(officer: uuid.UUID, today: dt.date) -> QuerySet[Officer, tuple[Any, ...]]:
    """A row for each grant in force, and one with nothing in it where there is none."""
    held = FilteredRelation("grants", condition=in_force(today, "grants__"))
    found = Officer.objects.filter(id=officer).annotate(held=held)
    return found.values_list("name", "unit_id", "is_active", "held__role", "held__unit_id")


def _officer(ident: uuid.UUID) -> Officer:
    try:
        return Officer.objects.select_related("unit").get(id=ident)
    except Officer.DoesNotExist:
        raise NotThere("officer", ident) from None


def _unit(ident: uuid.UUID) -> Unit:
    try:
        return Unit.objects.get(id=ident)
    except Unit.DoesNotExist:
        raise NotThere("unit", ident) from None


def _node(ident: uuid.UUID) -> Any:
    if ident != settings.NODE.id:
        raise NotThere("node", ident)
    return settings.NODE


def _officer_attributes(officer: Officer, _actor: Actor) -> dict[str, Any]:
    return {"active": officer.is_active, "unit": entity("Unit", officer.unit_id), "supervises": []}


register(
    Kind(
        "node",
        "Node",
        load=_node,
        attributes=lambda _record, _actor: {},
        scope=lambda _record: settings.NODE.id,
    )
)
register(
    Kind(
        "officer",
        "Officer",
        load=_officer,
        attributes=_officer_attributes,
        scope=lambda _officer: settings.NODE.id,
        version=lambda officer: officer.version,
    )
)
register(
    Kind(
        "unit",
        "Unit",
        load=_unit,
        attributes=lambda _unit, _actor: {},
        scope=lambda _unit: settings.NODE.id,
        version=lambda unit: unit.version,
    )
)
