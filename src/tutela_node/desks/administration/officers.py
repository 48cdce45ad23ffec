"""Officers: the list, one of them, and each thing that an administrator does about one.

A one-time link is shown in the very answer to the form that made it and is kept nowhere; who loses it makes another.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tutela_node.casework.numbers import open_work
from tutela_node.desks.administration import forms
from tutela_node.desks.administration.asking import acted, administrators, posted
from tutela_node.desks.context import ROLE_WORDS
from tutela_node.desks.middleware import AskedRequest
from tutela_node.people import selectors, services
from tutela_node.people.models import Grant, Officer
from tutela_node.people.services import LINK_LIVES, Invited, Role
from tutela_node.spine.acts import NotThere

PAGE = 50
TONES = {"active": "good", "invited": "note", "stopped": "off", "no_link": "warn"}
LASTING = ("in_force", "to_come")


def words_of(state: str) -> str:
    """A state of an account for people."""
    return {
        "active": _("Active"),
        "invited": _("Invited"),
        "stopped": _("Stopped"),
        "no_link": _("Link ran out"),
    }[state]


def account_state(officer: Any) -> str:
    """`active`, `stopped`, `invited` (an open link, never in), or `no_link` (never in, and the link ran out)."""
    if not officer.is_active:
        return "stopped"
    if officer.last_login is not None:
        return "active"
    return "invited" if officer.links else "no_link"


@require_GET
@administrators
def people(request: AskedRequest) -> HttpResponse:
    """Everybody who has an account here."""
    form = forms.Filters(request.GET)
    page = Paginator(selectors.officers(**form.wanted()), PAGE).get_page(request.GET.get("page"))
    secured = selectors.with_second_factor(o.id for o in page)
    rows = [
        {
            "officer": o,
            "roles": [(ROLE_WORDS[g.role], g) for g in o.held],  # type: ignore[attr-defined]
            "state": words_of(account_state(o)),
            "tone": TONES[account_state(o)],
            "secured": o.id in secured,
        }
        for o in page
    ]
    return render(request, "people/people.html", {
        "form": form, "page": page, "rows": rows, "numbers": selectors.numbers(), "tab": "people",
        "narrowed": any(form.wanted().values()),
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@administrators
def invite(request: AskedRequest) -> HttpResponse:
    """A new officer, and the link by which they come in."""
    form = forms.Invite(posted(request), initial={"unit": request.GET.get("unit", "")})
    made: list[Invited] = []
    if form.is_bound and acted(form, lambda: made.append(_invited(request, form))):
        return _link_shown(request, _found(made[0].officer), made[0].token, invited=True)
    return render(request, "people/invite.html", {"form": form}, status=422 if form.errors else 200)


def _invited(request: AskedRequest, form: forms.Invite) -> Invited:
    roles = [Role(**form.role_values())] if form.cleaned_data["role"] else []
    return services.invite(request.by, None, **form.values(), roles=roles)


@require_GET
@administrators
def officer(request: AskedRequest, officer: uuid.UUID) -> HttpResponse:
    """One officer: who they are, what they may do until when, how they come in."""
    found = _found(officer)
    today = timezone.now().date()
    grants = [(ROLE_WORDS[g.role], g, selectors.state_of(g, today)) for g in selectors.grants_of(officer)]
    state = account_state(found)
    link = found.links[0] if found.links else None  # type: ignore[attr-defined]
    return render(request, "people/officer.html", {
        "officer": found, "state": state, "state_words": words_of(state), "tone": TONES[state],
        "lasting": [g for g in grants if g[2] in LASTING], "over": [g for g in grants if g[2] not in LASTING],
        "secured": officer in selectors.with_second_factor([officer]), "link": link,
        "hours": int((link.expires_at - timezone.now()).total_seconds() // 3600) if link else 0,
        "oneself": officer == request.by.officer,
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@administrators
def change(request: AskedRequest, officer: uuid.UUID) -> HttpResponse:
    """Another name, address or unit."""
    found = _found(officer)
    was = {"name": found.name, "email": found.email, "unit": str(found.unit_id), "seen": found.version}
    form = forms.Person(posted(request), initial=was)
    if form.is_bound and acted(
        form, lambda: services.change(request.by, officer, form.saw(), **form.values()), found.version
    ):
        messages.success(request, _("Saved."))
        return redirect("people_officer", officer)
    return _form(request, "change.html", found, form)


@require_http_methods(["GET", "POST"])
@administrators
def grant(request: AskedRequest, officer: uuid.UUID) -> HttpResponse:
    """Another role."""
    found = _found(officer)
    form = forms.RoleFields(posted(request), initial={"seen": found.version})
    if form.is_bound and acted(
        form, lambda: services.grant_role(request.by, officer, form.saw(), **form.role_values()), found.version
    ):
        messages.success(request, _("The role was granted."))
        return redirect("people_officer", officer)
    return _form(request, "grant.html", found, form)


@require_http_methods(["GET", "POST"])
@administrators
def end(request: AskedRequest, officer: uuid.UUID, grant: uuid.UUID) -> HttpResponse:
    """A role ends now."""
    found = _found(officer)
    role = next((g for g in selectors.grants_of(officer) if g.id == grant), None)
    if role is None:
        raise NotThere("role", grant)
    form = forms.Seen(posted(request), initial={"seen": found.version})
    if form.is_bound and acted(
        form, lambda: services.end_role(request.by, officer, form.saw(), grant=grant), found.version
    ):
        messages.success(request, _("The role has ended."))
        return redirect("people_officer", officer)
    more = {"grant": role, "role": ROLE_WORDS[role.role], "work": _left_behind(found, role)}
    return _form(request, "end.html", found, form, more)


@require_http_methods(["GET", "POST"])
@administrators
def stop(request: AskedRequest, officer: uuid.UUID) -> HttpResponse:
    """Stop an account; first what waits on it."""
    found = _found(officer)
    form = forms.Stop(posted(request), initial={"seen": found.version})
    if form.is_bound and acted(
        form, lambda: services.stop(request.by, officer, form.saw(), why=form.cleaned_data["why"]), found.version
    ):
        messages.success(request, _("The account is stopped."))
        return redirect("people_officer", officer)
    more = {
        "work": open_work(officer),
        "supervisors": list(selectors.supervisors_of(found.unit_id).exclude(id=officer)),
    }
    return _form(request, "stop.html", found, form, more)


@require_http_methods(["GET", "POST"])
@administrators
def link(request: AskedRequest, officer: uuid.UUID) -> HttpResponse:
    """A new one-time link; older ones end."""
    found = _found(officer)
    form = forms.Link(posted(request), initial={"seen": found.version})
    tokens: list[str] = []
    if form.is_bound and acted(form, lambda: tokens.append(_renewed(request, officer, form)), found.version):
        return _link_shown(request, _found(officer), tokens[0], invited=False)
    return _form(request, "link.html", found, form, {"secured": officer in selectors.with_second_factor([officer])})


def _renewed(request: AskedRequest, officer: uuid.UUID, form: forms.Link) -> str:
    lost = form.cleaned_data["lost"]
    return services.renew_invitation(request.by, officer, form.saw(), remove_second_factors=lost)


def _link_shown(request: AskedRequest, officer: Officer, token: str, *, invited: bool) -> HttpResponse:
    address = request.build_absolute_uri(reverse("welcome", args=[token]))
    hours = int(LINK_LIVES.total_seconds() // 3600)
    return render(
        request,
        "people/link_shown.html",
        {"officer": officer, "address": address, "hours": hours, "ends": timezone.now() + LINK_LIVES, "new": invited},
    )


def _left_behind(officer: Officer, ending: Grant) -> Any:
    """What waits on an officer who would have no role left with which to do it."""
    others = [g for g in officer.held if g.id != ending.id]  # type: ignore[attr-defined]
    return None if others else open_work(officer.id)


def _found(ident: uuid.UUID) -> Officer:
    found = selectors.officer(ident)
    if found is None:
        raise NotThere("officer", ident)
    return found


def _form(
    request: AskedRequest, page: str, officer: Officer, form: forms.Seen, more: dict[str, Any] | None = None
) -> HttpResponse:
    """A page with one form about one officer."""
    shown = {"officer": officer, "form": form} | (more or {})
    return render(request, f"people/{page}", shown, status=422 if form.errors else 200)
