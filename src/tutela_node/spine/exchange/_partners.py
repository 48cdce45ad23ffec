"""Acts on partners: added by their description, trusted by a compared fingerprint or by their old key, removed.

A description shows that whoever made it has the key that it names, and not who that is. So the first key of a partner,
and every later one that the key before did not sign, waits until an administrator has compared forty digits with an
officer of the partner over another way. Nothing is deleted: old letters and receipts are verified by old keys.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings

from tutela.cooperation.envelopes import (
    Confirmation,
    Description,
    EnvelopeError,
    UnconfirmedKeyError,
    admit,
    read_description,
    withdraw,
)
from tutela_node.spine.acts import Blocked, Doing, Invalid, NotThere, act
from tutela_node.spine.authority import Kind, register
from tutela_node.spine.exchange._library import WAYS, keep_keys, known
from tutela_node.spine.models import Outgoing, Partner, PartnerKey

_MOST_WHY = 500
_MOST_DESCRIPTION = 100_000


@act(
    "partner.add", on="node", purposes=("administration",),
    says="A partner is added by the description that it signed of itself. Nothing is sent before its key is confirmed.",
)  # fmt: skip
def add_partner(doing: Doing, node: Any, *, description: str) -> uuid.UUID:
    """Gives the partner's id. One that was removed is added again under its old id.

    Raises:
        Invalid: no description, or one of this node, of a known partner, or that has ended.
    """
    note, made = _read(description, doing.at)
    if made.node == node.name:
        raise Invalid("This is the description of this node itself. Paste the one that the partner sent you.", _FIELD)
    found = Partner.objects.filter(name=made.node).first()
    if found is not None and found.state != "removed":
        raise Invalid(f"{found.title} ({found.name}) is on the list of partners already.", _FIELD)
    if found is None:
        found = Partner(name=made.node, added_at=doing.at, added_by=doing.by.officer, version=0)
    else:
        _newer(found, made)
    _offered(found, note, made, "unconfirmed")
    found.removed_at = None
    found.save()
    doing.about("partner", found.id)
    doing.tell(name=found.name, system=found.system, url=found.url, fingerprint=found.fingerprint)
    return found.id


@act(
    "partner.confirm", on="partner", purposes=("administration",),
    says="A partner's key is confirmed: its fingerprint was compared with an officer there, and typed.",
)  # fmt: skip
def confirm_partner(doing: Doing, partner: Partner, *, typed: str, over: str, withdraw_old: bool = False) -> None:
    """Trust the key that is offered.

    Args:
        typed: the forty digits as the partner's officer read them out, in any script and grouping.
        over: one of `WAYS`.
        withdraw_old: the key before is lost or in wrong hands: it ends now, and not in thirty days.

    Raises:
        Blocked: no key waits for this.
        Invalid: other digits, or no way to compare.
    """
    if partner.state not in ("unconfirmed", "changed"):
        raise Blocked("There is nothing to confirm", [f"No new key of {partner.title} waits to be compared."])
    if over not in WAYS:
        raise Invalid("Say over which way you compared the digits.", "over")
    made, _ = read_description(partner.offered)
    if not made.fingerprint.is_said_by(typed):
        raise Invalid(
            "These are not the digits of the key that is offered. Have them read out again; if they differ again, "
            "trust nothing: the description may not be theirs.",
            "typed",
        )
    held = known(partner)
    start = withdraw(held, partner.name, doing.at) if withdraw_old and held.entries(partner.name) else held
    last = PartnerKey.objects.filter(partner=partner).order_by("-number").first()
    before = str(read_description(last.note)[0].fingerprint) if last else ""
    sure = Confirmation(partner.name, made.fingerprint, f"officer:{doing.by.officer}", WAYS[over])
    try:
        admitted = admit(start, partner.offered, doing.at, sure)
    except EnvelopeError as err:
        raise Blocked("This key cannot be confirmed", [f"{err}."]) from err
    keep_keys(partner, held, admitted)
    _trusted(partner, made)
    doing.tell(name=partner.name, fingerprint=partner.fingerprint, over=over, before=before)


@act(
    "partner.renew", on="node", purposes=("administration",),
    says="A partner's new description is taken where its old key vouches for it; else it waits to be compared.",
)  # fmt: skip
def renew_partner(doing: Doing, _: Any, *, partner: uuid.UUID, description: str) -> str:
    """The state of the partner afterwards: `confirmed`, or `changed` where people must compare fingerprints.

    Raises:
        Invalid: no description, another node's, or not newer than the one that is held.
        Blocked: the partner is not confirmed, or was removed.
    """
    row = Partner.objects.filter(pk=partner).first()
    if row is None:
        raise NotThere("partner", partner)
    if row.state not in ("confirmed", "changed"):
        raise Blocked("Its description cannot be renewed", [f"{row.title} is not among the confirmed partners."])
    note, made = _read(description, doing.at)
    if made.node != row.name:
        raise Invalid(f"This describes {made.node}; expected {row.name}.", _FIELD)
    held, before = known(row), row.fingerprint
    try:
        admitted = admit(held, note, doing.at)
    except UnconfirmedKeyError as err:
        _newer(row, made)
        _offered(row, note, made, "changed")
        row.save()
        before = err.known or before
    except EnvelopeError as err:
        raise Invalid(f"{err}.", _FIELD) from err
    else:
        keep_keys(row, held, admitted)
        _trusted(row, made)
    doing.about("partner", row.id)
    doing.tell(name=row.name, fingerprint=row.fingerprint, before=before, state=row.state)
    return row.state


@act(
    "partner.remove", on="partner", purposes=("administration",),
    says="A partner is removed: nothing is sent to it or taken from it any more. What was exchanged stays.",
)  # fmt: skip
def remove_partner(doing: Doing, partner: Partner, *, why: str) -> int:
    """How many letters to it wait and will not go.

    Raises:
        Blocked: it was removed before.
        Invalid: no reason.
    """
    why = why.strip()
    if partner.state == "removed":
        raise Blocked("It is removed already", [f"{partner.title} was removed from the partners before."])
    if not why or len(why) > _MOST_WHY:
        raise Invalid(f"Say why, in {_MOST_WHY} characters at most.", "why")
    held = known(partner)
    if held.entries(partner.name):
        keep_keys(partner, held, withdraw(held, partner.name, doing.at))
    waiting = Outgoing.objects.filter(partner=partner, state__in=("posted", "sealed")).count()
    partner.state, partner.offered, partner.removed_at = "removed", "", doing.at
    partner.version += 1
    partner.save()
    doing.tell(why=why, waiting=waiting)
    return waiting


_FIELD = "description"


def _read(description: str, now: dt.datetime) -> tuple[str, Description]:
    """The note in one form of line ends, and what it says."""
    note = description.replace("\r\n", "\n").strip() + "\n"
    if len(note) > _MOST_DESCRIPTION:
        raise Invalid("This is too long for the description of a node.", _FIELD)
    try:
        made, _ = read_description(note)
    except EnvelopeError as err:
        raise Invalid(f"This is not the description of a node, whole and as it was signed: {err}.", _FIELD) from err
    if made.until <= now:
        raise Invalid(f"This description ended on {made.until:%d %B %Y}. Ask for the one that holds now.", _FIELD)
    return note, made


def _newer(partner: Partner, made: Description) -> None:
    last = PartnerKey.objects.filter(partner=partner).order_by("-number").first()
    if last is not None and made.number <= last.number:
        raise Invalid(
            f"This is description {made.number} of {partner.name}, and number {last.number} was held here before. "
            "Ask for a newer one.",
            _FIELD,
        )


def _offered(partner: Partner, note: str, made: Description, state: str) -> None:
    partner.title, partner.system, partner.url = made.title[:120], made.system, made.url
    partner.state, partner.offered, partner.fingerprint = state, note, str(made.fingerprint)
    partner.version += 1


def _trusted(partner: Partner, made: Description) -> None:
    _offered(partner, "", made, "confirmed")
    partner.save()


def _partner(ident: uuid.UUID) -> Partner:
    found = Partner.objects.filter(pk=ident).first()
    if found is None:
        raise NotThere("partner", ident)
    return found


register(
    Kind(
        "partner",
        "Partner",
        load=_partner,
        attributes=lambda _partner, _actor: {},
        scope=lambda _partner: settings.NODE.id,
        version=lambda partner: int(partner.version),
    )
)
