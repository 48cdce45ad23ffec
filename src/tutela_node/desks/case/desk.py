"""What the desk of cases declares: its place, its tabs, and what cases and their parts are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela_node.desks import words
from tutela_node.desks.context import CASE_ROLES
from tutela_node.desks.declared import Declared, Desk, Kind, Tab

DECLARED = Declared(
    name="case",
    order=10,
    urls=(("cases/", "tutela_node.desks.case.urls"),),
    navigation=((CASE_ROLES, Desk("c", _("Cases"), "/cases/")),),
    tabs=(
        Tab("overview", _("Overview"), "case", erased=True),
        Tab("persons", _("Persons"), "case_persons"),
        Tab("accounts", _("Accounts"), "case_accounts"),
        Tab("notes", _("Notes"), "case_notes"),
        Tab("law", _("Law"), "case_law"),
        Tab("time_line", _("Time line"), "case_time_line", erased=True),
        Tab("manage", _("Manage"), "case_manage"),
    ),
    kinds={
        "case": Kind(_("Case"), _("the case")),
        "person": Kind(_("A person"), _("a person"), "case_person"),
        "account": Kind(_("An account"), _("an account"), "case_account"),
        "note": Kind(_("A note"), _("a note")),
        "task": Kind(_("A task"), _("a task")),
        "hold": Kind(_("A legal hold"), _("a legal hold")),
        "emergency": Kind(_("An emergency access"), _("an emergency")),
        "answer": Kind(_("An answer of the law")),
        "attachedanswer": Kind(line=_("an answer"), url_name="case_answer"),
    },
    told={
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
    },
    values={
        "kind": words.KINDS | words.ACCOUNT_KINDS,
        "role": words.PERSON_ROLES,
        "sensitivity": words.SENSITIVITIES,
    },
    who_may={
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
    },
)
