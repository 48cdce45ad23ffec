"""The log of the node: the sequencer, and proofs of single events for whoever holds them.

Flow: `open_log` begins a log (at set-up, after a restore, with a new key); a `Sequencer` ticks; `proof_of` gives what
proves one event to somebody without access to this node.
"""

from tutela_node.spine.log._open import open_log
from tutela_node.spine.log._proof import Place, account_of, content_of, place_of, proof_of
from tutela_node.spine.log._sequence import Sequencer, signer_of

__all__ = [
    "NODE_KIND",
    "Place",
    "Sequencer",
    "account_of",
    "content_of",
    "open_log",
    "place_of",
    "proof_of",
    "signer_of",
]
