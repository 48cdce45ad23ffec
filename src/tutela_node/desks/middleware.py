"""What every request passes: the language, the session's clock, who asks and what for, acts that did not happen.

Nobody is let in but through the doors: what is not listed as open needs a signed-in officer with a second factor.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import cast

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from tutela_node.desks.declared import declared
from tutela_node.people.authority import actor_of
from tutela_node.people.purposes import purpose_of, purposes_of
from tutela_node.spine.acts import Blocked, By, Invalid, NotThere, Purpose, Refused, Stale
from tutela_node.spine.authority import Actor
from tutela_node.spine.logs import log

Handler = Callable[[HttpRequest], HttpResponse]
_ANSWERED = (Http404, PermissionDenied, ImmediateHttpResponse, ReauthenticationRequired)
"""Exceptions that Django or the sign-in library turn into an answer: nothing failed."""
_OPEN = ("/static/", "/health")
"""Open to everybody, beside what the desks declare."""


class AskedRequest(HttpRequest):
    """A request of a signed-in officer. `by`: who asks, for what purpose, on what basis; `actor`: who that is now."""

    by: By
    actor: Actor
    actor_roles: frozenset[str]


def quiet_log(handler: Handler) -> Handler:
    """One line a request, without address, query or name: the route's pattern, the status, the time. None where a desk
    declares that nothing is to be written.
    """

    def run(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        request.META["TUTELA_REQUEST"] = uuid.uuid4().hex[:12]
        response = handler(request)
        route = request.resolver_match.route if request.resolver_match else "(none)"
        if not request.path.startswith((settings.STATIC_URL, *declared().quiet_paths)):
            log(
                "request", id=request.META["TUTELA_REQUEST"], method=request.method or "", route=route,
                status=response.status_code, ms=round((time.perf_counter() - began) * 1000, 1),
            )  # fmt: skip
        return response

    return run


def spoken(handler: Handler) -> Handler:
    """The language that the officer chose; English for everybody else, for no other has been reviewed."""

    def run(request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", "en") if request.user.is_authenticated else "en"
        with translation.override(chosen if chosen in dict(settings.LANGUAGES) else "en"):
            response = handler(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response

    return run


def working_session(handler: Handler) -> Handler:
    """Send who is not signed in to the doors; end a session that was idle or long; ask for a second factor."""

    def run(request: HttpRequest) -> HttpResponse:
        is_open = request.path.startswith((*_OPEN, *declared().open_paths))
        if not request.user.is_authenticated:
            return handler(request) if is_open else _to_doors(request)
        now = int(time.time())
        last, began = request.session.get("last_seen", now), request.session.get("began", now)
        if now - last > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
            how = "idle" if now - last > settings.SESSION_IDLE_SECONDS else "long"
            request.ended_by = how  # type: ignore[attr-defined]
            logout(request)
            return _to_doors(request, how)
        if now - last > 30 or "last_seen" not in request.session:
            request.session["last_seen"] = now  # not at every request: each is a write
            request.session.setdefault("began", now)
        if not request.session.get("second_factor") and not is_open:
            return redirect("second_factor_first")
        return handler(request)

    return run


def _to_doors(request: HttpRequest, ended: str = "") -> HttpResponse:
    """To sign-in, and back here afterwards. Says so calmly when a cookie opened nothing (any more)."""
    gone = settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.is_empty()
    known = {"ended": ended or "gone"} if ended or gone else {}
    if request.method == "GET" and request.path != "/":
        known["next"] = request.get_full_path()
    url = f"{reverse('account_login')}{'?' + urlencode(known) if known else ''}"
    if request.headers.get("HX-Request") == "true":  # htmx would put the page into a part of this one
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
    else:
        response = redirect(url)
    return response


def asked_by(handler: Handler) -> Handler:
    """Put `by` on the request: the officer, the purpose they work for now, the basis they chose for it."""

    def run(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            actor = actor_of(request.user.pk)
            chosen = request.session.get("purpose")
            purpose = cast(Purpose, chosen if chosen in purposes_of(actor.roles) else purpose_of(actor.roles))
            asked = cast(AskedRequest, request)
            asked.by = By(
                request.user.pk, purpose, request.session.get("basis"), bool(request.session.get("second_factor"))
            )
            asked.actor = actor
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
                if isinstance(err, _ANSWERED):
                    return None
                log("error", id=request.META.get("TUTELA_REQUEST", ""), kind=type(err).__name__)
                return None
            return render(request, "did_not_happen.html", {"err": err, "kind": type(err).__name__}, status=status)

    return Said(handler)
