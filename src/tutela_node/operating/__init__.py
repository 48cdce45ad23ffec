"""Operating a node: `tutela node init|run|backup|restore|doctor|upgrade|rotate-keys|demo`. The manual is
docs/operations.md.

Flow: `set_up` makes a folder; `run` has it alone (`at_rest`) and serves; `back_up` copies it while it runs; `restore`
makes a node of a copy on another machine and opens its next log; `examine` says what is not as it should be;
`upgrade` brings it to this version; `rotate` makes new keys. Nothing here is imported by what serves.
"""

from tutela_node.operating._backup import BackedUp, back_up, prune
from tutela_node.operating._demo import default_folder, demonstration
from tutela_node.operating._doctor import Finding, examine
from tutela_node.operating._init import Administrator, make_folder, migrate, new_config, set_up, whole
from tutela_node.operating._kit import make_kit, recover
from tutela_node.operating._lock import at_rest, is_running
from tutela_node.operating._passphrase import new_passphrase, passphrase_for
from tutela_node.operating._restore import Restored, restore
from tutela_node.operating._rotate import rotate, settle
from tutela_node.operating._run import run
from tutela_node.operating._upgrade import Upgraded, upgrade

__all__ = [
    "Administrator", "BackedUp", "Finding", "Restored", "Upgraded", "at_rest", "back_up", "default_folder",
    "demonstration", "examine", "is_running", "make_folder", "make_kit", "migrate", "new_config", "new_passphrase",
    "passphrase_for", "prune", "recover", "restore", "rotate", "run", "set_up", "settle", "upgrade", "whole",
]  # fmt: skip
