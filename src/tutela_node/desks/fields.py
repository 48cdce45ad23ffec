"""Fields that the forms of several desks have: a basis out of the closed list, a colleague, a reason."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tutela_node.desks.sending import Seen
from tutela_node.people.models import Officer
from tutela_node.spine.authority import Basis, bases, basis_of


def basis_choices(purpose: str | None, keep: str = "") -> list[tuple[str, Any]]:
    """The closed list for the node's system, each with its sentence; `keep`: one that a record names already."""
    found = bases(settings.NODE.system, timezone.now().date(), purpose)
    kept = basis_of(keep)
    if kept is not None and kept not in found:
        found = [*found, kept]
    return [(b.id, _basis_words(b)) for b in found]


def _basis_words(basis: Basis) -> Any:
    draft = f" ({_('draft, not reviewed by a lawyer')})" if basis.review == "draft" else ""
    return format_html("{}<small>{}{}</small>", basis.citation, basis.says, draft)


def officer_choices(officers: Iterable[Officer]) -> list[tuple[str, Any]]:
    return [("", _("Choose…")), *((str(o.pk), f"{o.name} · {o.unit.name}") for o in officers)]


def _id(value: str) -> uuid.UUID:
    return uuid.UUID(value)


class Officers(forms.TypedChoiceField):
    """A colleague out of a list that the view gives."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=_id, empty_value=None, **kwargs)


class WhyForm(Seen):
    """A reason in words, for what is asked for one."""

    why = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
