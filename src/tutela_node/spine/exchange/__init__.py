"""Letters between this node and its partners, as the rooms of the node see them (docs/decisions/0010).

Flow of one that goes: an act of a room hands in a `Letter` with `post`, in its own transaction; what was acknowledged
comes back to the hook that the room registered. Flow of one that came: it lies in `Incoming` once it is received;
`open_incoming` gives it as `Arrived` to the room that handles its kind, whose act says `taken`. A room that cannot take
it raises `SetAside`.

Nothing here speaks to a network or knows a form of the wire.
"""

from tutela_node.spine.exchange._handlers import Handler, SetAside, handler_of, handles
from tutela_node.spine.exchange._letters import (
    KINDS,
    LIFE,
    Arrived,
    Known,
    Letter,
    open_incoming,
    open_outgoing,
    post,
    posted,
    taken,
)

__all__ = [
    "KINDS", "LIFE", "Arrived", "Handler", "Known", "Letter", "SetAside", "handler_of", "handles", "open_incoming",
    "open_outgoing", "post", "posted", "taken",
]  # fmt: skip
