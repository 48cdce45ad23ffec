"""The recovery kit of a node: its node key on paper, and back from paper when the file or the passphrase is lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tutela_node.config import Folder, NodeConfig, NodeError
from tutela_node.spine.keys import FileHolder, PassphraseHolder, key_from, open_named


def make_kit(folder: Folder, config: NodeConfig, passphrase: str | None) -> list[str]:
    """Three sheets for the node key as it is now. After `rotate-keys --node` they open nothing: make a new kit.

    Raises:
        NodeError: the node key does not open, or lies in hardware that does not give it out.
    """
    _, holder = open_named(folder, config, passphrase)
    if not isinstance(holder, FileHolder | PassphraseHolder):
        raise NodeError("the node key lies in a holder that does not give it out; use that holder's own way to copy it")
    return holder.recovery_kit()


def recover(path: Path, sheets: Sequence[str], passphrase: str | None) -> None:
    """Write the node key from two sheets into a new file: as it is, or under a passphrase.

    The file is what `restore --node-key` takes, or takes its place in the folder's `keys/`.

    Raises:
        NodeError: the sheets give no key, or a file is there already.
    """
    key = key_from(sheets)
    if path.exists():
        raise NodeError(f"{path}: there is a file already; name one that does not exist, or move it away first")
    try:
        if passphrase is None:
            FileHolder.create(path, key)
        else:
            PassphraseHolder.create(path, passphrase, key)
    except OSError as err:
        raise NodeError(f"{path}: the node key cannot be written: {err.strerror}; name another place") from None
