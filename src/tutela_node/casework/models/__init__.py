"""The tables of casework, room by room; each file says which are its own."""

from tutela_node.casework.models._cases import *  # noqa: F403
from tutela_node.casework.models._decisions import *  # noqa: F403
