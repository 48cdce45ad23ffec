"""Questions about people: officers, units, roles in force, who can be handed a case, whose a link is."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from tutela_node.people.authority import in_force
from tutela_node.people.models import ROLES, Grant, Invitation, Officer, Unit
from tutela_node.people.services import digest_of


def officers(*, words: str = "", unit: uuid.UUID | None = None, role: str = "", state: str = "") -> QuerySet[Officer]:
    """Officers by name, each with `held` (grants in force today, with their units) and `links` (open links).

    Args:
        words: parts of a name or address.
        state: `active`, `stopped`, `invited` (an open link and never signed in), `no_factor` (signed in, and without a
            second factor now), `ending` (a role ends within a fortnight), or empty for all.
    """
    now = timezone.now()
    held = Grant.objects.filter(in_force(now.date())).select_related("unit").order_by("role")
    links = Invitation.objects.filter(used_at=None, expires_at__gt=now)
    found = (
        Officer.objects.select_related("unit")
        .prefetch_related(Prefetch("grants", held, to_attr="held"), Prefetch("invitations", links, to_attr="links"))
        .order_by("name", "email")
    )
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    if unit:
        found = found.filter(unit=unit)
    if role:
        holders = Grant.objects.filter(in_force(now.date()), role=role).values("officer")
        found = found.filter(id__in=holders, is_active=True)
    if state == "active":
        found = found.filter(is_active=True)
    elif state == "stopped":
        found = found.filter(is_active=False)
    elif state == "no_factor":
        found = found.filter(is_active=True, last_login__isnull=False).exclude(id__in=_factors().values("user"))
    elif state == "ending":
        found = found.filter(id__in=ending_soon().order_by().values("officer"))
    elif state == "invited":
        found = found.filter(is_active=True, last_login=None, id__in=links.values("officer"))
    return found


def officer(ident: uuid.UUID) -> Officer | None:
    """One officer with `held` and `links` as `officers` gives them."""
    return officers().filter(id=ident).first()


def grants_of(ident: uuid.UUID) -> QuerySet[Grant]:
    """All grants of an officer, the latest first; ended ones too."""
    return Grant.objects.filter(officer=ident).select_related("unit").order_by("-since", "role")


def state_of(grant: Grant, today: dt.date) -> str:
    """`in_force`, `to_come`, `past` or `ended`."""
    if grant.ended_at is not None:
        return "ended"
    if grant.since > today:
        return "to_come"
    return "past" if grant.until is not None and grant.until < today else "in_force"


def units() -> QuerySet[Unit]:
    """Units by name, each with `people`: how many active officers belong to it."""
    return Unit.objects.annotate(people=Count("officers", filter=Q(officers__is_active=True))).order_by("name")


def colleagues(roles: Sequence[str], *, but: uuid.UUID | None = None) -> QuerySet[Officer]:
    """Active officers who hold one of these roles today: those to hand a case over to, or to put on a team."""
    holders = Grant.objects.filter(in_force(timezone.now().date()), role__in=roles).values("officer")
    found = Officer.objects.filter(id__in=holders, is_active=True).select_related("unit").order_by("name")
    return found.exclude(id=but) if but else found


def ending_soon(days: int = 14) -> QuerySet[Grant]:
    """Grants in force that end within so many days."""
    today = timezone.now().date()
    return (
        Grant.objects.filter(in_force(today), until__lte=today + dt.timedelta(days=days), officer__is_active=True)
        .select_related("officer", "unit")
        .order_by("until", "officer__name")
    )


def invitation_of(token: str) -> Invitation | None:
    """The link with this secret if it can be used now, with its officer."""
    return (
        Invitation.objects.select_related("officer__unit")
        .filter(digest=digest_of(token), used_at=None, expires_at__gt=timezone.now(), officer__is_active=True)
        .first()
    )


def demonstration_officers() -> list[Officer]:
    """Active officers with a role today, with `held`, in the order of roles: the sign-in page of a demonstration."""
    order = [role for role, _ in ROLES]
    found = [one for one in officers(state="active") if getattr(one, "held", None)]
    return sorted(found, key=lambda one: order.index(one.held[0].role))  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Numbers:
    """How many accounts there are of each state that `officers` narrows to."""

    active: int
    invited: int
    stopped: int
    no_factor: int
    ending: int


def numbers() -> Numbers:
    """The numbers above the list of people; each equals what `officers(state=…)` lists."""
    return Numbers(
        *(officers(state=state).count() for state in ("active", "invited", "stopped", "no_factor", "ending"))
    )


def unit(ident: uuid.UUID) -> Unit | None:
    """One unit."""
    return Unit.objects.filter(id=ident).first()


def with_second_factor(officers: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these officers who have a second factor set up."""
    return set(_factors().filter(user__in=list(officers)).values_list("user_id", flat=True))


def supervisors_of(unit: uuid.UUID) -> QuerySet[Officer]:
    """Active officers who supervise this unit today: by a grant for it, or by one for their own unit if that is it."""
    reach = Grant.objects.filter(
        in_force(timezone.now().date()), Q(unit=unit) | Q(unit=None, officer__unit=unit), role="supervisor"
    )
    return Officer.objects.filter(id__in=reach.values("officer"), is_active=True).order_by("name")


def _factors() -> QuerySet[Authenticator]:
    """Second factors that count as one; recovery codes do not."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(
        type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    )
    return found


def officer_names(idents: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names of these officers, stopped ones too."""
    return dict(Officer.objects.filter(id__in=set(idents)).values_list("id", "name"))


def unit_names(idents: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names of these units."""
    return dict(Unit.objects.filter(id__in=set(idents)).values_list("id", "name"))
