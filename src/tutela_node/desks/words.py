"""What a case and its parts are called on every desk, and in which tone."""

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


def choices(words: dict[str, Any]) -> list[tuple[str, Any]]:
    """The words as the choices of a form."""
    return list(words.items())
