"""What the acts of casework share: texts within bounds, versions, bases and dates checked once."""

from __future__ import annotations

import datetime as dt
import re
import uuid

from django.utils import timezone

from tutela_node.casework.models import Case, CasePart
from tutela_node.people.models import Officer
from tutela_node.spine.acts import Doing, Invalid
from tutela_node.spine.authority import basis_of

_SYSTEM = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


def text(value: str, field: str, most: int, *, required: bool = False) -> str:
    """The text without white space around it.

    Raises:
        Invalid: empty though required, longer than `most` characters, or with control characters.
    """
    found = value.replace("\r\n", "\n").strip()
    if required and not found:
        raise Invalid("Write something here.", field)
    if len(found) > most:
        raise Invalid(f"This has {len(found)} characters; write {most} at most.", field)
    if any(ord(c) < 32 and c not in "\n\t" for c in found):
        raise Invalid("This holds characters that cannot be shown; type it again.", field)
    return found


def lawful_basis(ident: str) -> str:
    """The id of a basis of the closed list that is in force today.

    Raises:
        Invalid: there is no such, or it is not in force.
    """
    found = basis_of(ident)
    if found is None or not found.in_force(timezone.now().date()):
        raise Invalid("Choose a lawful basis from the list; this one is not on it today.", "basis")
    return found.id


def systems_of(given: dict[str, str]) -> dict[str, str]:
    """Systems by code with their role; at most one asks and one is asked.

    Raises:
        Invalid: a code that is none, an unknown role, or two that ask.
    """
    for code, role in given.items():
        if not _SYSTEM.fullmatch(code):
            raise Invalid(f"{code!r} is not the code of a legal system; expected one like DE or GB-EAW.", "systems")
        if role not in ("asks", "asked", "touched"):
            raise Invalid(f"{role!r} is not what a system does in a case.", "systems")
    for role, said in (("asks", "ask"), ("asked", "be asked")):
        if sum(r == role for r in given.values()) > 1:
            raise Invalid(f"Only one system can {said}; mark the others as touched.", "systems")
    return given


def colleague(ident: uuid.UUID, field: str) -> Officer:
    """An active officer of this node.

    Raises:
        Invalid: there is none of this id.
    """
    found = Officer.objects.select_related("unit").filter(pk=ident, is_active=True).first()
    if found is None:
        raise Invalid("Choose a colleague from the list; this one does not work here now.", field)
    return found


def not_past(day: dt.date | None, field: str) -> dt.date | None:
    """Raises Invalid where the day is over."""
    if day is not None and day < timezone.now().date():
        raise Invalid("This day is over; choose today or later.", field)
    return day


def touch(doing: Doing, case: Case) -> None:
    """Mark a case as changed by this act; every stale form of it is told."""
    case.version += 1
    case.changed_at = doing.at
    case.changed_by_id = doing.by.officer  # type: ignore[assignment]
    case.save(update_fields=["version", "changed_at", "changed_by"])


def added(doing: Doing) -> dict[str, object]:
    """Who adds a part of a case, and when."""
    return {"added_at": doing.at, "added_by_id": doing.by.officer}


def about(doing: Doing, part: CasePart) -> None:
    """The event is about this part: its key seals what was done."""
    doing.about(part._meta.model_name or "", part.id, part.case_id)
