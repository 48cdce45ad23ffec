"""The doors: sign-in, locked out, forgotten password, the second factor that a new officer sets up, demonstration."""

from __future__ import annotations

import datetime as dt
import ipaddress
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import LoginView
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from axes.decorators import axes_dispatch, axes_form_invalid
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tutela_node.desks.account.adapter import Factors, factors_of
from tutela_node.desks.context import ROLE_WORDS
from tutela_node.people.models import Officer
from tutela_node.people.selectors import demonstration_officers

ENDED = frozenset({"asked", "idle", "long", "gone"})


@method_decorator(axes_dispatch, name="dispatch")
class SignInView(LoginView):  # type: ignore[misc]
    """Sign-in; where a demonstration runs on this machine alone, also its made-up officers."""

    @method_decorator(axes_form_invalid)
    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ended = self.request.GET.get("ended", "")
        shown: dict[str, Any] = super().get_context_data(**kwargs) | {
            "ended": ended if ended in ENDED else "",
            "number_for_name": by_number(self.request),
        }
        if demonstrates():
            shown["demonstration_officers"] = [
                (officer, [ROLE_WORDS[g.role] for g in officer.held])  # type: ignore[attr-defined]
                for officer in demonstration_officers()
            ]
        return shown


class RemovePasskeyView(RemoveWebAuthnView):  # type: ignore[misc]
    """Refuses to remove the last second factor, as the library does for the authenticator app."""

    def form_valid(self, form: Any) -> HttpResponse:
        if not Factors().can_delete_authenticator(self.get_object()):
            messages.error(self.request, Factors.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_list_webauthn")
        response: HttpResponse = super().form_valid(form)
        return response


def asked_from(request: HttpRequest) -> str:
    """The address that lock-out counts. Behind the web server (https) it is the one that the server names last: what a
    visitor wrote before it is not believed. It is kept in the desk's database alone.
    """
    if settings.NODE.https and (named := request.headers.get("X-Forwarded-For", "")):
        return named.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def lockout_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """By what lock-out counts attempts: the address as typed, whichever way it came."""
    given = credentials or {}
    return str(given.get("email") or given.get("login") or request.POST.get("login") or "").strip().casefold()[:254]


def locked(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """The page of a person who is locked out: how long to wait, and whom to call."""
    wait = dt.timedelta(hours=settings.AXES_COOLOFF_TIME)
    latest = AccessAttempt.objects.filter(username=lockout_name(request, credentials)).order_by("-attempt_time").first()
    left = (latest.attempt_time + wait - timezone.now()) if latest else wait
    minutes = max(1, -(-int(left.total_seconds()) // 60))
    return render(
        request, "account/locked.html", {"minutes": minutes, "tries": settings.AXES_FAILURE_LIMIT}, status=429
    )


@require_GET
def lost(request: HttpRequest) -> HttpResponse:
    """Where the sign-in library would send a mail: ask the administrator."""
    return render(request, "account/lost.html")


@never_cache
@login_required
@require_GET
def second_factor_first(request: HttpRequest) -> HttpResponse:
    """What stands before anything else for an officer who has no second factor yet."""
    if factors_of(request.user.pk).exists():
        return redirect("home")
    return render(request, "account/second_factor_first.html", {"number_for_name": by_number(request)})


@require_POST
def enter_demonstration(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the made-up officers. Nowhere but in a demonstration on this machine alone.

    Raises:
        Http404: this is no demonstration, or there is no such officer in it.
    """
    if not demonstrates():
        raise Http404
    wanted = request.POST.get("officer", "")
    officer = next((o for o in demonstration_officers() if str(o.id) == wanted), None)
    if officer is None:
        raise Http404
    enter(request, officer, "demonstration")
    record_authentication(request, officer, method="demonstration")
    return redirect("home")


def enter(request: HttpRequest, officer: Officer, how: str) -> None:
    """Begin a session of this officer; `how` is told to the record."""
    request.entered_by = how  # type: ignore[attr-defined]
    login(request, officer, backend=settings.AUTHENTICATION_BACKENDS[1])


def demonstrates() -> bool:
    """Whether one may enter by one press: a demonstration that no other machine can reach."""
    return bool(settings.NODE.demonstration and settings.NODE.loopback)


def by_number(request: HttpRequest) -> bool:
    """Whether the address in the browser is a number: browsers make passkeys for names only."""
    try:
        ipaddress.ip_address(request.get_host().rsplit(":", 1)[0].strip("[]"))
    except ValueError:
        return False
    return True
