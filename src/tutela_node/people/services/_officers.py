"""Acts of officers: an account is made with its link, changed, and stopped; nothing is deleted."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models import Q

from tutela_node.config import NodeConfig
from tutela_node.people.models import Grant, Invitation, Officer
from tutela_node.people.services._values import (
    Role,
    email_address,
    keep_an_administrator,
    make_grant,
    new_link,
    person_name,
    told,
    unit_of,
)
from tutela_node.spine.acts import Blocked, Doing, Invalid, act

LANGUAGES = frozenset({"en", "ar"})


@dataclass(frozen=True)
class Invited:
    """Who was invited, and the secret of the link. The secret is kept nowhere: show it once."""

    officer: uuid.UUID
    token: str


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
    home = unit_of(unit)
    officer = Officer(name=person_name(name), email=email_address(email), unit=home, password=make_password(None))
    officer.save(force_insert=True)
    doing.ring.new_key(officer.id, settings.NODE.id)
    doing.about("officer", officer.id, settings.NODE.id)
    for role in roles:
        make_grant(doing, officer, role)
    doing.tell(name=officer.name, email=officer.email, unit=str(home.id), roles=[told(r) for r in roles])
    return Invited(officer.id, new_link(doing, officer))


@act(
    "officer.change", on="officer", purposes=("administration",), says="An officer's name, address or unit is changed."
)
def change(doing: Doing, officer: Officer, *, name: str, email: str, unit: uuid.UUID) -> None:
    """Raises Invalid as `invite` does."""
    before = {"name": officer.name, "email": officer.email, "unit": str(officer.unit_id)}
    officer.name, officer.email, officer.unit = person_name(name), email_address(email, officer.id), unit_of(unit)
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
    keep_an_administrator(doing, Q(officer=officer), "The account was not stopped")
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
