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


WHO_MAY: dict[str, Any] = {
    "case.change": _("Its lead and the investigators on its team change the head of a case."),
    "case.set_facts": _("Its lead, and the investigators and analysts on its team, state the facts."),
    "answer.attach": _("Its lead, and the investigators and analysts on its team, attach an answer."),
    "case.hand_over": _("Its lead or a supervisor of its unit hands a case over."),
    "case.close": _("Its lead or a supervisor of its unit closes a case."),
    "case.reopen": _("Its lead or a supervisor of its unit opens a case again."),
    "case.erase": _("A supervisor of its unit erases a case."),
    "person.erase": _("A supervisor of the unit erases a person."),
    "person.add": _("Its lead and the investigators on its team add persons."),
    "person.change": _("The lead and the investigators on the team change a person."),
    "account.add": _("Its lead, and the investigators and analysts on its team, add accounts."),
    "account.change": _("The lead, and the investigators and analysts on the team, change an account."),
    "note.add": _("Whoever works on the case writes notes."),
    "hold.place": _("Its lead or a supervisor of its unit places a hold."),
    "conflict.declare": _("Whoever works on the case declares a conflict of their own."),
}
"""Said beside what an officer who reads the case may not do; what forbids it otherwise speaks for itself."""


def choices(words: dict[str, Any]) -> list[tuple[str, Any]]:
    """The words as the choices of a form."""
    return list(words.items())
