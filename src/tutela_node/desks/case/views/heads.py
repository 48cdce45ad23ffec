"""Opening a case, its overview, and changing its head."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tutela_node.casework import selectors, services
from tutela_node.casework.models import Task
from tutela_node.desks.case.forms import CaseForm, today
from tutela_node.desks.declared import declared
from tutela_node.desks.in_case import InCase, decisions, in_case, show
from tutela_node.desks.middleware import AskedRequest
from tutela_node.desks.sending import sent, status_of
from tutela_node.desks.words import SYSTEM_ROLES

BUTTONS = ("case.change", "team.add", "team.remove", "task.add", "hold.place", "note.add")


@require_http_methods(["GET", "POST"])
def new(request: AskedRequest) -> HttpResponse:
    """Open a case; who opens it leads it."""
    by = request.by
    if request.method == "POST":
        form = CaseForm(request.POST, purpose=by.purpose)
        if done := sent(request, form, lambda v: _opened(request, v)):
            return done
    else:
        form = CaseForm(purpose=by.purpose, initial={"asks": settings.NODE.system, "basis": by.basis or ""})
    return render(request, "case/new.html", {"form": form}, status=status_of(form))


def _opened(request: AskedRequest, values: dict[str, Any]) -> str:
    case = services.open_case(request.by, None, **values)
    messages.success(request, _("The case is open, and you lead it."))
    return reverse("case", args=[case])


@require_safe
@in_case(erased=True)
def overview(request: AskedRequest, inside: InCase) -> HttpResponse:
    """Summary, team, tasks, holds; of an erased case what is left."""
    case = inside.case
    if case.state == "erased":
        return show(request, inside, "overview", "erased.html", {"backups_until": selectors.backups_expire(case)})
    parts = selectors.parts(inside.actor, inside.by.purpose, case)
    may = decisions(inside.by, inside.actor, BUTTONS, case.id, case)
    texts = inside.clear.texts
    more = {
        "parts": parts,
        "systems": [(s.system, SYSTEM_ROLES[s.role]) for s in parts.systems],
        "tasks": [(t, texts.get(t.id, ""), d) for t, d in _doable(inside, parts.tasks)],
        "holds": [(h, texts.get(h.id, ""), _lives(h)) for h in parts.holds],
        "panels": declared().panels_of(inside),
        "emergencies": [(e, texts.get(e.id, "")) for e in parts.emergencies],
        "may_change": may["case.change"].allowed,
        "may_team": may["team.add"].allowed,
        "may_leave": may["team.remove"].allowed,
        "may_task": may["task.add"].allowed,
        "may_hold": may["hold.place"].allowed,
        "may_note": may["note.add"].allowed,
        "counts": [
            (len(parts.persons), _("Persons"), reverse("case_persons", args=[case.id])),
            (len(parts.accounts), _("Accounts"), reverse("case_accounts", args=[case.id])),
            (len(parts.notes), _("Notes"), reverse("case_notes", args=[case.id])),
            (len(parts.answers), _("Answers of the law"), reverse("case_law", args=[case.id])),
        ],
    }
    return show(request, inside, "overview", "overview.html", more)


def _doable(inside: InCase, tasks: list[Task]) -> list[tuple[Task, bool]]:
    """Each task, and whether this officer may tick it off. Cedar is asked once for own tasks and once for others':
    nothing else about a task decides, and a case may have hundreds.
    """
    open_ = [t for t in tasks if t.done_at is None]
    asked: dict[bool, bool] = {}
    for task in open_:
        own = task.officer_id == inside.by.officer
        if own not in asked:
            task.case = inside.case
            asked[own] = decisions(inside.by, inside.actor, ["task.done"], task.id, task)["task.done"].allowed
    return [(t, t.done_at is None and asked[t.officer_id == inside.by.officer]) for t in tasks]


def _lives(hold: Any) -> bool:
    return hold.lifted_at is None and (hold.until is None or hold.until >= today())


@require_http_methods(["GET", "POST"])
@in_case
def change(request: AskedRequest, inside: InCase) -> HttpResponse:
    """Change the head. Two at once: the second sees who changed it, keeps what was typed, and what stands there now."""
    case, clear = inside.case, inside.clear
    linked = {s.role: s.system for s in case.systems.all() if s.role != "touched"}
    now = {
        "title": clear.title, "summary": clear.summary, "kind": case.kind, "basis": case.basis, "urgent": case.urgent,
        "sensitivity": case.sensitivity, "asks": linked.get("asks", ""), "asked": linked.get("asked", ""),
        "touched": ", ".join(s.system for s in case.systems.all() if s.role == "touched"), "seen": case.version,
    }  # fmt: skip
    form = CaseForm(
        request.POST if request.method == "POST" else None, initial=now, purpose=inside.by.purpose, basis=case.basis
    )

    def act(values: dict[str, Any]) -> str:
        services.change_case(inside.by, case.id, form.saw(), **values)
        messages.success(request, _("Saved."))
        return inside.url

    differing: list[tuple[Any, str]] = []
    if request.method == "POST":
        if done := sent(request, form, act):
            return done
        differing = form.again_over(case.version, now)
    return show(request, inside, "overview", "change.html", {"form": form, "differing": differing}, status_of(form))
