"""Where one begins, whether the node is well, and the pages of what went wrong."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tutela_node.desks.context import desks_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To the first desk of one's roles; without a role, to oneself, where it says whom to ask."""
    desks = desks_of(getattr(request, "actor_roles", frozenset()))
    return redirect(desks[0].url if desks else "me")


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """`{"ok": true}` for anybody, more for who asks from this machine; 503 when it is not. Nothing personal."""
    from tutela_node.spine.process import health as measured

    found = measured()
    shown = found if _from_here(request) else {"ok": found["ok"]}
    return JsonResponse(shown, status=200 if found["ok"] else 503)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its token: the page was open too long, or another site sent it."""
    return render(request, "form_expired.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "not_found.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Without the database and without who asks: either may be what failed."""
    number = request.META.get("TUTELA_REQUEST", "")
    return HttpResponse(render_to_string("failed.html", {"number": number, "node": settings.NODE}), status=500)


def _from_here(request: HttpRequest) -> bool:
    try:
        here = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    # A reverse proxy on the same machine speaks for others.
    return here and "HTTP_X_FORWARDED_FOR" not in request.META and "HTTP_X_FORWARDED_PROTO" not in request.META
