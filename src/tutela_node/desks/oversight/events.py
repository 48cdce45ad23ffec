"""One event, for whoever may see it: who did it, an inspector, and those who may read the time line of its case.

    one's own act          no act: it is told to the person who did it
    an inspector           `audit.read`
    an event of a case     `timeline.read` of that case, which must show this very event

Everybody else asks in vain; that is a refusal of the last of these that could have shown it, and recorded as such.
"""

from __future__ import annotations

import uuid
from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tutela_node.casework.selectors import case_of
from tutela_node.casework.services import read_time_line
from tutela_node.desks.middleware import AskedRequest
from tutela_node.desks.oversight.bundle import bundle
from tutela_node.desks.oversight.record import has_basis, may_audit
from tutela_node.desks.oversight.words import said_of
from tutela_node.spine.acts import Blocked, NotThere
from tutela_node.spine.log import account_of, place_of, proof_of
from tutela_node.spine.models import EventBody
from tutela_node.spine.selectors import Entry, Wanted, event_of
from tutela_node.spine.services import read_accounts


@require_safe
def event(request: AskedRequest, event: uuid.UUID) -> HttpResponse:
    """One event: its account in words, and where it stands in the log."""
    body = _seen(request, event)
    if body is None:
        return render(request, "record/basis.html", {"tab": "", "after": request.get_full_path()})
    _salt, account = account_of(body)
    place = place_of(body.event)
    entry = Entry(body.event_id, event, account, body.scope, place.index)
    return render(request, "record/event.html", {
        "said": said_of([entry])[0], "place": place, "leaf": bytes(body.event.leaf).hex(),
        "digest": account.content.hex() if account.content else "", "own": account.actor == _me(request),
        "canonical": account.canonical().decode(), "audits": may_audit(request.by),
    })  # fmt: skip


@require_safe
def proof(request: AskedRequest, event: uuid.UUID) -> HttpResponse:
    """What proves an event to somebody without access here, as a .zip.

    Raises:
        Blocked: it is recorded and not logged yet.
    """
    body = _seen(request, event)
    if body is None:
        return render(request, "record/basis.html", {"tab": "", "after": request.get_full_path()})
    text = proof_of(body.event)
    if text is None:
        raise Blocked("There is no proof yet", [_("The event is recorded; within a second it is logged. Try again.")])
    response = HttpResponse(bundle(body, text), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="event-{event}.zip"'
    response["Cache-Control"] = "no-store"
    return response


def _seen(request: AskedRequest, ident: uuid.UUID) -> EventBody | None:
    """The event, if this person may see it; None: an inspector must choose a basis first.

    Raises:
        NotThere: there is no such event.
        Refused: it is not theirs to see.
    """
    body = event_of(ident)
    if body is None:
        raise NotThere("event", ident)
    if account_of(body)[1].actor == _me(request):
        return body
    case = case_of(body.scope) if body.scope else None
    if may_audit(request.by) or case is None:
        if may_audit(request.by) and not has_basis(request.by):
            return None
        read_accounts(request.by, Wanted(event=ident))
        return body
    by = request.by if request.by.basis else replace(request.by, basis=case.basis)
    shown, _further = read_time_line(by, case.id, before=body.event_id + 1)
    if ident not in {happened.event for happened in shown}:
        raise NotThere("event", ident)
    return body


def _me(request: AskedRequest) -> str:
    return f"officer:{request.by.officer}"
