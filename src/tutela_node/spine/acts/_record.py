"""The event of an act: two sealed bodies and a leaf, in the act's own transaction (docs/decisions/0006)."""

from __future__ import annotations

import secrets
import uuid
from typing import Literal

from tutela import __version__
from tutela.ledger import Account, Content
from tutela_node.spine.acts._doing import Doing
from tutela_node.spine.models import Event, EventBody
from tutela_node.spine.vault import named_keys, seal

NODE_RECORD = uuid.UUID(int=0)
"""`on` of an act about the node itself."""


def record(doing: Doing, node: uuid.UUID, outcome: Literal["done", "refused"], why: tuple[str, ...]) -> Event:
    """Insert the event of an act that was done or refused. The content is sealed under the key of its record."""
    ident = str(doing.event)
    content, digest = None, None
    if doing.fields and doing.record is not None:
        body = Content(event=ident, act=doing.act, fields=doing.fields)
        salt = secrets.token_bytes(32)
        content = seal(doing.ring.key(doing.record), "event.content", ident, salt + body.canonical())
        digest = body.digest(salt)
    account = Account(
        event=ident,
        node=str(node),
        at=f"{doing.at:%Y-%m-%dT%H:%M:%S.%fZ}",
        actor=f"officer:{doing.by.officer}" if doing.by.officer else "node",
        roles=tuple(sorted(doing.actor.roles)),
        act=doing.act,
        on=f"{doing.kind or 'node'}:{doing.record or NODE_RECORD}",
        purpose=doing.by.purpose,
        basis=doing.by.basis,
        outcome=outcome,
        why=why,
        software=f"tutela {__version__}",
        content=digest,
    )
    salt = secrets.token_bytes(32)
    event = Event.objects.create(uuid=doing.event, leaf=account.leaf(salt))
    EventBody.objects.create(
        event=event,
        account=seal(named_keys().accounts[0], "event.account", ident, salt + account.canonical()),
        content=content,
        record=doing.record,
        scope=doing.scope,
    )
    return event
