"""Cases and what belongs to them. Whatever a person typed about people is sealed; what lists need is not.

A case is its own scope: its key wraps the keys of its parts, so that erasing it is deleting keys (docs/decisions/0007).
"""

from __future__ import annotations

import uuid

from django.db import models

from tutela_node.people.models import Officer, Unit
from tutela_node.spine.models import Blob
from tutela_node.spine.vault import SealedField, SealedRecord

KINDS = (
    ("image", "Images or videos of a real child"),
    ("material", "Other material"),
    ("contact", "Contact or grooming"),
    ("performance", "Performance or live stream"),
    ("extortion", "Threats or extortion"),
    ("unclear", "Not clear yet"),
)
STATES = (("open", "Open"), ("closed", "Closed"), ("erased", "Erased"))
SENSITIVITIES = (("ordinary", "Ordinary"), ("restricted", "Restricted to the team"))
SYSTEM_ROLES = (("asks", "Asks"), ("asked", "Is asked"), ("touched", "Is touched"))
PERSON_ROLES = (("child", "Child"), ("suspect", "Suspect"), ("witness", "Witness"), ("other", "Other person"))


class Case(SealedRecord):
    """One case. `basis`: the lawful basis under which its data are used, unless an act names another."""

    reference = models.CharField(max_length=20, unique=True)
    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=KINDS)
    state = models.CharField(max_length=10, choices=STATES, default="open")
    sensitivity = models.CharField(max_length=12, choices=SENSITIVITIES, default="ordinary")
    urgent = models.BooleanField(default=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases")
    lead = models.ForeignKey(Officer, models.PROTECT, related_name="leads")
    basis = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    title = SealedField(null=True)
    summary = SealedField(null=True)
    facts = SealedField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="casework_case_number")]
        indexes = [
            # all that a list is ordered, narrowed and counted by, and who may see it: of the fat rows with their sealed
            # columns only those are read that stand on the page
            models.Index(
                fields=["state", "-changed_at", "-number", "lead", "unit", "sensitivity", "id"],
                name="casework_case_recent",
            ),
            models.Index(
                fields=["state", "lead", "unit", "sensitivity", "urgent", "kind", "id"], name="casework_case_counted"
            ),
        ]

    @property
    def scope_id(self) -> uuid.UUID:
        return self.id


class CaseSystem(models.Model):
    """A legal system that the case is linked to (`DE`, `GB-EAW`)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="systems")
    system = models.CharField(max_length=12)
    role = models.CharField(max_length=10, choices=SYSTEM_ROLES)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "system"], name="casework_system_once")]


class Member(models.Model):
    """An officer on the team of a case. `until` inclusive; None: until removed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="members")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="memberships")
    since = models.DateTimeField()
    until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["officer", "case"], name="casework_member_who")]


class Conflict(models.Model):
    """An officer's conflict of interest in a case: they may do nothing in it, whatever their roles."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="conflicts")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="conflicts")
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["officer", "case"], name="casework_conflict_who")]


class CasePart(SealedRecord):
    """A sealed record inside a case."""

    scope_column = "case_id"

    case = models.ForeignKey(Case, models.PROTECT, related_name="%(class)s_set")
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def scope_id(self) -> uuid.UUID:
        return self.case_id


class Person(CasePart):
    """A person in a case. The role is in clear (lists count children); who it is, is sealed."""

    role = models.CharField(max_length=10, choices=PERSON_ROLES)
    name = SealedField(null=True)
    born = SealedField(null=True)
    contact = SealedField(null=True)
    remarks = SealedField(null=True)


class Account(CasePart):
    """An online account, address or number, and whose it may be."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="accounts")
    kind = models.CharField(
        max_length=12,
        choices=(("handle", "User name"), ("email", "E-mail"), ("telephone", "Telephone"), ("url", "Web address")),
    )
    service = SealedField(null=True)
    value = SealedField(null=True)


class Note(CasePart):
    """What an officer wrote down. Never changed: a correction is another note."""

    text = SealedField(null=True)


class Task(CasePart):
    """Something to be done. `clock`: a legal deadline, which also keeps the case from being erased."""

    title = SealedField(null=True)
    due = models.DateField(null=True)
    clock = models.BooleanField(default=False)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="tasks")
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # each holds all that a count or a first due day asks for: the rows with their sealed titles stay unread.
            # `done_at` stands in the second one too, for SQLite reads the row for what only the condition says
            models.Index(fields=["officer", "done_at", "due", "case"], name="casework_task_mine"),
            models.Index(
                fields=["case", "due", "done_at"], name="casework_task_open", condition=models.Q(done_at=None)
            ),
        ]


class Hold(CasePart):
    """A legal hold: nothing of the case is erased while it lives. `until` inclusive; None: until lifted."""

    reason = SealedField(null=True)
    until = models.DateField(null=True)
    lifted_at = models.DateTimeField(null=True)


class Emergency(CasePart):
    """Access in danger to life or limb: for a day, then reviewed by a supervisor who did not use it."""

    reason = SealedField(null=True)
    ends_at = models.DateTimeField()
    review_by = models.DateField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    upheld = models.BooleanField(null=True)
    finding = SealedField(null=True)


class AttachedAnswer(CasePart):
    """The library's answer as it stood when it was attached: its page as data in a sealed blob, its corpus version."""

    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    corpus_version = models.CharField(max_length=40)
    corpus_digest = models.CharField(max_length=64)
    requesting = models.CharField(max_length=12)
    requested = models.CharField(max_length=12)
    asked_on = models.DateField()
    drafts_only = models.BooleanField()
    said = SealedField(null=True)


__all__ = [
    "KINDS", "PERSON_ROLES", "SENSITIVITIES", "STATES", "SYSTEM_ROLES", "Account", "AttachedAnswer", "Case", "CasePart",
    "CaseSystem", "Conflict", "Emergency", "Hold", "Member", "Note", "Person", "Task",
]  # fmt: skip
