"""What an operator does to the node itself, as an act of the node: it stands in the record beside everything else."""

from __future__ import annotations

from collections.abc import Sequence

from tutela_node.spine.acts import By
from tutela_node.spine.services import Sentence, configure


def configured(what: str, erased: Sequence[Sentence] = ()) -> None:
    """Record what was done to the node. It names no person: whoever has the machine did it."""
    configure(By.node(), None, what=what, erased=erased)
