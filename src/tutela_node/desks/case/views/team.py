"""Tasks and the team: who does what until when, who joins, who leaves."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tutela_node.casework import selectors, services
from tutela_node.casework.models import Task
from tutela_node.desks.case.forms import MemberForm, TaskForm
from tutela_node.desks.context import CASE_ROLES
from tutela_node.desks.fields import officer_choices
from tutela_node.desks.in_case import InCase, in_case, show
from tutela_node.desks.middleware import AskedRequest
from tutela_node.desks.sending import sent, status_of
from tutela_node.people.selectors import colleagues
from tutela_node.spine.acts import NotThere


@require_http_methods(["GET", "POST"])
@in_case
def add_task(request: AskedRequest, inside: InCase) -> HttpResponse:
    """Give a task to somebody who is on the case."""
    people = selectors.on_case(inside.case)
    form = TaskForm(request.POST if request.method == "POST" else None, initial={"officer": str(inside.by.officer)})
    form.fields["officer"].choices = officer_choices(people)  # type: ignore[attr-defined]

    def act(values: dict[str, Any]) -> str:
        services.add_task(inside.by, inside.case.id, **values)
        messages.success(request, _("The task is given."))
        return f"{inside.url}#tasks"

    if request.method == "POST" and (done := sent(request, form, act)):
        return done
    return show(request, inside, "overview", "task_form.html", {"form": form}, status_of(form))


@require_POST
@in_case
def finish_task(request: AskedRequest, inside: InCase, task: uuid.UUID) -> HttpResponse:
    """Tick a task off. Pressed twice, or by two people, it is done once."""
    found = selectors.part_of(Task, inside.case, task)
    if found is None:
        raise NotThere("task", task)
    if found.done_at is None:
        services.finish_task(inside.by, found.id)
        messages.success(request, _("Done."))
    return redirect(f"{inside.url}#tasks")


@require_http_methods(["GET", "POST"])
@in_case
def add_member(request: AskedRequest, inside: InCase) -> HttpResponse:
    form = MemberForm(request.POST if request.method == "POST" else None)
    on_it = {o.id for o in selectors.on_case(inside.case)}
    found = [o for o in colleagues(sorted(CASE_ROLES)) if o.id not in on_it]
    form.fields["officer"].choices = officer_choices(found)  # type: ignore[attr-defined]

    def act(values: dict[str, Any]) -> str:
        services.add_member(inside.by, inside.case.id, **values)
        messages.success(request, _("They are on the team."))
        return f"{inside.url}#team"

    if request.method == "POST" and (done := sent(request, form, act)):
        return done
    return show(request, inside, "overview", "member_form.html", {"form": form}, status_of(form))


@require_POST
@in_case
def remove_member(request: AskedRequest, inside: InCase, officer: uuid.UUID) -> HttpResponse:
    if any(m.officer_id == officer for m in inside.case.members.filter(ended_at=None)):
        services.remove_member(inside.by, inside.case.id, officer=officer)
        messages.success(request, _("They are no longer on the team."))
    return redirect(f"{inside.url}#team")
