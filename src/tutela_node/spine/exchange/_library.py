"""Between the tables of the node and the values of `tutela.cooperation.envelopes`: keys, descriptions, who is trusted.

The node's name, address, title and logs come from its settings and its log; what a partner is trusted by comes from the
rows of `PartnerKey`, oldest first. Nothing here changes a row but `describe_ourselves`, which keeps what it signed.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Literal, cast

from django.conf import settings

from tutela.cooperation.envelopes import (
    FormError,
    Identity,
    Partners,
    Trust,
    Way,
    derive_identity,
    describe,
    no_partners,
    read_description,
)
from tutela.cooperation.envelopes import Partner as Entry
from tutela_node.config import NodeConfig, NodeError
from tutela_node.spine.acts import submit
from tutela_node.spine.keys import named_keys
from tutela_node.spine.models import Described, Log, Partner, PartnerKey

WAYS: dict[str, Way] = {
    "telephone": "telephone", "in_person": "in_person", "video": "video", "letter": "sealed_letter",
}  # fmt: skip
"""Over which way fingerprints are compared, as the node keeps it and as 0010 writes it."""

HOLDS = dt.timedelta(days=730)
"""How long a description of this node holds."""

ANEW = dt.timedelta(days=90)
"""So long before its end the next is written: partners must hear of it while the old one holds."""

_BEFORE = dt.timedelta(hours=1)
_PATH = "/exchange"


def identities() -> tuple[Identity, ...]:
    """The keys of this node, newest first.

    Raises:
        NodeError: it has none yet.
    """
    secrets = named_keys().envelope
    if not secrets:
        raise NodeError("this node has no key for envelopes yet; end it and start it again with: tutela node run")
    return tuple(derive_identity(settings.NODE.name, secret) for secret in secrets)


def origin() -> str:
    """Scheme and host under which partners reach this node."""
    node: NodeConfig = settings.NODE
    return node.address or node.url


def address() -> str:
    """Where the endpoints of 0010 stand: what partners sign that a request is for."""
    return origin() + _PATH


def describe_ourselves(now: dt.datetime) -> str:
    """The description of this node that holds now; a new one is signed and kept where the last says something else.

    One that changes the key is signed by the key before too, as long as that is held, so that partners need no
    telephone.

    Raises:
        NodeError: there is no key, or a setting makes no description that a partner would take.
    """
    found = Described.objects.order_by("-number").first()
    me = identities()
    if found is not None and _says_so(found.note, me[0], now):
        return found.note
    return submit(lambda: _described(me, now)).note


def known(partner: Partner) -> Partners:
    """The partner list of 0010, of this one partner."""
    empty = no_partners(settings.NODE.name, partner.added_at)
    rows = PartnerKey.objects.filter(partner=partner).order_by("number")
    entries: list[Entry] = []
    for row in rows:
        before = entries[-1].fingerprint.digits if entries else None
        by = f"officer:{row.compared_by}" if row.trust == "person" else None
        over = WAYS[row.compared_over] if row.trust == "person" else None
        how = cast(Literal["person", "continuity"], row.trust)
        trust = Trust(how=how, at=row.at, by=by, over=over, replaces=before)
        entries.append(Entry(note=row.note, trust=trust, ends=row.ends_at))
    return Partners(keeper=empty.keeper, number=1, made_at=empty.made_at, partners=tuple(entries))


def keep_keys(partner: Partner, held: Partners, admitted: Partners) -> None:
    """Write what `admit` or `withdraw` changed of a partner's entries. Inside an act only."""
    before, after = held.entries(partner.name), admitted.entries(partner.name)
    for old, new in zip(before, after, strict=False):
        if old.ends != new.ends:
            PartnerKey.objects.filter(partner=partner, number=new.description.number).update(ends_at=new.ends)
    for new in after[len(before) :]:
        said, trust = new.description, new.trust
        over = next((ours for ours, theirs in WAYS.items() if theirs == trust.over), "")
        PartnerKey.objects.create(
            partner=partner, number=said.number, note=new.note, signing=said.verifier.public.hex(),
            recipient=said.recipient, logs=json.dumps(list(said.logs)), trust=trust.how,
            compared_by=uuid.UUID(trust.by.partition(":")[2]) if trust.by else None, compared_over=over,
            at=trust.at, ends_at=new.ends,
        )  # fmt: skip


def _described(me: tuple[Identity, ...], now: dt.datetime) -> Described:
    last = Described.objects.order_by("-number").first()
    if last is not None and _says_so(last.note, me[0], now):
        return last  # another process of this node was first
    made = last and read_description(last.note)[0]
    before = next((one for one in me[1:] if made and one.verifier.vkey == made.signing), None)
    number = last.number + 1 if last else 1
    try:
        note = describe(
            me[0], number=number, title=settings.NODE.title, system=settings.NODE.system, url=address(), logs=_logs(),
            start=now - _BEFORE, until=now + HOLDS, before=before,
        )  # fmt: skip
    except FormError as err:
        raise NodeError(
            f"{settings.FOLDER.config}: partners could not take the description of this node: {err}"
        ) from err
    return Described.objects.create(number=number, note=note, at=now)


def _says_so(note: str, me: Identity, now: dt.datetime) -> bool:
    said, _ = read_description(note)
    node: NodeConfig = settings.NODE
    return (
        (said.node, said.title, said.system, said.url) == (node.name, node.title, node.system, address())
        and (said.signing, said.recipient, said.logs) == (me.verifier.vkey, me.recipient, _logs())
        and now < said.until - ANEW
    )


def _logs() -> tuple[str, ...]:
    return tuple(Log.objects.order_by("-number").values_list("vkey", flat=True))
