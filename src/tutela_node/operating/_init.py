"""`tutela node init`: a folder, its keys, its databases, the first administrator and their one-time link.

    folder, keys and settings → tables → log 1 → unit and administrator → the note that set-up is unfinished goes

A set-up that is cut short leaves that note, and no command works with the folder; nothing was in it yet, so it is
deleted and begun again.
"""

from __future__ import annotations

import os
import shutil
import uuid
from dataclasses import dataclass

from tutela_node.config import Folder, NodeConfig, NodeError, enter, write_config
from tutela_node.spine.keys import FileHolder, Holder, NamedKeys, PassphraseHolder, write_named

LINK_HOURS = 72


@dataclass(frozen=True)
class Administrator:
    """The first person who comes in, and their unit."""

    name: str
    email: str
    unit: str


def set_up(folder: Folder, config: NodeConfig, passphrase: str | None, first: Administrator) -> str:
    """A whole new node; the link by which the administrator comes in. This process is the node's afterwards.

    Raises:
        NodeError: the place is taken, or a value is not of the form.
    """
    existed = folder.path.exists()
    make_folder(folder, config, passphrase, unfinished=True)
    try:
        enter(folder, passphrase)
        migrate()
        open_first_log()
        token = _invite(first)
        log_now()
    except BaseException:  # a mistyped address, Ctrl+C: nothing was in it yet, so it is as if nothing had been begun
        shutil.rmtree(folder.path)
        folder.mark(config).unlink(missing_ok=True)
        if existed:
            folder.path.mkdir(mode=0o700)
        raise
    folder.unfinished.unlink()
    return link_of(config, token)


def open_first_log() -> None:
    """Log 1, and its first checkpoint: from here on the node's record has a beginning that others can hold."""
    from tutela_node.spine.log import open_log

    open_log("set-up")
    log_now()


def log_now() -> int:
    """Bring what was recorded into the log, in this process; the size of the log.

    The node is at rest: nobody else is the sequencer.
    """
    from django.conf import settings

    from tutela_node.spine.log import Sequencer

    sequencer = Sequencer(settings.FOLDER, settings.NODE)
    sequencer.tick()
    return sequencer.size


def _invite(first: Administrator) -> str:
    """Unit, account and role, as acts of the node; the secret of the link."""
    from django.utils import timezone

    from tutela_node.people.services import Role, add_unit, invite
    from tutela_node.spine.acts import ActError, By

    try:
        unit = add_unit(By.node(), None, name=first.unit)
        role = Role("administrator", timezone.now().date())
        return invite(By.node(), None, name=first.name, email=first.email, unit=unit, roles=(role,)).token
    except ActError as err:
        raise NodeError(f"the first administrator cannot be set up so: {err}") from None


def link_of(config: NodeConfig, token: str) -> str:
    """The address by which an invited person comes in, once."""
    return f"{config.url}/welcome/{token}"


def make_folder(folder: Folder, config: NodeConfig, passphrase: str | None, *, unfinished: bool = False) -> None:
    """The folder with its settings and keys, in a place where nothing is yet.

    Args:
        unfinished: leave the note that set-up is not done, which whoever finishes it takes away.

    Raises:
        NodeError: something is there already, or the passphrase is too short.
    """
    if config.key_holder == "passphrase":
        PassphraseHolder.check(passphrase or "")
    whole(folder)
    if folder.path.exists() and any(folder.path.iterdir()):
        raise NodeError(f"{folder.path}: the folder is not empty; name one that does not exist yet")
    if folder.mark(config).exists():
        raise NodeError(
            f"{folder.mark(config)}: there is a high-water mark of a node that was here before; "
            "name another folder, or move the mark away if that node is really gone"
        )
    folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.path.chmod(0o700)
    if unfinished:
        folder.unfinished.write_text(_cut_short(folder) + "\n", encoding="utf-8")
    for path in (folder.keys, folder.logs, folder.blobs):
        path.mkdir(mode=0o700)
    holder: Holder
    if config.key_holder == "passphrase":
        holder = PassphraseHolder.create(folder.keys / "node.json", passphrase or "")
    else:
        holder = FileHolder.create(folder.keys / "node.key")
    write_named(folder.keys / "named.json", NamedKeys.fresh(), holder)
    write_config(folder, config)


def whole(folder: Folder) -> None:
    """Raises NodeError where a set-up or a restore was cut short (the note in the folder says what to do), or where
    another user than the folder's would work on it: files that it leaves there the node could not open."""
    if folder.path.exists() and (owner := folder.path.stat().st_uid) not in (os.geteuid(), 0):
        who = _user(owner)
        raise NodeError(f"{folder.path} belongs to the user {who}; run this as that user: sudo -u {who} tutela node …")
    if folder.unfinished.exists():
        raise NodeError(folder.unfinished.read_text("utf-8").strip())


def _cut_short(folder: Folder) -> str:
    return (
        f"{folder.path}: the set-up of this node was cut short; nothing was in it yet. "
        f"Delete what is here (rm -r {folder.path} {folder.path}.mark) and begin again with: tutela node init"
    )


def _user(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"#{uid}"


def migrate() -> None:
    """Bring all three databases to this version's tables."""
    from django.core.management import call_command

    from tutela_node.spine.acts import allowed
    from tutela_node.spine.routers import APPS

    with allowed("migrations"):
        for alias, apps in APPS.items():
            for app in apps or (None,):
                call_command("migrate", *filter(None, [app]), database=alias, verbosity=0, interactive=False)


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
