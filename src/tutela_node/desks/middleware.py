"""What every request passes: the working session's clock, who asks and what for, and acts that did not happen."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from tutela_node.people.authority import actor_of
from tutela_node.people.purposes import purpose_of
from tutela_node.spine.acts import PURPOSES, Blocked, By, Invalid, NotThere, Purpose, Refused, Stale
from tutela_node.spine.logs import log

Handler = Callable[[HttpRequest], HttpResponse]
_BEFORE_SECOND_FACTOR = ("/sign/", "/static/", "/health", "/welcome/")


class AskedRequest(HttpRequest):
    """A request of a signed-in officer. `by`: who asks, for what purpose, on what basis."""

    by: By
    actor_roles: frozenset[str]


def quiet_log(handler: Handler) -> Handler:
    """One line a request, without address, query or name: the route's pattern, the status, the time."""

    def run(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        request.META["TUTELA_REQUEST"] = uuid.uuid4().hex[:12]
        response = handler(request)
        route = request.resolver_match.route if request.resolver_match else "(none)"
        if not request.path.startswith(settings.STATIC_URL):
            log(
                "request", id=request.META["TUTELA_REQUEST"], method=request.method or "", route=route,
                status=response.status_code, ms=round((time.perf_counter() - began) * 1000, 1),
            )  # fmt: skip
        return response

    return run


def working_session(handler: Handler) -> Handler:
    """End a session after half an hour without a request; ask for a second factor where there is none yet."""

    def run(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return handler(request)
        now = timezone.now().timestamp()
        last = request.session.get("last_seen", now)
        if now - last > settings.SESSION_IDLE_SECONDS:
            logout(request)
            return redirect(f"{reverse('account_login')}?ended=idle")
        if now - last > 30 or "last_seen" not in request.session:
            request.session["last_seen"] = now  # not at every request: each is a write
        if not _second_factor(request) and not request.path.startswith(_BEFORE_SECOND_FACTOR):
            return redirect("second_factor_first")
        return handler(request)

    return run


def asked_by(handler: Handler) -> Handler:
    """Put `by` on the request: the officer, the purpose they work for now, the basis they chose for it."""

    def run(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            actor = actor_of(request.user.pk)
            chosen = request.session.get("purpose")
            purpose = cast(Purpose, chosen if chosen in PURPOSES else purpose_of(actor.roles))
            asked = cast(AskedRequest, request)
            asked.by = By(request.user.pk, purpose, request.session.get("basis"), _second_factor(request))
            asked.actor_roles = actor.roles
        return handler(request)

    return run


def act_errors(handler: Handler) -> Handler:
    """Turn what an act said into a page with the right status; forms catch what they can show beside a field."""

    class Said:
        def __init__(self, get_response: Handler) -> None:
            self.get_response = get_response

        def __call__(self, request: HttpRequest) -> HttpResponse:
            return self.get_response(request)

        def process_exception(self, request: HttpRequest, err: Exception) -> HttpResponse | None:
            status = {Refused: 403, NotThere: 404, Stale: 409, Blocked: 409, Invalid: 422}.get(type(err))
            if status is None:
                log("error", id=request.META.get("TUTELA_REQUEST", ""), kind=type(err).__name__)
                return None
            return render(request, "did_not_happen.html", {"err": err, "kind": type(err).__name__}, status=status)

    return Said(handler)


def _second_factor(request: HttpRequest) -> bool:
    from allauth.mfa.models import Authenticator

    if request.session.get("second_factor"):
        return True
    has: bool = Authenticator.objects.filter(
        user_id=request.user.pk, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    ).exists()
    if has:  # whoever has one was asked for it at sign-in
        request.session["second_factor"] = True
    return has
