"""The case itself: open, read, change, facts, close, reopen, hand over, erase."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from tutela_node.casework.keeping import reasons_to_keep, running_clocks, scopes_with
from tutela_node.casework.models import KINDS, SENSITIVITIES, Case, CasePart, CaseSystem, Emergency, Hold, Member, Task
from tutela_node.casework.services._values import colleague, lawful_basis, systems_of, text, touch
from tutela_node.config import NodeConfig
from tutela_node.spine.acts import Blocked, Doing, Invalid, act
from tutela_node.spine.prepared import prepared
from tutela_node.spine.vault import erase_scope, opened_many


@dataclass(frozen=True)
class CaseOpened:
    """What an officer reads of a case: the clear values, empty once it is erased.

    `texts`: of its tasks the title, of its holds and emergencies the reason, by the id of each.
    """

    title: str
    summary: str
    facts: dict[str, Any] | None
    texts: dict[uuid.UUID, str]


@dataclass(frozen=True)
class Erased:
    """`backups_until`: the day on which the last backup that still holds the keys expires."""

    backups_until: dt.date


@act(
    "case.open", on="node", purposes=("investigation", "intake"),
    says="A case is opened; who opens it leads it.",
)  # fmt: skip
def open_case(
    doing: Doing, node: NodeConfig, *, title: str, kind: str, basis: str, summary: str = "", urgent: bool = False,
    sensitivity: str = "ordinary", systems: dict[str, str] | None = None,
) -> uuid.UUID:  # fmt: skip
    case, told = _new_case(
        doing, title=title, kind=kind, basis=basis, summary=summary, urgent=urgent, sensitivity=sensitivity,
        systems=systems,
    )  # fmt: skip
    doing.about("case", case.id, case.id)
    doing.tell(**told)
    return case.id


def _new_case(
    doing: Doing, *, title: str, kind: str, basis: str, summary: str = "", urgent: bool = False,
    sensitivity: str = "ordinary", systems: dict[str, str] | None = None,
) -> tuple[Case, dict[str, Any]]:  # fmt: skip
    """A case that whoever acts leads, and what an event tells of it; in whichever act it is made.

    Raises:
        Invalid: a value is not acceptable, or whoever acts is no officer of a unit.
    """
    if doing.actor.unit is None or doing.by.officer is None:
        raise Invalid("A case is opened by an officer of a unit.")
    year = doing.at.year
    number = (Case.objects.filter(year=year).aggregate(Max("number"))["number__max"] or 0) + 1
    case = Case(
        reference=f"{year}-{number:06d}", year=year, number=number, kind=_of(KINDS, kind, "kind"),
        sensitivity=_of(SENSITIVITIES, sensitivity, "sensitivity"), urgent=urgent, unit_id=doing.actor.unit,
        lead_id=doing.by.officer, basis=lawful_basis(basis), opened_at=doing.at, changed_at=doing.at,
        changed_by_id=doing.by.officer, title=text(title, "title", 200, required=True),
        summary=text(summary, "summary", 10_000),
    )  # fmt: skip
    told: dict[str, Any] = {"title": case.title, "summary": case.summary}
    case.save(force_insert=True)
    linked = systems_of(systems if systems is not None else {settings.NODE.system: "asks"})
    CaseSystem.objects.bulk_create(CaseSystem(case=case, system=s, role=r) for s, r in linked.items())
    return case, {"reference": case.reference, "kind": kind, "basis": basis, "systems": linked, **told}


@act(
    "case.read", on="case", discloses=True, once=True,
    purposes=("investigation", "intake", "decision", "analysis", "victim_support", "oversight"),
    says="A case is opened to be read.",
)  # fmt: skip
def read_case(doing: Doing, case: Case) -> CaseOpened:
    parts = [part for kind in (Task, Hold, Emergency) for part in _parts(kind, case=case.id)]
    said = opened_many([case, *parts])
    clear = said.pop(case.id)
    texts = {ident: values.get("title") or values.get("reason") or "" for ident, values in said.items()}
    return CaseOpened(clear.get("title") or "", clear.get("summary") or "", clear.get("facts"), texts)


@prepared
def _parts(kind: type[CasePart], /, case: uuid.UUID) -> QuerySet[CasePart]:
    return kind._default_manager.filter(case=case)


@act("case.change", on="case", purposes=("investigation", "intake"), says="The head of a case is changed.")
def change_case(
    doing: Doing, case: Case, *, title: str, summary: str, kind: str, basis: str, urgent: bool, sensitivity: str,
    systems: dict[str, str],
) -> None:  # fmt: skip
    case.title = text(title, "title", 200, required=True)
    case.summary = text(summary, "summary", 10_000)
    case.kind = _of(KINDS, kind, "kind")
    case.sensitivity = _of(SENSITIVITIES, sensitivity, "sensitivity")
    case.basis = lawful_basis(basis)
    case.urgent = urgent
    linked = systems_of(systems)
    doing.tell(
        title=case.title, summary=case.summary, kind=kind, basis=basis, urgent=urgent, sensitivity=sensitivity,
        systems=linked,
    )  # fmt: skip
    case.save(update_fields=["title", "summary", "kind", "sensitivity", "basis", "urgent"])
    CaseSystem.objects.filter(case=case).delete()
    CaseSystem.objects.bulk_create(CaseSystem(case=case, system=s, role=r) for s, r in linked.items())
    touch(doing, case)


@act(
    "case.set_facts",
    on="case",
    purposes=("investigation", "analysis"),
    says="The facts that the law is asked about are set.",
)
def set_facts(doing: Doing, case: Case, *, facts: dict[str, Any]) -> None:
    """`facts`: a facts file (`tutela.facts/1`) as plain values, validated by the desk."""
    case.facts = facts
    case.save(update_fields=["facts"])
    doing.tell(facts=facts)
    touch(doing, case)


@act("case.close", on="case", purposes=("investigation",), says="A case is closed.")
def close_case(doing: Doing, case: Case, *, why: str) -> None:
    doing.tell(why=text(why, "why", 2000, required=True))
    running = _running(case)
    if running:
        raise Blocked("The case stays open", running)
    case.state, case.closed_at = "closed", doing.at
    case.save(update_fields=["state", "closed_at"])
    touch(doing, case)


@act("case.reopen", on="case", purposes=("investigation",), says="A closed case is opened again.")
def reopen_case(doing: Doing, case: Case, *, why: str) -> None:
    if case.state != "closed":
        raise Invalid("Only a closed case is opened again.")
    doing.tell(why=text(why, "why", 2000, required=True))
    case.state, case.closed_at = "open", None
    case.save(update_fields=["state", "closed_at"])
    touch(doing, case)


@act("case.hand_over", on="case", purposes=("investigation", "intake"), says="A case gets another lead.")
def hand_over(doing: Doing, case: Case, *, to: uuid.UUID, why: str, stay: bool = True) -> None:
    """`stay`: the lead until now remains on the team."""
    officer = colleague(to, "to")
    if officer.pk == case.lead_id:
        raise Invalid(f"{officer.name} leads the case already.", "to")
    if case.conflicts.filter(officer=officer, lifted_at=None).exists():
        raise Invalid(f"{officer.name} has a conflict of interest in this case; choose somebody else.", "to")
    before = case.lead_id
    doing.tell(to=str(officer.pk), before=str(before), why=text(why, "why", 2000, required=True))
    case.lead, case.unit = officer, officer.unit
    case.save(update_fields=["lead", "unit"])
    case.members.filter(officer=officer, ended_at=None).update(ended_at=doing.at)
    if stay:
        Member.objects.create(case=case, officer_id=before, since=doing.at)
    touch(doing, case)


@act("case.erase", on="case", purposes=("investigation",), says="A case is erased for good: its keys are deleted.")
def erase_case(doing: Doing, case: Case, *, why: str) -> Erased:
    doing.tell(why=text(why, "why", 2000, required=True))
    reasons = what_keeps(case)
    if reasons:
        raise Blocked("The case cannot be erased now", reasons)
    case.state, case.erased_at = "erased", doing.at
    case.title = case.summary = case.facts = None
    case.save(update_fields=["state", "erased_at", "title", "summary", "facts"])
    touch(doing, case)
    for scope in scopes_with(case):
        erase_scope(doing.event, scope, doing.at)
    return Erased(erase_scope(doing.event, case.id, doing.at).backups_until)


def what_keeps(case: Case) -> list[str]:
    """Every reason, as a sentence with what to do, why a case cannot be erased now."""
    today = timezone.now().date()
    reasons = []
    holds = Hold.objects.filter(case=case, lifted_at=None).filter(Q(until=None) | Q(until__gte=today))
    for hold in holds.select_related("added_by"):
        ends = f"until {hold.until:%d %B %Y}" if hold.until else "until it is lifted"
        since = f"{hold.added_at:%d %B %Y}"
        reasons.append(f"A legal hold by {hold.added_by.name} of {since} keeps it {ends}; a supervisor can lift it.")
    reasons += _running(case)
    if Emergency.objects.filter(case=case, reviewed_at=None).exists():
        reasons.append(
            "An emergency access waits for its review; a supervisor who did not use it must review it first."
        )
    return reasons + reasons_to_keep(case)


def _running(case: Case) -> list[str]:
    """The legal deadlines that run in a case, those of tasks and those of its rooms, with what to do."""
    said = []
    if count := Task.objects.filter(case=case, clock=True, done_at=None).count():
        many = "A task with a legal deadline is" if count == 1 else f"{count} tasks with a legal deadline are"
        said.append(f"{many} not done; finish the task{'' if count == 1 else 's'} first.")
    if count := running_clocks(case):
        many = "A legal deadline runs" if count == 1 else f"{count} legal deadlines run"
        said.append(
            f"{many} in its correspondence; meet {'it' if count == 1 else 'them'} or have the request withdrawn."
        )
    return said


def _of(choices: tuple[tuple[str, str], ...], value: str, field: str) -> str:
    if value not in dict(choices):
        raise Invalid("Choose one of the list.", field)
    return value
