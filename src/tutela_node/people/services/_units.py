"""Acts of units."""

from __future__ import annotations

import uuid

from django.conf import settings

from tutela_node.config import NodeConfig
from tutela_node.people.models import Unit
from tutela_node.people.services._values import unit_name
from tutela_node.spine.acts import Doing, act


@act("unit.add", on="node", purposes=("administration",), says="A unit is added to the organisation.")
def add_unit(doing: Doing, node: NodeConfig, *, name: str) -> uuid.UUID:
    """The new unit's id.

    Raises:
        Invalid: the name is empty, too long, or there is such a unit already.
    """
    unit = Unit.objects.create(id=uuid.uuid4(), name=unit_name(name))
    doing.ring.new_key(unit.id, settings.NODE.id)
    doing.about("unit", unit.id, settings.NODE.id)
    doing.tell(name=unit.name)
    return unit.id


@act("unit.rename", on="unit", purposes=("administration",), says="A unit gets another name.")
def rename_unit(doing: Doing, unit: Unit, *, name: str) -> None:
    """Raises Invalid as `add_unit` does."""
    before, unit.name = unit.name, unit_name(name, unit.id)
    unit.version += 1
    unit.save()
    doing.tell(before=before, name=unit.name)
