"""What every page is told: whose node it is, where one may go, for what one works, how it is to look."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tutela_node.desks.declared import Desk, declared
from tutela_node.people.purposes import purposes_of
from tutela_node.spine.acts import PURPOSES, By
from tutela_node.spine.authority import bases, basis_of

LOOK_COOKIE = "tutela_look"
KEYS_COOKIE = "tutela_keys"
LOOKS = ("system", "light", "dark")

PURPOSE_WORDS = {
    "investigation": _("Investigation"),
    "intake": _("Intake"),
    "decision": _("Decision"),
    "analysis": _("Analysis"),
    "victim_support": _("Victim support"),
    "oversight": _("Oversight"),
    "administration": _("Administration"),
    "own": _("My own affairs"),
}
ROLE_WORDS = {
    "investigator": _("Investigator"),
    "supervisor": _("Applicant's supervisor"),
    "decider": _("Decider"),
    "analyst": _("Analyst"),
    "receiving": _("Receiving officer"),
    "helper": _("Helper (victim support)"),
    "inspector": _("Inspector"),
    "administrator": _("Node administrator"),
}
CASE_ROLES = frozenset({"investigator", "supervisor", "decider", "analyst", "receiving", "helper"})


def desks_of(roles: frozenset[str]) -> list[Desk]:
    """The desks that these roles work at, in the order of the navigation."""
    return [desk for needed, desk in declared().navigation if needed & roles]


def desk(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    asked: By | None = getattr(request, "by", None)
    roles: frozenset[str] = getattr(request, "actor_roles", frozenset())
    chosen = request.COOKIES.get(LOOK_COOKIE, "system")
    told: dict[str, Any] = {
        "node": settings.NODE,
        "look": chosen if chosen in LOOKS else "system",
        "keys_off": request.COOKIES.get(KEYS_COOKIE) == "off",
        "inside": asked is not None,
    }
    if asked is None:
        return told
    may_serve = purposes_of(roles) or ["own"]
    today = timezone.now().date()
    return told | {
        "desks": [(d, request.path.startswith(d.url)) for d in desks_of(roles)],
        "searches_cases": bool(roles & CASE_ROLES),
        "purpose": asked.purpose,
        "purpose_words": PURPOSE_WORDS[asked.purpose],
        "purposes": [(p, PURPOSE_WORDS[p]) for p in PURPOSES if p in may_serve],
        "bases": bases(settings.NODE.system, today),
        "basis": basis_of(asked.basis),
    }
