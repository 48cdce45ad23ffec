"""The record for who inspects: how far it is, its checkpoints, and the accounts of what was done.

The state and the checkpoints are no personal data: whoever may read accounts may have them without naming a basis. The
accounts are: reading them is the act `audit.read`. Where no basis is chosen yet, the page asks for one; it would only
be refused.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tutela_node.desks.middleware import AskedRequest
from tutela_node.desks.oversight.forms import Filters
from tutela_node.desks.oversight.words import said_of
from tutela_node.people.authority import actor_of
from tutela_node.spine import selectors
from tutela_node.spine.acts import By, NotThere, context_of
from tutela_node.spine.authority import Context, decide, kind_of
from tutela_node.spine.services import read_accounts

View = Callable[..., HttpResponse]


def inspectors(view: View) -> View:
    """Wrap a view for those who may read accounts. Anybody else asks for them in vain, and that is recorded."""

    @functools.wraps(view)
    def run(request: HttpRequest, **more: Any) -> HttpResponse:
        asked = cast(AskedRequest, request)
        if not may_audit(asked.by):
            read_accounts(asked.by)
        return view(asked, **more)

    return run


def may_audit(by: By) -> bool:
    """Whether this officer may read accounts, once a basis is named."""
    if by.officer is None:
        return False
    context = Context(by.purpose, by.second_factor, True, True, True)
    actor = actor_of(by.officer)
    return decide(actor, "audit.read", kind_of("node"), settings.NODE.id, settings.NODE, context).allowed


def has_basis(by: By) -> bool:
    """Whether the basis that is chosen serves what they work for today."""
    context = context_of(by, timezone.now())
    return context.basis_given and context.basis_in_force and context.basis_serves


@require_safe
@inspectors
def state(request: AskedRequest) -> HttpResponse:
    """How far the record is, and what an auditor needs of it."""
    return render(request, "record/state.html", {"record": selectors.record_state(), "tab": "record"})


@require_safe
@inspectors
def checkpoint(request: AskedRequest, number: int) -> HttpResponse:
    """The last signed checkpoint of a log, as its bytes are."""
    found = selectors.log_state(number)
    if found is None or found.note is None:
        raise NotThere("checkpoint", str(number))
    response = HttpResponse(found.note.encode(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="checkpoint-{number}-{found.size}.txt"'
    return response


@require_safe
@inspectors
def accounts(request: AskedRequest) -> HttpResponse:
    """Who did what, newest first, in windows."""
    if not has_basis(request.by):
        return render(request, "record/basis.html", {"tab": "accounts", "after": request.get_full_path()})
    form = Filters(request.GET or None)
    wanted = form.wanted() if form.is_bound else selectors.Wanted()
    before = request.GET.get("before", "")
    found = read_accounts(request.by, wanted, int(before) if before.isdecimal() else None)
    query = request.GET.copy()
    query.pop("before", None)
    newest = f"?{query.urlencode()}" if before else ""
    query["before"] = str(found.before)
    further = f"?{query.urlencode()}" if found.before is not None else ""
    return render(request, "record/accounts.html", {
        "form": form, "found": found, "rows": said_of(found.entries), "wanted": wanted, "tab": "accounts",
        "newest": newest, "further": further, "narrowed": wanted != selectors.Wanted(),
    })  # fmt: skip
