"""What an operator does to the node itself, as an act of the node: it stands in the record beside everything else."""

from __future__ import annotations

from tutela_node.config import NodeConfig
from tutela_node.spine.acts import By, Doing, act


@act(
    "node.configure",
    on="node",
    purposes=("administration",),
    says="The node's keys or settings were changed on its machine.",
)
def _configure(doing: Doing, _node: NodeConfig, *, what: str) -> None:
    doing.tell(what=what)


def configured(what: str) -> None:
    """Record what was done to the node. It names no person: whoever has the machine did it."""
    _configure(By.node(), None, what=what)
