"""The time line of a case: every act in it, who, when, for what, on which basis, and whether it is in the log."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tutela_node.casework import selectors, services
from tutela_node.desks import words
from tutela_node.desks.context import PURPOSE_WORDS
from tutela_node.desks.declared import Kind, declared
from tutela_node.desks.in_case import InCase, in_case, show
from tutela_node.desks.middleware import AskedRequest
from tutela_node.spine.authority import basis_of

OFFICERS = ("officer", "to", "before")


@require_safe
@in_case(erased=True)
def time_line(request: AskedRequest, inside: InCase) -> HttpResponse:
    """A page of it, the newest first."""
    before = request.GET.get("before", "")
    number = int(before) if before.isdecimal() and len(before) < 19 else None
    found, further = services.read_time_line(inside.by, inside.case.id, before=number)
    ids = [str(h.fields[k]) for h in found if h.fields for k in OFFICERS if _is_id(h.fields.get(k))]
    names = selectors.names_of(ids)
    more = {
        "events": [_event(h, names, inside) for h in found],
        "further": further,
        "first": number is None,
    }
    return show(request, inside, "time_line", "time_line.html", more)


def _event(happened: services.Happened, names: dict[str, str], inside: InCase) -> dict[str, Any]:
    basis = basis_of(happened.basis)
    fields = happened.fields or {}
    return {
        "happened": happened,
        "refused": happened.outcome == "refused",
        "purpose": PURPOSE_WORDS.get(happened.purpose or "", happened.purpose or ""),
        "basis": basis.citation if basis else happened.basis,
        "erased": happened.fields is None,
        "about": _about(happened.on) if happened.on != "case" else "",
        "url": _url(happened, inside),
        "told": [(said, _plain(k, fields[k], names)) for k, said in declared().told.items() if k in fields],
    }


def _about(kind: str) -> Any:
    return declared().kinds.get(kind, Kind()).line or kind


def _plain(key: str, value: Any, names: dict[str, str]) -> str:
    if key in OFFICERS:
        return names.get(str(value), str(value))
    if key in (known := declared().values):
        return str(known[key].get(str(value), value))
    if key == "basis" and (basis := basis_of(str(value))):
        return basis.citation
    if isinstance(value, dict):
        return ", ".join(f"{k} ({words.SYSTEM_ROLES.get(v, v)})" for k, v in value.items())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def _url(happened: services.Happened, inside: InCase) -> str:
    """Where the record lies that an event is about, if it has a page of its own."""
    kind = declared().kinds.get(happened.on, Kind())
    if not kind.url_name or happened.record is None or happened.fields is None:
        return ""
    return reverse(kind.url_name, args=[inside.case.id, happened.record])


def _is_id(value: Any) -> bool:
    try:
        uuid.UUID(str(value))
    except ValueError:
        return False
    return True
