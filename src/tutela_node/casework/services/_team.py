"""Who is on a case and who may not be: team, conflicts of interest, emergencies, legal holds."""

from __future__ import annotations

import datetime as dt
import uuid

from tutela_node.casework.models import Case, Conflict, Emergency, Hold, Member
from tutela_node.casework.services._values import about, added, colleague, not_past, text, touch
from tutela_node.spine.acts import Doing, Invalid, act
from tutela_node.spine.vault import opened

EMERGENCY = dt.timedelta(hours=24)
REVIEW = dt.timedelta(days=3)


@act("team.add", on="case", purposes=("investigation", "intake"), says="A colleague joins the team of a case.")
def add_member(doing: Doing, case: Case, *, officer: uuid.UUID, until: dt.date | None = None) -> None:
    joining = colleague(officer, "officer")
    if joining.pk == case.lead_id or case.members.filter(officer=joining, ended_at=None).exists():
        raise Invalid(f"{joining.name} is on the case already.", "officer")
    if case.conflicts.filter(officer=joining, lifted_at=None).exists():
        raise Invalid(f"{joining.name} has a conflict of interest in this case; choose somebody else.", "officer")
    Member.objects.create(case=case, officer=joining, since=doing.at, until=not_past(until, "until"))
    doing.tell(officer=str(joining.pk), until=until.isoformat() if until else None)
    touch(doing, case)


@act("team.remove", on="case", purposes=("investigation", "intake"), says="A colleague leaves the team of a case.")
def remove_member(doing: Doing, case: Case, *, officer: uuid.UUID) -> None:
    if not case.members.filter(officer=officer, ended_at=None).update(ended_at=doing.at):
        raise Invalid("This colleague is not on the team.", "officer")
    doing.tell(officer=str(officer))
    touch(doing, case)


@act(
    "conflict.declare", on="case", purposes=("investigation", "intake", "decision", "analysis", "victim_support"),
    says="A conflict of interest is declared: the officer can do nothing in the case any more.",
)  # fmt: skip
def declare_conflict(doing: Doing, case: Case, *, officer: uuid.UUID, why: str) -> None:
    """An officer for themselves, or the unit's supervisor for anybody."""
    concerned = colleague(officer, "officer")
    if concerned.pk != doing.by.officer and case.unit_id not in doing.actor.supervises:
        raise Invalid("You can declare your own conflict; for a colleague the unit's supervisor does.", "officer")
    if case.conflicts.filter(officer=concerned, lifted_at=None).exists():
        raise Invalid(f"A conflict of {concerned.name} is declared already.", "officer")
    Conflict.objects.create(case=case, officer=concerned, since=doing.at)
    case.members.filter(officer=concerned, ended_at=None).update(ended_at=doing.at)
    doing.tell(officer=str(concerned.pk), why=text(why, "why", 2000, required=True))
    touch(doing, case)


@act("conflict.lift", on="case", purposes=("investigation",), says="A conflict of interest is lifted.")
def lift_conflict(doing: Doing, case: Case, *, officer: uuid.UUID, why: str) -> None:
    if not case.conflicts.filter(officer=officer, lifted_at=None).update(lifted_at=doing.at):
        raise Invalid("No conflict of this colleague is declared.", "officer")
    doing.tell(officer=str(officer), why=text(why, "why", 2000, required=True))
    touch(doing, case)


@act(
    "emergency.declare", on="case", purposes=("investigation", "intake", "victim_support"),
    says="A case is opened in danger to life or limb, for a day; a supervisor reviews it.",
)  # fmt: skip
def declare_emergency(doing: Doing, case: Case, *, reason: str) -> uuid.UUID:
    made = Emergency(
        case=case, reason=text(reason, "reason", 2000, required=True), ends_at=doing.at + EMERGENCY,
        review_by=(doing.at + REVIEW).date(), **added(doing),
    )  # fmt: skip
    doing.tell(reason=made.reason)
    made.save(force_insert=True)
    about(doing, made)
    return made.id


@act(
    "emergency.open", on="emergency", discloses=True, once=True, purposes=("investigation",),
    says="The reason of an emergency access is read for its review.",
)  # fmt: skip
def open_emergency(doing: Doing, emergency: Emergency) -> str:
    """Why the case was opened; a supervisor reviews it in a restricted case, too, without reading that case."""
    return str(opened(emergency).get("reason") or "")


@act("emergency.review", on="emergency", purposes=("investigation",), says="An emergency access is reviewed.")
def review_emergency(doing: Doing, emergency: Emergency, *, upheld: bool, finding: str) -> None:
    """`upheld` false: the access ends now."""
    if emergency.reviewed_at is not None:
        raise Invalid("This emergency was reviewed already.")
    emergency.finding = text(finding, "finding", 2000, required=True)
    doing.tell(upheld=upheld, finding=emergency.finding)
    emergency.reviewed_at, emergency.reviewed_by_id, emergency.upheld = doing.at, doing.by.officer, upheld
    if not upheld and emergency.ends_at > doing.at:
        emergency.ends_at = doing.at
    emergency.version += 1
    emergency.save()


@act(
    "hold.place", on="case", purposes=("investigation",), says="A legal hold is placed: nothing of the case is erased."
)
def place_hold(doing: Doing, case: Case, *, reason: str, until: dt.date | None = None) -> uuid.UUID:
    hold = Hold(
        case=case, reason=text(reason, "reason", 2000, required=True), until=not_past(until, "until"), **added(doing)
    )
    doing.tell(reason=hold.reason, until=until.isoformat() if until else None)
    hold.save(force_insert=True)
    about(doing, hold)
    return hold.id


@act("hold.lift", on="hold", purposes=("investigation",), says="A legal hold is lifted.")
def lift_hold(doing: Doing, hold: Hold, *, why: str) -> None:
    if hold.lifted_at is not None:
        raise Invalid("This hold was lifted already.")
    doing.tell(why=text(why, "why", 2000, required=True))
    hold.lifted_at = doing.at
    hold.version += 1
    hold.save(update_fields=["lifted_at", "version"])
