"""Who may act: units, officers, the roles they hold and until when, and the links by which they come in."""

from __future__ import annotations

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models

ROLES = (
    ("investigator", "Investigator"),
    ("supervisor", "Applicant's supervisor"),
    ("decider", "Decider"),
    ("analyst", "Analyst"),
    ("receiving", "Receiving officer"),
    ("helper", "Helper (victim support)"),
    ("inspector", "Inspector"),
    ("administrator", "Node administrator"),
)


class Unit(models.Model):
    """A unit of the one organisation that runs this node."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    version = models.PositiveIntegerField(default=1)


class Officers(BaseUserManager["Officer"]):
    def get_by_natural_key(self, username: str | None) -> Officer:
        return self.get(email=(username or "").strip().casefold())


class Officer(AbstractBaseUser):
    """A person who works here. What they may do is their grants; there is no superuser."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officers")
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=12, default="en")
    version = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = Officers()

    def __str__(self) -> str:
        return self.name

    def check_password(self, raw_password: str | None) -> bool:
        """Without Django's silent renewal of an older hash: that would be a write outside an act."""
        return check_password(raw_password, self.password)


class Grant(models.Model):
    """A role, from a day on and until a day (inclusive; None: until ended). `unit` None: the officer's own unit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=ROLES)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="grants")
    since = models.DateField()
    until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["officer", "role"], name="people_grant_who")]


class Invitation(models.Model):
    """A link that works once. Only the SHA-256 of its secret is kept."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
