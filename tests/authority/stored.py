"""The made-up worlds of `worlds.py` written into a node's database, so that kinds, actors and lists can be asked."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model

from tests.authority.declared import File, Someone, Thing
from tests.authority.worlds import ALONE, PART, AloneSpec, PartSpec, any_case

NOW = dt.datetime.now(dt.UTC)
TODAY = NOW.date()
DAY = dt.timedelta(days=1)
_numbers = itertools.count(1)
_beside: list[Any] = []
"""What was written for the kinds of `of/`, to be taken away again in the other order."""


@dataclass
class Stored:
    """A world as it lies in the database; `things`: everything about each case, and what lies in none, by kind."""

    units: list[uuid.UUID]
    people: list[Someone]
    files: list[File]
    things: dict[str, list[Thing]]


def store(rng: random.Random, units: list[uuid.UUID], people: list[Someone], files: list[File]) -> Stored:
    """Write it all on the writer; rows are inserted whole, for no act makes an erased case of a stopped officer."""
    from tutela_node.casework import models as cases
    from tutela_node.people import models as staff
    from tutela_node.spine.acts import submit

    found: dict[str, list[Thing]] = {kind: [] for kind in ("case", *PART)}
    by_id = {p.id: p for p in people}
    run = next(_numbers)

    def write() -> None:
        staff.Unit.objects.bulk_create(staff.Unit(id=u, name=f"Unit {u}") for u in units)
        staff.Officer.objects.bulk_create(
            staff.Officer(
                id=p.id, email=f"{p.id}@node.example", name=f"Officer {p.id}", unit_id=p.unit, is_active=p.active
            )
            for p in people
        )
        staff.Grant.objects.bulk_create(
            staff.Grant(officer_id=p.id, role=g.role, unit_id=g.unit, **_days(rng, live=g.live))
            for p in people
            for g in p.grants
        )
        cases.Case.objects.bulk_create(
            cases.Case(
                id=f.id, reference=f"T{run}-{n}", year=3000 + run, number=n, kind="unclear", state=f.state,
                sensitivity="restricted" if f.restricted else "ordinary", unit_id=f.unit, lead_id=f.lead,
                basis="DE/bdsg-48", opened_at=NOW, changed_at=NOW, changed_by_id=f.lead,
            )
            for n, f in enumerate(files, 1)
        )  # fmt: skip
        members, conflicts, emergencies = [], [], []
        for f in files:
            found["case"].append(Thing("case", f, id=f.id))
            members += [
                cases.Member(case_id=f.id, officer_id=o, **_times(rng, live=live)) for o, live in f.members.items()
            ]
            conflicts += [
                cases.Conflict(case_id=f.id, officer_id=o, since=NOW - DAY, lifted_at=None if live else NOW)
                for o, live in f.conflicts.items()
            ]
            for o, how in f.emergencies.items():
                thing = Thing("emergency", f, officer=by_id[o])
                found["emergency"].append(thing)
                emergencies.append(
                    cases.Emergency(
                        id=thing.id, case_id=f.id, added_at=NOW, added_by_id=o, review_by=TODAY,
                        ends_at=NOW - DAY if how == "over" else NOW + DAY,
                        upheld=False if how == "wrongful" else rng.choice([None, True]) if how == "live" else None,
                    )
                )  # fmt: skip
            who, other = (by_id[rng.choice([f.lead, *f.members, *f.conflicts])] for _ in range(2))
            for kind, spec in PART.items():
                if kind != "emergency":  # they are those that the case has already
                    found[kind] += [replace(t, erased=rng.random() < 0.15) for t in spec.make(rng, who, other, f)]
        cases.Member.objects.bulk_create(members)
        cases.Conflict.objects.bulk_create(conflicts)
        cases.Emergency.objects.bulk_create(emergencies)
        for kind, spec in PART.items():
            if kind != "emergency":
                _insert(spec, found[kind])
        for kind, alone in ALONE.items():
            if alone.model:
                found[kind] = [t for who in people for t in alone.make(rng, who, units)]
                _insert(alone, found[kind])

    submit(write)
    return Stored(units, people, files, found)


def clear() -> None:
    """Take the rows away again: they have no keys, and other tests of this process verify the same node."""
    from tutela_node.casework import models as cases
    from tutela_node.spine.acts import submit

    def delete() -> None:
        while _beside:
            row = _beside.pop()
            type(row)._default_manager.filter(pk=row.pk).delete()
        for model in (cases.Emergency, cases.Conflict, cases.Member):
            model._default_manager.filter(case__year__gt=3000).delete()
        cases.Case.objects.filter(year__gt=3000).delete()

    submit(delete)


def _insert(spec: PartSpec | AloneSpec, things: list[Thing]) -> None:
    """The rows of one kind, after those that their columns name, before what lies beside each."""
    from django.apps import apps

    model = apps.get_model(spec.model)
    columns = [spec.columns(t) for t in things]
    _keep([v for values in columns for v in values.values() if isinstance(v, Model) and v._state.adding])
    _keep([model(id=t.id, **_common(t), **values) for t, values in zip(things, columns, strict=True)])
    _keep([row for t in things for row in spec.beside(t)])


def _keep(rows: list[Any]) -> None:
    for model in dict.fromkeys(type(row) for row in rows):
        model._default_manager.bulk_create([row for row in rows if type(row) is model])
    _beside.extend(rows)


def _common(thing: Thing) -> dict[str, Any]:
    """What every part of a case has in common; nothing of what lies in none."""
    if thing.file is None:
        return {}
    added = {"case_id": thing.file.id, "added_at": NOW, "added_by_id": thing.file.lead}
    return added | {"erased_at": NOW if thing.erased else None}


def _days(rng: random.Random, *, live: bool) -> dict[str, object]:
    """The dates of a grant: its first and its last day are in it."""
    if live:
        return {"since": rng.choice([TODAY, TODAY - DAY]), "until": rng.choice([None, TODAY, TODAY + DAY])}
    return rng.choice([
        {"since": TODAY - 9 * DAY, "until": TODAY - DAY},
        {"since": TODAY + DAY, "until": None},
        {"since": TODAY - 9 * DAY, "until": None, "ended_at": NOW - DAY},
    ])  # fmt: skip


def _times(rng: random.Random, *, live: bool) -> dict[str, object]:
    """The times of a membership."""
    if live:
        return {"since": NOW - DAY, "until": rng.choice([None, TODAY, TODAY + DAY])}
    return rng.choice([
        {"since": NOW - 9 * DAY, "until": TODAY - DAY},
        {"since": NOW - 9 * DAY, "ended_at": NOW - DAY},
        {"since": NOW + DAY},
    ])  # fmt: skip


def any_cases(rng: random.Random, people: list[Someone], units: list[uuid.UUID], count: int) -> list[File]:
    """Cases of every mixture; nobody declares an emergency on a case twice, nor is named whom the world does not hold."""
    return [any_case(rng, people, units) for _ in range(count)]
