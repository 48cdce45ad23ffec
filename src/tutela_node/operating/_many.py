"""Thousands of cases at once, for lists of a size that nobody plays and for measurements."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from typing import Any

from tutela_node.operating import _names as names


def add_many(count: int, present: dt.datetime, chunk: int = 500) -> None:
    """Thousands of cases at once, each with a child, an account, a task and one event, led by those who are there.

    Cedar is not asked and nothing else of an act is done: for measurements, and lists of a size that nobody plays.
    """
    from tutela_node.people.models import Officer
    from tutela_node.spine.acts import submit

    leads = list(Officer.objects.filter(grants__role="investigator", is_active=True).order_by("email"))
    dice = random.Random(count)
    for start in range(0, count, chunk):
        some = min(chunk, count - start)
        submit(lambda some=some: _chunk(some, leads, dice, present))  # type: ignore[misc]


def _chunk(count: int, leads: list[Any], dice: random.Random, present: dt.datetime) -> None:
    from django.db.models import Max

    from tutela_node.casework.models import Account, Case, CaseSystem, Person, Task
    from tutela_node.spine.vault import RING, Ring, hand_in

    ring = Ring()
    token = RING.set(ring)
    try:
        year = present.year
        number = Case.objects.filter(year=year).aggregate(Max("number"))["number__max"] or 0
        cases, systems, persons, accounts, tasks = [], [], [], [], []
        for _ in range(count):
            number += 1
            case = _bulk_case(year, number, dice.choice(leads), dice, present)
            ring.new_scope(case.id)
            common = {"case": case, "added_at": case.opened_at, "added_by_id": case.lead_id}
            child = Person(role="child", name=names.name(dice), born=str(year - dice.randrange(8, 17)), **common)
            kind, value = names.account(dice)
            account = Account(kind=kind, service=dice.choice(names.SERVICES), value=value, person=None, **common)
            due = (case.opened_at + dt.timedelta(days=dice.randrange(1, 120))).date()
            task = Task(title=dice.choice(names.TASKS), due=due, officer_id=case.lead_id, **common)
            for part in (child, account, task):
                ring.new_key(part.id, case.id)
            systems += [CaseSystem(case=case, system="DE", role="asks")]
            systems += [CaseSystem(case=case, system=dice.choice(names.SYSTEMS[1:]), role="asked")]
            cases.append(case)
            persons.append(child)
            accounts.append(account)
            tasks.append(task)
        told = {case.id: {"title": case.title, "summary": case.summary} for case in cases}
        Case.objects.bulk_create(cases)
        CaseSystem.objects.bulk_create(systems)
        Person.objects.bulk_create(persons)
        Account.objects.bulk_create(accounts)
        Task.objects.bulk_create(tasks)
        for case in cases:
            _opened(case, told[case.id], ring)
        hand_in(ring)
    finally:
        RING.reset(token)


def _bulk_case(year: int, number: int, lead: Any, dice: random.Random, present: dt.datetime) -> Any:
    from tutela_node.casework.models import Case

    kind = dice.choice(names.KINDS)
    at = present - dt.timedelta(minutes=dice.randrange(1, 200_000))
    closed = dice.random() < 0.4
    return Case(
        id=uuid.uuid4(), reference=f"{year}-{number:06d}", year=year, number=number, kind=kind,
        state="closed" if closed else "open",
        urgent=dice.random() < 0.05, unit_id=lead.unit_id, lead=lead, basis=dice.choice(names.BASES), opened_at=at,
        changed_at=at, changed_by=lead, closed_at=at if closed else None, title=dice.choice(names.TITLES[kind]),
        summary=dice.choice(names.SUMMARIES),
    )  # fmt: skip


def _opened(case: Any, told: dict[str, str], ring: Any) -> None:
    from django.conf import settings

    from tutela_node.spine.acts import By, Doing
    from tutela_node.spine.acts._record import record
    from tutela_node.spine.authority import Actor

    by = By(case.lead_id, "investigation")
    doing = Doing(uuid.uuid4(), "case.open", Actor(case.lead_id, ""), by, case.opened_at, ring)
    doing.about("case", case.id, case.id)
    doing.tell(reference=case.reference, kind=case.kind, basis=case.basis, **told)
    record(doing, settings.NODE.name, "done", ("made-up",))
