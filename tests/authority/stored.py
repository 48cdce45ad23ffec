"""The made-up worlds of `worlds.py` written into a node's database, so that kinds, actors and lists can be asked."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import uuid
from dataclasses import dataclass

from tests.authority.worlds import PARTS, File, Someone, Thing, any_case

NOW = dt.datetime.now(dt.UTC)
TODAY = NOW.date()
DAY = dt.timedelta(days=1)
_numbers = itertools.count(1)


@dataclass
class Stored:
    """A world as it lies in the database; `things`: everything about each case, by kind."""

    units: list[uuid.UUID]
    people: list[Someone]
    files: list[File]
    things: dict[str, list[Thing]]


def store(rng: random.Random, units: list[uuid.UUID], people: list[Someone], files: list[File]) -> Stored:
    """Write it all on the writer; rows are inserted whole, for no act makes an erased case of a stopped officer."""
    from tutela_node.casework import models as cases
    from tutela_node.people import models as staff
    from tutela_node.spine.acts import submit
    from tutela_node.spine.models import Blob

    found: dict[str, list[Thing]] = {kind: [] for kind in ("case", *PARTS, "answer")}
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
        blob = Blob.objects.create(digest=f"{run:064x}", size=1, media_type="application/json", scope=units[0])
        cases.Case.objects.bulk_create(
            cases.Case(
                id=f.id, reference=f"T{run}-{n}", year=3000 + run, number=n, kind="unclear", state=f.state,
                sensitivity="restricted" if f.restricted else "ordinary", unit_id=f.unit, lead_id=f.lead,
                basis="DE/bdsg-48", opened_at=NOW, changed_at=NOW, changed_by_id=f.lead,
            )
            for n, f in enumerate(files, 1)
        )  # fmt: skip
        members, conflicts, emergencies = [], [], []
        parts: dict[str, list[cases.CasePart]] = {kind: [] for kind in (*PARTS, "answer")}
        for f in files:
            found["case"].append(Thing("case", f, id=f.id))
            added = {"case_id": f.id, "added_at": NOW, "added_by_id": f.lead}
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
            for role in ("child", rng.choice(["suspect", "witness", "other"])):
                _part(
                    found,
                    parts,
                    Thing("person", f, role=role, erased=rng.random() < 0.15),
                    cases.Person,
                    added | {"role": role},
                )
            for kind, model, more in (
                ("account", cases.Account, {"kind": "handle"}), ("note", cases.Note, {}), ("hold", cases.Hold, {}),
            ):  # fmt: skip
                _part(found, parts, Thing(kind, f, erased=rng.random() < 0.15), model, added | more)
            who = by_id[rng.choice([f.lead, *f.members, *f.conflicts])]
            _part(found, parts, Thing("task", f, officer=who), cases.Task, added | {"officer_id": who.id})
            _part(
                found, parts, Thing("answer", f), cases.AttachedAnswer,
                added | {"blob": blob, "corpus_version": "1", "corpus_digest": "0", "requesting": "DE", "requested": "FR",
                         "asked_on": TODAY, "drafts_only": True},
            )  # fmt: skip
        cases.Member.objects.bulk_create(members)
        cases.Conflict.objects.bulk_create(conflicts)
        cases.Emergency.objects.bulk_create(emergencies)
        for rows in parts.values():
            if rows:
                type(rows[0])._default_manager.bulk_create(rows)

    submit(write)
    return Stored(units, people, files, found)


def clear() -> None:
    """Take the rows away again: they have no keys, and other tests of this process verify the same node."""
    from tutela_node.casework import models as cases
    from tutela_node.spine.acts import submit
    from tutela_node.spine.models import Blob

    def delete() -> None:
        for model in (
            cases.AttachedAnswer, cases.Task, cases.Hold, cases.Note, cases.Account, cases.Person, cases.Emergency,
            cases.Conflict, cases.Member,
        ):  # fmt: skip
            model._default_manager.filter(case__year__gt=3000).delete()
        cases.Case.objects.filter(year__gt=3000).delete()
        Blob.objects.filter(digest__startswith="0" * 40).delete()

    submit(delete)


def _part(found, parts, thing, model, values) -> None:  # type: ignore[no-untyped-def]
    found[thing.kind].append(thing)
    parts[thing.kind].append(model(id=thing.id, erased_at=NOW if thing.erased else None, **values))


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
