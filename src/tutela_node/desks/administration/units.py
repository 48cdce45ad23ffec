"""Units: all of them with how many people each has, a new one, another name."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela_node.desks.administration.asking import acted, administrators, posted
from tutela_node.desks.administration.forms import UnitName
from tutela_node.desks.middleware import AskedRequest
from tutela_node.people import selectors, services
from tutela_node.spine.acts import NotThere


@require_http_methods(["GET", "POST"])
@administrators
def units(request: AskedRequest) -> HttpResponse:
    """All units; a new one is added here."""
    form = UnitName(posted(request))
    if form.is_bound and acted(form, lambda: services.add_unit(request.by, None, name=form.cleaned_data["name"])):
        messages.success(request, _("The unit was added."))
        return redirect("people_units")
    shown = {"units": selectors.units(), "form": form}
    return render(request, "people/units.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@administrators
def unit(request: AskedRequest, unit: uuid.UUID) -> HttpResponse:
    """Another name for a unit."""
    found = selectors.unit(unit)
    if found is None:
        raise NotThere("unit", unit)
    form = UnitName(posted(request), initial={"name": found.name, "seen": found.version})
    if form.is_bound and acted(
        form,
        lambda: services.rename_unit(request.by, found.id, form.saw(), name=form.cleaned_data["name"]),
        found.version,
    ):
        messages.success(request, _("The unit has its new name."))
        return redirect("people_units")
    return render(request, "people/unit.html", {"unit": found, "form": form}, status=422 if form.errors else 200)
