"""The tables of the spine: the record, the vault, and the exchange with other nodes."""

from tutela_node.spine.models._exchange import *  # noqa: F403
from tutela_node.spine.models._record import *  # noqa: F403
