"""Proposals of a measure, a decider's own reasons, and decisions: those made here, and those of others entered here.

    proposal    draft ─submit▶ submitted ─return▶ returned ─submit▶ submitted ─decide▶ decided
                draft, submitted, returned ─withdraw▶ withdrawn
    decision    made: live | refused        recorded, consent: entered ─check▶ live
                urgent: live ─review▶ live | ended, and past its review ─lapse▶ lapsed        live ─end▶ ended

That a decision has expired needs no act (`casework.liveness`); that an urgent one lapsed is one, so that it stands in
the record.
"""

from __future__ import annotations

from django.db import models

from tutela_node.casework.models._cases import CasePart
from tutela_node.people.models import Officer
from tutela_node.spine.models import Blob
from tutela_node.spine.vault import SealedField

PROPOSAL_STATES = (
    ("draft", "Draft"),
    ("submitted", "Waits for a decision"),
    ("returned", "Returned"),
    ("decided", "Decided"),
    ("withdrawn", "Withdrawn"),
)
LEANINGS = (
    ("grant", "Grant"),
    ("conditions", "Grant with conditions"),
    ("lesser", "Grant a lesser measure"),
    ("refuse", "Refuse"),
    ("return", "Return it"),
)
ORIGINS = (
    ("made", "Decided here"),
    ("recorded", "Decided by a court or another authority"),
    ("consent", "Consent of the person"),
    ("urgent", "Done in urgency"),
)
DECISION_STATES = (
    ("entered", "Waits for its check"),
    ("live", "Live"),
    ("refused", "Refused"),
    ("ended", "Ended"),
    ("lapsed", "Lapsed"),
)
OUTCOMES = (
    ("granted", "Granted"),
    ("conditions", "Granted with conditions"),
    ("lesser", "A lesser measure granted"),
    ("refused", "Refused"),
)


class Proposal(CasePart):
    """A measure that the applicant (`added_by`) proposes. `decider`: whom they ask; None: any decider on the team.

    Attributes:
        round: how often it was submitted or is about to be: a return begins the next one, whose reasons are new ones.
        told: what the rights test was told of the measure.
        covers: whom and what it is to cover: `persons`, `accounts` (ids), `data`, `period_from`, `period_to`, `until`.
        assessed: what the rights test said at submission, as plain values.
    """

    measure = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=PROPOSAL_STATES, default="draft")
    round = models.PositiveIntegerField(default=1)
    decider = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    tier = models.PositiveSmallIntegerField(null=True)
    urgent = models.BooleanField(default=False)
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    corpus_version = models.CharField(max_length=40, blank=True)
    told = SealedField(null=True)
    covers = SealedField(null=True)
    why = SealedField(null=True)
    assessed = SealedField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="casework_proposal_waiting"),
            models.Index(fields=["case", "state"], name="casework_proposal_of_case"),
        ]


class Reasons(CasePart):
    """What a decider (`added_by`) wrote in their own words before the rights test was shown to them. Never changed.

    `steps`: the text of each step of the test, by the step's id.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="reasons")
    round = models.PositiveIntegerField()
    leaning = models.CharField(max_length=12, choices=LEANINGS)
    steps = SealedField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "round", "added_by"], name="casework_reasons_once"),
        ]


class Decision(CasePart):
    """On what measures in a case rest. `added_by` entered it; a made one was `decided_by` an officer of the node.

    Attributes:
        since, until: the days on which it holds, both inclusive; `until` None: no last day.
        review_by: of one done in urgency: the moment at which it lapses unless it was reviewed before.
        checked_by: who compared an entered one with its document; never who entered it.
    """

    origin = models.CharField(max_length=10, choices=ORIGINS)
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, related_name="decisions")
    round = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=DECISION_STATES)
    outcome = models.CharField(max_length=12, choices=OUTCOMES)
    measure = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField(null=True)
    decided_on = models.DateField()
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    review_by = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)
    ended_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    document = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    court = SealedField(null=True)
    number = SealedField(null=True)
    reasons = SealedField(null=True)
    conditions = SealedField(null=True)
    covers = SealedField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "round"], condition=models.Q(origin="made"), name="casework_decision_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(origin="made") | models.Q(decided_by__isnull=False),
                name="casework_decision_decided",
            ),
            models.CheckConstraint(  # four eyes in the database, too
                condition=models.Q(checked_by=None) | ~models.Q(checked_by=models.F("added_by")),
                name="casework_decision_checked",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "state"], name="casework_decision_of_case"),
            models.Index(fields=["state", "until"], name="casework_decision_ending"),
            models.Index(fields=["state", "review_by"], name="casework_decision_review"),
        ]


__all__ = [
    "DECISION_STATES", "LEANINGS", "ORIGINS", "OUTCOMES", "PROPOSAL_STATES", "Decision", "Proposal", "Reasons",
]  # fmt: skip
