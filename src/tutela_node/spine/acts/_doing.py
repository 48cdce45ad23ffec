"""Who asks for an act, and what its body works with."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any, Literal

from tutela_node.spine.authority import Actor
from tutela_node.spine.vault import Ring

Purpose = Literal[
    "investigation", "intake", "decision", "analysis", "victim_support", "oversight", "administration", "own"
]
PURPOSES: tuple[Purpose, ...] = (
    "investigation", "intake", "decision", "analysis", "victim_support", "oversight", "administration", "own",
)  # fmt: skip


@dataclass(frozen=True)
class By:
    """Who asks, for what purpose, on what lawful basis. What they may do is looked up when the act runs, not here."""

    officer: uuid.UUID | None
    purpose: Purpose
    basis: str | None = None
    second_factor: bool = True

    @classmethod
    def node(cls, purpose: Purpose = "administration") -> By:
        """The node itself: its clock, its jobs, its set-up."""
        return cls(None, purpose)


@dataclass
class Doing:
    """An act while it runs. The body tells what was done with `tell`; that becomes the event's sealed content."""

    event: uuid.UUID
    act: str
    actor: Actor
    by: By
    at: dt.datetime
    ring: Ring = field(default_factory=Ring)
    fields: dict[str, Any] = field(default_factory=dict)
    kind: str = ""
    record: uuid.UUID | None = None
    scope: uuid.UUID | None = None

    def tell(self, **fields: Any) -> None:
        """Put these into the content: text, whole numbers, booleans, lists and mappings of them."""
        self.fields.update(fields)

    def about(self, kind: str, record: uuid.UUID, scope: uuid.UUID | None = None) -> None:
        """Say which record the event is about when the act made it. Its key seals the content."""
        self.kind, self.record = kind, record
        self.scope = scope if scope is not None else self.scope
