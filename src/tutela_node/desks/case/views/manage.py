"""What is done to a case as a whole: hand over, close, reopen, hold, conflicts of interest, erase."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tutela_node.casework import selectors, services
from tutela_node.casework.models import Hold
from tutela_node.desks.case import forms
from tutela_node.desks.context import CASE_ROLES
from tutela_node.desks.fields import WhyForm, officer_choices
from tutela_node.desks.in_case import InCase, decisions, in_case, show
from tutela_node.desks.middleware import AskedRequest
from tutela_node.desks.sending import Acting, Seen, sent, status_of
from tutela_node.people.selectors import colleagues
from tutela_node.spine.acts import NotThere

ACTS = (
    "case.hand_over", "case.close", "case.reopen", "hold.place", "conflict.declare", "conflict.lift", "case.erase",
)  # fmt: skip


@require_safe
@in_case(unread=True)
def manage(request: AskedRequest, inside: InCase) -> HttpResponse:
    """What may be done, and of what may not, why."""
    case = inside.case
    may = decisions(inside.by, inside.actor, ACTS, case.id, case)
    more = {
        "may": {name.replace(".", "_"): said for name, said in may.items()},
        "holds": [(h, inside.clear.texts.get(h.id, "")) for h in selectors.holds_of(case)],
        "conflicts": list(case.conflicts.select_related("officer").filter(lifted_at=None)),
    }
    return show(request, inside, "manage", "manage.html", more)


@require_http_methods(["GET", "POST"])
@in_case(unread=True)
def hand_over(request: AskedRequest, inside: InCase) -> HttpResponse:
    case = inside.case
    form = forms.HandOverForm(request.POST if request.method == "POST" else None, initial={"seen": case.version})
    leads = colleagues(["investigator", "supervisor", "receiving"], but=case.lead_id)
    form.fields["to"].choices = officer_choices(leads)  # type: ignore[attr-defined]

    def act(values: dict[str, Any]) -> str:
        services.hand_over(inside.by, case.id, form.saw(), **values)
        messages.success(request, _("The case is handed over."))
        return reverse("cases")

    return _ask(request, inside, form, act, "hand_over.html")


@require_http_methods(["GET", "POST"])
@in_case
def close(request: AskedRequest, inside: InCase) -> HttpResponse:
    form = _why(request, inside)

    def act(values: dict[str, Any]) -> str:
        services.close_case(inside.by, inside.case.id, form.saw(), **values)
        messages.success(request, _("The case is closed. It can be read, and opened again."))
        return inside.url

    return _ask(request, inside, form, act, "close.html")


@require_http_methods(["GET", "POST"])
@in_case
def reopen(request: AskedRequest, inside: InCase) -> HttpResponse:
    form = _why(request, inside)

    def act(values: dict[str, Any]) -> str:
        services.reopen_case(inside.by, inside.case.id, form.saw(), **values)
        messages.success(request, _("The case is open again."))
        return inside.url

    return _ask(request, inside, form, act, "reopen.html")


@require_http_methods(["GET", "POST"])
@in_case(unread=True)
def place_hold(request: AskedRequest, inside: InCase) -> HttpResponse:
    form = forms.HoldForm(request.POST if request.method == "POST" else None)

    def act(values: dict[str, Any]) -> str:
        services.place_hold(inside.by, inside.case.id, **values)
        messages.success(request, _("The hold is placed: nothing of the case is erased while it lives."))
        return _manage(inside)

    return _ask(request, inside, form, act, "hold.html")


@require_http_methods(["GET", "POST"])
@in_case(unread=True)
def lift_hold(request: AskedRequest, inside: InCase, hold: uuid.UUID) -> HttpResponse:
    found = selectors.part_of(Hold, inside.case, hold)
    if found is None:
        raise NotThere("hold", hold)
    form = WhyForm(request.POST if request.method == "POST" else None, initial={"seen": found.version})

    def act(values: dict[str, Any]) -> str:
        services.lift_hold(inside.by, found.id, form.saw(), **values)
        messages.success(request, _("The hold is lifted."))
        return _manage(inside)

    more = {"hold": found, "reason": inside.clear.texts.get(found.id, "")}
    return _ask(request, inside, form, act, "hold_lift.html", more)


@require_http_methods(["GET", "POST"])
@in_case(unread=True)
def declare_conflict(request: AskedRequest, inside: InCase) -> HttpResponse:
    """Of one's own; a supervisor of the unit also of colleagues."""
    case, me = inside.case, str(inside.by.officer)
    form = forms.ConflictForm(request.POST if request.method == "POST" else None, initial={"officer": me})
    people = [o for o in colleagues(sorted(CASE_ROLES)) if case.unit_id in inside.actor.supervises or str(o.id) == me]
    form.fields["officer"].choices = officer_choices(people)  # type: ignore[attr-defined]

    def act(values: dict[str, Any]) -> str:
        services.declare_conflict(inside.by, case.id, **values)
        messages.success(request, _("The conflict of interest is declared."))
        return reverse("cases") if str(values["officer"]) == me else _manage(inside)

    return _ask(request, inside, form, act, "conflict.html")


@require_http_methods(["GET", "POST"])
@in_case(unread=True)
def lift_conflict(request: AskedRequest, inside: InCase, officer: uuid.UUID) -> HttpResponse:
    form = WhyForm(request.POST if request.method == "POST" else None)

    def act(values: dict[str, Any]) -> str:
        services.lift_conflict(inside.by, inside.case.id, officer=officer, **values)
        messages.success(request, _("The conflict of interest is lifted."))
        return _manage(inside)

    whose = selectors.names_of([str(officer)]).get(str(officer), "")
    return _ask(request, inside, form, act, "conflict_lift.html", {"whose": whose})


@require_http_methods(["GET", "POST"])
@in_case
def erase(request: AskedRequest, inside: InCase) -> HttpResponse:
    """Erase the case: first what keeps it, then why, and its reference typed by hand."""
    case = inside.case
    form = forms.EraseForm(
        request.POST if request.method == "POST" else None, expected=case.reference, initial={"seen": case.version}
    )

    def act(values: dict[str, Any]) -> str:
        until = services.erase_case(inside.by, case.id, form.saw(), **values).backups_until
        said = _("The case is erased. The last backup that holds its keys expires on %s.")
        messages.success(request, said % f"{until:%d %B %Y}")
        return inside.url

    more: dict[str, Any] = {"keeps": services.what_keeps(case)}
    more["may"] = decisions(inside.by, inside.actor, ["case.erase"], case.id, case)["case.erase"]
    return _ask(request, inside, form, act, "erase.html", more)


def _why(request: AskedRequest, inside: InCase) -> WhyForm:
    return WhyForm(request.POST if request.method == "POST" else None, initial={"seen": inside.case.version})


def _manage(inside: InCase) -> str:
    return reverse("case_manage", args=[inside.case.id])


def _ask(
    request: AskedRequest, inside: InCase, form: Acting, act: Any, template: str, more: dict[str, Any] | None = None
) -> HttpResponse:
    """The question with its form; sent and done, the way on."""
    if request.method == "POST":
        if done := sent(request, form, act):
            return done
        if isinstance(form, Seen):
            form.again_over(inside.case.version, {})
    return show(request, inside, "manage", template, {"form": form} | (more or {}), status_of(form))
