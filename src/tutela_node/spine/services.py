"""Acts on the node and on its record themselves. Whatever else the record holds is written by the acts of others."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from tutela_node.config import NodeConfig
from tutela_node.spine import selectors
from tutela_node.spine.acts import By, Doing, act
from tutela_node.spine.vault import erase_record, erase_scope

Sentence = tuple[uuid.UUID, uuid.UUID | None, dt.datetime]
"""A scope, a record in it or None for the whole, and when it was erased."""


def read_accounts(by: By, wanted: selectors.Wanted | None = None, before: int | None = None) -> selectors.Found:
    """The accounts that are meant (`selectors.accounts`), once the reading is allowed and recorded.

    They are opened after the act and in the caller's thread: hundreds of them would keep everybody's writes waiting.

    Raises:
        Refused: authority said no; the refusal is recorded.
    """
    _read_accounts(by)
    return selectors.accounts(wanted or selectors.Wanted(), before)


@act(
    "audit.read", on="node", discloses=True, once=True, purposes=("oversight",),
    says="The accounts of acts are read: who did what, when, why it was allowed; never what was written.",
)  # fmt: skip
def _read_accounts(doing: Doing, node: NodeConfig) -> None:
    """Nothing is changed by it."""


@act(
    "node.configure", on="node", purposes=("administration",),
    says="The node's keys or settings were changed on its machine.",
)  # fmt: skip
def configure(doing: Doing, node: NodeConfig, *, what: str, erased: Sequence[Sentence] = ()) -> None:
    """Done already, by whoever has the machine: this says so.

    `erased`: what was erased after the backup that this node was restored from; the acts that erased are lost with
    their events, so that this one sentences it again.
    """
    doing.tell(what=what)
    for scope, record, at in erased:
        if record is None:
            erase_scope(doing.event, scope, at)
        else:
            erase_record(doing.event, record, scope, at)
