"""What the acts of people check: units, names, addresses, links, and roles that exclude each other."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from tutela_node.people.models import ROLES, Grant, Invitation, Officer, Unit
from tutela_node.spine.acts import Blocked, Doing, Invalid

LINK_LIVES = dt.timedelta(hours=72)
_NOBODY = uuid.UUID(int=0)
APART: tuple[frozenset[str], ...] = (
    frozenset({"administrator"}),
    frozenset({"inspector"}),
    frozenset({"investigator", "supervisor", "decider", "analyst", "receiving", "helper"}),
)
"""Groups of roles that nobody holds across: who runs the node reads no case, who inspects works on none."""


@dataclass(frozen=True)
class Role:
    """A role to grant. `until` inclusive, None: until ended. `unit` None: the officer's own."""

    role: str
    since: dt.date
    until: dt.date | None = None
    unit: uuid.UUID | None = None


def digest_of(token: str) -> str:
    """What the database keeps of a link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def excluded(role: str, held: set[str]) -> str | None:
    """The role among those held that excludes this one, if any."""
    mine = next((group for group in APART if role in group), frozenset())
    return next((other for other in sorted(held) if other not in mine), None)


def new_link(doing: Doing, officer: Officer) -> str:
    """The secret of a new link; the officer's older ones end."""
    Invitation.objects.filter(officer=officer, used_at=None).update(used_at=doing.at)
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(officer=officer, digest=digest_of(token), expires_at=doing.at + LINK_LIVES)
    return token


def make_grant(doing: Doing, officer: Officer, given: Role) -> Grant:
    """The grant, if the role may be held then.

    Raises:
        Invalid: an unknown role or unit, days that make no sense, held already, or excluded by one held at that time.
    """
    words = dict(ROLES)
    if given.role not in words:
        raise Invalid("Choose a role from the list.", "role")
    if given.until is not None and given.until < given.since:
        raise Invalid("The last day lies before the first.", "until")
    if given.until is not None and given.until < doing.at.date():
        raise Invalid("The last day has passed already.", "until")
    reached = unit_of(given.unit) if given.unit else None
    at_that_time = Grant.objects.filter(Q(until=None) | Q(until__gte=given.since), officer=officer, ended_at=None)
    if given.until is not None:
        at_that_time = at_that_time.filter(since__lte=given.until)
    if at_that_time.filter(role=given.role, unit=reached).exists():
        raise Invalid(f"{officer.name} holds this role in that time already.", "role")
    other = excluded(given.role, set(at_that_time.values_list("role", flat=True)))
    if other:
        raise Invalid(
            f"{words[given.role]} and {words[other]} exclude each other: who runs the node reads no case, and who "
            "inspects works on none. End the other role first, or give this one to somebody else.",
            "role",
        )
    return Grant.objects.create(officer=officer, role=given.role, unit=reached, since=given.since, until=given.until)


def keep_an_administrator(doing: Doing, without: Q, what: str) -> None:
    """Raises Blocked if nobody would administer the node once the grants `without` are gone."""
    today = doing.at.date()
    stay = Grant.objects.filter(Q(until=None), role="administrator", since__lte=today, ended_at=None)
    goes = Grant.objects.filter(without, role="administrator", ended_at=None)
    if goes.exists() and not stay.filter(officer__is_active=True).exclude(without).exists():
        raise Blocked(
            what, ["This is the last administrator without an end date. Make somebody else administrator first."]
        )


def told(given: Role) -> dict[str, Any]:
    """A role as the record keeps it."""
    return {
        "role": given.role,
        "since": given.since.isoformat(),
        "until": given.until.isoformat() if given.until else "",
        "unit": str(given.unit or ""),
    }


def unit_of(ident: uuid.UUID) -> Unit:
    """The unit; raises Invalid if there is none."""
    found = Unit.objects.filter(id=ident).first()
    if found is None:
        raise Invalid("Choose a unit from the list.", "unit")
    return found


def unit_name(name: str, own: uuid.UUID | None = None) -> str:
    """A unit's name that no other bears; raises Invalid."""
    found = _line(name, "name", "Write the unit's name.")
    if Unit.objects.filter(name__iexact=found).exclude(id=own or _NOBODY).exists():
        raise Invalid(f"There is a unit called {found} already.", "name")
    return found


def person_name(name: str) -> str:
    """A name on one line; raises Invalid."""
    return _line(name, "name", "Write the person's name.")


def _line(value: str, field: str, missing: str) -> str:
    found = " ".join(value.split())
    if not found:
        raise Invalid(missing, field)
    if len(found) > 120:
        raise Invalid(f"This has {len(found)} characters; write 120 at most.", field)
    return found


def email_address(email: str, own: uuid.UUID | None = None) -> str:
    """An address that nobody else here has, in lower case; raises Invalid."""
    found = email.strip().casefold()
    try:
        validate_email(found)
    except ValidationError:
        raise Invalid("Write an e-mail address, like name@office.example.", "email") from None
    if Officer.objects.filter(email=found).exclude(id=own or _NOBODY).exists():
        raise Invalid("Somebody here has this address already.", "email")
    return found
