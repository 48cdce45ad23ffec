"""`tutela node rotate-keys`: new keys in the place of old ones, so that a cut at any point leaves what opens.

    sealing, log    named.json with the new key and the old one beside it → scopes wrapped anew (one transaction), the
                    next log opened → named.json without the old one
    account         named.json with the new key before the old ones, which stay: old accounts are sealed with them
    sign-in         named.json; everybody signs in again
    node key        the new one beside the old (`….next`) → named.json under the new one → it takes the old one's name

At each arrow the process may be killed: `open_named` finds the node key that fits, the vault and the sequencer know
both of two keys, and `settle` finishes at the next start. The node is at rest throughout.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Sequence
from pathlib import Path

from tutela_node.config import Folder, NodeConfig, NodeError, enter
from tutela_node.spine.keys import (
    FileHolder,
    Holder,
    NamedKeys,
    PassphraseHolder,
    forget_keys,
    next_of,
    node_key_file,
    open_named,
    write_named,
)

NAMES = ("sealing", "account", "sign-in", "log")
_KEPT = re.compile(r"node\.(?:key|json)\.until-(\d{4}-\d{2}-\d{2})")


def rotate(
    folder: Folder, config: NodeConfig, passphrase: str | None, names: Sequence[str], *, node: bool = False,
    following: str | None = None,
) -> None:  # fmt: skip
    """Make new keys. The caller holds the node at rest; this process is the node's afterwards.

    Args:
        names: of `NAMES`.
        node: a new node key too.
        following: the passphrase that the new node key is under, if it is under one.

    Raises:
        NodeError: the keys do not open, or the new passphrase is too short.
    """
    if node and config.key_holder == "passphrase":
        PassphraseHolder.check(following or "")
    settle(folder, config, passphrase)
    enter(folder, passphrase)
    keys, holder = open_named(folder, config, passphrase)
    if names:
        keys = keys.rotated(names)
        write_named(folder.keys / "named.json", keys, holder)
        keys = _finish(folder, config, keys, holder)
    if node:
        _new_node_key(folder, config, keys, following)
    _told([*names, *(["node"] if node else [])])


def settle(folder: Folder, config: NodeConfig, passphrase: str | None) -> bool:
    """Finish a rotation that was cut short; whether there was one. The caller holds the node at rest.

    A node from before there were partners gets its envelope key here, too.

    Raises:
        NodeError: the keys do not open.
    """
    cut = _settle_node_key(folder, config, passphrase)
    keys, holder = open_named(folder, config, passphrase)
    if not keys.envelope:
        keys = keys.rotated(["envelope"])
        write_named(folder.keys / "named.json", keys, holder)
        forget_keys()
    if keys.sealing_before or keys.log_before:
        enter(folder, passphrase)
        _finish(folder, config, keys, holder)
        return True
    return cut


def _finish(folder: Folder, config: NodeConfig, keys: NamedKeys, holder: Holder) -> NamedKeys:
    """From named keys that hold old ones beside the new to those that do not. Safe to run again."""
    from tutela_node.operating._init import log_now

    forget_keys()
    if keys.sealing_before:
        _rewrap(keys)
    if keys.log_before:
        log_now()  # with the old key: what it signed ends with everything that was recorded until now
        _open_next(folder, config, keys)
    done = keys.settled()
    write_named(folder.keys / "named.json", done, holder)
    forget_keys()
    log_now()
    return done


def _rewrap(keys: NamedKeys) -> None:
    from django.db import connections, transaction

    from tutela_node.spine.acts import allowed
    from tutela_node.spine.routers import KEYS
    from tutela_node.spine.vault import rewrap_scopes

    with allowed("jobs"), transaction.atomic(using=KEYS):
        rewrap_scopes(keys)
    with (
        allowed("jobs"),
        connections[KEYS].cursor() as cursor,
    ):  # the old wrapping must not stay readable in the write-ahead log
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _open_next(folder: Folder, config: NodeConfig, keys: NamedKeys) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from tutela.ledger import Mark, NoteSigner
    from tutela_node.spine.log import open_log
    from tutela_node.spine.models import Log

    newest = Log.objects.order_by("-number").first()
    if newest is not None:
        signer = NoteSigner(newest.origin, Ed25519PrivateKey.from_private_bytes(keys.log))
        if signer.verifier.vkey == newest.vkey:
            return  # cut short after it was opened
    open_log("new key", Mark(folder.mark(config)).read())


def _new_node_key(folder: Folder, config: NodeConfig, keys: NamedKeys, passphrase: str | None) -> None:
    fresh = next_of(folder, config)
    holder: Holder
    if config.key_holder == "passphrase":
        holder = PassphraseHolder.create(fresh, passphrase or "")
    else:
        holder = FileHolder.create(fresh)
    _keep_old(folder, config)
    write_named(folder.keys / "named.json", keys, holder)
    fresh.replace(node_key_file(folder, config))
    _sync(folder.keys)


def _settle_node_key(folder: Folder, config: NodeConfig, passphrase: str | None) -> bool:
    fresh = next_of(folder, config)
    if not fresh.exists():
        return False
    _, holder = open_named(folder, config, passphrase)
    if holder.where == str(fresh):
        _keep_old(folder, config)
        fresh.replace(node_key_file(folder, config))
    else:
        fresh.unlink()  # it wraps nothing yet
    _sync(folder.keys)
    return True


def _keep_old(folder: Folder, config: NodeConfig) -> None:
    """Key backups made until now open with the old node key only: keep it until the last of them expires."""
    old = node_key_file(folder, config)
    until = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=config.keep_key_backups_days)
    kept = old.with_name(f"{old.name}.until-{until.isoformat()}")
    number = 1
    while kept.exists() and kept.read_bytes() != old.read_bytes():  # twice in a day
        number += 1
        kept = old.with_name(f"{old.name}.until-{until.isoformat()}-{number}")
    if kept.exists():
        return
    handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(old.read_bytes())
        out.flush()
        os.fsync(out.fileno())


def old_node_keys(folder: Folder) -> list[tuple[Path, dt.date]]:
    """Node keys that are kept for the sake of old key backups, and until when."""
    found = [(path, _KEPT.match(path.name)) for path in sorted(folder.keys.glob("node.*.until-*"))]
    return [(path, dt.date.fromisoformat(match[1])) for path, match in found if match]


def _told(names: Sequence[str]) -> None:
    """That keys are new is an event: it explains why sessions ended, or why another key signs."""
    from tutela_node.operating._acts import configured
    from tutela_node.operating._init import log_now

    configured("keys rotated: " + ", ".join(names))
    log_now()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


__all__ = ["NAMES", "NodeError", "old_node_keys", "rotate", "settle"]
