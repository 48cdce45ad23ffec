"""The named keys that this process works with: read once, at the first need."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from tutela_node.config import PASSPHRASE, Folder, NodeConfig, NodeError, folder_of_process, read_config
from tutela_node.spine.keys._holder import FileHolder, Holder, PassphraseHolder
from tutela_node.spine.keys._named import NamedKeys, read_named

_keys: NamedKeys | None = None
_lock = threading.Lock()


def node_key_file(folder: Folder, config: NodeConfig) -> Path:
    """Where the node key lies: itself (file) or sealed under the passphrase."""
    return folder.keys / ("node.json" if config.key_holder == "passphrase" else "node.key")


def next_of(folder: Folder, config: NodeConfig) -> Path:
    """Where a new node key waits while it takes the old one's place."""
    path = node_key_file(folder, config)
    return path.with_name(path.name + ".next")


def holder_of(folder: Folder, config: NodeConfig, passphrase: str | None = None, *, rotating: bool = False) -> Holder:
    """The holder of the node key, as `node.toml` names it; with `rotating` that of the key that is to follow it.

    Raises:
        NodeError: its file is missing, or the passphrase is wrong.
    """
    path = next_of(folder, config) if rotating else node_key_file(folder, config)
    if config.key_holder == "passphrase":
        return PassphraseHolder(path, passphrase or os.environ.get(PASSPHRASE, ""))
    return FileHolder(path)


def open_named(folder: Folder, config: NodeConfig, passphrase: str | None = None) -> tuple[NamedKeys, Holder]:
    """The named keys of a folder and the holder that opens them.

    While a rotation of the node key is under way there are two node keys, the old one and `….next`, and `named.json`
    is under one of them: whichever opens it is right.

    Raises:
        NodeError: a file is missing, the passphrase is wrong, or neither node key opens the named keys.
    """
    named = folder.keys / "named.json"
    try:
        holder = holder_of(folder, config, passphrase)
        return read_named(named, holder), holder
    except NodeError as err:
        if not next_of(folder, config).exists():
            raise
        try:
            holder = holder_of(folder, config, passphrase, rotating=True)
            return read_named(named, holder), holder
        except NodeError:
            raise NodeError(
                f"{err}. A rotation of the node key was cut short here: if it is under a passphrase, "
                "give the other one, the old or the new"
            ) from None


def named_keys() -> NamedKeys:
    """The keys of this process's node."""
    global _keys
    if _keys is None:
        with _lock:
            if _keys is None:
                folder = folder_of_process()
                _keys, _ = open_named(folder, read_config(folder))
    return _keys


def forget_keys() -> None:
    """After a rotation: the next need reads them again."""
    global _keys
    _keys = None
