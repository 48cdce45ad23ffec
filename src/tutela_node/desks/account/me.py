"""One's own affairs: details and roles, sign-in and sessions, purpose and basis, language and appearance, keys."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import cast

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tutela_node.desks.account.sessions import end_others, sessions_of
from tutela_node.desks.context import KEYS_COOKIE, LOOK_COOKIE, LOOKS, PURPOSE_WORDS, ROLE_WORDS
from tutela_node.desks.middleware import AskedRequest
from tutela_node.people import selectors, services
from tutela_node.people.purposes import OF_ROLE, purposes_of
from tutela_node.spine.acts import By, Invalid
from tutela_node.spine.authority import basis_of

YEAR = 365 * 86400
TABS = (
    ("me", "me"),
    ("security", "me_security"),
    ("purpose", "me_purpose"),
    ("appearance", "me_appearance"),
    ("keys", "keys"),
)


def own(request: AskedRequest) -> By:
    """Who asks, in their own affairs."""
    return replace(request.by, purpose="own", basis=None)


@require_GET
def me(request: AskedRequest) -> HttpResponse:
    """Name, address, unit, and every role with its days."""
    today = timezone.now().date()
    roles = [
        (ROLE_WORDS[g.role], PURPOSE_WORDS[OF_ROLE[g.role]], g, selectors.state_of(g, today))
        for g in selectors.grants_of(_self(request))
    ]
    return render(request, "account/me.html", {"roles": roles, "officer": request.user})


@require_GET
def security(request: AskedRequest) -> HttpResponse:
    """Password, second factors, recovery codes, and where one is signed in."""
    found = list(Authenticator.objects.filter(user_id=request.user.pk).order_by("created_at"))
    codes = next((a for a in found if a.type == Authenticator.Type.RECOVERY_CODES), None)
    shown = {
        "app": next((a for a in found if a.type == Authenticator.Type.TOTP), None),
        "passkeys": [a for a in found if a.type == Authenticator.Type.WEBAUTHN],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
        "sessions": sessions_of(_self(request), request.session.session_key),
        "idle_minutes": settings.SESSION_IDLE_SECONDS // 60,
        "hours": settings.SESSION_COOKIE_AGE // 3600,
    }
    return render(request, "account/security.html", shown)


@require_POST
def end_sessions(request: AskedRequest) -> HttpResponse:
    """End all sessions but this one."""
    ended = end_others(_self(request), request.session.session_key)
    if ended:
        services.end_session(own(request), request.by.officer, how="others")
    messages.success(request, _("You are signed in here only now."))
    return redirect("me_security")


@require_http_methods(["GET", "POST"])
def purpose(request: AskedRequest) -> HttpResponse:
    """Choose for what one works now, and on what basis."""
    after = _after(request)
    if request.method == "GET":
        return render(request, "account/purpose.html", {"after": after})
    chosen, basis = request.POST.get("purpose", ""), request.POST.get("basis", "")
    if chosen not in (purposes_of(request.actor_roles) or ["own"]):
        raise Invalid(_("None of your roles works for this purpose. Choose one of those that are offered."), "purpose")
    found = basis_of(basis)
    if basis and (found is None or not found.in_force(timezone.now().date())):
        raise Invalid(_("This basis is not on the list today. Choose another."), "basis")
    request.session["purpose"] = chosen
    if found is not None and chosen not in found.purposes:
        request.session.pop("basis", None)
        messages.warning(
            request, _("%(basis)s does not serve this purpose, so no basis is chosen now.") % {"basis": found.citation}
        )
    elif found is not None:
        request.session["basis"] = found.id
    else:
        request.session.pop("basis", None)
    messages.success(request, _("You are working for: %(purpose)s.") % {"purpose": PURPOSE_WORDS[chosen]})
    return redirect(after)


@require_http_methods(["GET", "POST"])
def appearance(request: AskedRequest) -> HttpResponse:
    """Language of one's pages (kept with the account), light or dark and single keys (kept in this browser)."""
    if request.method == "GET":
        return render(request, "account/appearance.html", {"languages": settings.LANGUAGES})
    language, look = request.POST.get("language", "en"), request.POST.get("look", "system")
    if language != request.user.language:  # type: ignore[union-attr]
        services.set_language(own(request), request.by.officer, language=language)
    messages.success(request, _("Kept."))
    response = redirect("me_appearance")
    _keep(response, LOOK_COOKIE, look if look in LOOKS else "system")
    _keep(response, KEYS_COOKIE, "off" if request.POST.get("keys") == "off" else "on")
    return response


@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """The keyboard's shortcuts."""
    return render(request, "account/keys.html")


def _self(request: AskedRequest) -> uuid.UUID:
    """One's own id; the middleware lets nobody here who is not signed in."""
    return cast(uuid.UUID, request.by.officer)


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, secure=settings.NODE.https, httponly=True, samesite="Strict")


def _after(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"
