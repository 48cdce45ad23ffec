"""Acts of people: units, officers, roles with their dates, the links by which officers come in, and their sessions.

An officer comes in so: `invite` makes the account and a link that works once within three days; who holds the link
sets a password (`use_invitation`), then a second factor, before anything else. What they may do is their grants; a
grant begins and ends on a day. Nothing is deleted: an account is stopped, a grant is ended.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from tutela_node.config import NodeConfig
from tutela_node.people.models import ROLES, Grant, Invitation, Officer, Unit
from tutela_node.spine.acts import Blocked, Doing, Invalid, act

LINK_LIVES = dt.timedelta(hours=72)
LANGUAGES = frozenset({"en", "ar"})
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


@dataclass(frozen=True)
class Invited:
    """Who was invited, and the secret of the link. The secret is kept nowhere: show it once."""

    officer: uuid.UUID
    token: str


# -- units


@act("unit.add", on="node", purposes=("administration",), says="A unit is added to the organisation.")
def add_unit(doing: Doing, node: NodeConfig, *, name: str) -> uuid.UUID:
    """The new unit's id.

    Raises:
        Invalid: the name is empty, too long, or there is such a unit already.
    """
    unit = Unit.objects.create(id=uuid.uuid4(), name=_unit_name(name))
    doing.ring.new_key(unit.id, settings.NODE.id)
    doing.about("unit", unit.id, settings.NODE.id)
    doing.tell(name=unit.name)
    return unit.id


@act("unit.rename", on="unit", purposes=("administration",), says="A unit gets another name.")
def rename_unit(doing: Doing, unit: Unit, *, name: str) -> None:
    """Raises Invalid as `add_unit` does."""
    before, unit.name = unit.name, _unit_name(name, unit.id)
    unit.version += 1
    unit.save()
    doing.tell(before=before, name=unit.name)


# -- officers


@act(
    "officer.invite",
    on="node",
    purposes=("administration",),
    says="An officer gets an account, roles, and a link to come in.",
)
def invite(
    doing: Doing, node: NodeConfig, *, name: str, email: str, unit: uuid.UUID, roles: Sequence[Role] = ()
) -> Invited:
    """Make an account without a password, and the link that lets its person set one.

    Raises:
        Invalid: a value is not of the form, the address is in use, or roles exclude each other.
    """
    home = _unit(unit)
    officer = Officer(name=_person_name(name), email=_email(email), unit=home, password=make_password(None))
    officer.save(force_insert=True)
    doing.ring.new_key(officer.id, settings.NODE.id)
    doing.about("officer", officer.id, settings.NODE.id)
    for role in roles:
        _grant(doing, officer, role)
    doing.tell(name=officer.name, email=officer.email, unit=str(home.id), roles=[_told(r) for r in roles])
    return Invited(officer.id, _new_link(doing, officer))


@act(
    "officer.change", on="officer", purposes=("administration",), says="An officer's name, address or unit is changed."
)
def change(doing: Doing, officer: Officer, *, name: str, email: str, unit: uuid.UUID) -> None:
    """Raises Invalid as `invite` does."""
    before = {"name": officer.name, "email": officer.email, "unit": str(officer.unit_id)}
    officer.name, officer.email, officer.unit = _person_name(name), _email(email, officer.id), _unit(unit)
    officer.version += 1
    officer.save()
    doing.tell(before=before, name=officer.name, email=officer.email, unit=str(unit))


@act(
    "officer.stop",
    on="officer",
    purposes=("administration",),
    says="An account is stopped; its sessions, roles and links end.",
)
def stop(doing: Doing, officer: Officer, *, why: str) -> None:
    """Sessions end with it: a stopped account's cookie opens nothing, and the password that they rest on is gone.

    Raises:
        Invalid: no reason was given.
        Blocked: stopped already, or the last administrator.
    """
    if not why.strip():
        raise Invalid("Say why the account is stopped.", "why")
    if not officer.is_active:
        raise Blocked("The account was not stopped", ["It is stopped already."])
    _keep_an_administrator(doing, Q(officer=officer), "The account was not stopped")
    officer.is_active = False
    officer.password = make_password(None)
    officer.version += 1
    officer.save()
    ended = Grant.objects.filter(officer=officer, ended_at=None).update(ended_at=doing.at)
    Invitation.objects.filter(officer=officer, used_at=None).update(used_at=doing.at)
    doing.tell(why=why.strip()[:500], roles_ended=ended)


@act("officer.set_language", on="officer", purposes=("own",), says="An officer chooses the language of the pages.")
def set_language(doing: Doing, officer: Officer, *, language: str) -> None:
    """Raises Invalid for a language that the node does not speak."""
    if language not in LANGUAGES:
        raise Invalid("Choose a language from the list.", "language")
    officer.language = language
    officer.save(update_fields=["language"])
    doing.tell(language=language)


# -- roles


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
    made = _grant(doing, officer, given)
    doing.tell(grant=str(made.id), **_told(given))
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
        _keep_an_administrator(doing, Q(id=found.id), "The role was not ended")
    found.ended_at = doing.at
    found.save(update_fields=["ended_at"])
    doing.tell(grant=str(found.id), role=found.role)


# -- the way in


@act(
    "invitation.renew",
    on="officer",
    purposes=("administration",),
    says="An officer gets a new link to set a password; older links end.",
)
def renew_invitation(doing: Doing, officer: Officer, *, remove_second_factors: bool = False) -> str:
    """The secret of a new link. A stopped account opens again, without roles.

    Args:
        remove_second_factors: when the person lost the telephone or key; a new one is set up after the link.
    """
    removed = 0
    if remove_second_factors:
        from allauth.mfa.models import Authenticator

        removed = Authenticator.objects.filter(user=officer).delete()[0]
        # Whoever sits at a session that such a factor opened is asked again: sessions rest on the password.
        officer.password = make_password(None)
    reopened = not officer.is_active
    officer.is_active = True
    officer.version += 1
    officer.save()
    doing.tell(reopened=reopened, second_factors_removed=removed)
    return _new_link(doing, officer)


@act("invitation.use", on="officer", purposes=("own",), says="An officer sets a password through a one-time link.")
def use_invitation(doing: Doing, officer: Officer, *, token: str, password_hash: str) -> None:
    """Take the link and the password together: the link works once, whoever comes first.

    Args:
        password_hash: as `make_password` gives it; the password itself never reaches the writer.

    Raises:
        Blocked: the link was used, has expired, or is not this officer's.
    """
    used = Invitation.objects.filter(
        officer=officer, digest=digest_of(token), used_at=None, expires_at__gt=doing.at
    ).update(used_at=doing.at)
    if not used:
        raise Blocked("The link did not open", ["It was used or has expired. Ask your administrator for a new one."])
    Invitation.objects.filter(officer=officer, used_at=None).update(used_at=doing.at)
    officer.password = password_hash
    officer.save(update_fields=["password"])


@act(
    "password.change",
    on="officer",
    purposes=("own",),
    says="An officer changes their password; their other sessions end.",
)
def change_password(doing: Doing, officer: Officer, *, password_hash: str) -> None:
    """As `make_password` gives it."""
    officer.password = password_hash
    officer.save(update_fields=["password"])


# -- sessions and second factors: what the sign-in library did, told to the record


@act("session.begin", on="officer", purposes=("own",), says="An officer signs in.")
def begin_session(doing: Doing, officer: Officer, *, how: str) -> None:
    """`how`: password, passkey, link or demonstration."""
    officer.last_login = doing.at
    officer.save(update_fields=["last_login"])
    doing.tell(how=how)


@act("session.end", on="officer", purposes=("own",), says="An officer's session ends.")
def end_session(doing: Doing, officer: Officer, *, how: str) -> None:
    """`how`: asked, idle, long, or others (ended from another session)."""
    doing.tell(how=how)


@act("second_factor.add", on="officer", purposes=("own",), says="An officer sets up a second factor.")
def add_second_factor(doing: Doing, officer: Officer, *, kind: str) -> None:
    """`kind`: totp, webauthn or recovery_codes."""
    doing.tell(kind=kind)


@act("second_factor.remove", on="officer", purposes=("own",), says="An officer removes a second factor.")
def remove_second_factor(doing: Doing, officer: Officer, *, kind: str) -> None:
    doing.tell(kind=kind)


# -- what they share


def digest_of(token: str) -> str:
    """What the database keeps of a link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def excluded(role: str, held: set[str]) -> str | None:
    """The role among those held that excludes this one, if any."""
    mine = next((group for group in APART if role in group), frozenset())
    return next((other for other in sorted(held) if other not in mine), None)


def _new_link(doing: Doing, officer: Officer) -> str:
    Invitation.objects.filter(officer=officer, used_at=None).update(used_at=doing.at)
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(officer=officer, digest=digest_of(token), expires_at=doing.at + LINK_LIVES)
    return token


def _grant(doing: Doing, officer: Officer, given: Role) -> Grant:
    words = dict(ROLES)
    if given.role not in words:
        raise Invalid("Choose a role from the list.", "role")
    if given.until is not None and given.until < given.since:
        raise Invalid("The last day lies before the first.", "until")
    if given.until is not None and given.until < doing.at.date():
        raise Invalid("The last day has passed already.", "until")
    reached = _unit(given.unit) if given.unit else None
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


def _keep_an_administrator(doing: Doing, without: Q, what: str) -> None:
    today = doing.at.date()
    stay = Grant.objects.filter(Q(until=None), role="administrator", since__lte=today, ended_at=None)
    goes = Grant.objects.filter(without, role="administrator", ended_at=None)
    if goes.exists() and not stay.filter(officer__is_active=True).exclude(without).exists():
        raise Blocked(
            what, ["This is the last administrator without an end date. Make somebody else administrator first."]
        )


def _told(given: Role) -> dict[str, Any]:
    return {
        "role": given.role,
        "since": given.since.isoformat(),
        "until": given.until.isoformat() if given.until else "",
        "unit": str(given.unit or ""),
    }


def _unit(ident: uuid.UUID) -> Unit:
    found = Unit.objects.filter(id=ident).first()
    if found is None:
        raise Invalid("Choose a unit from the list.", "unit")
    return found


def _unit_name(name: str, own: uuid.UUID | None = None) -> str:
    found = _line(name, "name", "Write the unit's name.")
    if Unit.objects.filter(name__iexact=found).exclude(id=own or _NOBODY).exists():
        raise Invalid(f"There is a unit called {found} already.", "name")
    return found


def _person_name(name: str) -> str:
    return _line(name, "name", "Write the person's name.")


def _line(value: str, field: str, missing: str) -> str:
    found = " ".join(value.split())
    if not found:
        raise Invalid(missing, field)
    if len(found) > 120:
        raise Invalid(f"This has {len(found)} characters; write 120 at most.", field)
    return found


def _email(email: str, own: uuid.UUID | None = None) -> str:
    found = email.strip().casefold()
    try:
        validate_email(found)
    except ValidationError:
        raise Invalid("Write an e-mail address, like name@office.example.", "email") from None
    if Officer.objects.filter(email=found).exclude(id=own or _NOBODY).exists():
        raise Invalid("Somebody here has this address already.", "email")
    return found
