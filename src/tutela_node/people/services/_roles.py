"""Acts of roles: granted from a day, to a day; ended at once."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import Q

from tutela_node.people.models import Grant, Officer
from tutela_node.people.services._values import Role, keep_an_administrator, make_grant, told
from tutela_node.spine.acts import Blocked, Doing, Invalid, act


@act(
    "role.grant", on="officer", purposes=("administration",), says="An officer is granted a role, from a day, to a day."
)
def grant_role(
    doing: Doing,
    officer: Officer,
    *,
    role: str,
    since: dt.date,
    until: dt.date | None = None,
    unit: uuid.UUID | None = None,
) -> uuid.UUID:
    """The new grant's id.

    Raises:
        Invalid: an unknown role or unit, an end before the beginning, or a role that excludes one held at that time.
        Blocked: the account is stopped.
    """
    if not officer.is_active:
        raise Blocked("The role was not granted", ["The account is stopped; send a new link first."])
    given = Role(role, since, until, unit)
    made = make_grant(doing, officer, given)
    doing.tell(grant=str(made.id), **told(given))
    return made.id


@act("role.end", on="officer", purposes=("administration",), says="A role that an officer holds is ended at once.")
def end_role(doing: Doing, officer: Officer, *, grant: uuid.UUID) -> None:
    """The grant ends now, not at the end of the day.

    Raises:
        Invalid: the officer has no such grant, or it has ended.
        Blocked: it is the last administrator's.
    """
    found = Grant.objects.filter(id=grant, officer=officer, ended_at=None).first()
    if found is None:
        raise Invalid("This role has ended already.", "grant")
    if found.role == "administrator":
        keep_an_administrator(doing, Q(id=found.id), "The role was not ended")
    found.ended_at = doing.at
    found.save(update_fields=["ended_at"])
    doing.tell(grant=str(found.id), role=found.role)
