"""The notes of a case: opened together, the newest first."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela_node.casework import selectors, services
from tutela_node.desks.case.forms import NoteForm
from tutela_node.desks.in_case import InCase, decisions, in_case, show
from tutela_node.desks.middleware import AskedRequest
from tutela_node.desks.sending import sent, status_of
from tutela_node.spine.acts import Refused


@require_http_methods(["GET", "POST"])
@in_case
def notes(request: AskedRequest, inside: InCase) -> HttpResponse:
    """Read the notes (an act) and write one. Who may write and not read sees authors and days."""
    form = NoteForm(request.POST if request.method == "POST" else None)

    def act(values: dict[str, Any]) -> str:
        services.add_note(inside.by, inside.case.id, **values)
        messages.success(request, _("The note is written."))
        return reverse("case_notes", args=[inside.case.id])

    if request.method == "POST" and (done := sent(request, form, act)):
        return done
    texts: dict[uuid.UUID, str] = {}
    closed: tuple[str, ...] = ()
    try:
        texts = services.open_notes(inside.by, inside.case.id)
    except Refused as err:
        closed = err.sentences
    listed = selectors.notes_of(inside.case)
    may = decisions(inside.by, inside.actor, ["note.add"], inside.case.id, inside.case)["note.add"]
    more = {"rows": [(n, texts.get(n.id)) for n in listed], "closed": closed, "form": form, "may_add": may}
    return show(request, inside, "notes", "notes.html", more, status_of(form))
