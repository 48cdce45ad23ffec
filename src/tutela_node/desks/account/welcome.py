"""The one-time link: who is invited, a first password, and in to the second factor."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth import logout
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from tutela_node.desks.account.forms import Welcome
from tutela_node.desks.context import ROLE_WORDS
from tutela_node.people import selectors, services
from tutela_node.spine.acts import Blocked, By


@never_cache
@sensitive_post_parameters()
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Show who is invited; with a password the link is used up and its person signed in."""
    invitation = selectors.invitation_of(token)
    if invitation is None:
        return render(request, "account/link_gone.html", status=410)
    officer = invitation.officer
    form = Welcome(officer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = By(officer.id, "own", second_factor=False)
        try:
            services.use_invitation(
                by, officer.id, token=token, password_hash=make_password(form.cleaned_data["password"])
            )
        except Blocked:  # somebody with the same link was quicker
            return render(request, "account/link_gone.html", status=410)
        if request.user.is_authenticated:
            logout(request)
        officer.refresh_from_db()
        request.entered_by = "" if _has_factor(officer.id) else "link"  # type: ignore[attr-defined]
        record_authentication(request, officer, method="password", email=officer.email)
        response: HttpResponse = perform_login(request, Login(user=officer))
        return response
    today = timezone.now().date()
    held = [
        (ROLE_WORDS[grant.role], grant)
        for grant in selectors.grants_of(officer.id)
        if selectors.state_of(grant, today) in ("in_force", "to_come")
    ]
    shown = {"officer": officer, "held": held, "form": form, "invitation": invitation}
    return render(request, "account/welcome.html", shown, status=422 if form.is_bound else 200)


def _has_factor(officer: object) -> bool:
    from tutela_node.desks.account.adapter import factors_of

    return bool(factors_of(officer).exists())


urlpatterns = [path("<str:token>/", welcome, name="welcome")]
