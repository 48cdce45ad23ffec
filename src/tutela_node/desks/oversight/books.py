"""What this node goes by, for everybody signed in: its acts, its policies, the closed list of lawful bases."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tutela_node.desks.context import PURPOSE_WORDS, ROLE_WORDS
from tutela_node.desks.middleware import AskedRequest
from tutela_node.desks.oversight.acts import by_kind
from tutela_node.desks.oversight.record import may_audit
from tutela_node.spine.authority import every_basis, of_every_act, policy_files, schema_text


@require_safe
def acts(request: AskedRequest) -> HttpResponse:
    """Every act: what it does, for what, who may, by which policies."""
    rows = [
        (kind, [
            (row, [PURPOSE_WORDS[p] for p in row.purposes], [ROLE_WORDS[r] for r in row.roles]) for row in found
        ])
        for kind, found in by_kind()
    ]  # fmt: skip
    shown = {"groups": rows, "always": of_every_act(), "count": sum(len(found) for _, found in rows)}
    return render(request, "record/acts.html", shown | _around(request, "acts"))


@require_safe
def policies(request: AskedRequest) -> HttpResponse:
    """The policies by which Cedar decides, as they are written."""
    shown = {"files": policy_files(), "schema": schema_text()}
    return render(request, "record/policies.html", shown | _around(request, "policies"))


@require_safe
def bases(request: AskedRequest) -> HttpResponse:
    """The closed list of lawful bases, this node's own system first."""
    today = timezone.now().date()
    every = every_basis()
    systems = sorted({b.system for b in every}, key=lambda s: (s != settings.NODE.system, s))
    shown = [
        (system, [(b, b.in_force(today), [PURPOSE_WORDS[p] for p in PURPOSE_WORDS if p in b.purposes])
                  for b in every if b.system == system])
        for system in systems
    ]  # fmt: skip
    return render(request, "record/bases.html", {
        "systems": shown, "own": settings.NODE.system, "all_drafts": all(b.review == "draft" for b in every),
    } | _around(request, "bases"))  # fmt: skip


def _around(request: AskedRequest, tab: str) -> dict[str, object]:
    return {"tab": tab, "audits": may_audit(request.by)}
