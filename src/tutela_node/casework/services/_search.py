"""Finding the same person or account in other cases, by blind index: always an act, never free text.

The event keeps the tokens, not what was typed: it lies under the node's key and would outlive the case of that person.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from tutela_node.casework.models import Account, Case, Person
from tutela_node.casework.services._values import text
from tutela_node.casework.visible import visible_to
from tutela_node.config import NodeConfig
from tutela_node.spine.acts import Doing, act
from tutela_node.spine.keys import BlindKind
from tutela_node.spine.vault import find, tokens_of

KINDS: dict[str, tuple[BlindKind, ...]] = {
    "any": ("name", "handle", "email", "telephone", "url"),
    "name": ("name",),
    "handle": ("handle",),
    "email": ("email",),
    "telephone": ("telephone",),
    "url": ("url",),
}


@dataclass(frozen=True)
class Hit:
    """One record that equals what was searched, in a case that the officer may open."""

    case: Case
    what: str
    record: uuid.UUID


@dataclass(frozen=True)
class Found:
    """`elsewhere`: in how many further cases, which this officer may not open, the same value stands."""

    hits: tuple[Hit, ...]
    elsewhere: int


@act(
    "person.search", on="node", discloses=True, purposes=("investigation", "intake", "analysis"),
    says="A name, account, number or address is searched in all cases.",
)  # fmt: skip
def search(doing: Doing, node: NodeConfig, *, kind: str, sought: str) -> Found:
    wanted = text(sought, "sought", 500, required=True)
    kinds = KINDS.get(kind, KINDS["any"])
    rows = find(kinds, wanted)
    cases = {c.id: c for c in visible_to(doing.actor, Case, doing.by.purpose).filter(id__in={r.scope for r in rows})}
    records = {r.record for r in rows}
    may_open = {
        what: set(allowed.filter(id__in=records).values_list("id", flat=True))
        for what, allowed in (
            ("person", visible_to(doing.actor, Person, doing.by.purpose)),
            ("account", visible_to(doing.actor, Account, doing.by.purpose)),
        )
    }
    hits = tuple(
        Hit(cases[r.scope], r.what, r.record)
        for r in rows
        if r.scope in cases and r.record in may_open.get(r.what, set())
    )
    shown = {h.case.id for h in hits}
    doing.tell(kind=kind, tokens=sorted({t.hex() for t in tokens_of(kinds, wanted)}), hits=len(hits))
    return Found(hits, len({r.scope for r in rows} - shown))
