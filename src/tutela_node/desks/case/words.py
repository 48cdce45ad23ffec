"""What the desk calls things, and in which tone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Any] = {
    "image": _("Images or videos of a real child"),
    "material": _("Other material"),
    "contact": _("Contact or grooming"),
    "performance": _("Performance or live stream"),
    "extortion": _("Threats or extortion"),
    "unclear": _("Not clear yet"),
}
STATES: dict[str, Any] = {"open": _("Open"), "closed": _("Closed"), "erased": _("Erased")}
STATE_TONES = {"open": "good", "closed": "off", "erased": "off"}
SENSITIVITIES: dict[str, Any] = {"ordinary": _("Ordinary"), "restricted": _("Restricted to the team")}
SYSTEM_ROLES: dict[str, Any] = {"asks": _("asks"), "asked": _("is asked"), "touched": _("is touched")}
PERSON_ROLES: dict[str, Any] = {
    "child": _("Child"),
    "suspect": _("Suspect"),
    "witness": _("Witness"),
    "other": _("Other person"),
}
ACCOUNT_KINDS: dict[str, Any] = {
    "handle": _("User name"),
    "email": _("E-mail"),
    "telephone": _("Telephone"),
    "url": _("Web address"),
}
RECORDS: dict[str, Any] = {
    "case": _("the case"),
    "person": _("a person"),
    "account": _("an account"),
    "note": _("a note"),
    "task": _("a task"),
    "hold": _("a legal hold"),
    "emergency": _("an emergency"),
    "attachedanswer": _("an answer"),
}
TOLD: dict[str, Any] = {
    "reference": _("Reference"),
    "kind": _("Kind"),
    "basis": _("Basis"),
    "systems": _("Systems"),
    "urgent": _("Urgent"),
    "sensitivity": _("Sensitivity"),
    "role": _("Role"),
    "officer": _("Officer"),
    "to": _("To"),
    "before": _("Before"),
    "why": _("Why"),
    "reason": _("Reason"),
    "finding": _("Finding"),
    "upheld": _("Upheld"),
    "until": _("Until"),
    "due": _("Due"),
    "clock": _("Set by law"),
    "corpus": _("Corpus"),
    "requesting": _("Asks"),
    "requested": _("Is asked"),
}
"""Which fields of an event the time line names, in this order; what people are called stays in their records."""


def choices(words: dict[str, Any]) -> list[tuple[str, Any]]:
    """The words as the choices of a form."""
    return list(words.items())
