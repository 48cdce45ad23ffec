"""The named keys that this process works with: read once, at the first need."""

from __future__ import annotations

import os
import threading

from tutela_node.config import PASSPHRASE, Folder, NodeConfig, folder_of_process, read_config
from tutela_node.spine.keys._holder import FileHolder, Holder, PassphraseHolder
from tutela_node.spine.keys._named import NamedKeys, read_named

_keys: NamedKeys | None = None
_lock = threading.Lock()


def holder_of(folder: Folder, config: NodeConfig, passphrase: str | None = None) -> Holder:
    """The holder of the node key, as `node.toml` names it.

    Raises:
        NodeError: its file is missing, or the passphrase is wrong.
    """
    if config.key_holder == "passphrase":
        return PassphraseHolder(folder.keys / "node.json", passphrase or os.environ.get(PASSPHRASE, ""))
    return FileHolder(folder.keys / "node.key")


def named_keys() -> NamedKeys:
    """The keys of this process's node."""
    global _keys
    if _keys is None:
        with _lock:
            if _keys is None:
                folder = folder_of_process()
                _keys = read_named(folder.keys / "named.json", holder_of(folder, read_config(folder)))
    return _keys


def forget_keys() -> None:
    """After a rotation: the next need reads them again."""
    global _keys
    _keys = None
