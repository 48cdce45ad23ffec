"""The event of an act: two sealed bodies and a leaf, in the act's own transaction (docs/decisions/0006)."""

from __future__ import annotations

import secrets
import uuid
from typing import Any, Literal

from django.db import connection

from tutela import __version__
from tutela.ledger import Account, Content, digest_of
from tutela_node.spine.acts._doing import Doing
from tutela_node.spine.keys import named_keys, seal
from tutela_node.spine.prepared import cursor_of

SEALED_BY_SCOPE = frozenset({"envelope", "partner"})
"""Kinds whose contents are sealed under the key of the scope: a partner chose the id of an envelope, and what another
chose never names a key here. They hold nothing about persons, and are never erased by themselves."""

_EVENT = "INSERT INTO spine_event (uuid, leaf) VALUES (%s, %s) RETURNING seq"
_BODY = "INSERT INTO spine_eventbody (event_id, account, content, record, scope) VALUES (%s, %s, %s, %s, %s)"


def record(doing: Doing, node: str, outcome: Literal["done", "refused"], why: tuple[str, ...]) -> None:
    """Insert the event of an act that was done or refused. The content is sealed under the key of its record."""
    ident = str(doing.event)
    content, digest = None, None
    if doing.fields and doing.record is not None:
        body = Content(event=doing.event, act=doing.act, fields=doing.fields).canonical()
        salt = secrets.token_bytes(32)
        content = seal(doing.ring.key(_key(doing)), "event.content", ident, salt + body)
        digest = digest_of(salt, body)
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
    ).canonical()
    salt = secrets.token_bytes(32)
    sealed = seal(named_keys().accounts[0], "event.account", ident, salt + account)
    cursor = cursor_of(connection)  # every act comes through here: building two statements anew cost a tenth of it
    cursor.execute(_EVENT, [_id(doing.event), digest_of(salt, account)])
    ((seq,),) = cursor.fetchall()
    cursor.execute(_BODY, [seq, sealed, content, _id(doing.record), _id(doing.scope)])


def _key(doing: Doing) -> uuid.UUID:
    by = doing.scope if doing.kind in SEALED_BY_SCOPE else doing.record
    if by is None:
        raise RuntimeError(f"{doing.act} tells something, and nothing says under which key")
    return by


def _id(value: uuid.UUID | None) -> Any:
    """An id as the database keeps it."""
    return value if value is None or connection.features.has_native_uuid_field else value.hex
