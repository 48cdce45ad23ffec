"""Danger to life or limb: a case that is closed to an officer opens for a day, and a supervisor reviews it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela_node.casework import selectors, services
from tutela_node.casework.models import Emergency
from tutela_node.desks.case.forms import EmergencyForm, ReviewForm
from tutela_node.desks.in_case import by_for, decisions, head_of
from tutela_node.desks.middleware import AskedRequest
from tutela_node.desks.sending import sent, status_of
from tutela_node.people.authority import actor_of
from tutela_node.spine.acts import NotThere
from tutela_node.spine.authority import Actor


@require_http_methods(["GET", "POST"])
def declare(request: AskedRequest, case: uuid.UUID) -> HttpResponse:
    """Declare one. Nothing of the case is shown before."""
    found = head_of(case)
    by = by_for(request, found)
    form = EmergencyForm(request.POST if request.method == "POST" else None)

    def act(values: dict[str, Any]) -> str:
        services.declare_emergency(by, found.id, **values)
        messages.warning(request, _("The case is open to you for 24 hours. A supervisor will review why."))
        return reverse("case", args=[found.id])

    if request.method == "POST" and (done := sent(request, form, act)):
        return done
    actor = actor_of(by.officer) if by.officer else Actor(None, "")
    may = decisions(by, actor, ["emergency.declare"], found.id, found)["emergency.declare"]
    more = {"case": found, "form": form, "may": may}
    return render(request, "case/emergency.html", more, status=status_of(form))


@require_http_methods(["GET", "POST"])
def review(request: AskedRequest, case: uuid.UUID, emergency: uuid.UUID) -> HttpResponse:
    """Review one. The reason is read by an act of its own, for a restricted case too."""
    found = head_of(case)
    one = selectors.part_of(Emergency, found, emergency)
    if one is None:
        raise NotThere("emergency", emergency)
    by = by_for(request, found)
    reason = services.open_emergency(by, one.id)
    form = ReviewForm(request.POST if request.method == "POST" else None, initial={"seen": one.version})

    def act(values: dict[str, Any]) -> str:
        services.review_emergency(by, one.id, form.saw(), **values)
        messages.success(request, _("The review is recorded."))
        return reverse("cases")

    if request.method == "POST" and (done := sent(request, form, act)):
        return done
    more = {"case": found, "emergency": one, "reason": reason, "form": form}
    return render(request, "case/emergency_review.html", more, status=status_of(form))
