"""Acts on the node and on its record themselves. Whatever else the record holds is written by the acts of others."""

from __future__ import annotations

from tutela_node.config import NodeConfig
from tutela_node.spine import selectors
from tutela_node.spine.acts import Doing, act


@act(
    "audit.read", on="node", discloses=True, once=True, purposes=("oversight",),
    says="The accounts of acts are read: who did what, when, why it was allowed; never what was written.",
)  # fmt: skip
def read_accounts(
    doing: Doing, node: NodeConfig, *, wanted: selectors.Wanted | None = None, before: int | None = None
) -> selectors.Found:
    """See `selectors.accounts`."""
    return selectors.accounts(wanted or selectors.Wanted(), before)


@act(
    "node.configure", on="node", purposes=("administration",),
    says="The node's keys or settings were changed on its machine.",
)  # fmt: skip
def configure(doing: Doing, node: NodeConfig, *, what: str) -> None:
    """Done already, by whoever has the machine: this says so."""
    doing.tell(what=what)
