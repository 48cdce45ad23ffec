"""`tutela node init`: a folder, its keys, its databases, the first administrator and their one-time link."""

from __future__ import annotations

import uuid

from tutela_node.config import Folder, NodeConfig, NodeError, write_config
from tutela_node.spine.keys import FileHolder, Holder, NamedKeys, PassphraseHolder, write_named


def make_folder(folder: Folder, config: NodeConfig, passphrase: str | None) -> None:
    """The folder with its settings and keys, in a place where nothing is yet.

    Raises:
        NodeError: something is there already, or the passphrase is too short.
    """
    if folder.path.exists() and any(folder.path.iterdir()):
        raise NodeError(f"{folder.path}: the folder is not empty; name one that does not exist yet")
    if folder.mark(config).exists():
        raise NodeError(
            f"{folder.mark(config)}: there is a high-water mark of a node that was here before; "
            "name another folder, or move the mark away if that node is really gone"
        )
    for path in (folder.path, folder.keys, folder.logs, folder.blobs):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    holder: Holder
    if config.key_holder == "passphrase":
        holder = PassphraseHolder.create(folder.keys / "node.json", passphrase or "")
    else:
        holder = FileHolder.create(folder.keys / "node.key")
    write_named(folder.keys / "named.json", NamedKeys.fresh(), holder)
    write_config(folder, config)


def migrate() -> None:
    """Bring all three databases to this version's tables."""
    from django.core.management import call_command

    from tutela_node.spine.acts import allowed

    with allowed("migrations"):
        for alias in ("default", "keys", "desk"):
            call_command("migrate", database=alias, verbosity=0, interactive=False)


def new_config(name: str, title: str, system: str, **more: object) -> NodeConfig:
    """Settings of a new node.

    Raises:
        NodeError: a value is not of the form.
    """
    from pydantic import ValidationError

    try:
        return NodeConfig.model_validate({"id": uuid.uuid4(), "name": name, "title": title, "system": system} | more)
    except ValidationError as err:
        said = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in err.errors())
        raise NodeError(f"the node cannot be set up so: {said}") from None
