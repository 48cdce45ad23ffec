"""The event of an act: two sealed bodies and a leaf, in the act's own transaction (docs/decisions/0006)."""

from __future__ import annotations

import secrets
from typing import Literal

from tutela import __version__
from tutela.ledger import Account, Content, leaf
from tutela_node.spine.acts._doing import Doing
from tutela_node.spine.keys import named_keys, seal
from tutela_node.spine.models import Event, EventBody


def record(doing: Doing, node: str, outcome: Literal["done", "refused"], why: tuple[str, ...]) -> Event:
    """Insert the event of an act that was done or refused. The content is sealed under the key of its record."""
    ident = str(doing.event)
    content, digest = None, None
    if doing.fields and doing.record is not None:
        body = Content(event=doing.event, act=doing.act, fields=doing.fields)
        salt = secrets.token_bytes(32)
        content = seal(doing.ring.key(doing.record), "event.content", ident, salt + body.canonical())
        digest = body.digest(salt)
    account = Account(
        event=doing.event,
        node=node,
        at=doing.at,
        actor=f"officer:{doing.by.officer}" if doing.by.officer else "node",
        roles=tuple(sorted(doing.actor.roles)),
        act=doing.act,
        on=f"{doing.kind}:{doing.record}",
        purpose=doing.by.purpose,
        basis=doing.by.basis,
        outcome=outcome,
        why=why,
        software=f"tutela/{__version__}",
        content=digest,
    )
    salt = secrets.token_bytes(32)
    event = Event.objects.create(uuid=doing.event, leaf=leaf(salt, account))
    EventBody.objects.create(
        event=event,
        account=seal(named_keys().accounts[0], "event.account", ident, salt + account.canonical()),
        content=content,
        record=doing.record,
        scope=doing.scope,
    )
    return event
