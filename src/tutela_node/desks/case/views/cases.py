"""The list of cases: what there is, what presses, and the way to each. No personal field, the same few queries."""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tutela_node.casework import selectors
from tutela_node.casework.selectors import ORDERS, PAGE, CasePage, Order, Wanted
from tutela_node.desks.case.forms import FilterForm, today
from tutela_node.desks.middleware import AskedRequest
from tutela_node.desks.words import KINDS, STATE_TONES, STATES
from tutela_node.spine.acts import REGISTRY

TASKS = 8
"""How many of one's tasks stand beside the list; the rest are one press away."""


@require_safe
def cases(request: AskedRequest) -> HttpResponse:
    """The list, narrowed and sorted by the address; an exact reference goes straight to its case."""
    actor = request.actor
    sought = request.GET.get("q", "").strip()
    exact = selectors.case_of_reference(sought) if sought else None
    if exact is not None and set(request.GET) == {"q"}:
        return redirect("case", exact.id)
    purpose, day = request.by.purpose, today()
    units, leads = selectors.units_and_leads()
    form = FilterForm(_with_state(request.GET), selectors.systems_used(request.GET.get("system", "")), units, leads)
    wanted = _wanted(form, request.GET.get("sort", ""))
    found = selectors.cases(actor, purpose, wanted, _number(request.GET.get("page")), day)
    mine, all_mine = selectors.my_tasks(actor.id, TASKS) if actor.id else ([], 0)
    shown = {
        "form": form,
        "rows": [_row(c, day, get_language() or "") for c in found.cases],
        "page": _page(found),
        "counts": selectors.counts(actor, purpose, day),
        "mine_url": f"?state=open&lead={actor.id}",
        "narrowed": any(k for k in request.GET if k not in ("page", "sort")),
        "sought": sought,
        "not_open": exact if exact is not None and exact.id not in {c.id for c in found.cases} else None,
        "tasks": mine,
        "more_tasks": all_mine - len(mine),
        "reviews": selectors.to_review(actor),
        "may_open": purpose in REGISTRY["case.open"].purposes,
        "may_search": purpose in REGISTRY["person.search"].purposes,
    }
    return render(request, "case/list.html", shown)


@require_safe
def my_tasks(request: AskedRequest) -> HttpResponse:
    """All open tasks of the officer; what they say is read in their cases."""
    officer = request.by.officer
    return render(request, "case/my_tasks.html", {"tasks": selectors.my_tasks(officer)[0] if officer else []})


def _with_state(given: QueryDict) -> QueryDict:
    """Open cases, unless the address says another state (`state=` for any)."""
    said = given.copy()
    said.setdefault("state", "open")
    return said


def _wanted(form: FilterForm, sort: str) -> Wanted:
    """What the form says, without what it does not know: a stale link narrows less, it does not fail."""
    form.is_valid()
    value: dict[str, Any] = {k: v for k, v in form.cleaned_data.items() if v}
    order: Order = sort if sort in ORDERS else "-changed"
    return Wanted(
        state=value.get("state", ""), kind=value.get("kind", ""), system=value.get("system", ""),
        unit=value.get("unit", ""), lead=value.get("lead", ""), urgent=bool(value.get("urgent")),
        overdue=bool(value.get("overdue")), reference=value.get("q", "").strip(), order=order,
    )  # fmt: skip


def _number(given: str | None) -> int:
    return int(given) if given and given.isdecimal() and len(given) < 9 else 1


def _page(found: CasePage) -> Page[int]:
    """What the tag `pages` reads; the rows themselves were cut by the selector."""
    return Paginator(range(found.total), PAGE).page(found.page)


def _row(case: Any, day: dt.date, language: str) -> SafeString:
    """One row of the list, made once for what it shows: fifty rows are most of the page's work."""
    linked = tuple((s.system, s.role) for s in case.systems.all())
    return _row_of(
        case.id, case.reference, case.kind, case.state, case.urgent, case.sensitivity, linked, case.lead.name,
        case.unit.name, case.next_due, case.changed_at.date(), day, language,
    )  # fmt: skip


@functools.lru_cache(maxsize=20_000)
def _row_of(
    ident: uuid.UUID, reference: str, kind: str, state: str, urgent: bool, sensitivity: str,
    linked: tuple[tuple[str, str], ...], lead: str, unit: str, next_due: dt.date | None, changed: dt.date,
    day: dt.date, language: str,
) -> SafeString:  # fmt: skip
    """Depends on nothing but what it is given: `day` since it says how far a due day is, `language` for its words."""
    shown = {
        "id": ident, "reference": reference, "kind": KINDS[kind], "state": STATES[state], "tone": STATE_TONES[state],
        "urgent": urgent, "restricted": sensitivity == "restricted", "systems": _systems(dict(linked)), "lead": lead,
        "unit": unit, "next_due": next_due, "changed": changed,
    }  # fmt: skip
    return mark_safe(render_to_string("case/row.html", shown))  # a template has escaped it


def _systems(linked: dict[str, str]) -> str:
    """`DE asks CA, also FR`."""
    of: dict[str, list[str]] = {
        role: [s for s, r in linked.items() if r == role] for role in ("asks", "asked", "touched")
    }
    said = f" {_('asks')} ".join([*of["asks"], *of["asked"]])
    also = ", ".join(of["touched"])
    if said and also:
        return f"{said}, {_('also')} {also}"
    return said or also
