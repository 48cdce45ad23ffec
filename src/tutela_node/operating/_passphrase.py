"""Where the passphrase of the node key comes from: a file, a credential of systemd, the terminal.

Never the command line, which every user of the machine can list.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from tutela_node.config import Folder, NodeConfig, NodeError

CREDENTIAL = "passphrase"
"""The name of the credential in the unit: `LoadCredential=passphrase:/etc/tutela/passphrase`."""


def passphrase_for(config: NodeConfig, file: Path | None) -> str | None:
    """The passphrase of this node; None if its node key is not under one.

    Raises:
        NodeError: the file cannot be read, or there is nobody to ask.
    """
    if config.key_holder != "passphrase":
        return None
    return _given(file) or _asked("Passphrase of the node key")


def new_passphrase(file: Path | None, what: str = "A passphrase for the node key (five words or more)") -> str:
    """A passphrase to be: typed twice, so that a slip does not close the node for good.

    Raises:
        NodeError: the file cannot be read, there is nobody to ask, or the two are not the same.
    """
    found = _given(file)
    if found is not None:
        return found
    first = _asked(what)
    if _asked("The same again") != first:
        raise NodeError("the two passphrases are not the same; begin again")
    return first


def _given(file: Path | None) -> str | None:
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    if file is None and credentials and (Path(credentials) / CREDENTIAL).is_file():
        file = Path(credentials) / CREDENTIAL
    if file is None:
        return None
    try:
        found = file.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as err:
        raise NodeError(f"{file}: the passphrase cannot be read: {err}") from None
    if not found:
        raise NodeError(f"{file}: expected the passphrase on the first line; the file is empty")
    return found


def _asked(what: str) -> str:
    if not sys.stdin.isatty():
        raise NodeError(
            "the node key is under a passphrase, and there is no terminal to ask for it; "
            "give --passphrase-file FILE, or the credential “passphrase” of systemd (docs/operations.md)"
        )
    answer: str = click.prompt(what, hide_input=True, err=True)
    return answer


def folder_of(path: Path) -> Folder:
    """The folder that a person named."""
    return Folder(path.expanduser().resolve())
