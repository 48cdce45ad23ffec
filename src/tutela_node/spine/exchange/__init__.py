"""Letters between this node and its partners, as the rooms of the node see them (docs/decisions/0010).

Flow of one that goes: an act of a room hands in a `Letter` with `post`, in its own transaction; what was acknowledged
comes back to the hook that the room registered. Flow of one that came: it lies in `Incoming` once it is received;
`open_incoming` gives it as `Arrived` to the room that handles its kind, whose act says `taken`. A room that cannot take
it raises `SetAside`.

Partners come first: an administrator adds one by the description that it signed (`add_partner`), and confirms its key
once two people have compared its fingerprint (`confirm_partner`); `describe_ourselves` is what the partner gets of us.
The door of the node gives what comes to `receive_envelope` and `ask_envelope`; `Delivery` carries what was posted.

Only `Delivery` speaks to a network; the forms of the wire are those of `tutela.cooperation.envelopes`.
"""

from tutela_node.spine.exchange._delivering import Delivery
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
from tutela_node.spine.exchange._library import WAYS, address, describe_ourselves
from tutela_node.spine.exchange._partners import add_partner, confirm_partner, remove_partner, renew_partner
from tutela_node.spine.exchange._receiving import ask_envelope, receive_envelope, refuse
from tutela_node.spine.exchange._taking import Taking

__all__ = [
    "KINDS", "LIFE", "WAYS", "Arrived", "Delivery", "Handler", "Known", "Letter", "SetAside", "Taking", "add_partner",
    "address", "ask_envelope", "confirm_partner", "describe_ourselves", "handler_of", "handles", "open_incoming",
    "open_outgoing", "post", "posted", "receive_envelope", "refuse", "remove_partner", "renew_partner", "taken",
]  # fmt: skip
