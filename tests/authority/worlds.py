"""Made-up officers, cases and parts as plain values, and the reference: what the table says of each of them.

Nothing here knows Cedar, Django or the policies. `actor`, `record` and `KINDS` hand a world to `decide` without a
database; `tests/authority/stored.py` writes the same worlds into one. The kinds are declared in `of/` (`declared.py`).
"""

from __future__ import annotations

import importlib
import pkgutil
import random
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from tests.authority import of
from tests.authority.declared import AloneSpec, File, Granted, PartSpec, Rule, Someone, Thing
from tests.authority.of.people import NODE
from tutela_node.spine.authority import Actor, Context, Kind, entity


def read_table(folder: Path) -> dict[str, Any]:
    """The files of a table by name, as one: `purposes` of the roles, and `acts`.

    Raises:
        ValueError: an act or a role stands in two of them, or one holds anything else.
    """
    found: dict[str, dict[str, Any]] = {"purposes": {}, "acts": {}}
    for path in sorted(folder.glob("*.yaml")):
        for part, rows in yaml.safe_load(path.read_text("utf-8")).items():
            if part not in found:
                raise ValueError(f"{path.name}: {part!r} is none of {', '.join(found)}")
            twice = found[part].keys() & rows.keys()
            if twice:
                raise ValueError(f"{path.name}: {sorted(twice)} stand in an earlier file too; a row stands once")
            found[part] |= rows
    return found


def _declared(name: str) -> list[Any]:
    """What every file of `of/` gives under this name, in the order of their names."""
    files = sorted(info.name for info in pkgutil.iter_modules(of.__path__))
    return [one for file in files for one in getattr(importlib.import_module(f"{of.__name__}.{file}"), name, [])]


TABLE: dict[str, Any] = read_table(Path(__file__).parent / "table")
PURPOSE: dict[str, str] = TABLE["purposes"]
ROLES = [role for role in PURPOSE if role != "everybody"]
PART: dict[str, PartSpec] = {spec.name: spec for spec in _declared("PARTS")}
ALONE: dict[str, AloneSpec] = {spec.name: spec for spec in _declared("ALONE")}
RULES: list[Rule] = _declared("RULES")
PARTS = tuple(name for name, spec in PART.items() if spec.entity)
OF_CASE = ("case", *PARTS)


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
    if file is not None and (file.conflicts.get(who.id) or (file.state != "open" and not row.get(file.state))):
        return False
    if set(row.get("never", ())) & forbidding(who, thing) or any(refuses(row, who, thing) for refuses in RULES):
        return False
    for role, relations in row["allowed"].items():
        if PURPOSE[role] != asking.purpose or (role != "everybody" and role not in roles):
            continue
        if role in row.get("children_only", ()) and thing.more["role"] != "child":
            continue
        if set(relations) & related(who, role, thing, row):
            return True
    return False


def forbidding(who: Someone, thing: Thing) -> set[str]:
    """The relations that a row may forbid under `never`."""
    file = thing.file
    named = thing.officer is not None and thing.officer.id == who.id
    if file is None:
        found = {ALONE[thing.kind].relation(who, role, thing) for role in (*who.roles(), "everybody")}
        return found | {"named"} if named else found
    holds = {
        "own": file.lead == who.id,
        "member": bool(file.members.get(who.id)),
        "emergency": file.emergencies.get(who.id) == "live",
        "supervised": file.unit in who.reaches("supervisor") and not file.restricted,
        "named": named,
    }
    return {relation for relation, held in holds.items() if held}


def related(who: Someone, role: str, thing: Thing, row: dict[str, Any]) -> set[str]:
    """Every relation in which the officer, in this role, stands to the thing for this act."""
    file = thing.file
    if file is None:
        return {ALONE[thing.kind].relation(who, role, thing)}
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
    file = thing.file
    if file is None:
        return ALONE[thing.kind].attributes(thing, who)
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
    if thing.kind == "case":
        return found
    return found | {"erased": thing.erased} | PART[thing.kind].attributes(thing, who)


KINDS = {
    name: Kind(name, name.capitalize(), load=lambda _: None, attributes=_attributes, scope=lambda _: NODE)
    for name in (*ALONE, *OF_CASE)
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
    """The case itself and parts of every kind: where they name somebody, it is this officer or a colleague."""
    other = Someone(uuid.uuid4(), who.unit)
    parts = [part for name in PARTS for part in PART[name].make(rng, who, other, file)]
    return [Thing("case", file, id=file.id), *(replace(part, erased=rng.random() < erased) for part in parts)]


def alone(rng: random.Random, who: Someone, units: list[uuid.UUID]) -> list[Thing]:
    """Records of every kind that lie in no case."""
    return [thing for spec in ALONE.values() for thing in spec.make(rng, who, units)]


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


__all__ = [
    "ALONE", "CELL_RELATIONS", "KINDS", "NODE", "OF_CASE", "PART", "PARTS", "PURPOSE", "ROLES", "RULES", "TABLE",
    "AloneSpec", "File", "Granted", "PartSpec", "Someone", "Thing", "actor", "acts_on", "allowed", "alone", "any_asking",
    "any_case", "anybody", "asked", "case_for", "forbidding", "good", "holder", "read_table", "related", "things",
]  # fmt: skip
