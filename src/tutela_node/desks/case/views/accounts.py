"""The accounts of a case: by kind until one is opened."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tutela_node.casework import selectors, services
from tutela_node.casework.models import Account
from tutela_node.desks.case.forms import AccountForm
from tutela_node.desks.case.views.persons import numbered
from tutela_node.desks.in_case import InCase, decisions, in_case, show
from tutela_node.desks.middleware import AskedRequest
from tutela_node.desks.sending import sent, status_of
from tutela_node.desks.words import ACCOUNT_KINDS
from tutela_node.spine.acts import NotThere


@require_safe
@in_case
def accounts(request: AskedRequest, inside: InCase) -> HttpResponse:
    found = selectors.accounts_of(inside.actor, inside.by.purpose, inside.case)
    called = {p.id: said for p, said in numbered(_persons(inside))}
    rows = [(a, ACCOUNT_KINDS[a.kind], called.get(a.person_id) if a.person_id else None) for a in found]
    may = decisions(inside.by, inside.actor, ["account.add"], inside.case.id, inside.case)["account.add"]
    return show(request, inside, "accounts", "accounts.html", {"rows": rows, "may_add": may})


@require_http_methods(["GET", "POST"])
@in_case
def add(request: AskedRequest, inside: InCase) -> HttpResponse:
    form = AccountForm(request.POST if request.method == "POST" else None, persons=_choices(inside))

    def act(values: dict[str, Any]) -> str:
        services.add_account(inside.by, inside.case.id, **values)
        messages.success(request, _("The account is in the case."))
        return reverse("case_accounts", args=[inside.case.id])

    if request.method == "POST" and (done := sent(request, form, act)):
        return done
    return show(request, inside, "accounts", "account_form.html", {"form": form}, status_of(form))


@require_http_methods(["GET", "POST"])
@in_case
def account(request: AskedRequest, inside: InCase, account: uuid.UUID) -> HttpResponse:
    """Open an account (an act), and change it."""
    found = selectors.part_of(Account, inside.case, account)
    if found is None:
        raise NotThere("account", account)
    found.case = inside.case
    clear = services.open_account(inside.by, found.id)
    now = {
        "kind": found.kind, "value": clear.value, "service": clear.service, "person": str(found.person_id or ""),
        "seen": found.version,
    }  # fmt: skip
    form = AccountForm(request.POST if request.method == "POST" else None, initial=now, persons=_choices(inside))

    def act(values: dict[str, Any]) -> str:
        services.change_account(inside.by, found.id, form.saw(), **values)
        messages.success(request, _("Saved."))
        return reverse("case_account", args=[inside.case.id, found.id])

    differing: list[tuple[Any, str]] = []
    if request.method == "POST":
        if done := sent(request, form, act):
            return done
        differing = form.again_over(found.version, now)
    may = decisions(inside.by, inside.actor, ["account.change"], found.id, found)["account.change"]
    more = {
        "account": found,
        "opened": clear,
        "form": form,
        "differing": differing,
        "may_change": may,
        "account_kind": ACCOUNT_KINDS[found.kind],
        "whose": dict(_choices(inside)).get(str(found.person_id or "")),
    }
    return show(request, inside, "accounts", "account.html", more, status_of(form))


def _persons(inside: InCase) -> list[Any]:
    return selectors.persons_of(inside.actor, inside.by.purpose, inside.case)[0]


def _choices(inside: InCase) -> list[tuple[str, str]]:
    return [(str(p.id), said) for p, said in numbered(_persons(inside))]
