"""Tables of the exchange with other nodes: partners and their keys, letters that go out and that came in.

    partner     (description) ─add▶ unconfirmed ─confirm▶ confirmed ─a key that the old one did not sign▶ changed
                changed ─confirm▶ confirmed        any ─remove▶ removed (never deleted)
    outgoing    posted ─▶ sealed (bytes and digest are committed before the first sending) ─▶ acknowledged ─▶ logged
    incoming    received ─▶ taken | set_aside        refused

Letters are proofs and are never deleted; triggers keep them, and what was said of them, as they are. What a letter says
lies in a sealed blob. Officers are ids here: the spine does not know people. The wire is docs/decisions/0010.
"""

from __future__ import annotations

import uuid

from django.db import models

from tutela_node.spine.models._record import Blob

PARTNER_STATES = (
    ("unconfirmed", "Not confirmed"),
    ("confirmed", "Confirmed"),
    ("changed", "Has another key"),
    ("removed", "Removed"),
)
OUTGOING_STATES = (
    ("posted", "Posted"),
    ("sealed", "Under way"),
    ("acknowledged", "Acknowledged"),
    ("logged", "In the partner's log"),
)
INCOMING_STATES = (("received", "Received"), ("taken", "Taken"), ("set_aside", "Set aside"), ("refused", "Refused"))
OUTCOMES = (("received", "Received"), ("refused", "Refused"))
TRUST = (("person", "A person compared the fingerprint"), ("continuity", "The old key signed it"))
COMPARED_OVER = (
    ("telephone", "Telephone"),
    ("in_person", "In person"),
    ("video", "Video"),
    ("letter", "Letter"),
)


class Partner(models.Model):
    """Another node: an organisation, no person. `offered`: a description that waits for trust, else empty.

    `fingerprint`: forty digits of `offered` if there is one, else of the key in force. `heard_at`: when it last said
    something that verified.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    title = models.CharField(max_length=120)
    system = models.CharField(max_length=12)
    url = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=PARTNER_STATES, default="unconfirmed")
    offered = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    added_by = models.UUIDField(null=True)
    removed_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["state"], name="spine_partner_state")]


class PartnerKey(models.Model):
    """A description of a partner that was trusted; nothing of it changes but `ends_at`, for old letters verify by it.

    `number`: of the description. `logs`: verifier lines of the partner's logs, a JSON list.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="keys")
    number = models.PositiveIntegerField()
    note = models.TextField()
    signing = models.CharField(max_length=64)
    recipient = models.CharField(max_length=80)
    logs = models.TextField()
    trust = models.CharField(max_length=12, choices=TRUST)
    compared_by = models.UUIDField(null=True)
    compared_over = models.CharField(max_length=12, choices=COMPARED_OVER, blank=True)
    at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "number"], name="spine_partnerkey_once")]


class Described(models.Model):
    """A description that this node signed of itself. `number` only rises."""

    number = models.PositiveIntegerField(primary_key=True)
    note = models.TextField()
    at = models.DateTimeField()


class Channel(models.Model):
    """A channel to a partner (`ours`) or from one. `next`: the sequence of the letter that comes next in it."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="channels")
    ours = models.BooleanField()
    number = models.PositiveIntegerField()
    next = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "ours", "number"], name="spine_channel_once")]


class Outgoing(models.Model):
    """A letter to a partner. Its id is the envelope's; `record`, `scope`: of which record, under whose key its body is.

    Attributes:
        content: the letter's body, and under which name an attachment goes, as JSON.
        attachment, sealed_attachment: a file as it lies here, and as it travels.
        sealed, digest: the envelope's bytes and their SHA-256; the bytes go once it is logged.
        letter, made_at: the SHA-256 of the signed letter inside, and its time, which a receipt must show.
        why: why the last attempt failed.
        acknowledgement, proof, arrival: the partner's signed notes, each after it was verified.
        outcome, ground: what the acknowledgement says.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="outgoing")
    conversation = models.UUIDField()
    in_reply_to = models.UUIDField(null=True)
    channel = models.PositiveIntegerField()
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    body_kind = models.CharField(max_length=70)
    urgent = models.BooleanField(default=False)
    content = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    attachment = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    sealed_attachment = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    sealed = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    letter = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=OUTGOING_STATES, default="posted")
    attempts = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=40, blank=True)
    posted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    logged_at = models.DateTimeField(null=True)
    acknowledgement = models.TextField(blank=True)
    proof = models.TextField(blank=True)
    arrival = models.TextField(blank=True)
    outcome = models.CharField(max_length=16, choices=OUTCOMES, blank=True)
    ground = models.CharField(max_length=40, blank=True)
    record = models.UUIDField()
    scope = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "channel", "sequence"], name="spine_outgoing_place"),
        ]
        indexes = [
            models.Index(fields=["state", "urgent", "posted_at"], name="spine_outgoing_due"),
            models.Index(fields=["record"], name="spine_outgoing_record"),
            models.Index(fields=["scope"], name="spine_outgoing_scope"),
        ]


class Incoming(models.Model):
    """A letter of a partner that was authentic and in its turn. Its id is ours; `envelope` is the partner's.

    Attributes:
        event: of the act `envelope.receive`, which the acknowledgement shows to the partner.
        content: the letter's body as JSON, under the scope `scope` of its own, which goes once a room has taken it.
        record: what a room made of it. `why`: why it was set aside.
        announced: the attachment that follows, as the letter names it (name, sizes, digests), a JSON object.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="incoming")
    envelope = models.UUIDField()
    conversation = models.UUIDField()
    in_reply_to = models.UUIDField(null=True)
    channel = models.PositiveIntegerField()
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    body_kind = models.CharField(max_length=70, blank=True)
    urgent = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)
    content = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    scope = models.UUIDField()
    received_at = models.DateTimeField()
    event = models.UUIDField()
    outcome = models.CharField(max_length=16, choices=OUTCOMES)
    ground = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=12, choices=INCOMING_STATES)
    why = models.CharField(max_length=40, blank=True)
    taken_at = models.DateTimeField(null=True)
    record = models.UUIDField(null=True)
    announced = models.TextField(blank=True)
    attachment = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    arrived_at = models.DateTimeField(null=True)
    arrival = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(  # one that was had before is refused as such, which uses up a place
                fields=["partner", "envelope"], condition=~models.Q(ground="replayed"), name="spine_incoming_envelope"
            ),
            models.UniqueConstraint(fields=["partner", "channel", "sequence"], name="spine_incoming_place"),
        ]
        indexes = [models.Index(fields=["state", "received_at"], name="spine_incoming_state")]


__all__ = [
    "COMPARED_OVER", "INCOMING_STATES", "OUTGOING_STATES", "PARTNER_STATES", "TRUST", "Channel", "Described",
    "Incoming", "Outgoing", "Partner", "PartnerKey",
]  # fmt: skip
