"""The node, its officers and units."""

from __future__ import annotations

import random
import uuid
from typing import Any

from tests.authority.declared import AloneSpec, Someone, Thing
from tutela_node.spine.authority import Actor, entity

NODE = uuid.UUID(int=1)


def _officers(rng: random.Random, who: Someone, units: list[uuid.UUID]) -> list[Thing]:
    """Themselves, and somebody of another unit who may have been stopped."""
    far = rng.choice([u for u in units if u != who.unit])
    other = Someone(uuid.uuid4(), far, active=rng.random() < 0.8)
    return [Thing("officer", officer=o, id=o.id) for o in (who, other)]


def _officer(thing: Thing, _: Actor) -> dict[str, Any]:
    assert thing.officer is not None
    return {"active": thing.officer.active, "unit": entity("Unit", thing.officer.unit), "supervises": []}


def _units(rng: random.Random, who: Someone, units: list[uuid.UUID]) -> list[Thing]:
    far = rng.choice([u for u in units if u != who.unit])
    return [Thing("unit", unit=unit, id=unit) for unit in (who.unit, far)]


ALONE = [
    AloneSpec("node", lambda _rng, _who, _units: [Thing("node", id=NODE)], ("any",), lambda _w, _r, _t: "any"),
    AloneSpec(
        "officer", _officers, ("own", "other"),
        lambda who, _, thing: "own" if thing.id == who.id else "other", attributes=_officer,
    ),
    AloneSpec(
        "unit", _units, ("own", "other"), lambda who, _, thing: "own" if thing.id == who.unit else "other",
    ),
]  # fmt: skip
