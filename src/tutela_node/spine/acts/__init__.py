"""Acts: every change, refusal and disclosure, in one order, on one writer, with one event (docs/decisions/0008).

Flow: a room declares its acts with `@act`; a desk calls them with who asks (`By`); the writer loads, asks Cedar, runs
the body, inserts the event and commits; the caller returns after that.
"""

from tutela_node.spine.acts._act import REGISTRY, Act, act, context_of, may
from tutela_node.spine.acts._doing import PURPOSES, By, Doing, Purpose
from tutela_node.spine.acts._errors import ActError, Blocked, Invalid, NotThere, Refused, Stale
from tutela_node.spine.acts._guard import WriteOutsideAct, allowed, guard_connections
from tutela_node.spine.acts._record import SEALED_BY_SCOPE
from tutela_node.spine.acts._refusals import tell_counts
from tutela_node.spine.acts._writer import close_writer, submit

__all__ = [
    "PURPOSES", "REGISTRY", "SEALED_BY_SCOPE", "Act", "ActError", "Blocked", "By", "Doing", "Invalid", "NotThere",
    "Purpose", "Refused", "Stale", "WriteOutsideAct", "act", "allowed", "close_writer", "context_of",
    "guard_connections", "may", "submit", "tell_counts",
]  # fmt: skip
