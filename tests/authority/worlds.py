"""Made-up officers, cases and parts as plain values, and the reference: what `table.yaml` says of each of them.

Nothing here knows Cedar, Django or the policies. `actor`, `record` and `KINDS` hand a world to `decide` without a
database; `tests/authority/stored.py` writes the same worlds into one.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tutela_node.spine.authority import Actor, Context, Kind, entity

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "table.yaml").read_text("utf-8"))
PURPOSE: dict[str, str] = TABLE["purposes"]
ROLES = [role for role in PURPOSE if role != "everybody"]
PARTS = ("person", "account", "note", "task", "hold", "emergency")
OF_CASE = ("case", *PARTS)
NODE = uuid.UUID(int=1)


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
    """What an act is about. `officer`: whom a task or an emergency names; of an officer's own record, who it is."""

    kind: str
    file: File | None = None
    role: str = "child"
    officer: Someone | None = None
    erased: bool = False
    unit: uuid.UUID | None = None
    id: uuid.UUID = field(default_factory=uuid.uuid4)


# -- the reference


def allowed(act: str, who: Someone, thing: Thing, asking: Context) -> bool:
    """What the table says."""
    row = TABLE["acts"][act]
    file, roles = thing.file, who.roles()
    if not who.active or (not asking.second_factor and not row.get("sign_in")):
        return False
    if row.get("discloses") and not (asking.basis_given and asking.basis_in_force and asking.basis_serves):
        return False
    if "administrator" in roles and (file is not None or row.get("about_cases")):
        return False
    if file is not None:
        if file.conflicts.get(who.id) or (file.state != "open" and not row.get(file.state)):
            return False
        if thing.kind != "case" and thing.erased:
            return False
    if set(row.get("never", ())) & forbidding(who, thing):
        return False
    for role, relations in row["allowed"].items():
        if PURPOSE[role] != asking.purpose or (role != "everybody" and role not in roles):
            continue
        if role in row.get("children_only", ()) and thing.role != "child":
            continue
        if set(relations) & related(who, role, thing, row):
            return True
    return False


def forbidding(who: Someone, thing: Thing) -> set[str]:
    """The relations that a row may forbid under `never`."""
    file = thing.file
    if file is None:
        return {"own"} if thing.kind == "officer" and thing.id == who.id else set()
    holds = {
        "own": file.lead == who.id,
        "member": bool(file.members.get(who.id)),
        "emergency": file.emergencies.get(who.id) == "live",
        "supervised": file.unit in who.reaches("supervisor") and not file.restricted,
        "named": thing.officer is not None and thing.officer.id == who.id,
    }
    return {relation for relation, held in holds.items() if held}


def related(who: Someone, role: str, thing: Thing, row: dict[str, Any]) -> set[str]:
    """Every relation in which the officer, in this role, stands to the thing for this act."""
    if thing.kind == "node":
        return {"any"}
    if thing.kind == "officer":
        return {"own" if thing.id == who.id else "other"}
    if thing.kind == "unit":
        return {"own" if thing.id == who.unit else "other"}
    file = thing.file
    assert file is not None
    found = set()
    if file.lead == who.id:
        found.add("own")
    if file.members.get(who.id):
        found.add("member")
    on_team = bool(found)
    if on_team and thing.officer is not None and thing.officer.id == who.id:
        found.add("theirs")
    if file.unit in who.reaches(role) and (on_team or not file.restricted or row.get("restricted_unit")):
        found.add("unit")
    if file.emergencies.get(who.id) == "live":
        found.add("emergency")
    if not found:
        found.add("expired" if who.id in file.members else "other")
    return found


# -- handing it to `decide`


def actor(who: Someone) -> Actor:
    return Actor(
        who.id, "somebody", who.unit, frozenset(who.roles()), frozenset(who.reaches("supervisor")), active=who.active
    )


def _attributes(thing: Thing, who: Actor) -> dict[str, Any]:
    if thing.kind == "officer":
        assert thing.officer is not None
        return {"active": thing.officer.active, "unit": entity("Unit", thing.officer.unit), "supervises": []}
    if thing.file is None:
        return {}
    file = thing.file
    me = entity("Officer", who.id or "")
    found: dict[str, Any] = {
        "case": {
            "lead": entity("Officer", file.lead),
            "members": [me] if file.members.get(who.id) else [],  # type: ignore[arg-type]
            "conflicted": [me] if file.conflicts.get(who.id) else [],  # type: ignore[arg-type]
            "emergency": [me] if file.emergencies.get(who.id) == "live" else [],  # type: ignore[arg-type]
            "unit": entity("Unit", file.unit),
            "restricted": file.restricted,
            "state": entity("State", file.state),
        }
    }
    if thing.kind != "case":
        found["erased"] = thing.erased
    if thing.kind == "person":
        found["role"] = entity("PersonRole", thing.role)
    if thing.kind in ("task", "emergency"):
        assert thing.officer is not None
        found["officer"] = entity("Officer", thing.officer.id)
    return found


KINDS = {
    name: Kind(name, name.capitalize(), load=lambda _: None, attributes=_attributes, scope=lambda _: NODE)
    for name in ("node", "officer", "unit", *OF_CASE)
}


def acts_on(kind: str) -> list[str]:
    return [name for name, row in TABLE["acts"].items() if kind in (row["on"], row.get("also"))]


def good(purpose: str) -> Context:
    """Asked as it should be: second factor, and a basis in force that serves the purpose."""
    return Context(purpose, True, True, True, True)


# -- making them up

CELL_RELATIONS = ("own", "member", "unit", "other", "expired", "grant ended", "conflicted", "emergency")
"""Relations of an officer with one role to a case, each by itself. `grant ended`: their only role is over."""


def holder(rng: random.Random, role: str, units: list[uuid.UUID], *, live: bool = True) -> Someone:
    """An officer with one role, for their own unit or another."""
    home, granted = rng.sample(units, 2)
    return Someone(uuid.uuid4(), home, (Granted(role, rng.choice([None, granted]), live=live),))


def case_for(rng: random.Random, who: Someone, relation: str, units: list[uuid.UUID]) -> File:
    """A case to which an officer with one role stands in this relation and no other."""
    reach = who.grants[0].unit or who.unit
    file = File(lead=uuid.uuid4(), unit=rng.choice([u for u in units if u not in (who.unit, reach)]))
    how = rng.choice(["own", "member", "unit", "other"]) if relation in ("conflicted", "grant ended") else relation
    if how == "own":
        file.lead = who.id
    elif how == "member":
        file.members[who.id] = True
    elif how == "unit":
        file.unit = reach
    elif how == "expired":
        file.members[who.id] = False
    elif how == "emergency":
        file.emergencies[who.id] = "live"
    if relation == "conflicted":
        file.conflicts[who.id] = True
    else:  # what is over is as if it had not been
        if rng.random() < 0.3:
            file.conflicts[who.id] = False
        if rng.random() < 0.3:
            file.emergencies.setdefault(who.id, rng.choice(["over", "wrongful"]))
    if how in ("own", "member", "other", "expired", "emergency"):
        file.restricted = rng.random() < 0.3
    return file


def things(rng: random.Random, who: Someone, file: File, *, erased: float = 0.0) -> list[Thing]:
    """The case itself and a part of every kind: a child and another person, a task and an emergency, theirs or not."""
    other = Someone(uuid.uuid4(), who.unit)

    def part(kind: str, **more: Any) -> Thing:
        return Thing(kind, file, erased=rng.random() < erased, **more)

    return [
        Thing("case", file, id=file.id),
        *(part("person", role=role) for role in ("child", rng.choice(["suspect", "witness", "other"]))),
        *(part(kind) for kind in ("account", "note", "hold")),
        *(part(kind, officer=rng.choice([who, other])) for kind in ("task", "emergency")),
    ]


def anybody(rng: random.Random, units: list[uuid.UUID]) -> Someone:
    """An officer with some roles, live and ended, for some units; now and then a stopped one."""
    grants = tuple(
        Granted(role, rng.choice([None, *units]), live=rng.random() < 0.8)
        for role in rng.sample(ROLES, rng.choice([0, 1, 1, 2, 2, 3]))
        if role != "administrator" or rng.random() < 0.4
    )
    return Someone(uuid.uuid4(), rng.choice(units), grants, active=rng.random() < 0.95)


def any_case(rng: random.Random, officers: list[Someone], units: list[uuid.UUID]) -> File:
    """A case with whatever team, conflicts and emergencies."""

    def some(most: int) -> list[uuid.UUID]:
        return [o.id for o in rng.sample(officers, rng.randint(0, min(most, len(officers))))]

    state = rng.choice(["open", "open", "open", "closed", "erased"])
    return File(
        lead=rng.choice(officers).id,
        unit=rng.choice(units),
        restricted=rng.random() < 0.35,
        state=state,
        members={o: rng.random() < 0.7 for o in some(5)},
        conflicts={o: rng.random() < 0.7 for o in some(2)},
        emergencies={o: rng.choice(["live", "live", "over", "wrongful"]) for o in some(3)},
    )


def any_asking(rng: random.Random, who: Someone) -> Context:
    """A way of asking that is mostly right for one of their roles."""
    purposes = [PURPOSE[r] for r in sorted(who.roles())] or ["own"]
    purpose = rng.choice(purposes) if rng.random() < 0.8 else rng.choice(sorted(set(PURPOSE.values())))
    given = rng.random() < 0.9
    return Context(purpose, rng.random() < 0.9, given, given and rng.random() < 0.9, given and rng.random() < 0.9)


def asked(kind: str, found: Iterable[Thing]) -> Iterator[tuple[str, uuid.UUID, Thing]]:
    """Every act on every thing of a kind, as `decide_many` takes them."""
    for thing in found:
        for act in acts_on(kind):
            yield act, thing.id, thing
