"""What the list of accounts is narrowed to."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tutela_node.desks.context import PURPOSE_WORDS
from tutela_node.look.forms import Day
from tutela_node.people.selectors import officers
from tutela_node.spine.acts import REGISTRY
from tutela_node.spine.authority import every_basis
from tutela_node.spine.selectors import Wanted

OUTCOMES = (("", _("All")), ("done", _("Done")), ("refused", _("Refused")))


class Filters(forms.Form):
    """Every field narrows; a value that is on no list is told, and narrows nothing."""

    officer = forms.ChoiceField(label=_("Who"), required=False)
    act = forms.ChoiceField(label=_("Act"), required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False, choices=OUTCOMES)
    purpose = forms.ChoiceField(label=_("Purpose"), required=False, choices=[("", _("All")), *PURPOSE_WORDS.items()])
    basis = forms.ChoiceField(label=_("Lawful basis"), required=False)
    since = Day(label=_("From"), required=False)
    until = Day(label=_("To"), required=False)
    waiting = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = _("All")
        people = [(str(ident), name) for ident, name in officers().values_list("id", "name")]
        bases = [(b.id, f"{b.system}: {b.citation}") for b in every_basis()]
        own = [b for b in bases if b[0].startswith(f"{settings.NODE.system}/")]
        choices = {
            "officer": [("", every), ("node", _("The node itself")), *people],
            "act": [("", every), *((name, name) for name in sorted(REGISTRY))],
            "basis": [("", every), *own, *(b for b in bases if b not in own)],
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first."))
        return found

    def wanted(self) -> Wanted:
        """What was asked for, as far as it makes sense."""
        self.is_valid()
        found = self.cleaned_data
        officer = found.get("officer") or None
        actor = f"officer:{uuid.UUID(officer)}" if officer and officer != "node" else officer
        return Wanted(
            actor=actor,
            act=found.get("act") or None,
            outcome=found.get("outcome") or None,
            purpose=found.get("purpose") or None,
            basis=found.get("basis") or None,
            since=found.get("since"),
            until=found.get("until"),
            waiting=bool(found.get("waiting")),
        )
