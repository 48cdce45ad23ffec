"""Exact search for a person or an account in all cases, by blind index: always an act, never in the address."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela_node.casework import services
from tutela_node.desks.case.forms import SearchForm
from tutela_node.desks.middleware import AskedRequest
from tutela_node.desks.sending import status_of
from tutela_node.look.forms import told
from tutela_node.spine.acts import Refused


@require_http_methods(["GET", "POST"])
def search(request: AskedRequest) -> HttpResponse:
    """The form; sent, what was found. The answer is not redirected to: what was sought stays out of every address."""
    found = None
    if request.method == "POST":
        form = SearchForm(request.POST, purpose=request.by.purpose)
        if form.is_valid():
            found = _found(request, form)
    else:
        form = SearchForm(purpose=request.by.purpose, initial={"basis": request.by.basis or "", "kind": "any"})
    more = {"form": form, "found": found, "hits": [_hit(h) for h in found.hits] if found else []}
    return render(request, "case/search.html", more, status=status_of(form))


def _found(request: AskedRequest, form: SearchForm) -> services.Found | None:
    by = replace(request.by, basis=form.cleaned_data["basis"])
    try:
        with told(form):
            return services.search(by, None, kind=form.cleaned_data["kind"], sought=form.cleaned_data["sought"])
    except Refused as err:
        for said in err.sentences:
            form.add_error(None, said)
    return None


def _hit(hit: services.Hit) -> dict[str, Any]:
    what = "case_person" if hit.what == "person" else "case_account"
    words = _("a person") if hit.what == "person" else _("an account")
    return {"case": hit.case, "words": words, "url": reverse(what, args=[hit.case.id, hit.record])}
